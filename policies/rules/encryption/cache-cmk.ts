import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { at, field, isSet, Unknown, type Field, type Value } from "../../values";

/** A key that is not known yet is a given one. */
const judgeKey = ({ path, value }: Field): readonly Verdict[] =>
    value instanceof Unknown
        ? []
        : demand({ path, value }, isOwn, "under AWS's own key nobody can narrow who decrypts, or withdraw it. Set a customer-managed key.");

/** AWS's own go by an alias: `alias/aws/elasticache`. */
const isOwn = (key: Value): boolean => isSet(key) && !(typeof key === "string" && /(^|:)alias\/aws\//.test(key));

/** A secondary of a global datastore has settings of its own; a part of something else has that one's. */
const judgeSized =
    (key: string, encryption: string): Judge =>
    ({ props }) => [
        ...demand(field(props, encryption), value => isTrue(value), "snapshots and disks are plain text."),
        ...judgeKey(field(props, key)),
    ];

/** The provider has it as a text. */
const isTrue = (value: Value): boolean => value === true || value === "true";

const judges = new Map<string, Judge>([
    ["aws:elasticache/replicationGroup:ReplicationGroup", judgeSized("kmsKeyId", "atRestEncryptionEnabled")],
    // Always encrypted: the key is what is left to choose.
    ["aws:elasticache/serverlessCache:ServerlessCache", ({ props }) => judgeKey(field(props, "kmsKeyId"))],
    [
        "aws:memorydb/cluster:Cluster",
        ({ props }) => (isSet(at(props, "multiRegionClusterName")) ? [] : judgeKey(field(props, "kmsKeyArn"))),
    ],
]);

export const cacheCmk = resourceRule(
    {
        name: "cache-cmk",
        group: "security",
        description: "Caches are encrypted at rest with a customer-managed key.",
        why: "Snapshots of a cache hold sessions and tokens; under AWS's own key nobody can say who may decrypt them, nor take that away again.",
        severity: "medium",
        tags: ["encryption", "aws", "elasticache"],
        ...securityHub("ElastiCache.4", "ElastiCache replication groups should be encrypted at rest"),
        remediationSteps:
            "Set atRestEncryptionEnabled: true and kmsKeyId (memorydb: kmsKeyArn) to the ARN of an aws.kms.Key. A cache that is there is " +
            "replaced by this: make another one from its snapshot.",
        examples: {
            fails: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", atRestEncryptionEnabled: true });`,
            passes: `new aws.elasticache.ReplicationGroup("cache", { description: "sessions", atRestEncryptionEnabled: true, kmsKeyId: key.arn });`,
        },
    },
    type => judges.get(type),
);
