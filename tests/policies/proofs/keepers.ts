import { secret, unknown, type Sketch } from "./proof";

/** What keeps data, and all that the rule against accidents says of it in production. */
export type Kept = readonly [one: Sketch, ...says: readonly string[]];

const notLocked = (property: string, found: string): string => `${property} is ${found}: one call to AWS deletes it, and its data with it.`;
const unlocked = notLocked("deletionProtection", "not set");
const off = notLocked("deletionProtection", "false");
const unlockedTable = notLocked("deletionProtectionEnabled", "not set");
const inactive = notLocked("deletionProtection", '"INACTIVE"');
const lost = "protect is false: an update that drops or replaces it loses the data that it keeps or encrypts";
const unprotected = `${lost}.`;
const noSnapshot = (property: string): string => `${lost}, without so much as a ${property}.`;
const skips = "skipFinalSnapshot is true: when it is deleted, nothing is left of its data.";
const nameless =
    "finalSnapshotIdentifier is not set: without a name AWS takes no final snapshot and refuses the deletion, until somebody gives " +
    "the snapshot up.";
const forced = "forceDestroy is true: its deletion takes along everything inside, for good.";

const noBackup = "skipFinalBackup is true: its deletion takes along everything inside, for good.";

/** What it says of stacks that are not production too. */
export const everywhere: readonly string[] = [skips, nameless, forced, noBackup];

const lock = { deletionProtection: true };
const snapshot = { finalSnapshotIdentifier: "last" };
const skipped = { skipFinalSnapshot: true };
const emptied = { forceDestroy: true };

const made = (type: string, props: object = {}, protect = false): Sketch => ({ type: `aws:${type}`, props, protect });
const safe = (type: string, props: object = {}): Sketch => made(type, props, true);

const instance = "rds/instance:Instance";
const cluster = "rds/cluster:Cluster";
const cache = "elasticache/replicationGroup:ReplicationGroup";
const loneCache = "elasticache/cluster:Cluster";
const bucket = "s3/bucket:Bucket";
const key = "kms/key:Key";
const lustre = "fsx/lustreFileSystem:LustreFileSystem";
const ontapVolume = "fsx/ontapVolume:OntapVolume";
const replicaKey = "kms/replicaKey:ReplicaKey";

/** What is deleted by accident, and how. */
export const broken: Readonly<Record<string, Kept>> = {
    "a database": [made(instance), unlocked, unprotected, nameless],
    "a database that is not locked": [safe(instance, { deletionProtection: false, ...snapshot }), off],
    "a database that is not protected": [made(instance, { ...lock, ...snapshot }), unprotected],
    "a database that skips its snapshot": [safe(instance, { ...lock, ...snapshot, ...skipped }), skips],
    "a database whose snapshot has no name": [safe(instance, { ...lock, finalSnapshotIdentifier: "" }), nameless],
    "a replica that is not locked": [made(instance, { replicateSourceDb: "primary", ...skipped }), unlocked],
    "what AWS answers is not asked for": [
        { ...safe(instance), answers: { deletionProtection: unknown, finalSnapshotIdentifier: unknown } },
        unlocked,
        nameless,
    ],
    "a cluster": [made(cluster, skipped), unlocked, unprotected, skips, nameless],
    "a global cluster": [made("rds/globalCluster:GlobalCluster"), unlocked, unprotected],
    "a cluster of DocumentDB": [made("docdb/cluster:Cluster"), unlocked, unprotected, nameless],
    "a global one of DocumentDB": [made("docdb/globalCluster:GlobalCluster"), unlocked, unprotected],
    "an elastic one of DocumentDB": [made("docdb/elasticCluster:ElasticCluster"), unprotected],
    "a cluster of Neptune": [made("neptune/cluster:Cluster"), unlocked, unprotected, nameless],
    "a global one of Neptune": [made("neptune/globalCluster:GlobalCluster"), unlocked, unprotected],
    "a cluster of Redshift": [made("redshift/cluster:Cluster", skipped), unprotected, skips, nameless],
    "a table": [made("dynamodb/table:Table"), unlockedTable, unprotected],
    "a cluster of DSQL": [made("dsql/cluster:Cluster", emptied), unlockedTable, unprotected, forced],
    "a domain of OpenSearch": [made("opensearch/domain:Domain"), unprotected],
    "a cache": [made(cache), noSnapshot("finalSnapshotIdentifier")],
    "a lone cache": [made(loneCache, { engine: "memcached" }), noSnapshot("finalSnapshotIdentifier")],
    "a serverless cache": [made("elasticache/serverlessCache:ServerlessCache", { engine: "valkey" }), unprotected],
    "a cluster of MemoryDB": [made("memorydb/cluster:Cluster"), noSnapshot("finalSnapshotName")],
    "a bucket": [made(bucket), unprotected],
    "a bucket that is emptied": [safe(bucket, emptied), forced],
    "a bucket of the older type": [made("s3/bucketV2:BucketV2", emptied), unprotected, forced],
    "a directory bucket": [made("s3/directoryBucket:DirectoryBucket", emptied), unprotected, forced],
    "a vault": [made("backup/vault:Vault", emptied), unprotected, forced],
    files: [made("efs/fileSystem:FileSystem"), unprotected],
    "a volume": [made("ebs/volume:Volume", { availabilityZone: "eu-west-1a" }), unprotected],
    "files of Windows": [made("fsx/windowsFileSystem:WindowsFileSystem", { skipFinalBackup: true }), unprotected, noBackup],
    "files of Lustre": [made(lustre, { deploymentType: "PERSISTENT_2" }), unprotected],
    "files of OpenZFS": [safe("fsx/openZfsFileSystem:OpenZfsFileSystem", { skipFinalBackup: true }), noBackup],
    "a volume of OpenZFS": [made("fsx/openZfsVolume:OpenZfsVolume"), unprotected],
    "files of ONTAP": [made("fsx/ontapFileSystem:OntapFileSystem"), unprotected],
    "a volume of ONTAP": [made(ontapVolume, { skipFinalBackup: true }), unprotected, noBackup],
    "a graph of Neptune": [made("neptunegraph/graph:Graph"), unlocked, unprotected],
    "a serverless Redshift": [made("redshiftserverless/namespace:Namespace"), unprotected],
    "a keyspace": [made("keyspaces/keyspace:Keyspace"), unprotected],
    "a table of Keyspaces": [made("keyspaces/table:Table"), unprotected],
    "a database of Timestream": [made("timestreamwrite/database:Database"), unprotected],
    "a table of Timestream": [made("timestreamwrite/table:Table"), unprotected],
    "an InfluxDB": [made("timestreaminfluxdb/dbInstance:DbInstance"), unprotected],
    "a cluster of InfluxDB": [made("timestreaminfluxdb/dbCluster:DbCluster"), unprotected],
    "a collection of OpenSearch": [made("opensearch/serverlessCollection:ServerlessCollection"), unprotected],
    "a domain of Elasticsearch": [made("elasticsearch/domain:Domain"), unprotected],
    "a bucket of tables": [made("s3tables/tableBucket:TableBucket", emptied), unprotected, forced],
    "a key that waits a day less": [made(key, { deletionWindowInDays: 29 }), unprotected],
    "a replica of a key": [made(replicaKey, { deletionWindowInDays: 7 }), unprotected],
    "a key of another's": [made("kms/externalKey:ExternalKey", { deletionWindowInDays: 7 }), unprotected],
    "a cluster of EKS": [made("eks/cluster:Cluster"), unlocked, unprotected],
    users: [made("cognito/userPool:UserPool", { deletionProtection: "INACTIVE" }), inactive, unprotected],
};

/** The same, as they are to be. */
export const kept: Readonly<Record<string, Sketch>> = {
    "a database": safe(instance, { ...lock, ...snapshot, skipFinalSnapshot: false, password: secret("hunter2-hunter2") }),
    "a database whose snapshot's name is not known": safe(instance, { ...lock, finalSnapshotIdentifier: unknown }),
    "a secret lock": safe(instance, { deletionProtection: secret(true), ...snapshot }),
    "a replica": made(instance, { ...lock, replicateSourceDb: "primary", ...skipped }),
    "a replica of what is not known": made(instance, { ...lock, replicateSourceDb: unknown }),
    "a cluster": safe(cluster, { ...lock, ...snapshot }),
    "a replica of a cluster": made(cluster, {
        ...lock,
        replicationSourceIdentifier: "arn:aws:rds:us-east-1:123456789012:cluster:primary",
    }),
    "a global cluster": safe("rds/globalCluster:GlobalCluster", lock),
    "a cluster of DocumentDB": safe("docdb/cluster:Cluster", { ...lock, ...snapshot }),
    "a replica of Neptune": made("neptune/cluster:Cluster", { ...lock, replicationSourceIdentifier: "arn" }),
    "a cluster of Redshift": safe("redshift/cluster:Cluster", snapshot),
    "a table": safe("dynamodb/table:Table", { deletionProtectionEnabled: true }),
    "a cluster of DSQL": safe("dsql/cluster:Cluster", { deletionProtectionEnabled: true }),
    "a cache that leaves a snapshot": made(cache, snapshot),
    "a cache that is protected": safe(cache),
    "a lone cache": made(loneCache, { engine: "redis", ...snapshot }),
    "a part of a cache": made(loneCache, { replicationGroupId: "cache" }),
    "a serverless cache": safe("elasticache/serverlessCache:ServerlessCache", { engine: "valkey" }),
    "a cluster of MemoryDB, whose snapshot's name is not known": made("memorydb/cluster:Cluster", { finalSnapshotName: unknown }),
    "a bucket": safe(bucket, { forceDestroy: false }),
    "files of Lustre": safe(lustre, { deploymentType: "PERSISTENT_2", skipFinalBackup: false }),
    "a scratch file system": made(lustre, { deploymentType: "SCRATCH_2" }),
    "a scratch file system that does not say so": made(lustre, { skipFinalBackup: true }),
    "a volume that another's data goes to": made(ontapVolume, { ontapVolumeType: "DP", skipFinalBackup: true }),
    "a collection of OpenSearch": safe("opensearch/serverlessCollection:ServerlessCollection"),
    "a key that says nothing": made(key),
    "a key that is protected": safe(key, { deletionWindowInDays: 7 }),
    "a key that waits": made(key, { deletionWindowInDays: 30 }),
    "a replica of a key": made(replicaKey, { primaryKeyArn: "arn" }),
    "a cluster of EKS": safe("eks/cluster:Cluster", lock),
    users: safe("cognito/userPool:UserPool", { deletionProtection: "ACTIVE" }),
};

/** What AWS has to be asked for, beside what is wrong whatever it answers. */
export const unjudged: Readonly<Record<string, readonly [one: Sketch, path: string, ...says: readonly string[]]>> = {
    "whether a database is locked": [safe(instance, { deletionProtection: unknown, ...snapshot, ...skipped }), "deletionProtection", skips],
    "whether a database skips its snapshot": [safe(instance, { ...lock, ...snapshot, skipFinalSnapshot: unknown }), "skipFinalSnapshot"],
    "whether a bucket is emptied": [safe(bucket, { forceDestroy: unknown }), "forceDestroy"],
    "whether a volume is a copy": [safe(ontapVolume, { ontapVolumeType: unknown, skipFinalBackup: true }), "ontapVolumeType"],
    "how long AWS waits with a key": [made(key, { deletionWindowInDays: unknown }), "deletionWindowInDays"],
};
