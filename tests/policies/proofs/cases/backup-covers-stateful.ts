import { secret, unknown, type Proof, type Sketch } from "../proof";

const arn = "arn:aws:rds:eu-west-1:123456789012:db:shop";
const db: Sketch = {
    type: "aws:rds/instance:Instance",
    props: { identifier: "shop", backupRetentionPeriod: 14, tags: { Environment: "production", Backup: "daily" } },
    answers: { arn },
};
const files: Sketch = { type: "aws:efs/fileSystem:FileSystem", props: {}, answers: { id: "fs-1" } };
const table: Sketch = { type: "aws:dynamodb/table:Table", props: { name: "carts" } };
const windows: Sketch = { type: "aws:fsx/windowsFileSystem:WindowsFileSystem", props: {} };
const lustre = (deploymentType?: unknown): Sketch => ({
    type: "aws:fsx/lustreFileSystem:LustreFileSystem",
    props: { deploymentType },
    ...(deploymentType === unknown ? { from: { deploymentType: "elsewhere" } } : {}),
});
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };
const warehouse: Sketch = { type: "aws:redshift/cluster:Cluster", props: { clusterIdentifier: "shop", nodeType: "ra3.large" } };
const series: Sketch = { type: "aws:timestreamwrite/table:Table", props: { databaseName: "shop", tableName: "orders" } };
const columns = (status?: unknown): Sketch => ({
    type: "aws:keyspaces/table:Table",
    props: { keyspaceName: "shop", tableName: "orders", ...(status === undefined ? {} : { pointInTimeRecovery: { status } }) },
});
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
        "other stores that nobody selects": {
            stack: {
                ...{ windows, warehouse, series, persistent: lustre("PERSISTENT_2") },
                zfs: { type: "aws:fsx/openZfsFileSystem:OpenZfsFileSystem", props: {} },
                ontap: { type: "aws:fsx/ontapVolume:OntapVolume", props: {} },
                graph: { type: "aws:neptune/cluster:Cluster", props: {} },
                documents: { type: "aws:docdb/cluster:Cluster", props: {} },
            },
            says: {
                ...{ windows: bare, warehouse: bare, series: bare, persistent: bare, zfs: bare, ontap: bare, graph: bare, documents: bare },
            },
        },
        "a selection of the services beside them": {
            stack: {
                windows,
                warehouse,
                series,
                all: selection({ resources: ["arn:aws:fsx:*:*:volume/*", "arn:aws:redshift-serverless:*"] }),
            },
            says: { windows: bare, warehouse: bare, series: bare },
        },
        "a table that AWS Backup does not take": {
            stack: { columns: columns(), off: columns("DISABLED"), all: selection({ resources: ["*"] }) },
            says: { columns: "table has no pointInTimeRecovery", off: "table has no pointInTimeRecovery" },
        },
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
        "of every service": {
            ...{ windows, warehouse, series },
            all: selection({
                resources: ["arn:aws:fsx:*:*:file-system/*", "arn:aws:redshift:*:*:cluster:*", "arn:aws:timestream:*:*:database/*"],
            }),
        },
        "a table of Keyspaces with recovery to a point in time": { columns: columns("ENABLED") },
        "a file system of unknown kind that is selected": { elsewhere, lustre: lustre(unknown), all: selection({ resources: ["*"] }) },
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
        "whether it is a scratch file system, and recovery": {
            stack: { elsewhere, lustre: lustre(unknown), columns: columns(unknown) },
            of: ["lustre", "columns"],
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
        scratch: lustre("SCRATCH_2"),
        unsaid: lustre(),
        replicated: { type: "aws:fsx/ontapVolume:OntapVolume", props: { ontapVolumeType: "DP" } },
        search: { type: "aws:opensearch/domain:Domain", props: {} },
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
