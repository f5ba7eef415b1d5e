import { secret, unknown, type Proof, type Sketch } from "../proof";

const https = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] };
const group = (props: object = {}, from: Sketch["from"] = {}): Sketch => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: { vpcId: "vpc-1", ...props },
    from,
    answers: { id: "sg-1" },
});
const older = (securityGroupId: unknown = "sg-1"): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { securityGroupId, type: "ingress", ...https },
});
const standalone = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" };
const into = (securityGroupId: unknown = "sg-1"): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { securityGroupId, ...standalone },
});
const out = (securityGroupId: unknown = "sg-1"): Sketch => ({
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    props: { securityGroupId, ...standalone },
});
const closed: Sketch = {
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    props: { vpcId: "vpc-1" },
    answers: { id: "sg-1" },
};
const vpc: Sketch = {
    type: "aws:ec2/vpc:Vpc",
    props: { cidrBlock: "10.0.0.0/16" },
    answers: { id: "vpc-1", defaultSecurityGroupId: "sg-9" },
};
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };
const begins = "rules of the group are written as ";
const newer = "aws.vpc.SecurityGroupIngressRule or SecurityGroupEgressRule";

export const proof: Proof = {
    fails: {
        "inside of the group, and beside it": {
            stack: { group: group({ ingress: [https] }), out: out() },
            says: { group: `${begins}its ingress, and as ${newer}: each` },
        },
        "both ways inside, and the older kind beside": {
            stack: { group: group({ ingress: [https], egress: [https] }, { ingress: [], egress: [] }), old: older() },
            says: { group: `${begins}its ingress and egress, and as aws.ec2.SecurityGroupRule` },
        },
        "both kinds beside it, before there is an id": {
            stack: {
                group: { ...group(), answers: {} },
                old: { ...older(unknown), from: { securityGroupId: "group" } },
                new: { ...into(unknown), from: { securityGroupId: "group" } },
            },
            says: { group: `${begins}aws.ec2.SecurityGroupRule, and as ${newer}` },
        },
        "both kinds, for the group of another stack": {
            stack: { old: older("sg-2"), new: into("sg-2"), other: out("sg-3") },
            says: { old: `${begins}aws.ec2.SecurityGroupRule, and as` },
        },
        "a default group that is taken over": {
            stack: { vpc, closed, new: into() },
            says: { closed: `${begins}an aws.ec2.DefaultSecurityGroup, and as ${newer}` },
        },
        "rules inside that are not known yet": {
            stack: { elsewhere, group: group({ ingress: unknown }, { ingress: "elsewhere" }), new: into() },
            says: { group: `${begins}its ingress` },
        },
    },
    passes: {
        "all inside": { group: group({ ingress: [https], egress: [https] }) },
        "all beside, both ways": { group: group(), in: into(), out: out(), empty: group({ ingress: [], egress: [] }) },
        "all of the older kind": { group: group(), one: older(), two: older() },
        "a form for each group": {
            one: group({ ingress: [https] }),
            two: { ...group(), answers: { id: "sg-2" } },
            in: into("sg-2"),
            old: older("sg-3"),
        },
        "rules beside it that AWS shows as the group's own": {
            vpc,
            group: { ...group({}, { vpcId: "vpc" }), answers: { id: "sg-1", ingress: [https] } },
            in: into(),
        },
        "a default group without rules": { vpc, closed },
    },
    unknowns: {
        "whose rule it is": {
            stack: {
                elsewhere,
                old: { ...older(unknown), from: { securityGroupId: "elsewhere" } },
                group: group({ ingress: [https] }),
                new: into(),
            },
            of: { old: "securityGroupId" },
            says: { group: `${begins}its ingress` },
        },
    },
    secrets: {
        group: group({ ingress: [{ ...https, description: secret("hunter2-rule") }] }),
        old: { ...older(), props: { ...older().props, description: secret("hunter2-older") } },
        other: older(secret("hunter2-group")),
        others: into(secret("hunter2-group")),
    },
    ignores: {
        acl: { type: "aws:ec2/networkAcl:NetworkAcl", props: { ingress: [https] } },
        rule: { type: "aws:ec2/networkAclRule:NetworkAclRule", props: { networkAclId: "acl-1" } },
    },
    breaks: one => one,
    adds: {
        workers: {
            type: "aws:ec2/securityGroup:SecurityGroup",
            props: {
                description: "Workers",
                vpcId: "vpc-0123456789abcdef0",
                egress: [{ ...https, description: "Services of AWS" }],
                tags: { Project: "webstack", Environment: "production", Owner: "platform", CostCenter: "web" },
            },
            answers: { id: "sg-0123456789abcdef0" },
        },
        "workers-out": {
            type: "aws:ec2/securityGroupRule:SecurityGroupRule",
            props: { ...https, securityGroupId: "sg-0123456789abcdef0", type: "egress", description: "Services of AWS" },
        },
    },
};
