import {
    answered,
    at,
    each,
    includes,
    is,
    json,
    matches,
    met,
    objects,
    outputOf,
    resources,
    where,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import { bucket, development, everywhere, onAws, production, staging, type Stack } from "./parts";

const dumps = objects("CronJob", "postgres-dump");
const jobPod: Path = ["spec", "jobTemplate", "spec", "template", "spec"];
const uploader: Path = [...jobPod, "containers", where("name", "upload")];
const backupBucket = resources("aws:s3/bucket:Bucket", "backups-bucket");

/** The container that runs pg_dump; on AWS another one copies the dump away when it is done. */
const script = (stack: Stack): Path => [
    ...jobPod,
    stack === development ? "containers" : "initContainers",
    where("name", "dump"),
    "command",
    at(2),
];

const places = [
    { stack: staging, name: "kasaneha-backups-staging" },
    { stack: production, name: "kasaneha-backups" },
];

/** The dump's name is the second in which it began, and each is there before it counts. */
const dumped: Check[] = everywhere.flatMap(stack => [
    stack.input(dumps, ["spec", "schedule"], matches(/^\d+ \d+ \* \* \*$/, "0 3 * * 0")),
    stack.input(dumps, script(stack), matches(/^pg_dump --format=custom /m, "pg_restore")),
    stack.input(dumps, script(stack), includes('file="kasaneha_db_backup_$(date -u +%Y%m%d_%H%M%S).dump"')),
]);

/** With its time stamp, into the bucket, where nobody overwrites or deletes it. */
const copied: Check[] = places.flatMap(({ stack, name }) => [
    stack.input(dumps, [...uploader, "env", where("name", "TARGET"), "value"], is(`s3://${name}/database/`)),
    stack.input(
        dumps,
        [...uploader, "command", at(2)],
        includes('put() { aws s3 cp --only-show-errors --checksum-algorithm SHA256 "$1" "$TARGET$1"; }'),
    ),
    stack.input(
        resources("aws:iam/rolePolicy:RolePolicy", "postgres-dump-uploads"),
        ["policy", json, "Statement", at(0)],
        is({ Effect: "Allow", Action: ["s3:PutObject", "s3:AbortMultipartUpload"], Resource: `arn:aws:s3:::${name}/database/*` }),
    ),
    stack.output("databaseDumps", is(`s3://${name}/database/`)),
]);

/** AWS Backup copies it each day, into a vault that nobody empties, and forgets what is older than thirty days. */
const inVault = (component: "files" | "postgres", what: Parameters<typeof outputOf>[0]): Check[] =>
    onAws.flatMap(stack => {
        const plan = resources("aws:backup/plan:Plan", `${component}-backups`);
        return [
            stack.input(resources("aws:backup/selection:Selection", `${component}-backups`), ["resources", each], outputOf(what, "arn")),
            stack.input(
                plan,
                ["rules", where("ruleName", "daily"), "schedule"],
                matches(/^cron\(0 \d \* \* \? \*\)$/, "cron(0 1 ? * SUN *)"),
            ),
            stack.input(plan, ["rules", where("ruleName", "daily"), "lifecycle", "deleteAfter"], is(30)),
            stack.option(resources("aws:backup/vault:Vault", `${component}-vault`), "protect", is(true)),
        ];
    });

const policy = resources("aws:iam/rolePolicy:RolePolicy", "backend-may-read-write-files-2443f1");
const lifecycle = resources("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "backups-lifecycle");

/** Copies of all that is to come back. */
export const backups: Table = {
    "003-112": answered(
        "pg_dump's own format is compressed, and its table of contents can be read before it is restored: `gzip` could do neither. Daily, since the document says only that it is automatic.",
        ...dumped,
    ),
    "003-113": answered(
        "Names and time stamps are the document's, the ending is that of the format. The bucket of files is copied whole, each day, into a vault.",
        ...dumped,
        ...inVault("files", bucket),
    ),
    "003-114": met(...inVault("files", bucket)),
    "003-115": met(
        ...onAws.flatMap(stack => [
            stack.input(
                policy,
                ["policy", json, "Statement", at(1), "Resource", at(0)],
                matches(/^arn:aws:s3:::files-bucket-\w+\/uploads\/\*$/, "*"),
            ),
            stack.input(policy, ["role"], outputOf(resources("aws:iam/role:Role", "backend-role"), "id")),
        ]),
        ...inVault("files", bucket),
    ),
    "003-116": met(
        ...places.flatMap(({ stack, name }) => [
            stack.input(lifecycle, ["bucket"], is(name)),
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
        ...onAws.map(stack =>
            stack.input(
                resources("aws:backup/plan:Plan", "files-backups"),
                ["rules", where("ruleName", "daily"), "lifecycle", "deleteAfter"],
                is(30),
            ),
        ),
    ),
    "003-117": met(
        ...copied,
        production.input(backupBucket, ["bucket"], is("kasaneha-backups")),
        production.option(backupBucket, "protect", is(true)),
    ),
};
