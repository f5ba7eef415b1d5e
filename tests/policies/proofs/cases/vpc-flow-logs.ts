import { unknown, type Proof } from "../proof";

const vpc = { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16" }, answers: { id: "vpc-1" } };
const log = { type: "aws:ec2/flowLog:FlowLog", props: { vpcId: "vpc-1", trafficType: "REJECT" }, from: { vpcId: "vpc" } };
const subnet = { type: "aws:ec2/subnet:Subnet", props: { vpcId: "vpc-1" }, from: { vpcId: "vpc" }, answers: { id: "subnet-1" } };

export const proof: Proof = {
    fails: {
        "a VPC without one": { stack: { vpc }, says: { vpc: "vpc has no aws.ec2.FlowLog" } },
        "one with a log of what was let through alone": {
            stack: { vpc, log: { ...log, props: { ...log.props, trafficType: "ACCEPT" } } },
            says: { vpc: "vpc has no aws.ec2.FlowLog of REJECT or ALL" },
        },
        "the one of two that has none": { stack: { vpc, log, other: { ...vpc, answers: { id: "vpc-2" } } }, says: { other: "vpc has no" } },
        "one of whose subnets some have none": {
            stack: {
                vpc,
                subnet,
                other: { ...subnet, answers: { id: "subnet-2" } },
                log: { type: log.type, props: { subnetId: "subnet-1" }, from: { subnetId: "subnet" } },
            },
            says: { vpc: "vpc has no" },
        },
    },
    passes: {
        "one of the VPC": { vpc, log },
        "one that is made from it, before there is an id": { vpc: { ...vpc, answers: {} }, log: { ...log, props: { vpcId: unknown } } },
        "one of each subnet": { vpc, subnet, log: { type: log.type, props: { subnetId: "subnet-1" }, from: { subnetId: "subnet" } } },
    },
    unknowns: {
        "whose a log is": {
            stack: {
                vpc,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                log: { ...log, props: { vpcId: unknown }, from: { vpcId: "elsewhere" } },
            },
            of: ["vpc"],
        },
    },
    secrets: { none: "ids of VPCs and subnets are no secrets, and no other property is read" },
    ignores: {
        subnet: { ...subnet, from: {} },
        peering: { type: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection", props: { vpcId: "vpc-1" } },
    },
    breaks: one => (one.type === "aws:ec2/flowLog:FlowLog" ? undefined : one),
};
