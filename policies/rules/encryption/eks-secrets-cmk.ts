import { securityHub } from "../../controls";
import { resourceRule, type Judge } from "../../rule";
import { at, fields, isSet, items, Unknown } from "../../values";

const judge: Judge = ({ props }) => {
    const config = at(props, "encryptionConfig");
    if (config instanceof Unknown) return [config];
    const key = fields(props, "encryptionConfig.provider.keyArn")[0]!.value;
    const resources = items(at(props, "encryptionConfig", "resources"));
    if (isSet(config) && (key instanceof Unknown || isSet(key)) && resources.includes("secrets")) return [];
    const unknown = resources.find(resource => resource instanceof Unknown);
    return [
        unknown ??
            `encryptionConfig ${isSet(config) ? "has no key for secrets" : "is not set"}: AWS's own key encrypts Secrets, and nobody can withdraw it.`,
    ];
};

const judges = new Map<string, Judge>([["aws:eks/cluster:Cluster", judge]]);

export const eksSecretsCmk = resourceRule(
    {
        name: "eks-secrets-cmk",
        group: "security",
        description: "EKS encrypts the Secrets of a cluster with a customer-managed key.",
        why: "Whoever gets at a copy of the cluster's store reads every Secret, unless a key that one can withdraw stands before it.",
        severity: "medium",
        tags: ["encryption", "aws", "eks", "kubernetes"],
        ...securityHub("EKS.3", "EKS clusters should use encrypted Kubernetes secrets"),
        remediationSteps: 'Set encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] }. It cannot be taken back.',
        examples: {
            fails: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds } });`,
            passes: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds }, encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] } });`,
        },
    },
    type => judges.get(type),
);
