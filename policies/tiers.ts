import { balancerTypes } from "./origins";
import { targets, type Target } from "./references";
import type { Placed } from "./rule";
import { same } from "./selectors";
import { storesOf } from "./stores";
import { every, not, type Truth } from "./truth";
import { at, Unknown } from "./values";
import { subnetTypes } from "./vpc";

/**
 * What lives in a subnet: what keeps data, what runs the application, and what the internet reaches. An EKS cluster's own
 * interfaces are no application, and AWS lets them be anywhere; the nodes of its Auto Mode follow its subnets.
 */
export type Tier = "data" | "application" | "cluster" | "public";

/** A resource that puts something into subnets. */
export interface Resident {
    readonly one: Placed;
    readonly tier: Tier;
    /** Where it names the subnets. */
    readonly property: string;
    readonly subnets: readonly Target[];
    /** Whether all that it puts there stays within these subnets, whatever others of its tier have. */
    readonly alone: boolean;
}

interface Form {
    readonly tier: Tier;
    readonly paths: readonly string[];
    readonly alone?: true;
    /** Whether one of this type is of the tier. @default it is */
    readonly when?: (one: Placed) => Truth;
}

const subnetGroup: Form = { tier: "data", paths: ["subnetIds[*]"], alone: true };
const loadBalancer: Form = {
    tier: "public",
    paths: ["subnets[*]", "subnetMappings[*].subnetId"],
    alone: true,
    // A Gateway Load Balancer takes what routes send it, and nobody reaches it.
    when: ({ props }) => every([not(same(at(props, "internal"), true)), not(same(at(props, "loadBalancerType"), "gateway"))]),
};

const forms = new Map<string, Form>([
    ...["rds", "docdb", "neptune", "redshift", "elasticache", "memorydb", "dax"].map((service): [string, Form] => [
        `aws:${service}/subnetGroup:SubnetGroup`,
        subnetGroup,
    ]),
    ["aws:eks/nodeGroup:NodeGroup", { tier: "application", paths: ["subnetIds[*]"] }],
    ["aws:eks/fargateProfile:FargateProfile", { tier: "application", paths: ["subnetIds[*]"] }],
    ["aws:ecs/service:Service", { tier: "application", paths: ["networkConfiguration.subnets[*]"] }],
    ["aws:autoscaling/group:Group", { tier: "application", paths: ["vpcZoneIdentifiers[*]"] }],
    ["aws:eks/cluster:Cluster", { tier: "cluster", paths: ["vpcConfig.subnetIds[*]"] }],
    ...balancerTypes.map((type): [string, Form] => [type, loadBalancer]),
    // One in each zone is usual, and one for all zones is a matter of cost.
    [
        "aws:ec2/natGateway:NatGateway",
        { tier: "public", paths: ["subnetId"], when: ({ props }) => not(same(at(props, "connectivityType"), "private")) },
    ],
]);

/** Everything of a stack that lives in subnets and says of which tier it is. */
export function residentsOf(all: readonly Placed[]): readonly Resident[] {
    const named = new Set(
        storesOf(all)
            .filter(({ store }) => store.place === "subnetIds")
            .map(({ one }) => one),
    );
    return all.flatMap(one => {
        const form = named.has(one) ? subnetGroup : forms.get(one.type);
        const ofTier = form?.when?.(one) ?? true;
        if (!form || ofTier === false) return [];
        const subnets = ofTier instanceof Unknown ? [ofTier] : form.paths.flatMap(path => targets(one, path, all, ...subnetTypes));
        const property = form.paths[0]!.replace("[*]", "");
        return subnets.length > 0 ? [{ one, tier: form.tier, property, subnets, alone: form.alone === true }] : [];
    });
}

/** The zone of a subnet; `undefined` where the program leaves it to AWS, or another stack makes the subnet. */
export function zoneOf(subnet: Target, all: readonly Placed[]): string | Unknown | undefined {
    if (subnet instanceof Unknown) return subnet;
    const props = all.find(({ urn }) => urn === subnet)?.props;
    const zone = at(props, "availabilityZone") ?? at(props, "availabilityZoneId");
    return typeof zone === "string" || zone instanceof Unknown ? zone : undefined;
}
