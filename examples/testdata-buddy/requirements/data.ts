import {
    answered,
    at,
    atLeast,
    each,
    is,
    isSecret,
    json,
    matches,
    met,
    objects,
    outputOf,
    resources,
    secret,
    where,
    type Check,
    type Table,
} from "../../../traceability";
import {
    bucket,
    cache,
    container,
    database,
    databasePod,
    development,
    everywhere,
    generated,
    key,
    onAws,
    password,
    pods,
    production,
    redisPod,
    set,
    staging,
    variable,
} from "./parts";

const makesTables = resources("kubernetes:batch/v1:Job", "init-db-job-1");
const fromDatabase = { onAws: password("postgres-password"), onLaptop: password("postgres-password") };
const fromCache = { onAws: cache, onLaptop: password("redis-password") };
const proxy = resources("aws:rds/proxy:Proxy", "postgres-proxy");

/** By whose word the server is known stands in the pods, at the place that the variable says. */
const knowsServer: Check[] = [
    ...set("backend", "DB_CA_FILE", "/etc/authorities/postgres.crt"),
    ...onAws.map(stack =>
        stack.input(
            pods("backend"),
            [...container("backend"), "volumeMounts", where("name", "authorities"), "mountPath"],
            is("/etc/authorities"),
        ),
    ),
];

/** The back end may read and write below the two folders, and nowhere else. */
export const mayWrite = (hash: string, folder: string): Check[] =>
    onAws.flatMap(stack => {
        const policy = resources("aws:iam/rolePolicy:RolePolicy", `backend-may-read-write-files-${hash}`);
        return [
            stack.input(policy, ["role"], outputOf(resources("aws:iam/role:Role", "backend-role"), "id")),
            stack.input(
                policy,
                ["policy", json, "Statement", at(1), "Action"],
                is(["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]),
            ),
            stack.input(
                policy,
                ["policy", json, "Statement", at(1), "Resource", at(0)],
                matches(new RegExp(`^arn:aws:s3:::files-bucket-\\w+/${folder}/\\*$`), "*"),
            ),
        ];
    });

/** Database, cache and files, and what the back end knows of them. */
export const data: Table = {
    "004-009": met(
        ...generated("REDIS_URL", fromCache),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["engine"], is("valkey")),
            stack.input(pods("backend"), variable("backend", "REDIS_HOST"), outputOf(cache, "primaryEndpointAddress")),
            stack.after(pods("backend"), cache),
        ]),
        ...set("backend", "REDIS_PORT", "6379"),
    ),
    "004-010": met(
        ...onAws.flatMap(stack => [
            stack.input(database, ["engine"], is("postgres")),
            stack.option(database, "protect", is(true)),
            stack.input(database, ["deletionProtection"], is(true)),
        ]),
        development.names(databasePod, "postgres"),
    ),
    "004-011": answered(
        "Servers that come and go share no folder: what is uploaded and generated lies in a bucket. A laptop has folders of the pod.",
        ...onAws.map(stack => stack.input(pods("backend"), variable("backend", "STORAGE_BUCKET"), outputOf(bucket, "bucket"))),
        ...mayWrite("2443f1", "uploads"),
        ...mayWrite("328fe6", "generated"),
        ...onAws.flatMap(stack => [
            stack.option(bucket, "protect", is(true)),
            stack.input(
                resources("aws:s3/bucketVersioning:BucketVersioning", "files-versions"),
                ["versioningConfiguration", "status"],
                is("Enabled"),
            ),
            stack.input(
                resources("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "files-encryption"),
                ["rules", each, "applyServerSideEncryptionByDefault", "kmsMasterKeyId"],
                outputOf(key("files-key"), "arn"),
            ),
            stack.input(
                resources("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "files-private"),
                ["restrictPublicBuckets"],
                is(true),
            ),
        ]),
    ),
    "004-033": met(
        staging.input(pods("backend"), variable("backend", "DB_HOST"), outputOf(database, "address")),
        production.input(pods("backend"), variable("backend", "DB_HOST"), outputOf(proxy, "endpoint")),
        development.input(
            objects("Deployment", "backend"),
            variable("backend", "DB_HOST"),
            matches(/^postgres\.td-buddy\.svc/, "localhost"),
        ),
        ...set("backend", "DB_PORT", "5432"),
        ...set("backend", "DB_NAME", "td_buddy"),
        ...set("backend", "DB_USER", "td_user"),
        ...generated("DB_PASSWORD", fromDatabase),
    ),
    "004-034": answered(
        "It takes nothing but TLS, and a client that does not look whose certificate it is talks to whoever answers: the back end has the authority to compare it with.",
        ...onAws.map(stack =>
            stack.input(
                resources("aws:rds/parameterGroup:ParameterGroup", "postgres-parameters-15"),
                ["parameters", where("name", "rds.force_ssl"), "value"],
                is("1"),
            ),
        ),
        production.input(proxy, ["requireTls"], is(true)),
        development.input(
            objects("ConfigMap", "postgres-access"),
            ["data", "pg_hba.conf"],
            matches(/^(?![\s\S]*\bhost(nossl)? )[\s\S]*^hostssl all all all scram-sha-256$/m, "host all all all trust"),
        ),
        ...knowsServer,
    ),
    "004-062": met(...generated("DATABASE_URL", fromDatabase), ...onAws.map(stack => stack.input(database, ["dbName"], is("td_buddy")))),
    "004-063": answered(
        "Nobody gets in without the password, which is in the address and makes it a secret; and it begins with `rediss`, for there is nothing but TLS.",
        ...generated("REDIS_URL", fromCache),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["port"], is(6379)),
            stack.input(cache, ["transitEncryptionMode"], is("required")),
            stack.input(cache, ["authToken"], isSecret),
        ]),
        development.input(objects("Service", "redis"), ["spec", "ports", at(0), "port"], is(6379)),
    ),
    "004-068": met(
        ...onAws.map(stack => stack.input(database, ["engineVersion"], is("15"))),
        production.input(resources("aws:rds/parameterGroup:ParameterGroup", "postgres-parameters-15"), ["family"], is("postgres15")),
        development.input(
            databasePod,
            [...container("postgres"), "image"],
            matches(/^docker\.io\/library\/postgres:15\./, "postgres:16.1"),
        ),
    ),
    "004-069": met(
        ...onAws.flatMap(stack => [
            stack.input(database, ["dbName"], is("td_buddy")),
            stack.input(database, ["username"], is("td_user")),
            stack.input(database, ["password"], isSecret),
            stack.after(database, password("postgres-password")),
        ]),
        development.input(objects("Secret", "postgres-credentials"), ["stringData"], isSecret),
        development.input(objects("Secret", "postgres-credentials"), ["stringData", secret, "POSTGRES_PASSWORD"], is("[secret]")),
        development.after(objects("Secret", "postgres-credentials"), password("postgres-password")),
        ...generated("DB_PASSWORD", fromDatabase),
    ),
    "004-070": answered(
        "RDS keeps it on encrypted disks in two zones, and leaves a last snapshot before anything is deleted. A laptop has a volume.",
        production.input(database, ["multiAz"], is(true)),
        ...onAws.flatMap(stack => [
            stack.input(database, ["storageType"], is("gp3")),
            stack.input(database, ["storageEncrypted"], is(true)),
            stack.input(database, ["skipFinalSnapshot"], is(false)),
        ]),
        development.input(databasePod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
        development.input(
            databasePod,
            [...container("postgres"), "volumeMounts", where("name", "data"), "mountPath"],
            is("/var/lib/postgresql/data"),
        ),
    ),
    "004-071": answered(
        "RDS runs no scripts of others. The back end's image has the tables, and a Job makes them once, as their owner, before the first back end starts.",
        ...everywhere.flatMap(stack => [
            stack.input(makesTables, [...container("init-db"), "command"], is(["npm", "run", "db:init"])),
            stack.input(
                makesTables,
                [...container("init-db"), "env", where("name", "DATABASE_URL"), "valueFrom", "secretKeyRef", "key"],
                is("DATABASE_URL"),
            ),
        ]),
        ...onAws.flatMap(stack => [stack.after(makesTables, database), stack.after(pods("backend"), makesTables)]),
        development.after(objects("Deployment", "backend"), makesTables),
    ),
    "004-072": answered(
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
    "004-073": answered(
        "ElastiCache keeps the data in two zones and in daily snapshots, with a last one before anything is deleted. A laptop has a volume.",
        production.input(cache, ["multiAzEnabled"], is(true)),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["snapshotRetentionLimit"], atLeast(7)),
            stack.input(cache, ["finalSnapshotIdentifier"], matches(/^redis-final-/, "none")),
            stack.option(cache, "protect", is(true)),
        ]),
        development.input(redisPod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
        development.input(redisPod, [...container("valkey"), "volumeMounts", where("name", "data"), "mountPath"], is("/data")),
    ),
};
