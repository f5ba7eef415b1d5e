import { securityHub } from "../../controls";
import { judgeKey } from "../../own-key";
import { demand, resourceRule, type Judge } from "../../rule";
import { at, field, isSet, Unknown, type Value } from "../../values";

/** The property that makes a database a replica, by type. */
const sources = new Map([
    ["aws:rds/instance:Instance", "replicateSourceDb"],
    ["aws:rds/cluster:Cluster", "replicationSourceIdentifier"],
]);

/**
 * A replica in its source's region has the source's key and takes no other; one in another region needs a key of
 * that region, and its storageEncrypted is ignored. A source whose region cannot be told counts as near: AWS itself
 * refuses a far replica of an encrypted source without a key.
 */
const judge =
    (sourceProperty: string): Judge =>
    ({ props, region }) => {
        const source = at(props, sourceProperty);
        const key = field(props, "kmsKeyId");
        if (!isSet(source)) {
            return [
                ...demand(field(props, "storageEncrypted"), value => value === true, "the disks and snapshots are plain text."),
                ...judgeKey(key),
            ];
        }
        if (isSet(key.value)) return judgeKey(key);
        if (source instanceof Unknown) return [source];
        return isElsewhere(source, region) ? judgeKey(key) : [];
    };

/** Whether an ARN names another region than this one. A plain identifier, which has no colons, is always of this one. */
function isElsewhere(source: Value, region: Value): boolean {
    const sourceRegion = typeof source === "string" ? source.split(":")[3] : undefined;
    return sourceRegion !== undefined && typeof region === "string" && sourceRegion !== region;
}

export const rdsCmk = resourceRule(
    {
        name: "rds-cmk",
        group: "security",
        description: "RDS databases are encrypted at rest with a customer-managed key.",
        why: "Under AWS's shared key nobody can say who may decrypt, nor take that away again.",
        severity: "high",
        tags: ["encryption", "aws", "rds"],
        ...securityHub("RDS.3", "RDS DB instances should have encryption at-rest enabled"),
        examples: {
            fails: `new aws.rds.Instance("db", { storageEncrypted: true });`,
            passes: `new aws.rds.Instance("db", { storageEncrypted: true, kmsKeyId: key.arn });`,
        },
        remediationSteps:
            "Set storageEncrypted: true and kmsKeyId to the ARN of a key of your own (aws.kms.Key). AWS encrypts a database only " +
            "when it is made: one that exists is copied to an encrypted snapshot and restored from that.",
    },
    type => {
        const source = sources.get(type);
        return source === undefined ? undefined : judge(source);
    },
);
