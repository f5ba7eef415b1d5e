import {
    answered,
    at,
    atLeast,
    each,
    includes,
    is,
    isSecret,
    matches,
    met,
    objects,
    resources,
    secret,
    where,
    type Table,
} from "../../../traceability";
import {
    cache,
    container,
    database,
    databasePod,
    development,
    everywhere,
    exported,
    generated,
    onAws,
    password,
    pods,
    production,
    redisPod,
} from "./parts";

const fromDatabase = { onAws: password("postgres-password"), onLaptop: password("postgres-password") };

/** Database and cache. */
export const data: Table = {
    "003-023": answered(
        "It takes nothing but TLS, and the back end looks whose certificate it is as well: `verify-full` in place of `require`.",
        ...onAws.map(stack =>
            stack.input(
                resources("aws:rds/parameterGroup:ParameterGroup", "postgres-parameters-15"),
                ["parameters", where("name", "rds.force_ssl"), "value"],
                is("1"),
            ),
        ),
        ...everywhere.map(stack =>
            stack.input(
                pods("backend"),
                [...container("backend"), "command", at(2)],
                includes("kasaneha_db?sslmode=verify-full&sslrootcert=/etc/authorities/postgres.crt"),
            ),
        ),
    ),
    "003-026": answered(
        "Nobody gets in without the password, which is in the address and makes it a secret; and it begins with `rediss`, for there is nothing but TLS.",
        ...generated("redis_url", { onAws: cache, onLaptop: password("redis-password") }),
        ...exported("REDIS_URL", "redis_url"),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["port"], is(6379)),
            stack.input(cache, ["transitEncryptionMode"], is("required")),
            stack.input(cache, ["authToken"], isSecret),
        ]),
        development.input(objects("Service", "redis"), ["spec", "ports", at(0), "port"], is(6379)),
    ),
    "003-028": met(
        ...onAws.map(stack => stack.input(database, ["engineVersion"], is("15"))),
        development.input(
            databasePod,
            [...container("postgres"), "image"],
            matches(/^docker\.io\/library\/postgres:15\./, "postgres:16.1"),
        ),
    ),
    "003-029": met(
        ...onAws.flatMap(stack => [
            stack.input(database, ["dbName"], is("kasaneha_db")),
            stack.input(database, ["username"], is("kasaneha")),
        ]),
        development.input(
            databasePod,
            [...container("postgres"), "readinessProbe", "exec", "command"],
            is(["pg_isready", "-U", "kasaneha", "-d", "kasaneha_db"]),
        ),
    ),
    "003-030": met(
        ...onAws.flatMap(stack => [stack.input(database, ["password"], isSecret), stack.after(database, password("postgres-password"))]),
        development.input(objects("Secret", "postgres-credentials"), ["stringData"], isSecret),
        development.input(objects("Secret", "postgres-credentials"), ["stringData", secret, "POSTGRES_PASSWORD"], is("[secret]")),
        ...generated("postgres_password", fromDatabase),
    ),
    "003-031": answered(
        "RDS keeps it on encrypted disks, in production in two zones, and leaves a last snapshot before anything is deleted. A laptop has a volume.",
        production.input(database, ["multiAz"], is(true)),
        ...onAws.flatMap(stack => [
            stack.input(database, ["storageEncrypted"], is(true)),
            stack.input(database, ["skipFinalSnapshot"], is(false)),
            stack.option(database, "protect", is(true)),
        ]),
        development.input(databasePod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
        development.input(
            databasePod,
            [...container("postgres"), "volumeMounts", where("name", "data"), "mountPath"],
            is("/var/lib/postgresql/data"),
        ),
    ),
    "003-032": answered(
        "RDS watches its instance by itself, and takes the standby when it does not answer. A laptop's pod is asked as the document says.",
        production.input(database, ["multiAz"], is(true)),
        development.input(databasePod, [...container("postgres"), "readinessProbe", "exec", "command", at(0)], is("pg_isready")),
        development.input(databasePod, [...container("postgres"), "readinessProbe", "periodSeconds"], is(10)),
        development.input(databasePod, [...container("postgres"), "readinessProbe", "timeoutSeconds"], is(5)),
        development.input(databasePod, [...container("postgres"), "readinessProbe", "failureThreshold"], is(5)),
    ),
    "003-033": answered(
        "ElastiCache runs it, as Valkey 8, the open successor that speaks the protocol of Redis 7.",
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
    "003-034": answered(
        "ElastiCache keeps the data in daily snapshots, in production in two zones, with a last one before anything is deleted. A laptop has a volume.",
        production.input(cache, ["multiAzEnabled"], is(true)),
        ...onAws.flatMap(stack => [
            stack.input(cache, ["snapshotRetentionLimit"], atLeast(7)),
            stack.input(cache, ["finalSnapshotIdentifier"], matches(/^redis-final-/, "none")),
        ]),
        development.input(redisPod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
        development.input(redisPod, [...container("valkey"), "volumeMounts", where("name", "data"), "mountPath"], is("/data")),
    ),
    "003-035": answered(
        "ElastiCache watches its nodes by itself, and takes the other one. A laptop's pod is asked on its port, every five seconds.",
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
        development.input(redisPod, [...container("valkey"), "readinessProbe", "periodSeconds"], is(5)),
        development.input(redisPod, [...container("valkey"), "readinessProbe", "timeoutSeconds"], is(5)),
    ),
    "003-080": met(
        ...onAws.flatMap(stack => [stack.names(database, "postgres-instance"), stack.after(pods("backend"), database)]),
        development.names(databasePod, "postgres"),
    ),
};
