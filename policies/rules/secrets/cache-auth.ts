import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { at, field, isSet, Unknown, type Value } from "../../values";

const anyone = "whoever reaches the port reads and writes everything.";

/** Any of them will do. Their values are secrets and stay out of the message. */
const someSet = (props: Value, properties: readonly string[]): readonly Verdict[] =>
    properties.some(property => isSet(at(props, property))) ? [] : [`${properties.join(" or ")} is not set: ${anyone}`];

/** Memcached has no accounts: network and TLS are all that guards it. */
function unlessMemcached(props: Value, judge: () => readonly Verdict[]): readonly Verdict[] {
    const engine = at(props, "engine");
    if (engine instanceof Unknown) return [engine];
    return engine === "memcached" ? [] : judge();
}

const judges = new Map<string, Judge>([
    [
        "aws:elasticache/replicationGroup:ReplicationGroup",
        // A secondary of a global group has the settings of the primary and takes none of its own.
        ({ props }) => (isSet(at(props, "globalReplicationGroupId")) ? [] : someSet(props, ["userGroupIds", "authToken", "authTokenWo"])),
    ],
    [
        "aws:elasticache/cluster:Cluster",
        ({ props }) =>
            isSet(at(props, "replicationGroupId"))
                ? []
                : unlessMemcached(props, () =>
                      demand(field(props, "engine"), () => false, `a lone cluster of it has no password: ${anyone}`),
                  ),
    ],
    ["aws:elasticache/serverlessCache:ServerlessCache", ({ props }) => unlessMemcached(props, () => someSet(props, ["userGroupId"]))],
    // This list of MemoryDB's lets everyone in without a password.
    ["aws:memorydb/cluster:Cluster", ({ props }) => demand(field(props, "aclName"), name => name !== "open-access", anyone)],
]);

export const cacheAuth = resourceRule(
    {
        name: "cache-auth",
        group: "security",
        description: "Caches (Redis, Valkey, MemoryDB) ask their clients for a password.",
        why: "Whatever gets onto the network reads and writes every session of a cache that asks nobody who they are.",
        severity: "high",
        tags: ["secrets", "aws", "elasticache"],
        ...securityHub(
            "ElastiCache.6",
            "ElastiCache (Redis OSS) replication groups of earlier versions should have Redis OSS AUTH enabled",
        ),
        examples: {
            fails: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", transitEncryptionEnabled: true });`,
            passes: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", transitEncryptionEnabled: true, authToken });`,
        },
        remediationSteps:
            "Set userGroupIds (or authToken, as a secret) on a ReplicationGroup, userGroupId on a ServerlessCache, aclName on a " +
            "MemoryDB cluster. A lone Redis or Valkey Cluster becomes a ReplicationGroup.",
    },
    type => judges.get(type),
);
