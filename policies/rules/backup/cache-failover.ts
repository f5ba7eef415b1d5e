import { securityHub } from "../../controls";
import { isProduction } from "../../environment";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, isSet, Unknown } from "../../values";

const type = "aws:elasticache/replicationGroup:ReplicationGroup";

/** A rule on the whole stack, which alone tells production. Serverless caches fail over by themselves. */
export const cacheFailover = stackRule(
    {
        name: "cache-failover",
        group: "reliability",
        description: "In production a replication group of ElastiCache has two nodes at least, in two zones, and fails over by itself.",
        why: "When the only node, or the zone, fails, sessions are gone and every request meets the database until somebody mends it.",
        severity: "high",
        tags: ["availability", "aws", "elasticache", "production"],
        ...securityHub("ElastiCache.3", "ElastiCache replication groups should have automatic failover enabled"),
        remediationSteps: "Set numCacheClusters: 2 (or replicasPerNodeGroup: 1), automaticFailoverEnabled: true, multiAzEnabled: true.",
        examples: {
            fails: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", numCacheClusters: 1, tags: { Environment: "production" } });`,
            passes: `new aws.elasticache.ReplicationGroup("cache", {
  description: "sessions", numCacheClusters: 2, automaticFailoverEnabled: true, multiAzEnabled: true, tags: { Environment: "production" },
});`,
        },
    },
    stack =>
        isProduction(stack)
            ? stack
                  .filter(one => one.type === type)
                  .map(given)
                  .map(one => ({ urn: one.urn, verdicts: judge(one) }))
            : [],
);

function judge({ props }: Placed): readonly Verdict[] {
    return [
        ...demand(field(props, "automaticFailoverEnabled"), value => value === true, "when the primary fails nobody takes over."),
        ...demand(field(props, "multiAzEnabled"), value => value === true, "all nodes may be in the zone that fails."),
        ...judgeNodes(props),
    ];
}

/** Nodes are counted as one number, or for each shard beside its primary. */
function judgeNodes(props: Placed["props"]): readonly Verdict[] {
    const replicas = at(props, "replicasPerNodeGroup");
    const nodes = at(props, "numCacheClusters");
    if (replicas instanceof Unknown) return [replicas];
    if (isSet(replicas)) return Number(replicas) >= 1 ? [] : ["replicasPerNodeGroup is 0: nobody takes over."];
    // A member of a global datastore has as many as its primary.
    if (isSet(at(props, "globalReplicationGroupId"))) return [];
    return demand({ path: "numCacheClusters", value: nodes }, value => Number(value) >= 2, "nobody takes over.");
}
