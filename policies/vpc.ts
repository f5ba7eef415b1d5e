import { isPrivate } from "./cidr";
import { named, targets, type Target } from "./references";
import { demand, type Placed, type Verdict } from "./rule";
import { at, fields, isSet, Unknown, type Field, type Value } from "./values";

export const subnetTypes = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"];
export const vpcTypes = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"];

const takeoverType = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const tableTypes = ["aws:ec2/routeTable:RouteTable", takeoverType];
const routeType = "aws:ec2/route:Route";

/** The route tables that a property names. The one that a VPC is made with goes by the VPC's URN. */
export function tablesNamed(one: Placed, property: string, all: readonly Placed[]): readonly Target[] {
    const tables = targets(one, property, all, ...tableTypes);
    const made = all.filter(({ urn }) => tables.includes(urn));
    if (made.length > 0) return made.flatMap(table => tablesOf(table, all));
    const vpcs = targets(one, property, all, ...vpcTypes).filter(vpc => all.some(({ urn }) => urn === vpc));
    return vpcs.length > 0 ? vpcs : tables;
}

/** A DefaultRouteTable makes no table, but takes over the one that a VPC is made with; its id is that one's. */
const tablesOf = (table: Placed, all: readonly Placed[]): readonly Target[] =>
    table.type === takeoverType
        ? tablesNamed(
              table,
              "defaultRouteTableId",
              all.filter(other => other !== table),
          )
        : [table.urn];

/** The route tables that a subnet goes by: the one it is associated with, else the main one of its VPC. */
export function routeTablesOf(subnet: Target, all: readonly Placed[]): readonly Target[] {
    const associations = all
        .filter(({ type }) => type === "aws:ec2/routeTableAssociation:RouteTableAssociation")
        .map(one => ({ one, subnets: targets(one, "subnetId", all, ...subnetTypes) }));
    const own = associations.filter(({ subnets }) => subnets.includes(subnet));
    if (own.length > 0) return own.flatMap(({ one }) => tablesNamed(one, "routeTableId", all));
    const unknown = associations.flatMap(({ subnets }) => subnets).filter(other => other instanceof Unknown);
    const vpcs = all.filter(({ urn }) => urn === subnet).flatMap(one => targets(one, "vpcId", all, ...vpcTypes));
    const chosen = all
        .filter(({ type }) => type === "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation")
        .filter(one => targets(one, "vpcId", all, ...vpcTypes).some(vpc => vpcs.includes(vpc)));
    return [...unknown, ...(chosen.length > 0 ? chosen.flatMap(one => tablesNamed(one, "routeTableId", all)) : vpcs)];
}

/** A route that leads out of the private networks. */
export interface WayOut {
    readonly one: Placed;
    /** The tables it is in. */
    readonly tables: readonly Target[];
    /** What is wrong with it where nothing may lead out, in words that end with why; or what is not known of it. */
    readonly judge: (why: string) => readonly Verdict[];
}

/** A route, in a table or a resource of its own. */
export interface PlacedRoute {
    readonly one: Placed;
    /** The tables it is in. */
    readonly tables: readonly Target[];
    /** A property of the route: a field of the resource. */
    readonly inner: (property: string) => Field;
}

export function routesOf(all: readonly Placed[]): readonly PlacedRoute[] {
    return all.flatMap(one => {
        const listed = tableTypes.includes(one.type);
        if (!listed && one.type !== routeType) return [];
        const tables = listed ? tablesOf(one, all) : tablesNamed(one, "routeTableId", all);
        const routes = listed ? fields(one.props, "routes[*]") : [{ path: "", value: one.props }];
        return routes.map(({ path, value }) => ({
            ...{ one, tables },
            inner: (property: string) => ({ path: path ? `${path}.${property}` : property, value: at(value, property) }),
        }));
    });
}

/** Every route of a stack that leads, or may lead, to the internet. */
export const waysOut = (all: readonly Placed[]): readonly WayOut[] =>
    routesOf(all)
        .map(route => ({ one: route.one, tables: route.tables, judge: (why: string) => judgeRoute(route, all, why) }))
        .filter(({ judge }) => judge("").length > 0);

/** The range or list of prefixes that a route is for. */
export const destinationOf = ({ inner }: PlacedRoute): Field | undefined => destinations.map(inner).find(({ value }) => isSet(value));

const destinations = ["destinationCidrBlock", "cidrBlock", "destinationIpv6CidrBlock", "ipv6CidrBlock", "destinationPrefixListId"];

/**
 * By what a route may leave the private networks, and the types that are to be looked into: some gateways lead to
 * other private networks, as do peerings, transit gateways and endpoints, which are left out. Behind a network
 * interface is a NAT instance or an appliance.
 */
const exits = new Map<string, readonly string[]>([
    ["gatewayId", ["aws:ec2/internetGateway:InternetGateway", "aws:ec2/vpnGateway:VpnGateway"]],
    ["natGatewayId", ["aws:ec2/natGateway:NatGateway"]],
    ["egressOnlyGatewayId", []],
    ["carrierGatewayId", []],
    ["networkInterfaceId", []],
]);

function judgeRoute(route: PlacedRoute, all: readonly Placed[], why: string): readonly Verdict[] {
    const { one, inner } = route;
    const destination = destinationOf(route);
    if (!destination) return [];
    return [...exits].flatMap(([property, types]) => {
        const exit = inner(property);
        if (!isSet(exit.value) || isInner(exit.value)) return [];
        const gateways = types.length > 0 ? named(one, exit, all, ...types) : [];
        if (gateways.length > 0 && gateways.every(gateway => leadsInside(gateway, all))) return [];
        const unknown = gateways.find(gateway => gateway instanceof Unknown);
        const verdicts = demand(destination, range => typeof range === "string" && isPrivate(range), `by its ${property} ${why}`);
        return verdicts.length > 0 && unknown ? [unknown] : verdicts;
    });
}

/** The VPC itself, a VPN's gateway and an endpoint. */
const isInner = (gateway: Value): boolean => typeof gateway === "string" && /^(local$|vgw-|vpce-)/.test(gateway);

/** A VPN's gateway and a private NAT gateway. */
const leadsInside = (gateway: Target, all: readonly Placed[]): boolean =>
    all.some(
        ({ urn, type, props }) =>
            urn === gateway && (type === "aws:ec2/vpnGateway:VpnGateway" || at(props, "connectivityType") === "private"),
    );
