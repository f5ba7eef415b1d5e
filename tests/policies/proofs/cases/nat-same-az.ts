import { unknown, type Proof, type Sketch, type Stack } from "../proof";

const routeType = "aws:ec2/route:Route";
const vpc = { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16" }, answers: { id: "vpc-1" } };
const subnet = (id: string, availabilityZone: unknown, more: object = {}): Sketch => ({
    type: "aws:ec2/subnet:Subnet",
    props: { vpcId: "vpc-1", availabilityZone, ...more },
    answers: { id },
});
const nat = (id: string, subnetId: string): Sketch => ({ type: "aws:ec2/natGateway:NatGateway", props: { subnetId }, answers: { id } });
const table = (id: string, props: object = {}): Sketch => ({
    type: "aws:ec2/routeTable:RouteTable",
    props: { vpcId: "vpc-1", ...props },
    answers: { id },
});
const associated = (subnetId: string, routeTableId: string): Sketch => ({
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    props: { subnetId, routeTableId },
});
const route = (routeTableId: string, natGatewayId: string, more: object = {}): Sketch => ({
    type: routeType,
    props: { routeTableId, natGatewayId, destinationCidrBlock: "0.0.0.0/0", ...more },
});

/** A public subnet with a gateway and a private one with a table, in each of two zones. */
const base: Stack = {
    vpc,
    ...{ "public-a": subnet("subnet-pa", "eu-west-1a"), "public-b": subnet("subnet-pb", "eu-west-1b") },
    ...{ "app-a": subnet("subnet-a", "eu-west-1a"), "app-b": subnet("subnet-b", "eu-west-1b") },
    ...{ "nat-a": nat("nat-1", "subnet-pa"), "nat-b": nat("nat-2", "subnet-pb") },
    ...{ "table-a": table("rtb-1"), "table-b": table("rtb-2") },
    ...{ "of-a": associated("subnet-a", "rtb-1"), "of-b": associated("subnet-b", "rtb-2") },
};
const own: Stack = { ...base, a: route("rtb-1", "nat-1"), b: route("rtb-2", "nat-2") };
const { "nat-b": _, ...single } = base;
const shared: Stack = { ...single, a: route("rtb-1", "nat-1"), b: route("rtb-2", "nat-1") };
const production = { ...vpc, props: { ...vpc.props, tags: { Environment: "production" } } };
const says = "natGatewayId leads from app-b in eu-west-1b to nat-a in eu-west-1a";

export const proof: Proof = {
    fails: {
        "a way through another zone, past the gateway of its own": { stack: { ...own, b: route("rtb-2", "nat-1") }, says: { b: says } },
        "a gateway that all zones of production share": { stack: { ...shared, vpc: production }, says: { b: says } },
        "a table with its routes inside": {
            stack: {
                ...base,
                a: route("rtb-1", "nat-1"),
                "table-b": table("rtb-2", { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] }),
            },
            says: { "table-b": `routes[0].${says}` },
        },
        "one table for both zones": {
            stack: { ...base, "of-b": associated("subnet-b", "rtb-1"), a: route("rtb-1", "nat-1") },
            says: { a: says },
        },
        "zones by their ids": {
            stack: {
                ...own,
                "public-a": subnet("subnet-pa", undefined, { availabilityZoneId: "euw1-az1" }),
                "public-b": subnet("subnet-pb", undefined, { availabilityZoneId: "euw1-az2" }),
                "app-b": subnet("subnet-b", undefined, { availabilityZoneId: "euw1-az2" }),
                b: route("rtb-2", "nat-1"),
            },
            says: { b: "natGatewayId leads from app-b in euw1-az2 to nat-a in euw1-az1" },
        },
    },
    passes: {
        "a gateway in each zone": { ...own, vpc: production },
        "one gateway that all share, where it is not production": shared,
        "the same beside another VPC with more of them": {
            ...shared,
            other: { ...vpc, answers: { id: "vpc-2" } },
            "other-public-b": subnet("subnet-ob", "eu-west-1b", { vpcId: "vpc-2" }),
            "other-nat-b": nat("nat-3", "subnet-ob"),
        },
        "tables with their routes inside": {
            ...base,
            "table-a": table("rtb-1", { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] }),
            "table-b": table("rtb-2", { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-2" }] }),
        },
        "ids that are yet to be made": {
            ...own,
            "nat-b": { ...nat("nat-2", unknown), from: { subnetId: "public-b" }, answers: {} },
            b: { ...route(unknown, unknown), from: { routeTableId: "table-b", natGatewayId: "nat-b" } },
        },
    },
    unknowns: {
        "the zone of a subnet": {
            stack: {
                ...own,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                "app-a": { ...subnet("subnet-a", unknown), from: { availabilityZone: "elsewhere" } },
                b: route("rtb-2", "nat-1"),
            },
            of: { a: "availabilityZone" },
            says: { b: says },
        },
    },
    secrets: { none: "ids of networks and names of zones are no secrets, and no other property is read" },
    ignores: {
        ...base,
        "somebody else's gateway": route("rtb-1", "nat-99"),
        "a route to one place": route("rtb-2", "nat-1", { destinationCidrBlock: "203.0.113.0/24" }),
        "a zone that AWS chooses": subnet("subnet-c", undefined),
        "its table": associated("subnet-c", "rtb-3"),
        "of its own": table("rtb-3"),
        "its way": route("rtb-3", "nat-1"),
        regional: {
            type: "aws:ec2/natGateway:NatGateway",
            props: { vpcId: "vpc-1", availabilityMode: "regional" },
            answers: { id: "nat-3" },
        },
    },
    breaks: one => (one.urn.endsWith("::network-public-1") ? { ...one, inputs: { ...one.inputs, availabilityZone: "eu-west-1a" } } : one),
};
