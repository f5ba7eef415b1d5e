import { answered, at, includes, is, json, matches, met, objects, resources, where, type Path, type Table } from "../../../traceability";
import { container, database, development, everywhere, onAws, postgresPod, production, staging, type Stack } from "./parts";

const dumps = objects("CronJob", "postgres-dump");
const pod: Path = ["spec", "jobTemplate", "spec", "template", "spec"];
const lifecycle = resources("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "backups-lifecycle");
const target: Path = [...pod, "containers", where("name", "upload"), "env", where("name", "TARGET"), "value"];
const buckets = [
    { stack: staging, bucket: "websys-backups-staging" },
    { stack: production, bucket: "websys-backups-production" },
];

/** The container that runs pg_dump; on AWS another one copies the dump away when it is done. */
const dumper = (stack: Stack): Path => [...pod, stack === development ? "containers" : "initContainers", where("name", "dump")];
const script = (stack: Stack): Path => [...dumper(stack), "command", at(2)];

/** Dumps of the database, and its health. */
export const backups: Table = {
    "001-053": answered(
        "The job that dumps has `/backups`, and not the database: RDS mounts nothing, and copies beside the data would be lost with it.",
        ...everywhere.map(stack =>
            stack.input(dumps, [...dumper(stack), "volumeMounts", where("name", "backups"), "mountPath"], is("/backups")),
        ),
        development.input(dumps, [...pod, "volumes", where("name", "backups"), "persistentVolumeClaim", "claimName"], is("postgres-dump")),
    ),
    "001-054": answered(
        "RDS is watched by AWS, and its standby takes over; that it answers is asked by the exporter. A laptop's pod is asked as the document says.",
        development.input(
            postgresPod,
            [...container("postgres"), "livenessProbe"],
            is({
                exec: { command: ["pg_isready", "-U", "admin", "-d", "websys_db_dev"] },
                periodSeconds: 30,
                timeoutSeconds: 5,
                failureThreshold: 5,
            }),
        ),
        production.input(database, ["multiAz"], is(true)),
        production.names(objects("Deployment", "postgres-exporter"), "postgres-exporter"),
    ),
    "001-071": met(
        ...everywhere.flatMap(stack => [
            stack.input(dumps, ["spec", "schedule"], matches(/^\d+ \d+ \* \* \*$/, "0 18 * * 0")),
            stack.input(dumps, script(stack), matches(/^pg_dump /m, "pg_restore")),
        ]),
        production.after(dumps, database),
        staging.after(dumps, database),
    ),
    "001-072": met(
        ...onAws.map(stack => stack.input(dumps, script(stack), includes('file="websys_backup_$(date -u +%Y%m%d_%H%M%S).sql"'))),
    ),
    "001-073": met(...everywhere.map(stack => stack.input(dumps, script(stack), includes("pg_dump --format=custom ")))),
    "001-074": met(
        ...everywhere.map(stack =>
            stack.input(dumps, script(stack), matches(/^pg_dump .*--no-owner --no-privileges/m, "pg_dump --format=custom")),
        ),
    ),
    "001-075": answered(
        "On AWS a dump lies in `/backups` until it is copied, and then in the bucket alone, which outlives the cluster. On a laptop it stays on a volume.",
        ...everywhere.map(stack =>
            stack.input(dumps, [...dumper(stack), "volumeMounts", where("name", "backups"), "mountPath"], is("/backups")),
        ),
        development.input(objects("PersistentVolumeClaim", "postgres-dump"), ["spec", "resources", "requests", "storage"], is("10Gi")),
        ...buckets.map(({ stack, bucket }) => stack.input(dumps, target, is(`s3://${bucket}/database/`))),
    ),
    "001-076": met(
        ...onAws.flatMap(stack => [
            stack.input(
                dumps,
                [...pod, "containers", where("name", "upload"), "command", at(2)],
                includes('put() { aws s3 cp --only-show-errors --checksum-algorithm SHA256 "$1" "$TARGET$1"; }'),
            ),
            stack.input(
                resources("aws:eks/podIdentityAssociation:PodIdentityAssociation", "postgres-dump"),
                ["serviceAccount"],
                is("postgres-dump"),
            ),
            stack.input(dumps, [...pod, "serviceAccountName"], is("postgres-dump")),
        ]),
        ...buckets.map(({ stack, bucket }) =>
            stack.input(
                resources("aws:iam/rolePolicy:RolePolicy", "postgres-dump-uploads"),
                ["policy", json, "Statement", at(0)],
                is({
                    Effect: "Allow",
                    Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
                    Resource: `arn:aws:s3:::${bucket}/database/*`,
                }),
            ),
        ),
    ),
    "001-077": answered(
        "Names of buckets are shared with all the world, so each environment's says which it is.",
        ...buckets.flatMap(({ stack, bucket }) => [
            stack.input(resources("aws:s3/bucket:Bucket", "backups-bucket"), ["bucket"], is(bucket)),
            stack.input(dumps, target, is(`s3://${bucket}/database/`)),
            stack.output("databaseDumps", is(`s3://${bucket}/database/`)),
        ]),
    ),
    "001-078": met(
        ...buckets.flatMap(({ stack, bucket }) => [
            stack.input(lifecycle, ["bucket"], is(bucket)),
            stack.input(
                lifecycle,
                ["rules", where("id", "expire")],
                is({ id: "expire", status: "Enabled", filter: {}, expiration: { days: 30 } }),
            ),
        ]),
        development.input(
            dumps,
            script(development),
            matches(/^oldest="\$\(date -u -d '-30 days' /m, "oldest=\"$(date -u -d '-90 days' +%Y%m%d)\""),
        ),
    ),
};
