import { securityHub } from "../../controls";
import { isProduction } from "../../environment";
import { given, targets } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, isSet, Unknown } from "../../values";

const instanceType = "aws:rds/instance:Instance";
const clusterType = "aws:rds/cluster:Cluster";
const clusterInstanceType = "aws:rds/clusterInstance:ClusterInstance";

const why = "when the zone fails, the database is down until somebody restores it.";

/** A rule on the whole stack, which alone tells production, and what instances a cluster has. */
export const rdsMultiAz = stackRule(
    {
        name: "rds-multi-az",
        group: "reliability",
        description:
            "In production every RDS database has a standby in another Availability Zone, and every Aurora cluster instances in two. " +
            "Read replicas are not judged, nor are other environments.",
        why: "When the zone of a single machine fails, its database is down until somebody restores it.",
        severity: "high",
        tags: ["availability", "aws", "rds"],
        ...securityHub("RDS.5", "RDS DB instances should be configured with multiple Availability Zones"),
        examples: {
            fails: `new aws.rds.Instance("db", { multiAz: false, tags: { Environment: "production" } });`,
            passes: `new aws.rds.Instance("db", { multiAz: true, tags: { Environment: "production" } });`,
        },
        remediationSteps:
            "Set multiAz: true on an instance; AWS adds the standby while the database runs. Give an Aurora cluster a second " +
            "aws.rds.ClusterInstance, and where the program names zones, another one.",
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        return all
            .filter(({ type }) => type === clusterType || type === instanceType)
            .map(one => ({ urn: one.urn, verdicts: one.type === clusterType ? judgeCluster(one, all) : judgeInstance(one) }));
    },
);

/** Known or not, a given source makes it a replica. */
const judgeInstance = ({ props }: Placed): readonly Verdict[] =>
    isSet(at(props, "replicateSourceDb")) ? [] : demand(field(props, "multiAz"), value => value === true, why);

/** Clusters of other engines than Aurora's are made in three zones; AWS itself moves those of Aurora Serverless's first version. */
function judgeCluster(cluster: Placed, all: readonly Placed[]): readonly Verdict[] {
    const { props } = cluster;
    const engine = at(props, "engine");
    if (isSet(at(props, "replicationSourceIdentifier")) || at(props, "engineMode") === "serverless") return [];
    if (engine instanceof Unknown) return [engine];
    if (typeof engine !== "string" || !engine.startsWith("aurora")) return [];

    const instances = all
        .filter(({ type }) => type === clusterInstanceType)
        .map(one => ({ one, clusters: targets(one, "clusterIdentifier", all, clusterType) }));
    const own = instances.filter(({ clusters }) => clusters.some(name => name === cluster.urn || name === at(props, "clusterIdentifier")));
    // The copy of a global database in another region may wait without any.
    if (own.length === 0 && isSet(at(props, "globalClusterIdentifier"))) return [];
    // Where none is named, AWS chooses.
    const zones = new Set(own.map(({ one }, index) => at(one.props, "availabilityZone") ?? index));
    if (zones.size > 1) return [];
    const unknown = instances.flatMap(({ clusters }) => clusters).find(name => name instanceof Unknown);
    return unknown ? [unknown] : [`cluster has ${zones.size === 0 ? "no aws.rds.ClusterInstance" : "instances in one zone only"}: ${why}`];
}
