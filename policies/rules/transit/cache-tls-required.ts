import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { at, field, isSet, type Value } from "../../values";

const plain = "what applications store there, sessions and tokens among it, crosses the network in plain text.";

const encrypted = (props: Value) => demand(field(props, "transitEncryptionEnabled"), value => value === true, plain);

/** Serverless caches always speak TLS and are not judged. */
const judges = new Map<string, Judge>([
    [
        "aws:elasticache/replicationGroup:ReplicationGroup",
        ({ props }) =>
            // A secondary of a global group has the settings of the primary and takes none of its own.
            isSet(at(props, "globalReplicationGroupId"))
                ? []
                : [
                      ...encrypted(props),
                      ...demand(
                          field(props, "transitEncryptionMode"),
                          mode => mode !== "preferred",
                          `clients may go on without TLS, and ${plain}`,
                      ),
                  ],
    ],
    // A member of a replication group has the group's settings.
    ["aws:elasticache/cluster:Cluster", ({ props }) => (isSet(at(props, "replicationGroupId")) ? [] : encrypted(props))],
    // TLS is the default here.
    ["aws:memorydb/cluster:Cluster", ({ props }) => demand(field(props, "tlsEnabled"), value => value !== false, plain)],
]);

export const cacheTlsRequired = resourceRule(
    {
        name: "cache-tls-required",
        group: "security",
        description: "Caches (Redis, Valkey, Memcached, MemoryDB) take TLS connections only.",
        why: "Sessions and tokens lie in caches; without TLS everybody on the way reads them.",
        severity: "high",
        tags: ["encryption", "aws", "elasticache"],
        ...securityHub("ElastiCache.5", "ElastiCache replication groups should be encrypted in transit"),
        examples: {
            fails: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", transitEncryptionEnabled: false });`,
            passes: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", transitEncryptionEnabled: true, transitEncryptionMode: "required" });`,
        },
        remediationSteps:
            'Set transitEncryptionEnabled: true, and transitEncryptionMode: "required" where it is set at all; a lone Redis or ' +
            "Valkey Cluster has no TLS and becomes a ReplicationGroup. Clients connect with rediss://. A group that runs without " +
            'TLS goes through the mode "preferred" first: that one update needs this rule switched off (--policy-pack-config).',
    },
    type => judges.get(type),
);
