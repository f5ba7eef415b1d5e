import {
    answered,
    at,
    atLeast,
    each,
    includes,
    is,
    isSecret,
    json,
    matches,
    met,
    objects,
    outputOf,
    resources,
    where,
    type Path,
    type Table,
} from "../../../traceability";
import { apps, bucket, cache, container, development, generated, given, key, mayReach, onAws, password, pooler, production } from "./parts";

const redisPod = objects("StatefulSet", "redis");
const identity = resources("aws:eks/podIdentityAssociation:PodIdentityAssociation", "wakeup-app-identity");
const files = resources("aws:iam/rolePolicy:RolePolicy", "wakeup-app-may-read-write-files");

const dumps = objects("CronJob", "postgres-dump");
const jobPod: Path = ["spec", "jobTemplate", "spec", "template", "spec"];
const dumper: Path = [...jobPod, "initContainers", where("name", "dump")];
const uploader: Path = [...jobPod, "containers", where("name", "upload")];
const lifecycle = resources("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "backups-lifecycle");
const plan = resources("aws:backup/plan:Plan", "files-backups");

/** The exporter asks for what PostgreSQL counts of statements, and Grafana shows it. */
const statements = [
    production.input(
        objects("Deployment", "postgres-exporter"),
        [...container("postgres-exporter"), "args"],
        includes("--collector.stat_statements"),
    ),
    production.input(
        objects("ConfigMap", "grafana-files-2"),
        ["data", "database.json", json, "panels", where("title", "Slowest statements"), "targets", each, "expr"],
        matches(/pg_stat_statements_seconds_total/, "vector(1)"),
    ),
];

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
                resources("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "files-encryption"),
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
    "000-134": answered(
        "Supabase loads it into every project, and lets nobody change what is loaded. That it is there shows in the figures by statement, which the exporter asks for.",
        ...statements,
    ),
    "000-135": answered(
        "Whoever runs the database sets it. The exporter asks for what is counted, and Grafana shows it by statement.",
        ...statements,
    ),
    "000-146": met(
        ...onAws.flatMap(stack => [
            stack.input(dumps, ["spec", "schedule"], matches(/^\d+ \d+ \* \* \*$/, "0 3 * * 0")),
            stack.input(dumps, [...dumper, "command", at(2)], matches(/^pg_dump --format=custom /m, "pg_restore")),
            stack.input(dumps, [...dumper, "command", at(2)], includes('file="wakeup_backup_$(date -u +%Y%m%d_%H%M%S).sql"')),
            stack.input(dumps, [...dumper, "env", where("name", "PGHOST"), "value"], is(pooler)),
            stack.input(lifecycle, ["rules", where("id", "expire"), "expiration", "days"], is(30)),
            stack.input(
                resources("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "backups-lock"),
                ["rule", "defaultRetention"],
                is({ mode: "GOVERNANCE", days: 30 }),
            ),
        ]),
    ),
    "000-147": met(
        ...onAws.flatMap(stack => [
            stack.input(
                dumps,
                [...uploader, "env", where("name", "TARGET"), "value"],
                matches(/^s3:\/\/backups-bucket-\w+\/db\/$/, "s3://files/"),
            ),
            stack.input(dumps, [...uploader, "command", at(2)], includes('"$TARGET$1"')),
            stack.output("databaseDumps", matches(/^s3:\/\/backups-bucket-\w+\/db\/$/, "s3://files/")),
        ]),
    ),
    "000-148": answered(
        "AWS Backup copies the bucket each day, week and month into a vault that nobody deletes from before their time; a folder for each would be all of it again.",
        ...onAws.flatMap(stack => [
            stack.input(resources("aws:backup/selection:Selection", "files-backups"), ["resources", each], outputOf(bucket, "arn")),
            stack.input(plan, ["rules", where("ruleName", "daily"), "lifecycle", "deleteAfter"], is(7)),
            stack.input(plan, ["rules", where("ruleName", "monthly"), "lifecycle", "deleteAfter"], is(180)),
            stack.option(resources("aws:backup/vault:Vault", "files-vault"), "protect", is(true)),
        ]),
    ),
};
