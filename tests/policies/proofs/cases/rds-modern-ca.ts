import { secret, unknown, type Proof } from "../proof";

const type = "aws:rds/instance:Instance";
const db = (caCertIdentifier: unknown) => ({ type, props: { engine: "postgres", caCertIdentifier } });

export const proof: Proof = {
    fails: {
        "an authority that has ended": { stack: { db: db("rds-ca-2019") }, says: { db: 'caCertIdentifier is "rds-ca-2019"' } },
        "that of a cluster, and of a member": {
            stack: {
                cluster: { type: "aws:rds/cluster:Cluster", props: { caCertificateIdentifier: "rds-ca-2015" } },
                member: { type: "aws:docdb/clusterInstance:ClusterInstance", props: { caCertIdentifier: "rds-ca-2019" } },
            },
            says: { cluster: "caCertificateIdentifier is", member: "caCertIdentifier is" },
        },
    },
    passes: {
        "modern ones": { rsa: db("rds-ca-rsa2048-g1"), long: db("rds-ca-rsa4096-g1"), curve: db("rds-ca-ecc384-g1") },
        "whichever AWS chooses": { db: { type, props: { engine: "postgres" } } },
    },
    unknowns: { "which one": { stack: { db: db(unknown), old: db("rds-ca-2019") }, of: ["db"], says: { old: "caCertIdentifier is" } } },
    secrets: { db: { type, props: { password: secret("hunter2-password"), caCertIdentifier: "rds-ca-2019" } } },
    ignores: { proxy: { type: "aws:rds/proxy:Proxy", props: { requireTls: true } } },
    breaks: one =>
        one.type === type && one.urn.endsWith("::postgres-instance")
            ? { ...one, inputs: { ...one.inputs, caCertIdentifier: "rds-ca-2019" } }
            : one,
    alsoBreaks: ["replica-consistent"],
};
