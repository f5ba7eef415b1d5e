import { isRecord } from "../wire";

/** What is lost with a resource. */
export interface Loss {
    /** In a word or two: `database`. */
    readonly what: string;
}

/** What a report names before all else, in this order. */
export const foremost: readonly string[] = ["database", "cache", "bucket"];

/**
 * What goes with a resource that is deleted or replaced: data, or what alone opens or finds data (a key, a zone's name
 * servers). A snapshot or a backup may bring it back; that is for people to decide, so it counts as lost.
 */
const losses: Readonly<Record<string, readonly string[]>> = {
    database: [
        "aws:docdb/cluster:Cluster",
        "aws:dynamodb/table:Table",
        "aws:neptune/cluster:Cluster",
        "aws:opensearch/domain:Domain",
        "aws:opensearch/serverlessCollection:ServerlessCollection",
        "aws:rds/cluster:Cluster",
        "aws:rds/globalCluster:GlobalCluster",
        "aws:rds/instance:Instance",
        "aws:redshift/cluster:Cluster",
        "aws:timestreamwrite/database:Database",
        "aws:timestreamwrite/table:Table",
        "cloudflare:index/d1Database:D1Database",
    ],
    cache: [
        "aws:elasticache/cluster:Cluster",
        "aws:elasticache/replicationGroup:ReplicationGroup",
        "aws:elasticache/serverlessCache:ServerlessCache",
        "aws:memorydb/cluster:Cluster",
    ],
    bucket: [
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketV2:BucketV2",
        "aws:s3/directoryBucket:DirectoryBucket",
        "cloudflare:index/r2Bucket:R2Bucket",
    ],
    "file system": [
        "aws:efs/fileSystem:FileSystem",
        "aws:fsx/lustreFileSystem:LustreFileSystem",
        "aws:fsx/ontapFileSystem:OntapFileSystem",
        "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
        "aws:fsx/windowsFileSystem:WindowsFileSystem",
    ],
    volume: [
        "aws:ebs/volume:Volume",
        "aws:ec2/instance:Instance",
        "kubernetes:core/v1:PersistentVolume",
        "kubernetes:core/v1:PersistentVolumeClaim",
    ],
    "cluster with all in it": ["aws:eks/cluster:Cluster"],
    "namespace with all in it": ["kubernetes:core/v1:Namespace"],
    "custom objects": ["kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"],
    snapshot: [
        "aws:ebs/snapshot:Snapshot",
        "aws:memorydb/snapshot:Snapshot",
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        "aws:rds/snapshot:Snapshot",
    ],
    "backup vault": ["aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault", "aws:backup/vault:Vault"],
    key: [
        "aws:iam/accessKey:AccessKey",
        "aws:kms/externalKey:ExternalKey",
        "aws:kms/key:Key",
        "aws:kms/replicaKey:ReplicaKey",
        "tls:index/privateKey:PrivateKey",
    ],
    secret: [
        "aws:secretsmanager/secret:Secret",
        "aws:ssm/parameter:Parameter",
        "cloudflare:index/secretsStore:SecretsStore",
        "cloudflare:index/secretsStoreSecret:SecretsStoreSecret",
    ],
    password: [
        "random:index/randomBytes:RandomBytes",
        "random:index/randomPassword:RandomPassword",
        "random:index/randomString:RandomString",
    ],
    "random value": [
        "random:index/randomId:RandomId",
        "random:index/randomInteger:RandomInteger",
        "random:index/randomPet:RandomPet",
        "random:index/randomUuid:RandomUuid",
    ],
    "log group": ["aws:cloudwatch/logGroup:LogGroup"],
    stream: ["aws:kinesis/stream:Stream", "aws:msk/cluster:Cluster", "aws:msk/serverlessCluster:ServerlessCluster"],
    queue: ["aws:sqs/queue:Queue", "cloudflare:index/queue:Queue"],
    "user pool": ["aws:cognito/userPool:UserPool"],
    "identity pool": ["aws:cognito/identityPool:IdentityPool"],
    "image repository": ["aws:ecr/repository:Repository"],
    "DNS zone": ["aws:route53/zone:Zone", "cloudflare:index/zone:Zone"],
    "key-value namespace": ["cloudflare:index/workersKvNamespace:WorkersKvNamespace"],
};

const lossOf = new Map(Object.entries(losses).flatMap(([what, types]) => types.map(type => [type, what])));

const set = "kubernetes:apps/v1:StatefulSet";

/**
 * What is lost when a resource of this type is deleted or replaced; undefined: nothing that another `pulumi up` would
 * not bring back. A StatefulSet leaves the claims of its pods behind, and one of the same name takes them up again,
 * unless its inputs say that they go with it. A replica's data is its source's: what goes is an address that is read.
 */
export function losesData(type: string, inputs: Readonly<Record<string, unknown>> = {}): Loss | undefined {
    const own = type === set && claimsGoWith(inputs) ? "volume" : lossOf.get(type);
    const what = own === "database" && isReplica(inputs) ? "read replica" : own;
    return what === undefined ? undefined : { what };
}

const isReplica = (inputs: Readonly<Record<string, unknown>>): boolean =>
    ["replicateSourceDb", "replicationSourceIdentifier"].some(source => typeof inputs[source] === "string" && inputs[source] !== "");

function claimsGoWith({ spec }: Readonly<Record<string, unknown>>): boolean {
    const policy = isRecord(spec) ? spec.persistentVolumeClaimRetentionPolicy : undefined;
    return isRecord(policy) && policy.whenDeleted === "Delete";
}
