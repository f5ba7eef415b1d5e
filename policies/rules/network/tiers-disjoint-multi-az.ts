import { wellArchitected } from "../../controls";
import { environmentOf } from "../../environment";
import { given, nameOf } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { residentsOf, zoneOf, type Resident, type Tier } from "../../tiers";
import { Unknown } from "../../values";

/** Whom a tier shares no subnet with; the other side is told no second time. */
const strangers: Readonly<Record<Tier, readonly Tier[]>> = {
    data: ["application", "cluster", "public"],
    application: ["public"],
    cluster: [],
    public: [],
};

const why: Partial<Readonly<Record<Tier, string>>> = {
    data: "network ACLs and routes cannot keep the data apart from what is likelier to be broken into.",
    application: "what the application listens at is as close to the internet as the load balancer.",
};

/**
 * A rule on the whole stack, since who lives in a subnet is for others to say. Functions and single machines are of no
 * tier: those that rotate a store's password live beside it. Where a subnet's zone is left to AWS, nobody can tell it
 * beforehand, and a development environment may do with one.
 */
export const tiersDisjointMultiAz = stackRule(
    {
        name: "tiers-disjoint-multi-az",
        group: "security",
        description:
            "Stores, the application and what the internet reaches share no subnets, and each has subnets in two availability zones at least.",
        why:
            "Where tiers share a subnet, nothing but security groups stands between the internet and the data. A tier in one zone is " +
            "down when that zone is.",
        severity: "high",
        tags: ["network", "aws", "vpc", "availability"],
        ...wellArchitected("SEC05-BP01", "Create network layers", "sec_network_protection_create_layers"),
        examples: {
            fails: `new aws.rds.SubnetGroup("data", { subnetIds: [appA.id, appB.id] });
new aws.eks.NodeGroup("app", { clusterName, nodeRoleArn, scalingConfig, subnetIds: [appA.id, appB.id] });`,
            passes: `new aws.rds.SubnetGroup("data", { subnetIds: [dataA.id, dataB.id] });
new aws.eks.NodeGroup("app", { clusterName, nodeRoleArn, scalingConfig, subnetIds: [appA.id, appB.id] });`,
        },
        remediationSteps:
            "Give stores, the application and public load balancers (with NAT gateways) aws.ec2.Subnets of their own, one in each of " +
            "two or three availabilityZones, and name all of a tier's in its subnet group, node groups or services.",
    },
    stack => {
        const all = stack.map(given);
        const residents = residentsOf(all);
        const zonal = environmentOf(all) !== "development";
        return residents.map(resident => ({
            urn: resident.one.urn,
            verdicts: [
                ...resident.subnets.filter(subnet => subnet instanceof Unknown).slice(0, 1),
                ...judgeNeighbours(resident, residents, all),
                ...(zonal ? judgeZones(resident, residents, all) : []),
            ],
        }));
    },
);

function judgeNeighbours(
    { one, tier, property, subnets }: Resident,
    residents: readonly Resident[],
    all: readonly Placed[],
): readonly Verdict[] {
    const others = residents.filter(other => other.one !== one && strangers[tier].includes(other.tier));
    return subnets.flatMap((subnet): readonly Verdict[] => {
        if (subnet instanceof Unknown) return [];
        const found = others.filter(other => other.subnets.includes(subnet)).map(other => nameOf(other.one.urn, all));
        return found.length > 0 ? [`${property} has ${nameOf(subnet, all)}, and so has ${found.sort().join(", ")}: ${why[tier]}`] : [];
    });
}

/** Of the application, node groups and services may have a zone each. */
function judgeZones(resident: Resident, residents: readonly Resident[], all: readonly Placed[]): readonly Verdict[] {
    if (!resident.alone && resident.tier !== "application") return [];
    const together = resident.alone ? [resident] : residents.filter(({ tier }) => tier === resident.tier);
    const zones = together.flatMap(({ subnets }) => subnets).map(subnet => zoneOf(subnet, all));
    const known = [...new Set(zones.filter(zone => typeof zone === "string"))];
    if (known.length > 1 || zones.includes(undefined)) return [];
    const unknown = zones.find(zone => zone instanceof Unknown);
    if (unknown) return resident.subnets.includes(unknown) ? [] : [unknown];
    return [`${resident.property} lie in ${known.join()} alone: when that zone is down, so is this.`];
}
