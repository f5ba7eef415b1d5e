import { secret, unknown, type Proof } from "../proof";

const type = "aws:eks/cluster:Cluster";
const cluster = (version?: unknown) => ({ type, props: { name: "shop", ...(version === undefined ? {} : { version }) } });

export const proof: Proof = {
    fails: {
        "a cluster that does not say": { stack: { cluster: cluster() }, says: { cluster: "version is not set" } },
        "one that has left standard support": {
            stack: { cluster: cluster("1.31") },
            says: { cluster: 'version is "1.31", whose standard support ended 2025-11-26' },
        },
        "one older than the table": {
            stack: { cluster: cluster("1.9") },
            says: { cluster: 'version is "1.9", whose standard support ended before 2025-03-23' },
        },
    },
    passes: { "one that is newer than the table": { cluster: cluster("1.99") } },
    unknowns: {
        version: { stack: { cluster: cluster(unknown), old: cluster("1.28") }, of: ["cluster"], says: { old: "version is" } },
    },
    secrets: { cluster: { type, props: { name: secret("hunter2-name"), version: "1.28" } } },
    ignores: { addon: { type: "aws:eks/addon:Addon", props: { addonName: "metrics-server", addonVersion: "v0.8.0-eksbuild.1" } } },
    breaks: one => (one.type === type ? { ...one, inputs: { ...one.inputs, version: "1.29" } } : one),
};
