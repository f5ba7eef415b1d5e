import { isOpen } from "../../cidr";
import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { field, fields, Unknown, type Value } from "../../values";

const anyone = "anyone on the internet may knock at the Kubernetes API, and one leaked credential or one bug of it is enough.";

const judge: Judge = ({ props }) => [
    ...demand(
        field(props, "vpcConfig.endpointPrivateAccess"),
        value => value === true,
        "nodes and pods reach the Kubernetes API by way of the internet.",
    ),
    ...judgePublic(props),
];

/** AWS makes a public endpoint for everyone unless it is told otherwise. */
function judgePublic(props: Value): readonly Verdict[] {
    const access = field(props, "vpcConfig.endpointPublicAccess");
    if (access.value === false) return [];
    const ranges = fields(props, "vpcConfig.publicAccessCidrs[*]");
    if (ranges.length === 0) return demand(access, () => false, anyone);
    const verdicts = ranges.flatMap(range => demand(range, value => typeof value === "string" && value !== "" && !isOpen(value), anyone));
    // Whether the ranges matter is not known.
    return access.value instanceof Unknown && verdicts.length > 0 ? [access.value] : verdicts;
}

export const eksEndpointPrivate = resourceRule(
    {
        name: "eks-endpoint-private",
        group: "security",
        description: "The Kubernetes API of an EKS cluster is reached inside the VPC, and from outside by named addresses or not at all.",
        why: "A stolen credential is of use to its thief from anywhere where the API server answers the internet.",
        severity: "high",
        tags: ["network", "aws", "eks", "kubernetes"],
        ...securityHub("EKS.1", "EKS cluster endpoints should not be publicly accessible"),
        examples: {
            fails: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds, endpointPublicAccess: true } });`,
            passes: `new aws.eks.Cluster("app", { roleArn, vpcConfig: { subnetIds, endpointPublicAccess: false, endpointPrivateAccess: true } });`,
        },
        remediationSteps:
            "Set vpcConfig.endpointPrivateAccess: true and endpointPublicAccess: false; operators come in by VPN or a host in the VPC. " +
            "Where that is not to be had, list their addresses in publicAccessCidrs.",
    },
    type => (type === "aws:eks/cluster:Cluster" ? judge : undefined),
);
