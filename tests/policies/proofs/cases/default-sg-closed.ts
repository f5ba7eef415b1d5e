import { secret, unknown, type Proof } from "../proof";

const vpc = { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16" }, answers: { id: "vpc-1" } };
const takeover = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const closed = { type: takeover, props: { vpcId: "vpc-1" }, from: { vpcId: "vpc" } };
const rule = { protocol: "-1", fromPort: 0, toPort: 0, self: true };

export const proof: Proof = {
    fails: {
        "a VPC whose group nobody took over": { stack: { vpc }, says: { vpc: "defaultSecurityGroup is as AWS makes it" } },
        "one whose group was taken over and opened": {
            stack: { vpc, open: { ...closed, props: { ...closed.props, ingress: [rule], egress: [rule] } } },
            says: { open: ["ingress[0] is", "egress[0] is"] },
        },
        "one of two": {
            stack: { vpc, closed, other: { ...vpc, answers: { id: "vpc-2" } } },
            says: { other: "defaultSecurityGroup is" },
        },
    },
    passes: {
        "a group that is taken over, by the VPC's id": { vpc, closed: { ...closed, from: {} } },
        "one that is made from the VPC, before there is an id": {
            vpc: { ...vpc, answers: {} },
            closed: { ...closed, props: { vpcId: unknown } },
        },
    },
    unknowns: {
        "whose group is taken over": {
            stack: {
                vpc,
                closed: { type: takeover, props: { vpcId: unknown }, from: { vpcId: "elsewhere" } },
                elsewhere: { type: "pulumi:pulumi:StackReference" },
            },
            of: ["vpc"],
        },
        "what its rules are": {
            stack: { vpc, closed: { ...closed, props: { ...closed.props, ingress: unknown } } },
            of: ["closed"],
        },
    },
    secrets: { vpc, open: { ...closed, props: { ...closed.props, ingress: [{ ...rule, description: secret("hunter2-rule") }] } } },
    ignores: {
        existing: { type: "aws:ec2/subnet:Subnet", props: { vpcId: "vpc-9" } },
        group: { type: "aws:ec2/securityGroup:SecurityGroup", props: { vpcId: "vpc-9", ingress: [rule] } },
    },
    breaks: one => (one.type === takeover ? undefined : one),
};
