import { secret, unknown, type Proof } from "../proof";

const type = "aws:eks/cluster:Cluster";
const config = { provider: { keyArn: "arn:aws:kms:eu-west-1:1:key/k" }, resources: ["secrets"] };
const cluster = (encryptionConfig?: unknown) => ({ type, props: { roleArn: "arn:aws:iam::1:role/eks", encryptionConfig } });

export const proof: Proof = {
    fails: {
        "a cluster without a key": { stack: { cluster: cluster() }, says: { cluster: "encryptionConfig is not set" } },
        "one whose key is for nothing": {
            stack: { cluster: cluster({ ...config, resources: [] }) },
            says: { cluster: "encryptionConfig has no key" },
        },
        "one without the key's name": {
            stack: { cluster: cluster({ ...config, provider: {} }) },
            says: { cluster: "encryptionConfig has no key" },
        },
    },
    passes: {
        "a key for secrets": { cluster: cluster(config) },
        "one that is yet to be made": { cluster: cluster({ ...config, provider: { keyArn: unknown } }) },
    },
    unknowns: {
        "whether there is one": { stack: { cluster: cluster(unknown) }, of: ["cluster"] },
        "what it is for": {
            stack: { cluster: cluster({ ...config, resources: [unknown] }), other: cluster() },
            of: ["cluster"],
            says: { other: "encryptionConfig is not set" },
        },
    },
    secrets: { cluster: { type, props: { roleArn: secret("hunter2-role") } } },
    ignores: { group: { type: "aws:eks/nodeGroup:NodeGroup", props: {} } },
    breaks: one => {
        if (one.type !== type) return one;
        const { encryptionConfig: _, ...inputs } = one.inputs;
        return { ...one, inputs };
    },
};
