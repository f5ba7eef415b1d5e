import { wellArchitected } from "../../controls";
import { given, targets, type Target } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { subnetListsOf } from "../../store-subnets";
import { at, Unknown } from "../../values";
import { subnetTypes } from "../../vpc";

/** What runs programs or lets the internet in, and where it names its subnets. */
const others = new Map([
    ["aws:eks/cluster:Cluster", "vpcConfig.subnetIds[*]"],
    ["aws:eks/nodeGroup:NodeGroup", "subnetIds[*]"],
    ["aws:eks/fargateProfile:FargateProfile", "subnetIds[*]"],
    ["aws:ecs/service:Service", "networkConfiguration.subnets[*]"],
    ["aws:autoscaling/group:Group", "vpcZoneIdentifiers[*]"],
    ["aws:ec2/instance:Instance", "subnetId"],
    ["aws:ec2/natGateway:NatGateway", "subnetId"],
    ["aws:lb/loadBalancer:LoadBalancer", "subnets[*]"],
    ["aws:alb/loadBalancer:LoadBalancer", "subnets[*]"],
    ["aws:elb/loadBalancer:LoadBalancer", "subnets[*]"],
]);

/** Subnets that another stack makes have zones that cannot be told from here: of lists with one of them only tiers are judged. */
export const tiersDisjointMultiAz = stackRule(
    {
        name: "tiers-disjoint-multi-az",
        group: "reliability",
        description:
            "Databases and caches have subnets for themselves, in two availability zones at least: no cluster, instance, load balancer or " +
            "NAT gateway stands in them.",
        why:
            "In a subnet that is shared, a rule on routes or addresses that is meant for programs opens the database too; in one zone the " +
            "database has nowhere to fail over to.",
        severity: "high",
        tags: ["network", "aws", "rds", "elasticache", "eks"],
        ...wellArchitected("SEC05-BP01", "Create network layers", "sec_network_protection_create_layers"),
        remediationSteps:
            "Make subnets for stores alone, one in each of two zones or three, and name those in the SubnetGroup. A group that is in use " +
            "takes more subnets without replacing the store; it gives up none that the store is in.",
        examples: {
            fails: `new aws.rds.SubnetGroup("db", { subnetIds: nodes.map(subnet => subnet.id) });
new aws.eks.Cluster("shop", { roleArn, vpcConfig: { subnetIds: nodes.map(subnet => subnet.id) } });`,
            passes: `new aws.rds.SubnetGroup("db", { subnetIds: [dbA.id, dbB.id] });
new aws.eks.Cluster("shop", { roleArn, vpcConfig: { subnetIds: nodes.map(subnet => subnet.id) } });`,
        },
    },
    stack => {
        const all = stack.map(given);
        const inhabitants = all.flatMap(one => {
            const path = others.get(one.type);
            return path === undefined ? [] : [{ one, subnets: targets(one, path, all, ...subnetTypes) }];
        });
        return subnetListsOf(all).map(({ one, subnets }) => ({
            urn: one.urn,
            verdicts: [...judgeZones(subnets, all), ...inhabitants.flatMap(other => judgeTier(subnets, other))],
        }));
    },
);

function judgeZones(subnets: readonly Target[], all: readonly Placed[]): readonly Verdict[] {
    const made = all.filter(({ urn }) => subnets.includes(urn));
    if (made.length < subnets.length || made.length === 0) return subnets.filter(subnet => subnet instanceof Unknown).slice(0, 1);
    const zones = made.map(({ props }) => at(props, "availabilityZone") ?? at(props, "availabilityZoneId"));
    const known = new Set(zones.filter(zone => !(zone instanceof Unknown)));
    // AWS chooses where the program does not say.
    if (known.size > 1 || (made.length > 1 && zones.includes(undefined))) return [];
    const unknown = zones.find(zone => zone instanceof Unknown);
    // One subnet is in one zone, whichever that is.
    if (unknown instanceof Unknown && made.length > 1) return [unknown];
    return ["subnetIds lie in one availability zone: when it fails, the store fails with it."];
}

function judgeTier(subnets: readonly Target[], other: { readonly one: Placed; readonly subnets: readonly Target[] }): readonly Verdict[] {
    const shared = other.subnets.filter(subnet => !(subnet instanceof Unknown) && subnets.includes(subnet));
    if (shared.length === 0) return [];
    return [`subnetIds names what ${nameOf(other.one.urn)} stands in: a route or a rule that is meant for that one opens the store too.`];
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
