import {
    answered,
    atLeast,
    each,
    is,
    isSecret,
    matches,
    met,
    objects,
    outputOf,
    resources,
    secret,
    where,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    backendSecrets,
    cache,
    container,
    database,
    development,
    environmentsOnAws,
    everywhere,
    fromSecret,
    onAws,
    password,
    postgresPod,
    production,
    replica,
    type Stack,
} from "./parts";

const credentials = objects("Secret", "postgres-credentials");
const key = (name: string) => resources("aws:kms/key:Key", name);
const probe = (...path: Path): Path => [...container("postgres"), "livenessProbe", ...path];
const asksForTheDatabase = development.input(
    postgresPod,
    probe("exec", "command"),
    is(["pg_isready", "-U", "admin", "-d", "websys_db_dev"]),
);
const developmentsVolume = [
    development.input(postgresPod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
    development.input(
        postgresPod,
        [...container("postgres"), "volumeMounts", where("name", "data"), "mountPath"],
        is("/var/lib/postgresql/data"),
    ),
];

/** Encrypted under a key of the system's own. */
const encrypted = (stack: Stack): Check[] => [
    stack.input(database, ["storageEncrypted"], is(true)),
    stack.input(database, ["kmsKeyId"], outputOf(key("postgres-key"), "arn")),
    stack.input(resources("aws:rds/parameterGroup:ParameterGroup"), ["parameters", where("name", "rds.force_ssl"), "value"], is("1")),
    stack.input(
        resources("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "backups-encryption"),
        ["rules", each, "applyServerSideEncryptionByDefault", "kmsMasterKeyId"],
        outputOf(key("backups-key"), "arn"),
    ),
];

/** The database, its secrets, its disk and its replica. */
export const postgres: Table = {
    "001-006": met(
        asksForTheDatabase,
        ...environmentsOnAws.map(({ stack, database: name }) => stack.input(database, ["dbName"], is(name))),
    ),
    "001-008": answered(
        "RDS keeps the name `admin` for itself: on AWS the owner is `websys`. The password is made by the stack and shown to nobody.",
        ...everywhere.flatMap(stack => [
            ...fromSecret(stack, "DATABASE_URL"),
            stack.after(backendSecrets(stack), password("postgres-password")),
        ]),
        asksForTheDatabase,
        development.input(objects("Service", "postgres"), ["spec", "ports", each, "port"], is(5432)),
        ...onAws.flatMap(stack => [
            stack.after(backendSecrets(stack), database),
            stack.input(database, ["username"], is("websys")),
            stack.input(database, ["password"], isSecret),
            stack.input(database, ["port"], is(5432)),
        ]),
    ),
    "001-024": met(
        development.input(
            postgresPod,
            [...container("postgres"), "image"],
            matches(/^docker\.io\/library\/postgres:15\./, "postgres:16.4"),
        ),
        ...onAws.flatMap(stack => [stack.input(database, ["engine"], is("postgres")), stack.input(database, ["engineVersion"], is("15"))]),
    ),
    "001-025": answered(
        "On a laptop they come from a Secret. RDS has no environment: the stack makes the password and gives it to RDS and to the back end, as a secret.",
        development.input(postgresPod, [...container("postgres"), "envFrom"], is([{ secretRef: { name: "postgres-credentials" } }])),
        development.input(credentials, ["stringData"], isSecret),
        ...["POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"].map(name =>
            development.input(credentials, ["stringData", secret, name], is("[secret]")),
        ),
        ...onAws.flatMap(stack => [
            stack.input(database, ["password"], isSecret),
            stack.after(database, password("postgres-password")),
            stack.input(resources("aws:secretsmanager/secretVersion:SecretVersion", "postgres-secret"), ["secretString"], isSecret),
        ]),
    ),
    "001-026": met(
        ...developmentsVolume,
        ...onAws.flatMap(stack => [
            stack.input(database, ["allocatedStorage"], atLeast(20)),
            stack.input(database, ["deleteAutomatedBackups"], is(false)),
            stack.input(database, ["skipFinalSnapshot"], is(false)),
            stack.option(database, "protect", is(true)),
        ]),
    ),
    "001-040": met(
        production.input(database, ["multiAz"], is(true)),
        production.input(replica, ["replicateSourceDb"], outputOf(database, "identifier")),
    ),
    "001-129": met(
        production.input(database, ["engine"], is("postgres")),
        production.input(database, ["dbName"], is("websys_db_prod")),
        // Without backups RDS makes no replicas.
        production.input(database, ["backupRetentionPeriod"], atLeast(1)),
    ),
    "001-130": met(production.input(replica, ["replicateSourceDb"], outputOf(database, "identifier"))),
    "001-131": answered(
        "RDS makes a replication user of its own, and nobody ever learns its password; the replica is given none.",
        production.names(resources("aws:rds/instance:Instance"), "postgres-instance", "postgres-replica-0"),
        production.input(replica, ["replicateSourceDb"], outputOf(database, "identifier")),
    ),
    "001-137": met(
        ...onAws.flatMap(encrypted),
        production.input(replica, ["storageEncrypted"], is(true)),
        production.input(cache, ["atRestEncryptionEnabled"], is(true)),
        production.input(cache, ["transitEncryptionMode"], is("required")),
    ),
};
