import { unknown, type Proof, type Sketch } from "../proof";

const subnet = (id: string, availabilityZone: unknown): Sketch => ({
    type: "aws:ec2/subnet:Subnet",
    props: { vpcId: "vpc-1", availabilityZone },
    answers: { id },
});
const a = subnet("subnet-a", "eu-west-1a");
const b = subnet("subnet-b", "eu-west-1b");
const near = subnet("subnet-near", "eu-west-1a");
const group = (...subnetIds: unknown[]): Sketch => ({ type: "aws:rds/subnetGroup:SubnetGroup", props: { subnetIds } });
const cluster = (...subnetIds: unknown[]): Sketch => ({ type: "aws:eks/cluster:Cluster", props: { vpcConfig: { subnetIds } } });
const says = (name: string) => `subnetIds names what ${name} stands in: a route or a rule`;

export const proof: Proof = {
    fails: {
        "one zone": {
            stack: { a, near, group: group("subnet-a", "subnet-near") },
            says: { group: "subnetIds lie in one availability zone: when it fails" },
        },
        "a lone subnet, in a zone that nobody knows yet": {
            stack: { a: subnet("subnet-a", unknown), group: group("subnet-a") },
            says: { group: "subnetIds lie in one availability zone" },
        },
        "a cluster among them": {
            stack: { a, b, group: group("subnet-a", "subnet-b"), cluster: cluster("subnet-b", "subnet-x") },
            says: { group: says("cluster") },
        },
        "instances, gateways and load balancers among them": {
            stack: {
                ...{ a, b, group: { ...group("subnet-a", "subnet-b"), type: "aws:elasticache/subnetGroup:SubnetGroup" } },
                instance: { type: "aws:ec2/instance:Instance", props: { subnetId: "subnet-a" } },
                nat: { type: "aws:ec2/natGateway:NatGateway", props: { subnetId: "subnet-b" } },
                balancer: { type: "aws:lb/loadBalancer:LoadBalancer", props: { subnets: ["subnet-a", "subnet-b"] } },
            },
            says: { group: [says("instance"), says("nat"), says("balancer")] },
        },
        "a store that lists its subnets itself": {
            stack: {
                a,
                b,
                cache: { type: "aws:elasticache/serverlessCache:ServerlessCache", props: { subnetIds: ["subnet-a", "subnet-b"] } },
                cluster: cluster("subnet-a"),
            },
            says: { cache: says("cluster") },
        },
    },
    passes: {
        "two zones, and nothing else in them": { a, b, near, group: group("subnet-a", "subnet-b"), cluster: cluster("subnet-near") },
        "before there are ids": {
            a: { ...a, answers: {} },
            b: { ...b, answers: {} },
            group: { ...group(unknown, unknown), from: { subnetIds: ["a", "b"] } },
            near: { ...near, answers: {} },
            cluster: { ...cluster(unknown), from: { vpcConfig: "near" } },
        },
        "zones that AWS chooses": {
            a: subnet("subnet-a", undefined),
            near: subnet("subnet-near", undefined),
            group: group("subnet-a", "subnet-near"),
        },
        "subnets of another stack": { group: group("subnet-x", "subnet-y") },
    },
    unknowns: {
        "which zone": {
            stack: {
                a: { ...subnet("subnet-a", unknown), from: { availabilityZone: "elsewhere" } },
                b,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                group: group("subnet-a", "subnet-b"),
                near,
                other: group("subnet-near"),
            },
            of: ["group"],
            says: { other: "subnetIds lie in one" },
        },
        "which subnets": {
            stack: { elsewhere: { type: "pulumi:pulumi:StackReference" }, group: { ...group(unknown), from: { subnetIds: "elsewhere" } } },
            of: ["group"],
        },
    },
    secrets: { none: "ids and zones of subnets are no secrets, and no other value is read" },
    ignores: { a, near, cluster: cluster("subnet-a"), nat: { type: "aws:ec2/natGateway:NatGateway", props: { subnetId: "subnet-a" } } },
    breaks: one => one,
    adds: {
        instance: {
            type: "aws:ec2/instance:Instance",
            props: {
                subnetId: "subnet-d46c998fbfa232ad9",
                tags: { Project: "webstack", Environment: "production", Owner: "platform", CostCenter: "4711" },
            },
        },
    },
    alsoBreaks: ["instance-allowlist"],
};
