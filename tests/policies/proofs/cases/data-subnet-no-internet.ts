import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch, type Stack } from "../proof";
import {
    association,
    chosen,
    defaultSubnet,
    everyone,
    everywhere,
    gateways,
    group,
    inhabited,
    inMain,
    outward,
    route,
    subnet,
    table,
    takeover,
    vpc,
} from "../route-tables";
import { casesInPreviews, later, stacksInPreviews, wired } from "../unmade";

type Fails = Proof["fails"];

const reaches = (exit: string, destination: string, value = "0.0.0.0/0", stores = "leaky-subnet"): string =>
    `${destination} is "${value}": by its ${exit} the stores in ${stores} and the internet reach each other.`;
const addresses = (value: string): string =>
    `mapPublicIpOnLaunch is ${value}: what is made in this subnet, where stores live, gets an address on the internet.`;
const noPlace = (path: string, value = "not set"): string =>
    `${path} is ${value}: the account's default VPC takes the store in, and its subnets lead to the internet.`;

const leaky: Stack = { ...gateways, leaky: table("leaky"), ...inhabited("leaky") };

const cidr = "destinationCidrBlock";
const byNat = (stores?: string): string => reaches("natGatewayId", cidr, "0.0.0.0/0", stores);
const natRoute = route({ ...everywhere, natGatewayId: "gateway-nat" });

/** Routes of the stores' table, and how their messages begin. */
const waysOut: Readonly<Record<string, readonly [route: Sketch, says: string]>> = {
    "an internet gateway": [route({ ...everywhere, gatewayId: "gateway-internet" }), reaches("gatewayId", cidr)],
    "one of another stack": [route({ ...everywhere, gatewayId: "igw-1" }), reaches("gatewayId", cidr)],
    "one whose id is not known": [later(route(everywhere), { gatewayId: "internet" }), reaches("gatewayId", cidr)],
    NAT: [natRoute, byNat()],
    "NAT as a gateway": [route({ ...everywhere, gatewayId: "nat-1" }), reaches("gatewayId", cidr)],
    "a way out for IPv6": [
        route({ destinationIpv6CidrBlock: "::/0", egressOnlyGatewayId: "gateway-egress" }),
        reaches("egressOnlyGatewayId", "destinationIpv6CidrBlock", "::/0"),
    ],
    "a carrier": [route({ ...everywhere, carrierGatewayId: "cagw-1" }), reaches("carrierGatewayId", cidr)],
    "a NAT instance": [route({ ...everywhere, networkInterfaceId: unknown }), reaches("networkInterfaceId", cidr)],
    "a public range": [
        route({ destinationCidrBlock: "52.94.0.0/16", natGatewayId: "gateway-nat" }),
        reaches("natGatewayId", cidr, "52.94.0.0/16"),
    ],
    "a prefix list": [
        route({ destinationPrefixListId: "pl-1", natGatewayId: "gateway-nat" }),
        reaches("natGatewayId", "destinationPrefixListId", "pl-1"),
    ],
};

const routes: Fails = Object.fromEntries(
    Object.entries(waysOut).map(([what, [one, says]]) => [what, { stack: { ...leaky, route: one }, says: { route: says } }]),
);

const store = (type: string, props: object = {}): Sketch => ({ type: `aws:${type}`, props });
const database = (props: object): Sketch => store("rds/instance:Instance", { engine: "postgres", ...props });
const ofMain = (stores: string): string => reaches("gatewayId", "routes[0].cidrBlock", "0.0.0.0/0", stores);

const others: Fails = {
    "routes that a table holds": {
        stack: {
            ...leaky,
            leaky: table("leaky", [
                { cidrBlock: "10.1.0.0/16", transitGatewayId: "tgw-1" },
                { cidrBlock: "0.0.0.0/0", gatewayId: "gateway-internet" },
                { ipv6CidrBlock: "::/0", egressOnlyGatewayId: "gateway-egress" },
            ]),
        },
        says: {
            leaky: [reaches("gatewayId", "routes[1].cidrBlock"), reaches("egressOnlyGatewayId", "routes[2].ipv6CidrBlock", "::/0")],
        },
    },
    "a way out of which no id is known": {
        stack: {
            ...leaky,
            "leaky-association": later(association("", ""), { subnetId: "leaky-subnet", routeTableId: "leaky" }),
            "leaky-group": { ...group(unknown, "subnet-2"), from: { subnetIds: "leaky-subnet" } },
            route: later(route(everywhere), { routeTableId: "leaky", natGatewayId: "nat" }),
        },
        says: { route: byNat() },
    },
    "the way out of another stack's subnet": {
        stack: {
            ...gateways,
            leaky: table("leaky"),
            association: association("subnet-3", "rtb-leaky"),
            group: group("subnet-3"),
            route: natRoute,
        },
        says: { route: byNat("subnet-3") },
    },
    "the stores of all services": {
        stack: {
            ...gateways,
            ...everyone,
            route: natRoute,
        },
        says: {
            route: byNat("cache, dax, docdb, memorydb, neptune, redshift, serverless, workgroup"),
        },
    },
    "a table in place of the main one": { stack: chosen(outward), says: { table: ofMain("chosen-subnet") } },
    "the main table, taken over": {
        stack: { ...gateways, ...inMain(), table: takeover("own", "rtb-default-own", outward) },
        says: { table: ofMain("own-subnet") },
    },
    "the main table, whose id is not known": {
        stack: { ...gateways, ...inMain(), table: later(takeover("own", "", outward), { defaultRouteTableId: "own-vpc" }) },
        says: { table: ofMain("own-subnet") },
    },
    "the main table of another VPC, by an association": {
        stack: { ...gateways, other: vpc("other"), ...inhabited("guest"), table: takeover("guest", "rtb-default-other", outward) },
        says: { table: ofMain("guest-subnet") },
    },
    "a route in the main table": {
        stack: { ...gateways, ...inMain(), route: route({ ...everywhere, routeTableId: "rtb-main-own", natGatewayId: "gateway-nat" }) },
        says: { route: byNat("own-subnet") },
    },
    "subnets that give out addresses": {
        stack: {
            vpc: vpc(),
            open: subnet("open", { mapPublicIpOnLaunch: true }),
            silent: subnet("silent"),
            default: defaultSubnet("default"),
            group: group("subnet-open", "subnet-silent"),
            defaults: group("subnet-default"),
        },
        says: { open: addresses("true"), default: addresses("not set") },
    },
    "stores without a place": {
        stack: {
            database: database({}),
            empty: database({ dbSubnetGroupName: "" }),
            default: database({ dbSubnetGroupName: "default" }),
            cache: store("elasticache/replicationGroup:ReplicationGroup", { description: "cache" }),
            serverless: store("elasticache/serverlessCache:ServerlessCache", { engine: "valkey" }),
            neptune: store("neptune/cluster:Cluster"),
        },
        says: {
            database: noPlace("dbSubnetGroupName"),
            empty: noPlace("dbSubnetGroupName", '""'),
            default: noPlace("dbSubnetGroupName", '"default"'),
            cache: noPlace("subnetGroupName"),
            serverless: noPlace("subnetIds"),
            neptune: noPlace("neptuneSubnetGroupName"),
        },
    },
};

/** A way out by ids, of which a case changes a part. */
const byIds: Stack = {
    group: group("subnet-1"),
    table: table("1", undefined, { vpcId: "vpc-1" }),
    association: association("subnet-1", "rtb-1"),
    route: route({ ...everywhere, routeTableId: "rtb-1", natGatewayId: "nat-1" }),
};
const changed = (name: string, props: object): Stack => ({ [name]: { ...byIds[name]!, props: { ...byIds[name]!.props, ...props } } });
const noRoute = changed("route", { natGatewayId: "" });

const unjudged: Readonly<Record<string, readonly [changes: Stack, of: string, place: string]>> = {
    "which subnets stores live in": [changed("group", { subnetIds: unknown }), "group", "subnetIds"],
    "which table a subnet goes by": [changed("association", { routeTableId: unknown }), "route", "routeTableId"],
    "which subnet goes by a table": [changed("association", { subnetId: unknown }), "route", "subnetId"],
    "which table a route is in": [changed("route", { routeTableId: unknown }), "route", "routeTableId"],
    "where a route leads": [changed("route", { destinationCidrBlock: unknown }), "route", "destinationCidrBlock"],
    "by what a route leads there": [changed("route", { natGatewayId: unknown }), "route", "natGatewayId"],
    "whether a subnet gives out addresses": [
        { ...noRoute, one: subnet("1", { vpcId: "vpc-1", mapPublicIpOnLaunch: unknown }) },
        "one",
        "mapPublicIpOnLaunch",
    ],
    "what VPC a subnet is of": [
        { ...changed("association", { subnetId: "subnet-2" }), one: subnet("1", { vpcId: unknown }) },
        "route",
        "vpcId",
    ],
    "what a table's routes are": [{ ...noRoute, ...changed("table", { routes: [unknown] }) }, "table", "routes.0"],
};

/** What is no subnet, and what is no route. */
const odd = (routes: unknown, subnetIds: unknown = "subnet-1"): Stack => ({
    group: store("elasticache/subnetGroup:SubnetGroup", { subnetIds }),
    association: association("subnet-1", "rtb-1"),
    table: table("1", routes),
});

/** Ways out that no store is behind. */
const ofNoStore: Stack = {
    ...gateways,
    open: table("open", outward),
    route: route({ ...everywhere, routeTableId: "rtb-open", gatewayId: unknown }),
    app: subnet("app", { mapPublicIpOnLaunch: true }),
    association: association("subnet-app", "rtb-open"),
    nobody: group(),
    part: store("elasticache/cluster:Cluster", { replicationGroupId: "cache" }),
    anywhere: route({ ...everywhere, routeTableId: unknown, natGatewayId: "nat-1" }, "anywhere"),
};

export const proof: Proof = {
    fails: casesInPreviews({
        ...routes,
        ...others,
        "ids alone": { stack: byIds, says: { route: byNat("subnet-1") } },
    }),
    passes: stacksInPreviews({
        "ways to other private networks": {
            ...leaky,
            leaky: table("leaky", [
                { cidrBlock: "10.0.0.0/16", gatewayId: "local" },
                { ipv6CidrBlock: "2a05:d018::/56", gatewayId: "local" },
                { destinationPrefixListId: "pl-1", gatewayId: "vpce-1" },
                { cidrBlock: "0.0.0.0/0", gatewayId: "vgw-1" },
                { cidrBlock: "0.0.0.0/0", transitGatewayId: "tgw-1" },
                { cidrBlock: "10.1.0.0/16", vpcPeeringConnectionId: "pcx-1", natGatewayId: "" },
                { ipv6CidrBlock: "fd00::/8", natGatewayId: "gateway-nat" },
                { gatewayId: "gateway-internet" },
            ]),
            "private-nat-route": route({ ...everywhere, natGatewayId: "gateway-private" }, "nat"),
            "vpn-route": route({ ...everywhere, gatewayId: "gateway-vpn" }, "vpn"),
            "vpn-route-later": later(route(everywhere, "later"), { gatewayId: "vpn" }),
            "private-range": route({ destinationCidrBlock: "172.20.0.0/14", networkInterfaceId: unknown }, "range"),
            endpoint: store("ec2/vpcEndpoint:VpcEndpoint", {
                vpcId: "id-vpc",
                serviceName: "com.amazonaws.eu-west-1.s3",
                routeTableIds: ["rtb-leaky"],
            }),
        },
        "ways out that no store is behind": ofNoStore,
        "a main table that nobody touched": { ...gateways, ...inMain() },
        "one that is main no longer": chosen([]),
        "subnets that give out no addresses": {
            vpc: vpc(),
            silent: subnet("silent"),
            default: defaultSubnet("default", { mapPublicIpOnLaunch: false }),
            group: group("subnet-silent", "subnet-default"),
        },
        "stores that say where they live": {
            known: database({ dbSubnetGroupName: "home", password: secret("hunter2-hunter2") }),
            unknown: database({ dbSubnetGroupName: unknown }),
            secret: database({ dbSubnetGroupName: secret("home-of-secrets") }),
            replica: database({ replicateSourceDb: "primary" }),
        },
        "a way to a private network by what is not known": {
            ...byIds,
            ...changed("route", { destinationCidrBlock: "10.0.0.0/8", natGatewayId: unknown }),
        },
        "what AWS fills in": { ...byIds, route: { ...noRoute.route!, answers: { networkInterfaceId: unknown } } },
        "subnets that are none": { group: group(null, 5, {}, "") },
        "routes that are none": odd([null, "x", 5, {}]),
        "a lone route": odd({ cidrBlock: "0.0.0.0/0" }),
        "a table that takes itself over": { ...odd([]), table: takeover("1", "rtb-1") },
    }),
    unknowns: casesInPreviews<Proof["unknowns"][string]>({
        ...Object.fromEntries(
            Object.entries(unjudged).map(([what, [changes, of, place]]) => [
                what,
                { stack: { ...byIds, ...changes }, of: { [of]: place } },
            ]),
        ),
        "where one of two routes leads": {
            stack: {
                ...leaky,
                route: route({ destinationCidrBlock: unknown, natGatewayId: "gateway-nat" }),
                other: route({ ...everywhere, natGatewayId: "gateway-nat" }, "other"),
            },
            of: { route: "destinationCidrBlock" },
            says: { other: byNat() },
        },
    }),
    secrets: {
        ...leaky,
        foreign: group(secret("hunter2-subnet")),
        association: association(secret("hunter2-subnet"), "rtb-leaky"),
        "leaky-subnet": subnet("leaky", { mapPublicIpOnLaunch: secret("hunter2-addresses") }),
        table: table("leaky", [{ cidrBlock: secret("hunter2-range"), gatewayId: secret("hunter2-gateway") }]),
        range: route({ destinationCidrBlock: secret("hunter2-range"), natGatewayId: secret("hunter2-nat") }),
        list: route({ destinationPrefixListId: secret("hunter2-list"), gatewayId: "igw-1" }, "list"),
        database: database({ username: secret("hunter2-name"), password: secret("hunter2-hunter2") }),
    },
    ignores: wired(ofNoStore),
    // The databases' table gets the routes of the nodes'.
    breaks: changing("RouteTableAssociation", "network-db-0-routes", inputs => (inputs.routeTableId = "rtb-220b226b28ff79f7d")),
};
