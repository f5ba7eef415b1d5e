import { secret, unknown, type Proof } from "../proof";

const type = "aws:eks/cluster:Cluster";
const all = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const cluster = (enabledClusterLogTypes?: unknown) => ({ type, props: { enabledClusterLogTypes } });

export const proof: Proof = {
    fails: {
        "a cluster that writes none": {
            stack: { cluster: cluster() },
            says: { cluster: "enabledClusterLogTypes has no api, audit, authenticator" },
        },
        "one that leaves one out": { stack: { cluster: cluster(all.slice(1)) }, says: { cluster: "enabledClusterLogTypes has no api:" } },
    },
    passes: { "all five": { cluster: cluster(all) }, "in another order": { cluster: cluster(all.toReversed()) } },
    unknowns: {
        which: {
            stack: { cluster: cluster(unknown), other: cluster() },
            of: ["cluster"],
            says: { other: "enabledClusterLogTypes has no" },
        },
    },
    secrets: { cluster: { type, props: { name: secret("hunter2-name") } } },
    ignores: { addon: { type: "aws:eks/addon:Addon", props: {} } },
    breaks: one => (one.type === type ? { ...one, inputs: { ...one.inputs, enabledClusterLogTypes: ["audit"] } } : one),
};
