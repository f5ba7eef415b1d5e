import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const ours = { region: "eu-west-1" };
const key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const arn = (region: string, kind = "db"): string => `arn:aws:rds:${region}:123456789012:${kind}:primary`;
const instance = (props: object): Sketch => ({
    type: "aws:rds/instance:Instance",
    props: { engine: "postgres", ...props },
    provider: ours,
});
const cluster = (props: object): Sketch => ({
    type: "aws:rds/cluster:Cluster",
    props: { engine: "aurora-postgresql", ...props },
    provider: ours,
});
const encrypted = { storageEncrypted: true };

const plain = "the disks and snapshots are plain text.";
const shared = "under AWS's shared key nobody can narrow who decrypts, or withdraw it. Set a customer-managed key.";
const noKey = `kmsKeyId is not set: ${shared}`;

export const proof: Proof = {
    fails: {
        "a database and a cluster that say nothing": {
            stack: { db: instance({}), aurora: cluster({}) },
            says: {
                db: [`storageEncrypted is not set: ${plain}`, noKey],
                aurora: [`storageEncrypted is not set: ${plain}`, noKey],
            },
        },
        "one that has a key and does not use it": {
            stack: { db: instance({ storageEncrypted: false, kmsKeyId: key }) },
            says: { db: `storageEncrypted is false: ${plain}` },
        },
        "no key of one's own": {
            stack: { db: instance(encrypted), empty: instance({ ...encrypted, kmsKeyId: "" }), aurora: cluster(encrypted) },
            says: { db: noKey, empty: `kmsKeyId is "": ${shared}`, aurora: noKey },
        },
        "AWS's own key by its alias, and by that's ARN": {
            stack: {
                alias: instance({ ...encrypted, kmsKeyId: "alias/aws/rds" }),
                arn: instance({ ...encrypted, kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:alias/aws/rds" }),
            },
            says: {
                alias: `kmsKeyId is "alias/aws/rds": ${shared}`,
                arn: `kmsKeyId is "arn:aws:kms:eu-west-1:123456789012:alias/aws/rds": ${shared}`,
            },
        },
        "a replica in another region without a key there": {
            stack: {
                replica: instance({ replicateSourceDb: arn("us-east-1") }),
                aurora: cluster({ replicationSourceIdentifier: arn("us-east-1", "cluster") }),
            },
            says: { replica: noKey, aurora: noKey },
        },
        "one that is in another region by itself, or by its provider": {
            stack: {
                itself: instance({ region: "us-east-1", replicateSourceDb: arn("eu-west-1") }),
                provider: { ...instance({ replicateSourceDb: arn("eu-west-1") }), provider: { region: "us-west-2" } },
            },
            says: { itself: noKey, provider: noKey },
        },
        "one under AWS's own key there": {
            stack: { replica: instance({ replicateSourceDb: arn("us-east-1"), kmsKeyId: "alias/aws/rds" }) },
            says: { replica: `kmsKeyId is "alias/aws/rds": ${shared}` },
        },
    },
    passes: {
        "a key of one's own": {
            db: instance({ ...encrypted, kmsKeyId: key }),
            alias: instance({ ...encrypted, kmsKeyId: "alias/databases" }),
            aurora: cluster({ ...encrypted, kmsKeyId: key }),
        },
        "a key that is yet to be made": {
            db: { ...instance({ ...encrypted, kmsKeyId: unknown, username: unknown }), from: { kmsKeyId: "key" } },
            key: { type: "aws:kms/key:Key" },
        },
        "a replica beside its source, which has its key": {
            named: instance({ replicateSourceDb: "primary" }),
            byArn: instance({ replicateSourceDb: arn("eu-west-1"), dbSubnetGroupName: "group" }),
            aurora: cluster({ replicationSourceIdentifier: arn("eu-west-1", "cluster") }),
        },
        "a replica in another region with a key there": { replica: instance({ replicateSourceDb: arn("us-east-1"), kmsKeyId: key }) },
        "a replica with a key, of whatever": { replica: instance({ replicateSourceDb: unknown, kmsKeyId: key }) },
        "a replica whose region nobody tells": { replica: { ...instance({ replicateSourceDb: arn("us-east-1") }), provider: {} } },
    },
    unknowns: {
        "whether it is encrypted": {
            stack: {
                db: instance({ storageEncrypted: unknown, kmsKeyId: key }),
                keyless: instance({ storageEncrypted: unknown }),
            },
            of: { db: "storageEncrypted", keyless: "storageEncrypted" },
            says: { keyless: noKey },
        },
        "what it is a replica of": {
            stack: {
                replica: instance({ replicateSourceDb: unknown }),
                aurora: cluster({ replicationSourceIdentifier: unknown }),
                plain: instance({ kmsKeyId: key }),
            },
            of: { replica: "replicateSourceDb", aurora: "replicationSourceIdentifier" },
            says: { plain: "storageEncrypted is not set" },
        },
    },
    secrets: {
        db: instance({ password: secret("hunter2-password") }),
        replica: instance({ replicateSourceDb: secret("hunter2-source:::us-east-1") }),
    },
    ignores: {
        member: { type: "aws:rds/clusterInstance:ClusterInstance", props: { clusterIdentifier: "c", engine: "aurora-postgresql" } },
        snapshot: { type: "aws:rds/snapshot:Snapshot", props: { dbInstanceIdentifier: "db" } },
    },
    breaks: changing("Instance", "postgres-instance", inputs => (inputs.kmsKeyId = "alias/aws/rds")),
};
