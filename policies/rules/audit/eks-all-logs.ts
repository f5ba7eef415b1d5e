import { securityHub } from "../../controls";
import { resourceRule, type Judge } from "../../rule";
import { at, items, Unknown } from "../../values";

const kinds = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

const judge: Judge = ({ props }) => {
    const given = items(at(props, "enabledClusterLogTypes"));
    const missing = kinds.filter(kind => !given.includes(kind));
    if (missing.length === 0) return [];
    return [
        given.find(kind => kind instanceof Unknown) ??
            `enabledClusterLogTypes has no ${missing.join(", ")}: what happens there leaves no trace.`,
    ];
};

const judges = new Map<string, Judge>([["aws:eks/cluster:Cluster", judge]]);

export const eksAllLogs = resourceRule(
    {
        name: "eks-all-logs",
        group: "security",
        description: "An EKS cluster writes all five logs of its control plane.",
        why: "Who changed what in a cluster, and who was let in, is known from these logs alone, and only from when they are on.",
        severity: "medium",
        tags: ["logging", "aws", "eks", "kubernetes"],
        ...securityHub("EKS.8", "EKS clusters should have audit logging enabled"),
        remediationSteps: `Set enabledClusterLogTypes: ${JSON.stringify(kinds)}. Make the log group /aws/eks/<name>/cluster first, with a retention.`,
        examples: {
            fails: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds }, enabledClusterLogTypes: ["audit"] });`,
            passes: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds }, enabledClusterLogTypes: ${JSON.stringify(kinds)} });`,
        },
    },
    type => judges.get(type),
);
