import { unknown, type Proof, type Sketch } from "../proof";

const group = (props: object = {}): Sketch => ({ type: "aws:ec2/securityGroup:SecurityGroup", props, answers: { id: "sg-1" } });
const held = { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/16"] }] };
const lone = (props: object = {}): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
});
const older = (type: unknown): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { securityGroupId: "sg-1", type },
});

export const proof: Proof = {
    fails: {
        "both for one direction": {
            stack: { group: group(held), lone: lone() },
            says: { group: "ingress is set, and there are rules that stand alone" },
        },
        "a list without any, which holds all the same": {
            stack: { group: group({ ingress: [] }), older: older("ingress") },
            says: { group: "ingress is set" },
        },
        "both for what leaves, before there is an id": {
            stack: {
                group: { ...group({ egress: held.ingress }), answers: {} },
                out: {
                    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
                    props: { securityGroupId: unknown },
                    from: { securityGroupId: "group" },
                },
            },
            says: { group: "egress is set" },
        },
        "the group that a VPC is made with": {
            stack: { group: { ...group({ ingress: [] }), type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup" }, lone: lone() },
            says: { group: "ingress is set" },
        },
    },
    passes: {
        "rules that the group holds": { group: group(held) },
        "rules that stand alone": { group: group(), lone: lone(), older: older("egress") },
        "one way each": { group: group(held), older: older("egress") },
        "those of another group": { group: group(held), lone: lone({ securityGroupId: "sg-2" }) },
    },
    unknowns: {
        "whose a rule is, and which way it goes": {
            stack: {
                group: group(held),
                lone: { ...lone({ securityGroupId: unknown }), from: { securityGroupId: "vpc" } },
                vpc: { type: "pulumi:pulumi:StackReference" },
                other: { ...group({ ingress: [], egress: [] }), answers: { id: "sg-2" } },
                out: { type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", props: { securityGroupId: "sg-2" } },
            },
            of: ["group", "other"],
            says: { other: "egress is set" },
        },
    },
    secrets: { none: "that a group holds rules, and whose a rule is, are no secrets, and no other value is read" },
    ignores: { lone: lone(), acl: { type: "aws:ec2/networkAcl:NetworkAcl", props: { ingress: [] } } },
    breaks: one => (one.urn.endsWith("::redis-group") ? { ...one, inputs: { ...one.inputs, ingress: [] } } : one),
};
