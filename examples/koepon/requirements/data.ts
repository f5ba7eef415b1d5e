import {
    answered,
    at,
    each,
    fromSecretsManager,
    includes,
    is,
    isSecret,
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
import {
    cache,
    container,
    database,
    development,
    everywhere,
    key,
    large,
    onAws,
    pods,
    production,
    small,
    variable,
    type Stack,
} from "./parts";
import { keepsFor } from "./worker";

const replica = resources("aws:rds/instance:Instance", "postgres-replica-us-west-1");
const copies = resources("aws:backup/vault:Vault", "postgres-copies");
const plan = resources("aws:backup/plan:Plan", "postgres-backups");
const server = objects("StatefulSet", "postgres");
const serverless = resources("aws:elasticache/serverlessCache:ServerlessCache", "redis-cache");
const dumps = objects("CronJob", "postgres-dump");
const password = (name: string) => resources("random:index/randomPassword:RandomPassword", name);

/** RDS itself can go back to any second; AWS Backup keeps a copy of each day, week and month. */
const anySecond: Check[] = large.flatMap(stack => [
    stack.input(database, ["backupRetentionPeriod"], is(7)),
    stack.input(database, ["deleteAutomatedBackups"], is(false)),
]);
const kept = (rule: "daily" | "weekly" | "monthly", days: number): Check[] => [
    ...large.flatMap(stack => [
        stack.input(plan, ["rules", where("ruleName", rule), "lifecycle", "deleteAfter"], is(days)),
        stack.input(resources("aws:backup/selection:Selection", "postgres-backups"), ["resources", each], outputOf(database, "arn")),
    ]),
    production.input(plan, ["rules", where("ruleName", rule), "copyActions", each, "destinationVaultArn"], outputOf(copies, "arn")),
    production.input(plan, ["rules", where("ruleName", rule), "copyActions", each, "lifecycle", "deleteAfter"], is(days)),
];

/** It is dumped four times a day. */
const dumped: Check[] = everywhere.flatMap(stack => [
    stack.input(dumps, ["spec", "schedule"], stack === development ? matches(/^\d+ \d+ \* \* \*$/, "0 3 * * 0") : is("30 1,7,13,19 * * *")),
]);

const large8GB: Check[] = [
    production.input(database, ["instanceClass"], is("db.m7g.large")),
    production.input(database, ["allocatedStorage"], is(100)),
    production.input(database, ["storageType"], is("gp3")),
];

/** Both colours of the API read the address from the same place. */
const sameDatabase: Check[] = [
    ...large.flatMap(stack => [
        ...fromSecretsManager(stack, {
            service: "api",
            pods: pods("api"),
            name: "DATABASE_URL",
            entry: outputOf(resources("aws:secretsmanager/secret:Secret", "api-secrets"), "arn"),
        }),
        stack.after(resources("aws:secretsmanager/secretVersion:SecretVersion", "api-secrets"), database),
        stack.input(resources("aws:secretsmanager/secretVersion:SecretVersion", "api-secrets"), ["secretString"], isSecret),
    ]),
    small.input(
        pods("api"),
        [...container("api"), "env", where("name", "DATABASE_URL"), "valueFrom", "secretKeyRef"],
        is({ name: "api-env", key: "DATABASE_URL" }),
    ),
];

/** The API is somebody who owns no table, and whom the tables' rules hold for. */
const ownsNothing: Check[] = [
    ...large.map(stack =>
        stack.after(resources("aws:secretsmanager/secretVersion:SecretVersion", "api-secrets"), password("postgres-app-password")),
    ),
    small.after(objects("Secret", "api-env"), password("postgres-app-password")),
    ...onAws.map(stack =>
        stack.input(
            resources("kubernetes:batch/v1:Job", "postgres-roles"),
            [...container("roles"), "command", at(2)],
            matches(
                /select format\('create role %I login', name\) from \(values \('koepon_app'\)\)(?![\s\S]*(bypassrls|superuser))/,
                "create role koepon_app login bypassrls",
            ),
        ),
    ),
    ...large.map(stack => stack.after(pods("api"), database)),
];

const image = (stack: Stack): Check =>
    stack.input(server, [...container("postgres"), "image"], matches(/^docker\.io\/library\/postgres:15\./, "postgres:16.1"));
const disk: Path = ["spec", "volumeClaimTemplates", each, "spec", "resources", "requests", "storage"];
const limits: Path = ["cacheUsageLimits", "ecpuPerSeconds", each, "maximum"];

/** Database and cache, and every copy of them. */
export const data: Table = {
    "002-009": answered(
        "RDS is the database of the large size; of the small one a pod is, or Supabase itself. Signing in is the API's own, with its key and its partners.",
        ...large.flatMap(stack => [stack.input(database, ["engine"], is("postgres")), stack.option(database, "protect", is(true))]),
        image(small),
        ...onAws.map(stack =>
            stack.input(
                pods("api"),
                [...container("api"), "env", where("name", "JWT_PRIVATE_KEY"), "valueFrom", "secretKeyRef", "key"],
                is("JWT_PRIVATE_KEY"),
            ),
        ),
    ),
    "002-010": answered(
        "ElastiCache runs it, as Valkey, which speaks Redis; serverless as Upstash is in the small size.",
        production.input(cache, ["engine"], is("valkey")),
        production.input(cache, ["transitEncryptionMode"], is("required")),
        small.input(serverless, ["engine"], is("valkey")),
        ...large.map(stack => stack.after(resources("aws:secretsmanager/secretVersion:SecretVersion", "api-secrets"), cache)),
    ),
    "002-014": met(
        ...large.map(stack => stack.input(database, ["engineVersion"], is("15"))),
        image(small),
        image(development),
        production.input(resources("aws:rds/parameterGroup:ParameterGroup", "postgres-parameters-15"), ["family"], is("postgres15")),
    ),
    "002-015": answered(
        "Disks come in whole GiB, and PostgreSQL's own files need some: 5 GiB are the least that is of use.",
        small.input(server, disk, is("5Gi")),
    ),
    "002-016": answered(
        "Nobody counts what goes between pods of one cluster. What is limited is how many of them ask, and over how many connections.",
        small.input(pods("api"), ["spec", "replicas"], is(1)),
        small.input(pods("api"), variable("api", "DATABASE_POOL_MAX"), is("10")),
    ),
    "002-020": answered(
        "Rules for rows are the tables' own, and come with the migrations. They hold for whoever owns no table, as the API's role does.",
        ...ownsNothing,
    ),
    "002-022": met(...large8GB),
    "002-024": met(...anySecond, ...kept("daily", 7)),
    "002-032": answered(
        "Nobody counts requests of a day. What is limited is how much may be asked at once, and so what it may cost.",
        small.input(serverless, limits, is(1000)),
    ),
    "002-033": answered(
        "The least that AWS lets one set as a limit is 1 GB; charged is what lies there.",
        small.input(serverless, ["cacheUsageLimits", "dataStorage"], is({ unit: "GB", maximum: 1 })),
    ),
    "002-034": answered(
        "The cache is beside the API that asks it, in the same zones; answers are kept near to users by the edge.",
        production.input(cache, ["multiAzEnabled"], is(true)),
        ...["a", "c", "d"].map((zone, index) =>
            production.input(
                resources("aws:ec2/subnet:Subnet", `network-cache-${index}`),
                ["availabilityZone"],
                is(`ap-northeast-1${zone}`),
            ),
        ),
        ...keepsFor("api", "/api/", 60),
    ),
    "002-035": met(
        production.input(cache, ["nodeType"], is("cache.t4g.medium")), // 3.09 GiB of memory.
        production.input(cache, ["numCacheClusters"], is(2)),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
    ),
    "002-072": met(...sameDatabase),
    "002-075": answered(
        "Both colours read where they write; a copy for each is as many `replicas` as one likes. There is one, in the other region.",
        production.names(resources("aws:rds/instance:Instance"), "postgres-instance", "postgres-replica-us-west-1"),
        production.input(replica, ["replicateSourceDb"], outputOf(database, "arn")),
    ),
    "002-085": met(
        ...large.flatMap(stack => [
            stack.input(resources("pulumi:providers:aws", "aws"), ["region"], is("ap-northeast-1")),
            stack.input(
                resources("aws:ec2/subnet:Subnet", "network-db-0", "network-db-1"),
                ["availabilityZone"],
                matches(/^ap-northeast-1[a-d]$/, "us-east-1a"),
            ),
            stack.input(
                resources("aws:rds/subnetGroup:SubnetGroup", "postgres-subnets"),
                ["subnetIds", at(0)],
                outputOf(resources("aws:ec2/subnet:Subnet", "network-db-0"), "id"),
            ),
            stack.input(
                database,
                ["dbSubnetGroupName"],
                outputOf(resources("aws:rds/subnetGroup:SubnetGroup", "postgres-subnets"), "name"),
            ),
        ]),
    ),
    "002-086": met(...anySecond, ...kept("daily", 7)),
    "002-087": met(
        production.input(replica, ["region"], is("us-west-1")),
        production.input(replica, ["replicateSourceDb"], outputOf(database, "arn")),
        production.input(replica, ["kmsKeyId"], outputOf(key("postgres-us-west-1-key"), "arn")),
        production.input(key("postgres-us-west-1-key"), ["region"], is("us-west-1")),
        production.input(replica, ["deletionProtection"], is(true)),
    ),
    "002-102": met(
        ...large.map(stack =>
            stack.input(
                resources("aws:rds/parameterGroup:ParameterGroup"),
                ["parameters", where("name", "rds.force_ssl"), "value"],
                is("1"),
            ),
        ),
        ...[small, development].flatMap(stack => [
            stack.input(
                objects("ConfigMap", "postgres-access"),
                ["data", "pg_hba.conf"],
                matches(/^(?![\s\S]*\bhost(nossl)? )[\s\S]*^hostssl all all all scram-sha-256$/m, "host all all all trust"),
            ),
            stack.input(server, [...container("postgres"), "args"], includes("ssl=on")),
        ]),
    ),
    "002-107": met(
        ...large.flatMap(stack => [
            stack.input(database, ["storageEncrypted"], is(true)),
            stack.input(database, ["kmsKeyId"], outputOf(key("postgres-key"), "arn")),
            stack.input(cache, ["atRestEncryptionEnabled"], is(true)),
        ]),
        production.input(replica, ["storageEncrypted"], is(true)),
        ...onAws.flatMap(stack => [
            ...["files", "dumps"].map(name =>
                stack.input(
                    resources(
                        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
                        `${name}-encryption`,
                    ),
                    ["rules", each, "applyServerSideEncryptionByDefault", "kmsMasterKeyId"],
                    outputOf(key(`${name}-key`), "arn"),
                ),
            ),
        ]),
    ),
    "002-110": met(...kept("daily", 7), ...anySecond, ...dumped),
    "002-165": met(...kept("daily", 7)),
    "002-166": met(...kept("weekly", 28)),
    "002-167": met(...kept("monthly", 180)),
    "002-168": met(...anySecond),
};
