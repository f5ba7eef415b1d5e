import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const instance = (props: object): Sketch => ({ type: "aws:rds/instance:Instance", props: { engine: "postgres", ...props } });
const cluster = (props: object): Sketch => ({ type: "aws:rds/cluster:Cluster", props: { engine: "aurora-postgresql", ...props } });

const why = "without 7 to 35 days of automatic backups the database cannot go back to a moment before the damage.";
const unsaid = `backupRetentionPeriod is not set: ${why}`;
const days = (found: unknown): string => `backupRetentionPeriod is ${JSON.stringify(found)}: ${why}`;

export const proof: Proof = {
    fails: {
        "what AWS does unless it is told otherwise": {
            stack: { db: instance({}), aurora: cluster({}) },
            says: { db: unsaid, aurora: unsaid },
        },
        "no backups": { stack: { db: instance({ backupRetentionPeriod: 0 }) }, says: { db: days(0) } },
        "less than a week": {
            stack: { db: instance({ backupRetentionPeriod: 6 }), aurora: cluster({ backupRetentionPeriod: 1 }) },
            says: { db: days(6), aurora: days(1) },
        },
        "more than AWS has, and words": {
            stack: { db: instance({ backupRetentionPeriod: 36 }), words: instance({ backupRetentionPeriod: "14" }) },
            says: { db: days(36), words: days("14") },
        },
        "a database that is a replica of none": {
            stack: { db: instance({ replicateSourceDb: "" }) },
            says: { db: unsaid },
        },
        "a replica cluster, whose backups are its own": {
            stack: { aurora: cluster({ replicationSourceIdentifier: "arn:aws:rds:eu-west-1:123456789012:cluster:primary" }) },
            says: { aurora: unsaid },
        },
    },
    passes: {
        "the least, and the most": {
            least: instance({ backupRetentionPeriod: 7 }),
            most: instance({ backupRetentionPeriod: 35, backupWindow: unknown }),
            aurora: cluster({ backupRetentionPeriod: 14 }),
        },
        "a replica, whose source has the backups": { replica: instance({ replicateSourceDb: "primary" }) },
        "one whose source is yet to be made": { replica: instance({ replicateSourceDb: unknown }) },
    },
    unknowns: {
        "how many days": {
            stack: {
                db: instance({ backupRetentionPeriod: unknown }),
                aurora: cluster({ backupRetentionPeriod: unknown }),
                short: instance({ backupRetentionPeriod: 6 }),
            },
            of: { db: "backupRetentionPeriod", aurora: "backupRetentionPeriod" },
            says: { short: days(6) },
        },
    },
    secrets: {
        db: instance({ backupRetentionPeriod: 1, password: secret("hunter2-password") }),
        replica: instance({ replicateSourceDb: secret("hunter2-source") }),
        aurora: cluster({ masterPassword: secret("hunter2-password") }),
    },
    ignores: {
        member: { type: "aws:rds/clusterInstance:ClusterInstance", props: { clusterIdentifier: "c", engine: "aurora-postgresql" } },
        copies: { type: "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", props: { retentionPeriod: 1 } },
    },
    breaks: changing("Instance", "postgres-instance", inputs => (inputs.backupRetentionPeriod = 6)),
};
