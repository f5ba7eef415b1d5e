import { unknown, type Proof, type Sketch, type Stack } from "../proof";

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";
const vpc = { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16" }, answers: { id: "vpc-1" } };
const subnet = (id: string): Sketch => ({ type: "aws:ec2/subnet:Subnet", props: { vpcId: "vpc-1" }, answers: { id } });
const table = (id: string, props: object = {}): Sketch => ({
    type: "aws:ec2/routeTable:RouteTable",
    props: { vpcId: "vpc-1", ...props },
    answers: { id },
});
const associated = (subnetId: string, routeTableId: string): Sketch => ({
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    props: { subnetId, routeTableId },
});
const endpoint = (service: string, ...routeTableIds: readonly string[]): Sketch => ({
    type: endpointType,
    props: { vpcId: "vpc-1", serviceName: `com.amazonaws.eu-west-1.${service}`, routeTableIds },
    answers: { id: `vpce-${service}` },
});
const interfaced = (service: string): Sketch => ({
    type: endpointType,
    props: { vpcId: "vpc-1", serviceName: `com.amazonaws.eu-west-1.${service}`, vpcEndpointType: "Interface", subnetIds: ["subnet-a"] },
});
const nodes = { type: "aws:eks/nodeGroup:NodeGroup", props: { clusterName: "shop", subnetIds: ["subnet-a"] } };
const dynamo = { type: "aws:dynamodb/table:Table", props: { name: "carts" } };

const cut: Stack = { vpc, app: subnet("subnet-a"), "table-a": table("rtb-1"), "of-a": associated("subnet-a", "rtb-1") };
const nat = { destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" };
const base: Stack = { ...cut, out: { type: "aws:ec2/route:Route", props: { routeTableId: "rtb-1", ...nat } } };
const two: Stack = {
    ...base,
    ...{ other: subnet("subnet-b"), "of-b": associated("subnet-b", "rtb-2") },
    "table-b": table("rtb-2", { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] }),
};

export const proof: Proof = {
    fails: {
        "a way out by NAT alone": { stack: base, says: { vpc: "vpc has no gateway endpoint for S3" } },
        "tables of DynamoDB behind it": {
            stack: { ...base, dynamo, s3: endpoint("s3", "rtb-1") },
            says: { vpc: "vpc has no gateway endpoint for DynamoDB" },
        },
        "an endpoint that some subnets have no route to": {
            stack: { ...two, s3: endpoint("s3", "rtb-1") },
            says: { s3: "routeTableIds leaves out table-b" },
        },
        "an endpoint of another VPC": {
            stack: {
                ...base,
                beside: { ...vpc, answers: { id: "vpc-2" } },
                s3: { type: endpointType, props: { vpcId: "vpc-2", serviceName: "com.amazonaws.eu-west-1.s3" } },
            },
            says: { vpc: "vpc has no gateway endpoint for S3" },
        },
        "nodes without any way out": {
            stack: { ...cut, nodes, s3: endpoint("s3", "rtb-1"), api: interfaced("ecr.api") },
            says: { nodes: "subnetIds has app, from where no route leads out, and there is no endpoint for ecr.dkr" },
        },
    },
    passes: {
        "endpoints with all tables": {
            ...two,
            dynamo,
            s3: endpoint("s3", "rtb-1", "rtb-2"),
            dynamodb: endpoint("dynamodb", "rtb-1", "rtb-2"),
        },
        "tables that are associated one by one": {
            ...base,
            s3: endpoint("s3"),
            "s3-a": {
                type: "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
                props: { vpcEndpointId: "vpce-s3", routeTableId: "rtb-1" },
            },
        },
        "an interface endpoint for S3": { ...base, s3: interfaced("s3") },
        "tables that are yet to be made": {
            ...two,
            s3: {
                ...endpoint("s3", unknown, unknown),
                from: { routeTableIds: ["table-a", "table-b"] },
            },
        },
        "nodes with endpoints of their own": {
            ...{ ...cut, nodes, s3: endpoint("s3", "rtb-1") },
            ...{ api: interfaced("ecr.api"), dkr: interfaced("ecr.dkr") },
        },
    },
    unknowns: {
        "the service of an endpoint": {
            stack: {
                ...base,
                nodes: { ...nodes, props: { subnetIds: ["subnet-c"] } },
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                region: { ...endpoint("s3", "rtb-1"), props: { vpcId: "vpc-1", serviceName: unknown }, from: { serviceName: "elsewhere" } },
                beside: { ...vpc, answers: { id: "vpc-2" } },
                private: { ...subnet("subnet-d"), props: { vpcId: "vpc-2" } },
                "table-d": { ...table("rtb-4"), props: { vpcId: "vpc-2" } },
                "of-d": associated("subnet-d", "rtb-4"),
                "out-d": { type: "aws:ec2/route:Route", props: { routeTableId: "rtb-4", ...nat } },
            },
            of: { vpc: "serviceName" },
            says: { beside: "vpc has no gateway endpoint for S3" },
        },
        "the tables of an endpoint": {
            stack: {
                ...base,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                s3: { ...endpoint("s3", unknown), from: { routeTableIds: "elsewhere" } },
            },
            of: { s3: "routeTableIds.0" },
        },
    },
    secrets: { none: "ids of networks and names of services are no secrets, and no other property is read" },
    ignores: {
        "a network of public subnets and of closed ones": vpc,
        public: subnet("subnet-p"),
        "its table": table("rtb-3", { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] }),
        "of it": associated("subnet-p", "rtb-3"),
        data: subnet("subnet-d"),
        "nodes elsewhere": { ...nodes, props: { subnetIds: ["subnet-99"] } },
        "nodes behind a peering": { ...nodes, props: { subnetIds: ["subnet-e"] } },
        peered: subnet("subnet-e"),
        "its own table": table("rtb-5", { routes: [{ cidrBlock: "10.0.0.0/8", vpcPeeringConnectionId: "pcx-1" }] }),
        "of the peered": associated("subnet-e", "rtb-5"),
    },
    breaks: one => (one.type === endpointType && one.urn.endsWith("::network-s3-endpoint") ? undefined : one),
};
