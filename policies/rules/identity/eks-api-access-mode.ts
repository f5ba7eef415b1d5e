import { demand, resourceRule, type Judge } from "../../rule";
import { field } from "../../values";

const judge: Judge = ({ props }) => [
    ...demand(
        field(props, "accessConfig.authenticationMode"),
        value => value === "API",
        "whoever may write the ConfigMap aws-auth makes himself an administrator, and no log of AWS shows it.",
    ),
    ...demand(
        field(props, "accessConfig.bootstrapClusterCreatorAdminPermissions"),
        value => value === false,
        "whoever made the cluster administers it for ever, and stands in no list.",
    ),
];

const judges = new Map<string, Judge>([["aws:eks/cluster:Cluster", judge]]);

export const eksApiAccessMode = resourceRule(
    {
        name: "eks-api-access-mode",
        group: "security",
        description: "Who may do what in an EKS cluster is said by access entries of AWS alone.",
        why: "Rights in a ConfigMap, and those of whoever made the cluster, are seen by no review of the account.",
        severity: "medium",
        tags: ["identity", "aws", "eks", "kubernetes"],
        controls: [],
        url: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
        remediationSteps:
            'Set accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false }, and give aws.eks.AccessEntry to ' +
            "those who administer. The mode cannot be taken back, and the other is asked when a cluster is made.",
        examples: {
            fails: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds } });`,
            passes: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds }, accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } });`,
        },
    },
    type => judges.get(type),
);
