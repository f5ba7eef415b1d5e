import { wellArchitected } from "../../controls";
import { isProduction } from "../../environment";
import { given, targets, type Target } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, Unknown, type Value } from "../../values";
import { natRoutesOf, routeTablesOf, subnetTypes } from "../../vpc";

/** A gateway of a zone; the regional ones, which AWS spreads itself, have none. */
const zoneOf = (one: Placed | undefined): Value => one && (at(one.props, "availabilityZone") ?? at(one.props, "availabilityZoneId"));

/**
 * In production alone: elsewhere one gateway for all zones is what keeps the bill small. Gateways and subnets that another stack
 * makes have zones that cannot be told from here.
 */
export const natSameAz = stackRule(
    {
        name: "nat-same-az",
        group: "reliability",
        description: "In production a private subnet reaches the internet by a NAT gateway of its own availability zone.",
        why: "When the gateway's zone fails, programs in the others lose the internet with it; until then each byte between zones is billed.",
        severity: "medium",
        level: "advisory",
        tags: ["network", "aws", "production"],
        ...wellArchitected("REL10-BP01", "Deploy the workload to multiple locations", "rel_fault_isolation_multiaz_region_system"),
        remediationSteps:
            "Make a NAT gateway in a public subnet of each zone, and a route table for each zone's private subnets that leads to it.",
        examples: {
            fails: `const nat = new aws.ec2.NatGateway("nat", { subnetId: publicA.id, allocationId });
new aws.ec2.Route("b", { routeTableId: privateB.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id });`,
            passes: `const natB = new aws.ec2.NatGateway("nat-b", { subnetId: publicB.id, allocationId });
new aws.ec2.Route("b", { routeTableId: privateB.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: natB.id });`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        const routes = natRoutesOf(all);
        return all
            .filter(({ type }) => subnetTypes.includes(type))
            .map(subnet => {
                const tables = routeTablesOf(subnet.urn, all);
                const gateways = routes
                    .filter(route => route.tables.some(table => tables.includes(table)))
                    .flatMap(route => route.gateways);
                return { urn: subnet.urn, verdicts: gateways.flatMap(gateway => judge(subnet, gateway, all)).slice(0, 1) };
            });
    },
);

function judge(subnet: Placed, gateway: Target, all: readonly Placed[]): readonly Verdict[] {
    const made = all.find(({ urn }) => urn === gateway);
    if (!made) return [];
    const [home] = targets(made, "subnetId", all, ...subnetTypes);
    const [here, there] = [zoneOf(subnet), zoneOf(all.find(({ urn }) => urn === home))];
    const unknown = [here, there].find(zone => zone instanceof Unknown);
    if (unknown instanceof Unknown) return [unknown];
    if (here === undefined || there === undefined || here === there) return [];
    return [`subnet reaches the internet by a NAT gateway of another zone: it loses the internet when that zone fails.`];
}
