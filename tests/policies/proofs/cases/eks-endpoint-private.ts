import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "aws:eks/cluster:Cluster";
const cluster = (vpcConfig: unknown): Sketch => ({
    type,
    props: { roleArn: "arn:aws:iam::123456789012:role/cluster", vpcConfig },
});
/** A cluster whose endpoint is private, with changes. */
const access = (args: object): Sketch => cluster({ subnetIds: ["subnet-1", "subnet-2"], endpointPrivateAccess: true, ...args });

const detour = "nodes and pods reach the Kubernetes API by way of the internet.";
const anyone = "anyone on the internet may knock at the Kubernetes API, and one leaked credential or one bug of it is enough.";
const range = (index: number, value: string): string => `vpcConfig.publicAccessCidrs[${index}] is "${value}": ${anyone}`;
const off = `vpcConfig.endpointPrivateAccess is false: ${detour}`;
const on = `vpcConfig.endpointPublicAccess is true: ${anyone}`;
const unsaid = `vpcConfig.endpointPublicAccess is not set: ${anyone}`;

export const proof: Proof = {
    fails: {
        "a cluster that says nothing": {
            stack: { default: cluster({ subnetIds: ["subnet-1"] }) },
            says: { default: [`vpcConfig.endpointPrivateAccess is not set: ${detour}`, unsaid] },
        },
        "one that is not reached inside": {
            stack: {
                unset: access({ endpointPrivateAccess: undefined, endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24"] }),
                off: access({ endpointPrivateAccess: false, endpointPublicAccess: false }),
            },
            says: { unset: `vpcConfig.endpointPrivateAccess is not set: ${detour}`, off },
        },
        "a public one that names nobody": {
            stack: {
                public: access({ endpointPublicAccess: true }),
                unsaid: access({}),
                empty: access({ endpointPublicAccess: true, publicAccessCidrs: [] }),
                words: access({ endpointPublicAccess: "no" }),
            },
            says: { public: on, unsaid, empty: on, words: `vpcConfig.endpointPublicAccess is "no": ${anyone}` },
        },
        "one that names everybody": {
            stack: {
                open: access({ endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24", "0.0.0.0/0"] }),
                halves: access({ endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/1", "128.0.0.0/1"] }),
                unsaid: access({ publicAccessCidrs: ["::/0"] }),
                none: access({ endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24", ""] }),
            },
            says: {
                open: range(1, "0.0.0.0/0"),
                halves: [range(0, "0.0.0.0/1"), range(1, "128.0.0.0/1")],
                unsaid: range(0, "::/0"),
                none: range(1, ""),
            },
        },
    },
    passes: {
        "a private one": {
            private: access({ endpointPublicAccess: false }),
            ranges: access({ endpointPublicAccess: false, publicAccessCidrs: ["0.0.0.0/0"] }),
            elsewhere: access({ endpointPublicAccess: false, subnetIds: unknown, publicAccessCidrs: unknown }),
        },
        "one that names who comes": {
            named: access({ endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24", "198.51.100.7/32"] }),
            unsaid: access({ publicAccessCidrs: ["192.0.2.0/24"] }),
            unknown: access({ endpointPublicAccess: unknown, publicAccessCidrs: ["192.0.2.0/24"] }),
            secret: access({ endpointPublicAccess: true, publicAccessCidrs: [secret("192.0.2.0/24")] }),
        },
    },
    unknowns: {
        "whether it is reached inside": {
            stack: { one: access({ endpointPrivateAccess: unknown, endpointPublicAccess: false }) },
            of: { one: "vpcConfig.endpointPrivateAccess" },
        },
        "whether it is public": {
            stack: {
                public: access({ endpointPublicAccess: unknown }),
                open: access({ endpointPublicAccess: unknown, publicAccessCidrs: ["0.0.0.0/0"] }),
                beside: access({ endpointPrivateAccess: false, endpointPublicAccess: unknown }),
            },
            of: {
                public: "vpcConfig.endpointPublicAccess",
                open: "vpcConfig.endpointPublicAccess",
                beside: "vpcConfig.endpointPublicAccess",
            },
            says: { beside: off },
        },
        "who comes": {
            stack: {
                one: access({ endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24", unknown] }),
                beside: access({ endpointPublicAccess: true, publicAccessCidrs: [unknown, "0.0.0.0/0"] }),
            },
            of: { one: "vpcConfig.publicAccessCidrs.1", beside: "vpcConfig.publicAccessCidrs.0" },
            says: { beside: range(1, "0.0.0.0/0") },
        },
        anything: { stack: { one: cluster(unknown) }, of: ["one"] },
    },
    secrets: {
        ranges: access({ endpointPublicAccess: true, publicAccessCidrs: [secret("hunter2-range"), "0.0.0.0/0"] }),
        subnets: cluster({ subnetIds: [secret("hunter2-subnet")] }),
    },
    ignores: {
        nodes: { type: "aws:eks/nodeGroup:NodeGroup", props: { clusterName: "c", nodeRoleArn: "arn", subnetIds: [], scalingConfig: {} } },
    },
    breaks: one => {
        if (one.type !== type) return one;
        const vpcConfig = { ...(one.inputs.vpcConfig as object), endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] };
        return { ...one, inputs: { ...one.inputs, vpcConfig } };
    },
};
