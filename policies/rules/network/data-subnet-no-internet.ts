import { securityHub } from "../../controls";
import { given, nameOf, targets, type Target } from "../../references";
import { demand, stackRule, type Judged, type Placed, type Verdict } from "../../rule";
import { isReplica, storesOf, type PlacedStore } from "../../stores";
import { field, isSet, Unknown } from "../../values";
import { routeTablesOf, subnetTypes, waysOut } from "../../vpc";

/** What lists the subnets that stores live in. Some stores list them themselves. */
const groupTypes = new Set(
    ["rds", "docdb", "neptune", "redshift", "elasticache", "memorydb", "dax"].map(service => `aws:${service}/subnetGroup:SubnetGroup`),
);
const listed = "subnetIds";

/** A rule on the whole stack, since subnets, tables and routes are resources of their own. */
export const dataSubnetNoInternet = stackRule(
    {
        name: "data-subnet-no-internet",
        group: "security",
        description:
            "The subnets that databases and caches live in have no route to or from the internet, be it an internet gateway or NAT, " +
            "and give out no public addresses. Subnets that another stack makes are judged there.",
        why: "A store that can reach the internet can send what it holds there, and one careless rule is enough to be reached.",
        severity: "high",
        tags: ["network", "aws", "rds", "elasticache"],
        ...securityHub("RDS.46", "RDS DB instances should not be deployed in public subnets with routes to internet gateways"),
        examples: {
            fails: `const subnets = new aws.rds.SubnetGroup("data", { subnetIds: [routedToTheInternet.id] });
new aws.rds.Instance("db", { dbSubnetGroupName: subnets.name });`,
            passes: `const subnets = new aws.rds.SubnetGroup("data", { subnetIds: [withoutRoutes.id] });
new aws.rds.Instance("db", { dbSubnetGroupName: subnets.name });`,
        },
        remediationSteps:
            "Give stores subnets of their own, named by a SubnetGroup, each with mapPublicIpOnLaunch: false and an " +
            "aws.ec2.RouteTableAssociation to a route table without routes to gateways. Services of AWS are reached by VPC endpoints.",
    },
    stack => {
        const all = stack.map(given);
        const stores = storesOf(all);
        const listers = [
            ...all.filter(({ type }) => groupTypes.has(type)),
            ...stores.filter(({ store }) => store.place === listed).map(({ one }) => one),
        ].map(one => ({ one, subnets: targets(one, `${listed}[*]`, all, ...subnetTypes) }));
        const subnets = [...new Set(listers.flatMap(lister => lister.subnets))].filter(subnet => typeof subnet === "string");
        return [
            ...stores.map(store => ({ urn: store.one.urn, verdicts: judgePlace(store) })),
            ...listers.map(({ one, subnets: named }) => ({ urn: one.urn, verdicts: named.filter(subnet => subnet instanceof Unknown) })),
            ...all.filter(({ urn }) => subnets.includes(urn)).map(one => ({ urn: one.urn, verdicts: judgeAddresses(one) })),
            ...judgeRoutes(subnets, all),
        ];
    },
);

/** Where a store that names no subnets ends up. A place that is not known yet is a given one. */
function judgePlace(placed: PlacedStore): readonly Verdict[] {
    const place = field(placed.one.props, placed.store.place);
    if (place.value instanceof Unknown || (!isSet(place.value) && isReplica(placed))) return [];
    return demand(
        place,
        value => isSet(value) && value !== "default",
        "the account's default VPC takes the store in, and its subnets lead to the internet.",
    );
}

/** AWS's own default subnets give out addresses unless they are told not to. */
const judgeAddresses = ({ type, props }: Placed): readonly Verdict[] =>
    demand(
        field(props, "mapPublicIpOnLaunch"),
        value => value === false || (value === undefined && type !== "aws:ec2/defaultSubnet:DefaultSubnet"),
        "what is made in this subnet, where stores live, gets an address on the internet.",
    );

function judgeRoutes(subnets: readonly string[], all: readonly Placed[]): readonly Judged[] {
    const inhabited = subnets.map(subnet => ({ subnet, tables: routeTablesOf(subnet, all) }));
    return waysOut(all).map(({ one, tables, judge }) => {
        const reached = inhabited.filter(each => each.tables.some(table => tables.includes(table)));
        const names = reached
            .map(({ subnet }) => nameOf(subnet, all))
            .sort()
            .join(", ");
        if (reached.length > 0) return { urn: one.urn, verdicts: judge(`the stores in ${names} and the internet reach each other.`) };
        return { urn: one.urn, verdicts: unknownOf(inhabited.length > 0 ? [...tables, ...inhabited.flatMap(each => each.tables)] : []) };
    });
}

const unknownOf = (tables: readonly Target[]): readonly Unknown[] => tables.filter(table => table instanceof Unknown).slice(0, 1);
