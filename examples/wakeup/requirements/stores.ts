import {
    answered,
    at,
    atLeast,
    each,
    is,
    isSecret,
    json,
    later,
    matches,
    met,
    objects,
    outputOf,
    resources,
    where,
    type Table,
} from "../../../traceability";
import { apps, bucket, cache, container, development, generated, given, key, mayReach, onAws, password, pooler, production } from "./parts";

const redisPod = objects("StatefulSet", "redis");
const identity = resources("aws:eks/podIdentityAssociation:PodIdentityAssociation", "wakeup-app-identity");
const files = resources("aws:iam/rolePolicy:RolePolicy", "wakeup-app-may-read-write-files");

/** Database, cache and voice files. */
export const stores: Table = {
    "000-003": met(...given("DATABASE_URL"), ...onAws.map(stack => mayReach(stack, 2, 5432, pooler))),
    "000-006": met(
        ...generated("REDIS_URL"),
        ...onAws.flatMap(stack => [
            stack.input(objects("NetworkPolicy", "wakeup-app"), ["spec", "egress", at(2), "ports", at(0), "port"], is(6379)),
            // Sessions stay, and of what expires the least used goes first.
            stack.input(
                resources("aws:elasticache/parameterGroup:ParameterGroup"),
                ["parameters", where("name", "maxmemory-policy"), "value"],
                is("volatile-lru"),
            ),
        ]),
    ),
    "000-007": met(
        ...onAws.flatMap(stack => [
            stack.input(
                files,
                ["policy", json, "Statement", at(1), "Resource", at(0)],
                matches(/^arn:aws:s3:::files-bucket-\w+\/\*$/, "*"),
            ),
            stack.input(
                files,
                ["policy", json, "Statement", at(1), "Action"],
                is(["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]),
            ),
            stack.input(resources("aws:s3/bucketVersioning:BucketVersioning"), ["versioningConfiguration", "status"], is("Enabled")),
            stack.input(resources("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"), ["restrictPublicBuckets"], is(true)),
            stack.input(
                resources("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
                ["rules", each, "applyServerSideEncryptionByDefault", "kmsMasterKeyId"],
                outputOf(key("files-key"), "arn"),
            ),
            stack.option(bucket, "protect", is(true)),
        ]),
    ),
    "000-029": met(
        ...generated("REDIS_PASSWORD"),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["authToken"], isSecret),
            stack.after(cache, password("redis-token")),
            stack.after(resources("aws:secretsmanager/secretVersion:SecretVersion", "wakeup-app-secrets"), password("redis-token")),
        ]),
        development.after(objects("Secret", "redis-configuration"), password("redis-password")),
        development.after(objects("Secret", "wakeup-app-env"), password("redis-password")),
    ),
    "000-036": answered(
        "No key of the cloud is kept anywhere: the pods have an identity of their own, whose short-lived credentials AWS's SDK finds by itself.",
        ...onAws.flatMap(stack => [
            stack.input(identity, ["serviceAccount"], is("wakeup-app")),
            stack.input(identity, ["roleArn"], outputOf(resources("aws:iam/role:Role", "wakeup-app-role"), "arn")),
            stack.input(files, ["role"], outputOf(resources("aws:iam/role:Role", "wakeup-app-role"), "id")),
            stack.input(apps, ["spec", "template", "spec", "serviceAccountName"], is("wakeup-app")),
            stack.after(apps, identity),
        ]),
    ),
    "000-057": answered(
        "ElastiCache runs it, as Valkey 8, the open successor that speaks the protocol of Redis 7; the version is fixed, so that no node differs from another.",
        ...onAws.flatMap(stack => [
            stack.input(cache, ["engine"], is("valkey")),
            stack.input(cache, ["engineVersion"], matches(/^8\.\d+$/, "latest")),
        ]),
        development.input(
            redisPod,
            [...container("valkey"), "image"],
            matches(/^docker\.io\/valkey\/valkey:8\.\d+\.\d+/, "redis:7-alpine"),
        ),
    ),
    "000-058": answered(
        "ElastiCache keeps the data in two zones and in daily snapshots, with a last one before anything is deleted; on a laptop it is a volume.",
        production.input(cache, ["multiAzEnabled"], is(true)),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["snapshotRetentionLimit"], atLeast(7)),
            stack.input(cache, ["finalSnapshotIdentifier"], matches(/^redis-final-/, "none")),
            stack.option(cache, "protect", is(true)),
        ]),
        development.input(redisPod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
        development.input(redisPod, [...container("valkey"), "volumeMounts", where("name", "data"), "mountPath"], is("/data")),
    ),
    "000-134": later("data tier", "Parameters of a database that others run are read from it, and compared."),
    "000-135": later("data tier", "Parameters of a database that others run are read from it, and compared."),
    "000-146": later("data tier", "A job dumps the database that others run, daily, and dumps are kept for 30 days."),
    "000-147": later("data tier", "Dumps go to a bucket of their own, below `db/`."),
    "000-148": later("data tier", "Voice files are copied to the bucket of backups. Until then the bucket keeps old versions for 90 days."),
};
