import { unknown, type Proof, type Sketch } from "../proof";

const subnet = (id: string, availabilityZone: unknown): Sketch => ({
    type: "aws:ec2/subnet:Subnet",
    props: { vpcId: "vpc-1", availabilityZone },
    answers: { id },
});
const table: Sketch = { type: "aws:ec2/routeTable:RouteTable", props: { vpcId: "vpc-1" }, answers: { id: "rtb-1" } };
const association = (subnetId: string): Sketch => ({
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    props: { subnetId, routeTableId: "rtb-1" },
});
const nat = (props: object): Sketch => ({ type: "aws:ec2/natGateway:NatGateway", props, answers: { id: "nat-1" } });
const route: Sketch = {
    type: "aws:ec2/route:Route",
    props: { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" },
};
const outer = subnet("subnet-public", "eu-west-1a");
const here = subnet("subnet-a", "eu-west-1a");
const there = subnet("subnet-b", "eu-west-1b");
const way = { outer, table, route, nat: nat({ subnetId: "subnet-public" }) };
const says = "subnet reaches the internet by a NAT gateway of another zone";

export const proof: Proof = {
    stackName: "production",
    fails: {
        "a subnet of another zone": { stack: { ...way, there, association: association("subnet-b") }, says: { there: says } },
        "one of two": {
            stack: { ...way, here, there, one: association("subnet-a"), two: association("subnet-b") },
            says: { there: says },
        },
        "a route that the table holds": {
            stack: {
                outer,
                there,
                nat: way.nat,
                association: association("subnet-b"),
                table: { ...table, props: { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] } },
            },
            says: { there: says },
        },
    },
    passes: {
        "its own zone": { ...way, here, association: association("subnet-a") },
        "a zone that AWS chooses": { ...way, hidden: subnet("subnet-c", unknown), association: association("subnet-c") },
        "no way out": { ...way, there },
        "a regional gateway": {
            ...way,
            nat: nat({ vpcId: "vpc-1", availabilityMode: "regional" }),
            there,
            association: association("subnet-b"),
        },
        "a gateway of another stack": {
            ...{ table, there, association: association("subnet-b") },
            route: { ...route, props: { ...route.props, natGatewayId: "nat-x" } },
        },
    },
    unknowns: {
        "which zone": {
            stack: {
                ...way,
                hidden: { ...subnet("subnet-c", unknown), from: { availabilityZone: "zone" } },
                zone: { type: "pulumi:pulumi:StackReference" },
                one: association("subnet-c"),
            },
            of: ["hidden"],
        },
    },
    secrets: { none: "ids and zones are no secrets, and no other value is read" },
    ignores: { ...way, instance: { type: "aws:ec2/instance:Instance", props: {} } },
    breaks: one =>
        one.urn.endsWith("::network-app-1-internet") ? { ...one, inputs: { ...one.inputs, natGatewayId: "nat-0d4a8324ec49efd40" } } : one,
};
