import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { field } from "../../values";

const reached = "whatever starts there can be reached from the internet.";

const judge: Judge = ({ props }) => demand(field(props, "mapPublicIpOnLaunch"), value => value !== true, reached);

/** AWS made it with the switch on, and it stays so until somebody says otherwise. */
const judgeDefault: Judge = ({ props }) => demand(field(props, "mapPublicIpOnLaunch"), value => value === false, reached);

const judges = new Map<string, Judge>([
    ["aws:ec2/subnet:Subnet", judge],
    ["aws:ec2/defaultSubnet:DefaultSubnet", judgeDefault],
]);

export const subnetNoAutoIp = resourceRule(
    {
        name: "subnet-no-auto-ip",
        group: "security",
        description: "No subnet gives public addresses to whatever starts in it.",
        why: "A machine or a network interface that somebody starts there for a moment is on the internet, and nobody meant it.",
        severity: "medium",
        tags: ["network", "aws", "vpc"],
        ...securityHub("EC2.15", "EC2 subnets should not automatically assign public IP addresses"),
        remediationSteps:
            "Leave mapPublicIpOnLaunch out; of a default subnet set it to false. Load balancers and NAT gateways have public addresses of their own.",
        examples: {
            fails: `new aws.ec2.Subnet("public", { vpcId, cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: true });`,
            passes: `new aws.ec2.Subnet("public", { vpcId, cidrBlock: "10.0.0.0/24" });`,
        },
    },
    type => judges.get(type),
);
