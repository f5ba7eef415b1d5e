import { secret, unknown, type Proof, type Sketch } from "../proof";

const arn = "arn:aws:rds:eu-west-1:123456789012:db:shop";
const db: Sketch = {
    type: "aws:rds/instance:Instance",
    props: { identifier: "shop", backupRetentionPeriod: 14, tags: { Environment: "production", Backup: "daily" } },
    answers: { arn },
};
const files: Sketch = { type: "aws:efs/fileSystem:FileSystem", props: {}, answers: { id: "fs-1" } };
const table: Sketch = { type: "aws:dynamodb/table:Table", props: { name: "carts" } };
const selection = (props: object, from: Sketch["from"] = {}): Sketch => ({
    type: "aws:backup/selection:Selection",
    props: { planId: "plan", iamRoleArn: "arn:aws:iam::1:role/backup", ...props },
    from,
});
const condition = (operator: string, value: string): object => ({
    resources: ["*"],
    conditions: [{ [operator]: [{ key: "aws:ResourceTag/Backup", value }] }],
});
const bare = "store has no aws.backup.Selection";

export const proof: Proof = {
    stackName: "production",
    fails: {
        "a database whose backups go with it": { stack: { db }, says: { db: bare } },
        "what nobody selects": { stack: { files, table }, says: { files: bare, table: bare } },
        "a selection of another": {
            stack: { db, files, selection: selection({ resources: [arn] }, { resources: "db" }) },
            says: { files: bare },
        },
        "a selection of another service": {
            stack: { table, db, all: selection({ resources: ["arn:aws:rds:*:*:db:*"] }) },
            says: { table: bare },
        },
        "what a selection leaves out": {
            stack: { db, all: selection({ resources: ["*"], notResources: [arn] }) },
            says: { db: bare },
        },
        "another tag": {
            stack: { db, selection: selection({ selectionTags: [{ type: "STRINGEQUALS", key: "Backup", value: "weekly" }] }) },
            says: { db: bare },
        },
        "a condition that does not hold": { stack: { db, selection: selection(condition("stringNotLikes", "d*")) }, says: { db: bare } },
        "a policy of EFS that is off": {
            stack: {
                files,
                policy: {
                    type: "aws:efs/backupPolicy:BackupPolicy",
                    props: { fileSystemId: "fs-1", backupPolicy: { status: "DISABLED" } },
                    from: { fileSystemId: "files" },
                },
            },
            says: { files: bare },
        },
    },
    passes: {
        "by its ARN": { db, selection: selection({ resources: [arn] }, { resources: "db" }) },
        "by its ARN, before that is known": {
            db: { ...db, answers: {} },
            selection: selection({ resources: [unknown] }, { resources: "db" }),
        },
        "by a wildcard": { db, selection: selection({ resources: ["arn:aws:rds:*:*:db:*"] }) },
        "by a wildcard, before its ARN is known": {
            db: { ...db, answers: {} },
            selection: selection({ resources: ["arn:aws:rds:*:*:db:*"] }),
        },
        "by a tag": { db, selection: selection({ selectionTags: [{ type: "STRINGEQUALS", key: "Backup", value: "daily" }] }) },
        "by a condition": { db, selection: selection(condition("stringEquals", "daily")) },
        "by a tag that the provider gives": {
            files,
            provider: { type: "pulumi:providers:aws", props: { defaultTags: JSON.stringify({ tags: { Backup: "daily" } }) } },
            selection: selection(condition("stringLikes", "d*")),
        },
        "by backups that outlive it": { db: { ...db, props: { backupRetentionPeriod: 7, deleteAutomatedBackups: false } } },
        "a table with recovery to a point in time": { table: { ...table, props: { pointInTimeRecovery: { enabled: true } } } },
        "a policy of EFS": {
            files,
            policy: {
                type: "aws:efs/backupPolicy:BackupPolicy",
                props: { fileSystemId: unknown, backupPolicy: { status: "ENABLED" } },
                from: { fileSystemId: "files" },
            },
        },
        "snapshots of volumes": {
            volume: { type: "aws:ebs/volume:Volume", props: { availabilityZone: "eu-west-1a" } },
            policy: { type: "aws:dlm/lifecyclePolicy:LifecyclePolicy", props: { description: "daily" } },
        },
    },
    unknowns: {
        "what a selection takes": {
            stack: {
                files,
                table: { ...table, props: { pointInTimeRecovery: { enabled: true } } },
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                selection: selection({ resources: [unknown] }, { resources: "elsewhere" }),
            },
            of: ["files"],
        },
        "an ARN": {
            stack: {
                db: { ...db, answers: {} },
                table,
                selection: selection({ resources: ["arn:aws:rds:eu-west-1:123456789012:db:shop"] }),
            },
            of: ["db"],
            says: { table: bare },
        },
    },
    secrets: { db: { ...db, props: { tags: { Owner: secret("hunter2-owner") }, password: secret("hunter2-password") } } },
    ignores: {
        replica: { ...db, props: { replicateSourceDb: "shop" } },
        copy: { type: "aws:rds/cluster:Cluster", props: { globalClusterIdentifier: "global" } },
        cache: { type: "aws:elasticache/replicationGroup:ReplicationGroup", props: {} },
        bucket: { type: "aws:s3/bucket:Bucket", props: {} },
    },
    breaks: one => {
        if (one.type === "aws:backup/selection:Selection") return undefined;
        return one.type === db.type && one.inputs.replicateSourceDb === undefined
            ? { ...one, inputs: { ...one.inputs, deleteAutomatedBackups: true } }
            : one;
    },
};
