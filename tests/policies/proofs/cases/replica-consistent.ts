import { unknown, type Proof, type Sketch } from "../proof";

const set = { caCertIdentifier: "rds-ca-rsa2048-g1", parameterGroupName: "shop-17", iamDatabaseAuthenticationEnabled: true };
const db = (props: object = set): Sketch => ({ type: "aws:rds/instance:Instance", props: { identifier: "shop", ...props } });
const replica = (props: object): Sketch => ({
    type: "aws:rds/instance:Instance",
    props: { identifier: "shop-replica", replicateSourceDb: "shop", ...props },
});

export const proof: Proof = {
    fails: {
        "another certificate and other parameters": {
            stack: {
                db: db(),
                replica: replica({ ...set, caCertIdentifier: "rds-ca-ecc384-g1", parameterGroupName: "default.postgres17" }),
            },
            says: {
                replica: [
                    "caCertIdentifier is not that of the source: clients",
                    "parameterGroupName is not that of the source: statements",
                ],
            },
        },
        "no sign-in by IAM": {
            stack: { db: db(), replica: replica({ ...set, iamDatabaseAuthenticationEnabled: false }) },
            says: { replica: "iamDatabaseAuthenticationEnabled is not" },
        },
        "one that is open where the source is not": {
            stack: { db: db(), replica: replica({ ...set, publiclyAccessible: true }) },
            says: { replica: "publiclyAccessible is not that of the source: what is private" },
        },
    },
    passes: {
        "the same": { db: db(), replica: replica(set) },
        "what it does not say": { db: db(), replica: replica({}) },
        "other parameters in another region": { db: db(), replica: replica({ ...set, region: "eu-central-1", parameterGroupName: "far" }) },
        "one group for both, before there is a name": {
            group: { type: "aws:rds/parameterGroup:ParameterGroup" },
            db: { ...db({ parameterGroupName: unknown }), from: { parameterGroupName: "group" } },
            replica: { ...replica({ parameterGroupName: unknown }), from: { parameterGroupName: "group" } },
        },
        "the source of another stack": { replica: replica({ replicateSourceDb: "elsewhere", caCertIdentifier: "rds-ca-ecc384-g1" }) },
    },
    unknowns: {
        "its parameters": {
            stack: {
                db: db(),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                replica: {
                    ...replica({ ...set, parameterGroupName: unknown, caCertIdentifier: "x" }),
                    from: { parameterGroupName: "elsewhere" },
                },
            },
            of: ["replica"],
            says: { replica: "caCertIdentifier is not" },
        },
    },
    secrets: { none: "names of certificates and groups, and switches, are no secrets, and no other value is read" },
    ignores: {
        db: db({ caCertIdentifier: "x" }),
        cluster: { type: "aws:rds/cluster:Cluster", props: { replicationSourceIdentifier: "shop" } },
    },
    breaks: one =>
        one.urn.endsWith("::postgres-replica-0") ? { ...one, inputs: { ...one.inputs, iamDatabaseAuthenticationEnabled: false } } : one,
    alsoBreaks: ["rds-iam-auth"],
};
