import { secret, unknown, type Proof } from "../proof";

const type = "aws:eks/cluster:Cluster";
const accessConfig = { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false };
const cluster = (config?: unknown) => ({ type, props: { roleArn: "arn:aws:iam::1:role/eks", accessConfig: config } });
const mode = "accessConfig.authenticationMode is";
const creator = "accessConfig.bootstrapClusterCreatorAdminPermissions is";

export const proof: Proof = {
    fails: {
        "a cluster as AWS makes it": { stack: { cluster: cluster() }, says: { cluster: [mode, creator] } },
        "one with the ConfigMap beside": {
            stack: { cluster: cluster({ ...accessConfig, authenticationMode: "API_AND_CONFIG_MAP" }) },
            says: { cluster: mode },
        },
        "one whose maker stays": {
            stack: { cluster: cluster({ ...accessConfig, bootstrapClusterCreatorAdminPermissions: true }) },
            says: { cluster: creator },
        },
    },
    passes: { "access entries alone": { cluster: cluster(accessConfig) } },
    unknowns: {
        "its mode": {
            stack: { cluster: cluster({ ...accessConfig, authenticationMode: unknown }), other: cluster() },
            of: ["cluster"],
            says: { other: [mode, creator] },
        },
    },
    secrets: { cluster: { type, props: { roleArn: secret("hunter2-role") } } },
    ignores: { entry: { type: "aws:eks/accessEntry:AccessEntry", props: {} } },
    breaks: one => (one.type === type ? { ...one, inputs: { ...one.inputs, accessConfig: { authenticationMode: "CONFIG_MAP" } } } : one),
};
