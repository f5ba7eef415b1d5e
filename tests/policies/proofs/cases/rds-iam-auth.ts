import { secret, unknown, type Proof } from "../proof";

const instance = "aws:rds/instance:Instance";
const cluster = "aws:rds/cluster:Cluster";
const on = { iamDatabaseAuthenticationEnabled: true };
const postgres = { type: instance, props: { engine: "postgres", ...on }, answers: { identifier: "db-1" } };

export const proof: Proof = {
    fails: {
        "a database that takes passwords only": {
            stack: { db: { type: instance, props: { engine: "postgres" } } },
            says: { db: "iamDatabaseAuthenticationEnabled is not set" },
        },
        "a cluster, and a graph": {
            stack: {
                aurora: { type: cluster, props: { engine: "aurora-postgresql", iamDatabaseAuthenticationEnabled: false } },
                graph: { type: "aws:neptune/cluster:Cluster", props: { clusterIdentifier: "graph" } },
            },
            says: { aurora: "iamDatabaseAuthenticationEnabled is false", graph: "iamDatabaseAuthenticationEnabled is not set" },
        },
        "a replica, whose engine is its source's": {
            stack: {
                db: { ...postgres, answers: {} },
                replica: { type: instance, props: { replicateSourceDb: unknown }, from: { replicateSourceDb: "db" } },
            },
            says: { replica: "iamDatabaseAuthenticationEnabled is" },
        },
    },
    passes: {
        "a database with its replica": { db: postgres, replica: { type: instance, props: { replicateSourceDb: "db-1", ...on } } },
        "what AWS says it will be counts for nothing beside what is asked": { db: { ...postgres, answers: { engine: unknown } } },
    },
    unknowns: {
        "the engine, and the switch": {
            stack: {
                db: { type: instance, props: { engine: unknown }, from: { engine: "elsewhere" } },
                other: {
                    type: instance,
                    props: { engine: "mysql", iamDatabaseAuthenticationEnabled: unknown },
                    from: { iamDatabaseAuthenticationEnabled: "elsewhere" },
                },
                third: { type: instance, props: { engine: "mysql" } },
                elsewhere: { type: "pulumi:pulumi:StackReference" },
            },
            of: ["db", "other"],
            says: { third: "iamDatabaseAuthenticationEnabled is" },
        },
    },
    secrets: { db: { type: instance, props: { engine: "postgres", username: "app", password: secret("hunter2-password") } } },
    ignores: {
        oracle: { type: instance, props: { engine: "oracle-ee" } },
        serverless: { type: cluster, props: { engine: "aurora-mysql", engineMode: "serverless" } },
        standbys: { type: cluster, props: { engine: "postgres" } },
        replica: { type: instance, props: { replicateSourceDb: "arn:aws:rds:us-east-1:1:db:elsewhere" } },
        member: { type: "aws:rds/clusterInstance:ClusterInstance", props: { engine: "aurora-mysql" } },
    },
    breaks: one =>
        one.type === instance && one.urn.endsWith("::postgres-instance")
            ? { ...one, inputs: { ...one.inputs, iamDatabaseAuthenticationEnabled: false } }
            : one,
    alsoBreaks: ["replica-consistent"],
};
