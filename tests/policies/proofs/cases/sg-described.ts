import { secret, unknown, type Proof, type Sketch } from "../proof";

const https = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"] };
const group = (props: object): Sketch => ({ type: "aws:ec2/securityGroup:SecurityGroup", props: { vpcId: "vpc-1", ...props } });
const standalone = { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" };
const into = (props: object): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { ...standalone, ...props },
});
const out = (props: object): Sketch => ({ ...into(props), type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" });
const older = (props: object): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { securityGroupId: "sg-1", type: "egress", ...https, ...props },
});
const takeover = (props: object): Sketch => ({ type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props });
const description = "HTTPS to services of AWS";
const nobody = "what the rule is for is known to nobody.";

export const proof: Proof = {
    fails: {
        "a group without one": {
            stack: { none: group({}), blank: group({ description: " " }), provider: group({ description: "Managed by Pulumi" }) },
            says: {
                none: "description is not set: what the group is for",
                blank: "description is not set: what the group is for",
                provider: "description is what the provider writes for none: what the group is for",
            },
        },
        "rules inside of a group": {
            stack: { group: group({ description, ingress: [{ ...https, description }, https], egress: [https] }) },
            says: { group: [`ingress[1].description is not set: ${nobody}`, `egress[0].description is not set: ${nobody}`] },
        },
        "rules of their own": {
            stack: { in: into({}), out: out({ description: "" }), old: older({}) },
            says: { in: `description is not set: ${nobody}`, out: "description is not set", old: "description is not set" },
        },
        "rules of the default group": {
            stack: { group: takeover({ ingress: [https] }) },
            says: { group: "ingress[0].description is not set" },
        },
    },
    passes: {
        "a description each": {
            group: group({ description, ingress: [{ ...https, description }] }),
            in: into({ description }),
            out: out({ description }),
            old: older({ description }),
        },
        "a default group without rules": { group: takeover({ ingress: [], egress: [] }) },
    },
    unknowns: {
        "what is said": {
            stack: {
                in: into({ description: unknown }),
                group: group({ description: unknown, ingress: [https] }),
                rules: group({ description, egress: unknown }),
                out: out({}),
            },
            of: { in: "description", group: "description", rules: "egress" },
            says: { group: "ingress[0].description", out: "description is not set" },
        },
    },
    secrets: {
        group: group({ description: secret("hunter2-group"), ingress: [{ ...https, description: secret("hunter2-rule") }, https] }),
    },
    ignores: {
        list: { type: "aws:ec2/networkAclRule:NetworkAclRule", props: { networkAclId: "acl-1" } },
        cache: { type: "aws:elasticache/subnetGroup:SubnetGroup", props: { subnetIds: [] } },
    },
    breaks: one => {
        if (one.type !== "aws:ec2/securityGroup:SecurityGroup") return one;
        return { ...one, inputs: { ...one.inputs, description: "Managed by Pulumi" } };
    },
};
