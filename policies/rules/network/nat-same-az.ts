import { wellArchitected } from "../../controls";
import { isProduction } from "../../environment";
import { given, named, targets, type Target } from "../../references";
import { stackRule, type Judged, type Placed, type Verdict } from "../../rule";
import { at, isSet, Unknown, type Value } from "../../values";
import { destinationOf, routesOf, routeTablesOf, subnetTypes, vpcTypes } from "../../vpc";

const gatewayType = "aws:ec2/natGateway:NatGateway";

/** Everywhere, by IPv4 and by NAT64. */
const everywhere: readonly Value[] = ["0.0.0.0/0", "64:ff9b::/96"];

/** A rule on the whole stack: the zones are those of two subnets, the gateway's and the one that the route serves. */
export const natSameAz = stackRule(
    {
        name: "nat-same-az",
        group: "reliability",
        description:
            "The default route of a private subnet goes to a NAT gateway of its own zone. Where the stack is not production, a zone " +
            "without a gateway may share another's. Subnets whose zone AWS chooses, and regional gateways, which are in every zone, pass.",
        why: "When the gateway's zone fails, all others lose their way out with it, and traffic between zones is paid for by the gigabyte.",
        severity: "medium",
        tags: ["network", "aws", "vpc"],
        ...wellArchitected("COST08-BP02", "Select components to optimize data transfer cost", "cost_data_transfer_optimized_components"),
        examples: {
            fails: `const nat = new aws.ec2.NatGateway("nat", { subnetId: publicInZoneA.id, allocationId: address.id });
new aws.ec2.Route("b", { routeTableId: privateInZoneB.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id });`,
            passes: `const nat = new aws.ec2.NatGateway("nat-b", { subnetId: publicInZoneB.id, allocationId: address.id });
new aws.ec2.Route("b", { routeTableId: privateInZoneB.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id });`,
        },
        remediationSteps:
            "Make a NAT gateway in a public subnet of each zone, and give the private subnets of each zone a route table of their own " +
            "whose default route leads to it.",
        level: "advisory",
    },
    stack => judgeRoutes(stack.map(given)),
);

function judgeRoutes(all: readonly Placed[]): readonly Judged[] {
    const routes = routesOf(all).filter(({ inner }) => isSet(inner("natGatewayId").value));
    if (routes.length === 0) return [];
    const homes = homesOf(all);
    const spared = isProduction(all) ? undefined : homes;
    const subnets = all
        .filter(({ type }) => subnetTypes.includes(type))
        .map(subnet => ({ subnet, tables: routeTablesOf(subnet.urn, all) }));
    return routes.flatMap(route => {
        const destination = destinationOf(route)?.value;
        if (!(destination instanceof Unknown) && !everywhere.includes(destination)) return [];
        const exit = route.inner("natGatewayId");
        const gateways = named(route.one, exit, all, gatewayType);
        const near = homes.filter(({ gateway }) => gateways.includes(gateway.urn));
        const served = subnets.filter(({ tables }) => tables.some(table => route.tables.includes(table)));
        const lost = [route, ...subnets].flatMap(({ tables }) => tables.filter(table => table instanceof Unknown));
        const unknown = [...gateways.filter(gateway => gateway instanceof Unknown), ...(served.length === 0 ? lost : [])].slice(0, 1);
        if (near.length === 0 && unknown.length === 0) return [];
        const verdicts = served.flatMap(({ subnet }) => near.flatMap(home => judge(exit.path, subnet, home, spared)));
        const unsure = destination instanceof Unknown && verdicts.length > 0 ? [destination] : verdicts;
        return [{ urn: route.one.urn, verdicts: [...unsure, ...unknown] }];
    });
}

interface Home {
    readonly gateway: Placed;
    readonly subnets: readonly (Placed | Unknown)[];
    readonly vpcs: readonly Target[];
}

/** The gateways of a stack with the subnets they are in, as far as the stack makes those. */
const homesOf = (all: readonly Placed[]): readonly Home[] =>
    all
        .filter(({ type }) => type === gatewayType)
        .map(gateway => {
            const named = targets(gateway, "subnetId", all, ...subnetTypes);
            const known = all.filter(({ urn }) => named.includes(urn));
            const vpcs = known.flatMap(subnet => targets(subnet, "vpcId", all, ...vpcTypes));
            return { gateway, subnets: [...known, ...named.filter(target => target instanceof Unknown)], vpcs };
        });

/** With `spared`, only where the subnet's zone has a gateway among those, in the same VPC. */
function judge(path: string, subnet: Placed, { gateway, subnets, vpcs }: Home, spared: readonly Home[] | undefined): readonly Verdict[] {
    return subnets.flatMap((home): readonly Verdict[] => {
        if (home instanceof Unknown) return [home];
        const [from, to] = zonesOf(subnet, home);
        if (from instanceof Unknown) return [from];
        if (to instanceof Unknown) return [to];
        if (typeof from !== "string" || typeof to !== "string" || from === to) return [];
        const near = spared?.filter(other => other.vpcs.some(vpc => vpcs.includes(vpc))).flatMap(other => other.subnets);
        if (near?.every(one => one instanceof Unknown || zonesOf(subnet, one)[1] !== from)) return [];
        const why = `when ${to} fails, ${from} has no way out either.`;
        return [`${path} leads from ${nameOf(subnet)} in ${from} to ${nameOf(gateway)} in ${to}: ${why}`];
    });
}

/** Zones have names and ids; both subnets have to say it the same way. */
function zonesOf(subnet: Placed, other: Placed): readonly [Value, Value] {
    const both = (key: string): [Value, Value] => [at(subnet.props, key), at(other.props, key)];
    const names = both("availabilityZone");
    return names.every(isSet) ? names : both("availabilityZoneId");
}

const nameOf = ({ urn }: Placed): string => urn.split("::").slice(3).join("::");
