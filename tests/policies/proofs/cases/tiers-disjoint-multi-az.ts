import { secret, unknown, type Proof, type Resource, type Sketch, type Stack } from "../proof";

const subnet = (id: string, availabilityZone?: unknown): Sketch => ({
    type: "aws:ec2/subnet:Subnet",
    props: { vpcId: "vpc-1", availabilityZone },
    answers: { id },
});
/** Two subnets for each of three tiers. */
const network: Stack = Object.fromEntries(
    ["data", "app", "public"].flatMap(tier =>
        ["a", "b"].map(zone => [`${tier}-${zone}`, subnet(`${tier}-${zone}-id`, `eu-west-1${zone}`)]),
    ),
);
const both = (tier: string): readonly string[] => [`${tier}-a-id`, `${tier}-b-id`];
const rds = (...subnetIds: unknown[]): Sketch => ({ type: "aws:rds/subnetGroup:SubnetGroup", props: { subnetIds } });
const cache = (...subnetIds: unknown[]): Sketch => ({ type: "aws:elasticache/subnetGroup:SubnetGroup", props: { subnetIds } });
const nodes = (...subnetIds: unknown[]): Sketch => ({ type: "aws:eks/nodeGroup:NodeGroup", props: { clusterName: "shop", subnetIds } });
const cluster = (...subnetIds: unknown[]): Sketch => ({ type: "aws:eks/cluster:Cluster", props: { vpcConfig: { subnetIds } } });
const service = (...subnets: unknown[]): Sketch => ({ type: "aws:ecs/service:Service", props: { networkConfiguration: { subnets } } });
const machines = (...vpcZoneIdentifiers: unknown[]): Sketch => ({ type: "aws:autoscaling/group:Group", props: { vpcZoneIdentifiers } });
const balancer = (subnets: readonly unknown[], rest: object = {}): Sketch => ({
    type: "aws:lb/loadBalancer:LoadBalancer",
    props: { subnets, ...rest },
});
const nat = (subnetId: unknown, rest: object = {}): Sketch => ({ type: "aws:ec2/natGateway:NatGateway", props: { subnetId, ...rest } });
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };
const tiers: Stack = {
    ...network,
    data: rds(...both("data")),
    app: nodes(...both("app")),
    public: balancer(both("public")),
    nat: nat("public-a-id"),
};

export const proof: Proof = {
    fails: {
        "stores beside the application": {
            stack: { ...tiers, cache: cache("data-a-id", "app-b-id"), queue: service(...both("app")) },
            says: { cache: "subnetIds has app-b, and so has app, queue: network ACLs" },
        },
        "stores beside a cluster's own interfaces, and beside a NAT gateway": {
            stack: {
                ...network,
                cluster: cluster("data-a-id", "app-b-id"),
                nat: nat("data-b-id"),
                data: rds(...both("data")),
            },
            says: { data: ["subnetIds has data-a, and so has cluster", "subnetIds has data-b, and so has nat"] },
        },
        "the application beside public load balancers, in every form": {
            stack: {
                ...network,
                public: balancer([], { subnetMappings: [{ subnetId: "public-a-id" }, { subnetId: "public-b-id" }] }),
                service: service("app-a-id", "public-b-id"),
                machines: machines("app-a-id", "public-b-id"),
                fargate: { type: "aws:eks/fargateProfile:FargateProfile", props: { subnetIds: ["app-a-id", "public-b-id"] } },
            },
            says: {
                service: "networkConfiguration.subnets has public-b, and so has public: what the application",
                machines: "vpcZoneIdentifiers has public-b",
                fargate: "subnetIds has public-b",
            },
        },
        "subnets of another stack": {
            stack: { data: rds("subnet-1", "subnet-2"), app: nodes("subnet-2", "subnet-3") },
            says: { data: "subnetIds has subnet-2, and so has app" },
        },
        "subnets that have no ids yet": {
            stack: {
                a: subnet(unknown, "eu-west-1a"),
                b: subnet(unknown, "eu-west-1b"),
                data: { ...rds(unknown, unknown), from: { subnetIds: ["a", "b"] } },
                app: { ...nodes(unknown), from: { subnetIds: ["a"] } },
            },
            says: { data: "subnetIds has a, and so has app", app: "subnetIds lie in eu-west-1a alone" },
        },
        "stores in one zone": {
            stack: { ...tiers, other: subnet("other-id", "eu-west-1a"), cache: cache("data-a-id", "other-id") },
            says: { cache: "subnetIds lie in eu-west-1a alone: when" },
        },
        "a cache that names its subnets itself": {
            stack: { ...network, cache: { type: "aws:elasticache/serverlessCache:ServerlessCache", props: { subnetIds: ["data-a-id"] } } },
            says: { cache: "subnetIds lie in eu-west-1a alone" },
        },
        "an application in one zone, and a public load balancer": {
            stack: { ...network, one: nodes("app-a-id"), two: service("app-a-id"), public: balancer(["public-b-id"]) },
            says: {
                one: "subnetIds lie in eu-west-1a alone",
                two: "networkConfiguration.subnets lie in eu-west-1a alone",
                public: "subnets lie in eu-west-1b alone",
            },
        },
        "zones by their ids": {
            stack: {
                a: { ...subnet("a-id"), props: { availabilityZoneId: "euw1-az1" } },
                data: cache("a-id"),
            },
            says: { data: "subnetIds lie in euw1-az1 alone" },
        },
    },
    passes: {
        "a tier each": { ...tiers, cache: cache(...both("data")), cluster: cluster(...both("app"), ...both("public")) },
        "node groups with a zone each": { ...network, a: nodes("app-a-id"), b: nodes("app-b-id") },
        "one NAT gateway for all, and a private one": { ...tiers, inner: nat("app-a-id", { connectivityType: "private" }) },
        "internal load balancers, beside the application": {
            ...tiers,
            inner: balancer(both("app"), { internal: true }),
            gateway: balancer(["app-a-id"], { loadBalancerType: "gateway" }),
        },
        "zones that AWS chooses, or another stack": {
            a: subnet("a-id"),
            b: subnet("b-id", unknown),
            data: cache("a-id"),
            other: cache("b-id"),
            third: cache("subnet-1"),
        },
        "one zone in development": {
            ...network,
            data: { ...cache("data-a-id"), props: { subnetIds: ["data-a-id"], tags: { Environment: "development" } } },
        },
    },
    unknowns: {
        "which subnets": {
            stack: {
                ...tiers,
                elsewhere,
                cache: { ...cache(unknown), from: { subnetIds: "elsewhere" } },
                bad: cache("app-a-id", "data-b-id"),
            },
            of: { cache: "subnetIds.0" },
            says: { bad: "subnetIds has app-a" },
        },
        "which zone": {
            stack: {
                ...network,
                elsewhere,
                c: { ...subnet("c-id", unknown), from: { availabilityZone: "elsewhere" } },
                cache: cache("c-id"),
            },
            of: { cache: "availabilityZone" },
        },
        "whether a load balancer is public": {
            stack: {
                ...network,
                app: nodes(...both("app")),
                edge: { ...balancer(both("app"), { internal: unknown }), from: { internal: "elsewhere" } },
                elsewhere,
            },
            of: { edge: "internal" },
        },
    },
    secrets: { ...tiers, cache: cache(secret("hunter2-subnet"), "app-a-id") },
    ignores: {
        ...network,
        function: { type: "aws:lambda/function:Function", props: { vpcConfig: { subnetIds: ["data-a-id"] } } },
        data: rds(...both("data")),
        machine: { type: "aws:ec2/instance:Instance", props: { subnetId: "data-a-id" } },
    },
    breaks: (one: Resource) =>
        one.type === "aws:elasticache/subnetGroup:SubnetGroup"
            ? { ...one, inputs: { ...one.inputs, subnetIds: (one.inputs.subnetIds as string[]).slice(0, 1) } }
            : one,
};
