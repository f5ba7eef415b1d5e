import { holds, type Truth } from "./truth";
import { at, type Known, type Value } from "./values";

/** How a type of resource that keeps data is guarded against its deletion, beside Pulumi's option `protect`. */
export interface Guard {
    /** AWS's own lock: while it is on, AWS refuses. */
    readonly lock?: { readonly property: string; readonly on: Known };
    /** Whether AWS takes a last snapshot, named by `finalSnapshotIdentifier`, unless `skipFinalSnapshot` tells it not to. */
    readonly lastSnapshot?: true;
    /** The property that asks for a last snapshot of a cache, and will do in place of `protect`. */
    readonly snapshot?: string;
    /** The property with the days that AWS waits before it deletes; all of `longestWait` will do in place of `protect`. */
    readonly wait?: string;
    /** The property by which a deletion takes along what is inside. */
    readonly force?: string;
    /** The property that makes it a replica: its data is its source's. */
    readonly source?: string;
    /** The property that makes it a part of what is guarded itself. */
    readonly whole?: string;
    /** Whether what it keeps is a copy of what lies elsewhere. */
    readonly copy?: (props: Value) => Truth;
}

/** A Lustre file system without a type is a scratch one, which AWS itself does not back up. */
export const isScratch = (props: Value): Truth =>
    holds(at(props, "deploymentType"), type => type === undefined || (typeof type === "string" && type.startsWith("SCRATCH")));

/** A volume that data is replicated to. */
export const isReplicated = (props: Value): Truth => holds(at(props, "ontapVolumeType"), type => type === "DP");

const lock = { property: "deletionProtection", on: true };
const enabledLock = { property: "deletionProtectionEnabled", on: true };
const bucket: Guard = { force: "forceDestroy" };
/** A file system of FSx leaves a last backup, unless it is told not to. */
const fileSystem: Guard = { force: "skipFinalBackup" };
const key: Guard = { wait: "deletionWindowInDays" };

/** Days that AWS KMS waits at most, and unless it is told otherwise; whoever misses the key stops its deletion. */
export const longestWait = 30;

/** By type. */
export const guards: ReadonlyMap<string, Guard> = new Map<string, Guard>([
    ["aws:rds/instance:Instance", { lock, lastSnapshot: true, source: "replicateSourceDb" }],
    ["aws:rds/cluster:Cluster", { lock, lastSnapshot: true, source: "replicationSourceIdentifier" }],
    ["aws:rds/globalCluster:GlobalCluster", { lock }],
    ["aws:docdb/cluster:Cluster", { lock, lastSnapshot: true }],
    ["aws:docdb/globalCluster:GlobalCluster", { lock }],
    ["aws:docdb/elasticCluster:ElasticCluster", {}],
    ["aws:neptune/cluster:Cluster", { lock, lastSnapshot: true, source: "replicationSourceIdentifier" }],
    ["aws:neptune/globalCluster:GlobalCluster", { lock }],
    ["aws:neptunegraph/graph:Graph", { lock }],
    ["aws:redshift/cluster:Cluster", { lastSnapshot: true }],
    ["aws:redshiftserverless/namespace:Namespace", {}],
    ["aws:dynamodb/table:Table", { lock: enabledLock }],
    ["aws:dsql/cluster:Cluster", { lock: enabledLock, force: "forceDestroy" }],
    ["aws:keyspaces/keyspace:Keyspace", {}],
    ["aws:keyspaces/table:Table", {}],
    ["aws:timestreamwrite/database:Database", {}],
    ["aws:timestreamwrite/table:Table", {}],
    ["aws:timestreaminfluxdb/dbInstance:DbInstance", {}],
    ["aws:timestreaminfluxdb/dbCluster:DbCluster", {}],
    ["aws:opensearch/domain:Domain", {}],
    ["aws:opensearch/serverlessCollection:ServerlessCollection", {}],
    ["aws:elasticsearch/domain:Domain", {}],
    ["aws:elasticache/replicationGroup:ReplicationGroup", { snapshot: "finalSnapshotIdentifier" }],
    ["aws:elasticache/cluster:Cluster", { snapshot: "finalSnapshotIdentifier", whole: "replicationGroupId" }],
    ["aws:elasticache/serverlessCache:ServerlessCache", {}],
    ["aws:memorydb/cluster:Cluster", { snapshot: "finalSnapshotName" }],
    ["aws:s3/bucket:Bucket", bucket],
    ["aws:s3/bucketV2:BucketV2", bucket],
    ["aws:s3/directoryBucket:DirectoryBucket", bucket],
    ["aws:s3tables/tableBucket:TableBucket", bucket],
    ["aws:backup/vault:Vault", bucket],
    ["aws:efs/fileSystem:FileSystem", {}],
    ["aws:fsx/windowsFileSystem:WindowsFileSystem", fileSystem],
    ["aws:fsx/lustreFileSystem:LustreFileSystem", { ...fileSystem, copy: isScratch }],
    ["aws:fsx/openZfsFileSystem:OpenZfsFileSystem", fileSystem],
    ["aws:fsx/openZfsVolume:OpenZfsVolume", {}],
    ["aws:fsx/ontapFileSystem:OntapFileSystem", {}],
    ["aws:fsx/ontapVolume:OntapVolume", { ...fileSystem, copy: isReplicated }],
    ["aws:ebs/volume:Volume", {}],
    ["aws:eks/cluster:Cluster", { lock }],
    ["aws:kms/key:Key", key],
    ["aws:kms/replicaKey:ReplicaKey", key],
    ["aws:kms/externalKey:ExternalKey", key],
    ["aws:cognito/userPool:UserPool", { lock: { property: "deletionProtection", on: "ACTIVE" } }],
]);
