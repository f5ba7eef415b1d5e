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
import { mayWrite } from "./data";
import {
    apps,
    bucket,
    container,
    database,
    development,
    everywhere,
    nginxConfig,
    gateway,
    onAws,
    production,
    staging,
    type Stack,
} from "./parts";

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
    { stack: staging, name: "td-buddy-backups-staging" },
    { stack: production, name: "td-buddy-backups" },
];

/** The dump's name is the second in which it began, and each is there before it counts. */
const dumped: Check[] = everywhere.flatMap(stack => [
    stack.input(dumps, ["spec", "schedule"], matches(/^\d+ \d+ \* \* \*$/, "0 3 * * 0")),
    stack.input(dumps, script(stack), matches(/^pg_dump --format=custom /m, "pg_restore")),
    stack.input(dumps, script(stack), includes('file="td_buddy_backup_$(date -u +%Y%m%d_%H%M%S).dump"')),
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

/** Copies of all that is to come back. */
export const backups: Table = {
    "004-016": met(
        ...copied,
        ...inVault("postgres", database),
        ...onAws.map(stack => stack.input(database, ["backupRetentionPeriod"], is(30))),
    ),
    "004-017": met(...inVault("files", bucket)),
    "004-114": met(...dumped),
    "004-115": met(...inVault("files", bucket)),
    "004-116": answered(
        "The back end writes the two folders to the bucket, of which the whole is backed up.",
        ...mayWrite("2443f1", "uploads"),
        ...mayWrite("328fe6", "generated"),
        ...inVault("files", bucket),
    ),
    "004-117": answered(
        "No server keeps any: what an environment is configured with stands in its stack's file and program, and in Git; what runs is made of it anew, and can write to none of it.",
        production.input(apps, ["spec", "template", "spec", "containers", each, "securityContext", "readOnlyRootFilesystem"], is(true)),
        ...everywhere.map(stack =>
            stack.input(
                gateway,
                ["spec", "template", "spec", "volumes", where("name", "config"), "configMap", "name"],
                outputOf(nginxConfig, "metadata", "name"),
            ),
        ),
        ...onAws.map(stack =>
            stack.input(gateway, [...container("gateway"), "volumeMounts", where("name", "config"), "readOnly"], is(true)),
        ),
    ),
    "004-118": met(...dumped, ...copied),
    "004-119": answered(
        "Names of buckets are shared with all the world, so that production alone has this one.",
        ...places.map(({ stack, name }) => stack.input(backupBucket, ["bucket"], is(name))),
        ...onAws.flatMap(stack => [
            stack.option(backupBucket, "protect", is(true)),
            stack.input(
                resources("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "backups-lock"),
                ["rule", "defaultRetention"],
                is({ mode: "GOVERNANCE", days: 30 }),
            ),
        ]),
    ),
    "004-120": met(
        ...places.flatMap(({ stack, name }) => {
            const lifecycle = resources("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "backups-lifecycle");
            return [
                stack.input(lifecycle, ["bucket"], is(name)),
                stack.input(
                    lifecycle,
                    ["rules", where("id", "expire")],
                    is({ id: "expire", status: "Enabled", filter: {}, expiration: { days: 30 } }),
                ),
            ];
        }),
        development.input(
            dumps,
            script(development),
            matches(/^oldest="\$\(date -u -d '-30 days' /m, "oldest=\"$(date -u -d '-90 days' +%Y%m%d)\""),
        ),
        ...onAws.flatMap(stack =>
            (["files", "postgres"] as const).flatMap(component =>
                [
                    { rule: "daily", days: 30 },
                    { rule: "weekly", days: 28 },
                    { rule: "monthly", days: 30 },
                ].map(({ rule, days }) =>
                    stack.input(
                        resources("aws:backup/plan:Plan", `${component}-backups`),
                        ["rules", where("ruleName", rule), "lifecycle", "deleteAfter"],
                        is(days),
                    ),
                ),
            ),
        ),
    ),
};
