import { securityHub } from "../../controls";
import { unsupportedSince } from "../../eks-versions";
import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { field, Unknown } from "../../values";

const judge: Judge = ({ props }) => {
    const version = field(props, "version");
    return typeof version.value === "string"
        ? judgeVersion(version.value)
        : version.value instanceof Unknown
          ? [version.value]
          : demand(version, () => false, "AWS takes its default of the day, and nothing in the program says when to upgrade.");
};

function judgeVersion(version: string): readonly Verdict[] {
    const since = unsupportedSince(version, new Date().toISOString().slice(0, 10));
    return since === undefined
        ? []
        : [
              `version is "${version}", whose standard support ended ${since}: its control plane costs six times as much, and the ` +
                  "Kubernetes project mends no holes in it.",
          ];
}

/** Versions that are newer than the table are taken to be supported: AWS refuses those that there are not. */
export const eksSupportedVersion = resourceRule(
    {
        name: "eks-supported-version",
        group: "security",
        description: "An EKS cluster says its version of Kubernetes, and AWS has it in standard support.",
        why: "Holes that are found in a version out of support stay open upstream, and AWS charges six times the price for it.",
        severity: "high",
        tags: ["identity", "aws", "eks", "kubernetes"],
        ...securityHub("EKS.2", "EKS clusters should run on a supported Kubernetes version"),
        examples: {
            fails: `new aws.eks.Cluster("app", { roleArn, vpcConfig, version: "1.31" });`,
            passes: `new aws.eks.Cluster("app", { roleArn, vpcConfig, version: "1.35" });`,
        },
        remediationSteps:
            "Raise version, one minor version at a time: first the add-ons to versions that work with both, then the cluster.",
        level: "advisory",
    },
    type => (type === "aws:eks/cluster:Cluster" ? judge : undefined),
);
