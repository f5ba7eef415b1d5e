import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch, type Stack } from "../proof";

const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };
/** What the engine shows of a resource that is yet to be made, where the program is silent. */
const unanswered = (...keys: readonly string[]): object => Object.fromEntries(["id", "arn", ...keys].map(key => [key, unknown]));

const instance = (props: object, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:rds/instance:Instance",
    props: { engine: "postgres", ...props },
    ...more,
});
const cluster = (engine: string, props: object = {}): Sketch => ({ type: "aws:rds/cluster:Cluster", props: { engine, ...props } });
const group = (family: unknown, parameters: unknown, more: Partial<Sketch> = {}, name = "own"): Sketch => ({
    type: "aws:rds/parameterGroup:ParameterGroup",
    props: { name, family, parameters },
    ...more,
});
const own = { parameterGroupName: "own" };
const engineOf = (family: string): string => family.replace(/[\d.]+$/, "");

/** A database with its group, and a cluster with its. */
const used = (family: string, ...parameters: readonly unknown[]): Stack => ({
    db: instance({ engine: engineOf(family), ...own }),
    group: group(family, parameters),
});
const usedByCluster = (family: string, ...parameters: readonly unknown[]): Stack => ({
    db: cluster(engineOf(family), { dbClusterParameterGroupName: "own" }),
    group: { ...group(family, parameters), type: "aws:rds/clusterParameterGroup:ClusterParameterGroup" },
});
/** They are made from one another, and neither is there yet. */
const unmade = (family: string, ...parameters: readonly unknown[]): Stack => ({
    db: instance(
        { engine: engineOf(family), parameterGroupName: unknown },
        {
            from: { parameterGroupName: "group" },
            answers: unanswered("dbSubnetGroupName", "vpcSecurityGroupIds", "engineVersion", "port", "multiAz"),
        },
    ),
    group: { type: "aws:rds/parameterGroup:ParameterGroup", props: { family, parameters }, answers: unanswered("name") },
});

const forceSsl = (value: unknown): object => ({ name: "rds.force_ssl", value });
const secure = (value: unknown): object => ({ name: "require_secure_transport", value });
const other = { name: "log_min_duration_statement", value: "0" };

const plain = "a client that does not ask for TLS sends passwords and rows through the network in plain text.";
const off = (index: number, value: unknown = "0", parameter = "rds.force_ssl"): string =>
    `parameters[${index}].value is ${JSON.stringify(value)}: ${parameter} is off, and ${plain}`;
const lacks = (parameter = "rds.force_ssl"): string => `parameters has no ${parameter}: ${plain}`;
const nobodyAsks = (found = "not set", parameter = "rds.force_ssl", property = "parameterGroupName"): string =>
    `${property} is ${found}: no group of the stack asks for ${parameter}, and ${plain}`;
const ofCluster = (found: string, parameter: string): string => nobodyAsks(found, parameter, "dbClusterParameterGroupName");

/** A database for each family, with a group that asks for nothing. */
const ofFamilies = (...families: readonly unknown[]): Stack =>
    Object.fromEntries(
        families.flatMap((family, index) => [
            [`db-${index}`, instance({ parameterGroupName: `group-${index}` })],
            [`group-${index}`, group(family, [forceSsl("0")], {}, `group-${index}`)],
        ]),
    );

const arn = "arn:aws:rds:us-east-1:123456789012:db:primary";
/** A replica of a database that has a group of its own. */
const replicaOf = (engineVersion: string, props: object, from: Sketch["from"] = {}): Stack => ({
    primary: instance({ identifier: "primary", engineVersion, ...own }, { answers: { arn } }),
    group: group("postgres14", [forceSsl("1")]),
    replica: instance({ engine: undefined, ...props }, { from }),
});

export const proof: Proof = {
    fails: {
        "a group that has it off": { stack: used("postgres17", other, forceSsl("0")), says: { group: off(1) } },
        "one that an unmade database is made from": { stack: unmade("postgres17", forceSsl("0")), says: { group: off(0) } },
        "one that has it on, and off": { stack: used("postgres17", forceSsl("1"), forceSsl("0")), says: { group: off(1) } },
        "one whose first parameter is not known": {
            stack: used("postgres17", { name: unknown, value: "1" }, forceSsl("0")),
            says: { group: off(1) },
        },
        "a group without it, of a version that has it off": { stack: used("postgres14", other), says: { group: lacks() } },
        "an empty group": { stack: used("postgres14"), says: { group: lacks() } },
        "parameters without names": {
            stack: used("postgres14", {}, null, "rds.force_ssl", 1),
            says: { group: lacks() },
        },
        "a parameter without a value, and one whose value is none": {
            stack: used("postgres14", { name: "rds.force_ssl" }, forceSsl({ on: true })),
            says: {
                group: [`parameters[0].value is not set: rds.force_ssl is off, and ${plain}`, off(1, { on: true })],
            },
        },
        "groups of MySQL": { stack: used("mysql8.4", secure("OFF")), says: { group: off(0, "OFF", "require_secure_transport") } },
        "one of MySQL that sets another's": {
            stack: used("mysql8.4", forceSsl("1")),
            says: { group: lacks("require_secure_transport") },
        },
        "one of MariaDB, of a version that has it off": {
            stack: used("mariadb10.11"),
            says: { group: lacks("require_secure_transport") },
        },
        "groups of Aurora": {
            stack: usedByCluster("aurora-postgresql16", forceSsl("0")),
            says: { group: off(0) },
        },
        "one of Aurora, of a version that has it off": { stack: usedByCluster("aurora-postgresql16"), says: { group: lacks() } },
        "AWS's group of an old version": {
            stack: {
                old: instance({ engineVersion: "14.18" }),
                noReplica: instance({ engineVersion: "14", replicateSourceDb: "" }),
                unsaid: instance({}),
                chosen: instance({}, { answers: { engineVersion: unknown } }),
                named: instance({ parameterGroupName: "default.postgres14", engineVersion: "17" }),
                mariadb: instance({ engine: "mariadb", engineVersion: "11.4" }),
                capitals: instance({ engine: "POSTGRES", engineVersion: "14" }),
            },
            says: {
                old: nobodyAsks(),
                noReplica: nobodyAsks(),
                unsaid: nobodyAsks(),
                chosen: nobodyAsks(),
                named: nobodyAsks('"default.postgres14"'),
                mariadb: nobodyAsks("not set", "require_secure_transport"),
                capitals: nobodyAsks(),
            },
        },
        "AWS's group of an engine that never has it on": {
            stack: {
                elsewhere,
                known: instance({ engine: "mysql", engineVersion: "8.4" }),
                unknown: instance({ engine: "mysql", engineVersion: unknown }, { from: { engineVersion: "elsewhere" } }),
            },
            says: { known: nobodyAsks("not set", "require_secure_transport"), unknown: nobodyAsks("not set", "require_secure_transport") },
        },
        "AWS's groups of clusters": {
            stack: {
                aurora: cluster("aurora-postgresql", { engineVersion: "16.8" }),
                named: cluster("aurora-postgresql", { dbClusterParameterGroupName: "default.aurora-postgresql16" }),
                mysql: cluster("aurora-mysql", { engineVersion: "8.0.mysql_aurora.3.10.0" }),
                standbys: cluster("postgres", { engineVersion: "17" }),
                mysqlStandbys: cluster("mysql", { engineVersion: "8.4" }),
            },
            says: {
                aurora: ofCluster("not set", "rds.force_ssl"),
                named: ofCluster('"default.aurora-postgresql16"', "rds.force_ssl"),
                mysql: ofCluster("not set", "require_secure_transport"),
                standbys: ofCluster("not set", "rds.force_ssl"),
                mysqlStandbys: ofCluster("not set", "require_secure_transport"),
            },
        },
        "a group that is not of the stack": {
            stack: { db: instance({ parameterGroupName: "corporate", engineVersion: "17" }) },
            says: { db: nobodyAsks('"corporate"') },
        },
        "a cluster with a group of instances": {
            stack: {
                group: group("postgres14", [forceSsl("1")]),
                aurora: cluster("aurora-postgresql", { dbClusterParameterGroupName: "own" }),
            },
            says: { aurora: ofCluster('"own"', "rds.force_ssl") },
        },
        "a replica by its group": {
            stack: {
                ...replicaOf("14", { replicateSourceDb: "primary", parameterGroupName: "replica" }),
                open: group("postgres14", [forceSsl("0")], {}, "replica"),
            },
            says: { open: off(0) },
        },
        "a replica elsewhere, by AWS's group there": {
            stack: replicaOf("14", { replicateSourceDb: arn }),
            says: { replica: nobodyAsks() },
        },
        "one that names AWS's group, and one whose source is of another stack": {
            stack: {
                ...replicaOf("14", { replicateSourceDb: arn, parameterGroupName: "default.postgres14" }),
                other: instance({ replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:db:other" }),
            },
            says: { replica: nobodyAsks('"default.postgres14"'), other: nobodyAsks() },
        },
    },
    passes: {
        "a group that asks for it": used("postgres14", other, forceSsl("1")),
        "one by its id": {
            db: instance({ parameterGroupName: "own-1", password: secret("a-long-password") }),
            group: { ...group("postgres14", [forceSsl("1")]), answers: { id: "own-1" } },
        },
        "one that an unmade database is made from": unmade("postgres14", other, forceSsl("1")),
        "numbers, secrets, and a lone parameter": {
            ...used("postgres14", { ...forceSsl(1), applyMethod: secret("immediate") }),
            lone: group("postgres14", forceSsl("1"), {}, "lone"),
            ofLone: instance({ parameterGroupName: "lone" }),
        },
        "a secret switch": used("postgres14", forceSsl(secret("1"))),
        "silent groups of versions that have it on": used("postgres15", other),
        "one of MySQL": used("mysql8.4", secure("ON")),
        "one of MySQL, by number": used("mysql8.0", secure("1")),
        "one of MariaDB of a version that has it on": used("mariadb11.8"),
        "groups of Aurora": usedByCluster("aurora-postgresql16", forceSsl("1")),
        "silent ones of versions that have it on": usedByCluster("aurora-postgresql17"),
        "one of Aurora MySQL": usedByCluster("aurora-mysql8.0", secure("on")),
        "AWS's groups of versions that have it on": {
            elsewhere,
            least: instance({ engineVersion: "15" }),
            later: instance({ engineVersion: "17.4" }),
            named: instance({ parameterGroupName: "default.postgres16", engineVersion: unknown }, { from: { engineVersion: "elsewhere" } }),
            chosen: instance({ engineVersion: "15" }, { answers: { parameterGroupName: unknown } }),
            mariadb: instance({ engine: "mariadb", engineVersion: "11.8.3" }),
            aurora: cluster("aurora-postgresql", { engineVersion: "17.4" }),
        },
        "a replica with its source's group": replicaOf("14", { replicateSourceDb: "primary" }),
        "one with a group": replicaOf("14", { replicateSourceDb: "primary", ...own }),
        "one elsewhere of a version that has it on": replicaOf("15", { replicateSourceDb: arn }),
        "one elsewhere that is yet to be made": replicaOf("15", { replicateSourceDb: unknown }, { replicateSourceDb: "primary" }),
        "families that nobody knows": ofFamilies("", 14, "postgres", "14", "postgres-next", null),
    },
    unknowns: {
        "what group, engine and version a database has": {
            stack: {
                elsewhere,
                group: instance({ parameterGroupName: unknown }, { from: { parameterGroupName: "elsewhere" } }),
                engine: instance({ engine: unknown }, { from: { engine: "elsewhere" } }),
                version: instance({ engineVersion: unknown }, { from: { engineVersion: "elsewhere" } }),
                old: instance({ engineVersion: "14" }),
            },
            of: { group: "parameterGroupName", engine: "engine", version: "engineVersion" },
            says: { old: nobodyAsks() },
        },
        "what a group is for": {
            stack: { elsewhere, db: instance(own), group: group(unknown, [forceSsl("0")], { from: { family: "elsewhere" } }) },
            of: { group: "family" },
        },
        "what it says": {
            stack: { elsewhere, db: instance(own), group: group("postgres14", unknown, { from: { parameters: "elsewhere" } }) },
            of: { group: "parameters" },
        },
        "which parameter it sets": { stack: used("postgres14", { name: unknown, value: "1" }), of: { group: "parameters.0.name" } },
        "which it sets that is on otherwise": {
            stack: used("postgres17", { name: unknown, value: "0" }),
            of: { group: "parameters.0.name" },
        },
        "whether it is on": { stack: used("postgres14", forceSsl(unknown)), of: { group: "parameters.0.value" } },
        "where a replica is": {
            stack: replicaOf("14", { replicateSourceDb: unknown }, { replicateSourceDb: "primary" }),
            of: { replica: "replicateSourceDb" },
        },
    },
    secrets: {
        ...used(
            "postgres14",
            { name: secret("hunter2-name"), value: secret("hunter2-value") },
            { ...forceSsl("0"), applyMethod: secret("hunter2") },
        ),
        old: instance({ engineVersion: "14", username: secret("hunter2-name"), password: secret("hunter2-password") }),
        replica: instance({ replicateSourceDb: secret("hunter2:source") }),
    },
    ignores: {
        unused: group("postgres14", [forceSsl("0")], {}, "unused"),
        ...used("oracle-se2-19"),
        elsewhere,
        oracle: instance({ engine: "oracle-se2" }),
        sqlserver: instance({ engine: "sqlserver-se", parameterGroupName: "corporate" }),
        db2: instance({ engine: "db2-se", parameterGroupName: unknown }, { from: { parameterGroupName: "elsewhere" } }),
        restored: instance({ engine: undefined, snapshotIdentifier: "snapshot" }),
        replica: instance({ engine: undefined, replicateSourceDb: "arn:aws:rds:us-east-1:123456789012:db:other" }),
    },
    breaks: changing("ParameterGroup", "postgres-parameters-17", ({ parameters }: { parameters?: { name: string; value: string }[] }) => {
        parameters!.find(({ name }) => name === "rds.force_ssl")!.value = "0";
    }),
};
