import type { Sketch, Stack } from "./proof";

/** A resource of EC2 that is called by the id. */
const ec2 = (type: string, id: string, props: object): Sketch => ({
    type: `aws:ec2/${type[0]!.toLowerCase()}${type.slice(1)}:${type}`,
    props,
    answers: { id },
});

export const vpc = (name = "vpc"): Sketch => {
    const made = ec2("Vpc", `id-${name}`, { cidrBlock: "10.0.0.0/16" });
    return { ...made, answers: { ...made.answers, defaultRouteTableId: `rtb-default-${name}`, mainRouteTableId: `rtb-main-${name}` } };
};

/** A subnet, called by the id `subnet-<name>`. */
export const subnet = (name: string, props: object = {}): Sketch =>
    ec2("Subnet", `subnet-${name}`, { vpcId: "id-vpc", cidrBlock: "10.0.1.0/24", ...props });

/** A table, called by the id `rtb-<name>`. */
export const table = (name: string, routes?: unknown, props: object = {}): Sketch =>
    ec2("RouteTable", `rtb-${name}`, { vpcId: "id-vpc", ...(routes === undefined ? {} : { routes }), ...props });

/** What takes over the table that a VPC is made with. */
export const takeover = (name: string, defaultRouteTableId: string, routes?: unknown): Sketch =>
    ec2("DefaultRouteTable", `rtb-${name}`, { defaultRouteTableId, ...(routes === undefined ? {} : { routes }) });

export const route = (props: object, name = "route"): Sketch => ec2("Route", `r-${name}`, { routeTableId: "rtb-leaky", ...props });

export const association = (subnetId: unknown, routeTableId: unknown): Sketch =>
    ec2("RouteTableAssociation", `rtbassoc-${String(subnetId)}`, { subnetId, routeTableId });

/** A group of the subnets that stores live in. */
export const group = (...subnetIds: readonly unknown[]): Sketch => ({ type: "aws:rds/subnetGroup:SubnetGroup", props: { subnetIds } });

/** A subnet that stores live in and that goes by a table. */
export const inhabited = (name: string): Stack => ({
    [`${name}-subnet`]: subnet(name),
    [`${name}-association`]: association(`subnet-${name}`, `rtb-${name}`),
    [`${name}-group`]: group(`subnet-${name}`),
});

/** What leads out of a VPC, and to other private networks. */
export const gateways: Stack = {
    vpc: vpc(),
    internet: ec2("InternetGateway", "gateway-internet", { vpcId: "id-vpc" }),
    nat: ec2("NatGateway", "gateway-nat", { subnetId: "subnet-1", allocationId: "eipalloc-1" }),
    "private-nat": ec2("NatGateway", "gateway-private", { subnetId: "subnet-1", connectivityType: "private" }),
    vpn: ec2("VpnGateway", "gateway-vpn", { vpcId: "id-vpc" }),
    egress: ec2("EgressOnlyInternetGateway", "gateway-egress", { vpcId: "id-vpc" }),
};

export const everywhere = { destinationCidrBlock: "0.0.0.0/0" };
export const outward = [{ cidrBlock: "0.0.0.0/0", gatewayId: "gateway-internet" }];

/** A subnet that stores live in and that goes by its VPC's main table. */
export const inMain = (name = "own"): Stack => ({
    [`${name}-vpc`]: vpc(name),
    [`${name}-subnet`]: subnet(name, { vpcId: `id-${name}` }),
    [`${name}-group`]: group(`subnet-${name}`),
});

/** A table in place of the one that the VPC `chosen` is made with, which has a way out. */
export const chosen = (routes: unknown): Stack => ({
    ...gateways,
    ...inMain("chosen"),
    table: table("chosen", routes, { vpcId: "id-chosen" }),
    main: {
        type: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
        props: { vpcId: "id-chosen", routeTableId: "rtb-chosen" },
    },
    unused: takeover("unused", "rtb-default-chosen", outward),
});

export const defaultSubnet = (name: string, props: object = {}): Sketch =>
    ec2("DefaultSubnet", `subnet-${name}`, { availabilityZone: "eu-west-1a", ...props });

/** Everything that names the subnets of stores. */
const listers = {
    cache: "elasticache/subnetGroup:SubnetGroup",
    memorydb: "memorydb/subnetGroup:SubnetGroup",
    docdb: "docdb/subnetGroup:SubnetGroup",
    neptune: "neptune/subnetGroup:SubnetGroup",
    redshift: "redshift/subnetGroup:SubnetGroup",
    dax: "dax/subnetGroup:SubnetGroup",
    serverless: "elasticache/serverlessCache:ServerlessCache",
    workgroup: "redshiftserverless/workgroup:Workgroup",
};

/** One of each, in a subnet of its name that goes by the table `leaky`. */
export const everyone: Stack = Object.assign(
    { leaky: table("leaky") },
    ...Object.entries(listers).map(([name, type]): Stack => ({
        [name]: subnet(name),
        [`${name}-association`]: association(`subnet-${name}`, "rtb-leaky"),
        [`${name}-group`]: { type: `aws:${type}`, props: { subnetIds: [`subnet-${name}`] } },
    })),
) as Stack;
