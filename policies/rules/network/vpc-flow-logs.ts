import { securityHub } from "../../controls";
import { targets } from "../../references";
import { stackRule } from "../../rule";
import { at, Unknown } from "../../values";

const vpcTypes = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"];
const subnetType = "aws:ec2/subnet:Subnet";
const flowLogType = "aws:ec2/flowLog:FlowLog";

/** A rule on the whole stack: a flow log is a resource of its own, of the VPC or of each of its subnets. */
export const vpcFlowLogs = stackRule(
    {
        name: "vpc-flow-logs",
        group: "security",
        description: "Every VPC that the stack makes has a flow log of what was refused, of its own or of all its subnets.",
        why: "After a break-in nobody can say who talked to whom, and a connection that a rule refused leaves no trace.",
        severity: "medium",
        tags: ["network", "logging", "aws", "vpc"],
        ...securityHub("EC2.6", "VPC flow logging should be enabled in all VPCs"),
        remediationSteps: "Add an aws.ec2.FlowLog with the VPC's id, trafficType REJECT or ALL, and a log group or bucket to write to.",
        examples: {
            fails: `new aws.ec2.Vpc("shop", { cidrBlock: "10.0.0.0/16" });`,
            passes: `const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.0.0.0/16" });
new aws.ec2.FlowLog("shop", { vpcId: vpc.id, trafficType: "REJECT", logDestination: group.arn, iamRoleArn: role.arn });`,
        },
    },
    all => {
        // What was refused is what an intruder tried.
        const logs = all.filter(({ type, props }) => type === flowLogType && at(props, "trafficType") !== "ACCEPT");
        const logged = logs.flatMap(log => [...targets(log, "vpcId", all, ...vpcTypes), ...targets(log, "subnetId", all, subnetType)]);
        const unknown = logged.find(target => target instanceof Unknown);
        return all
            .filter(({ type }) => vpcTypes.includes(type))
            .map(({ urn }) => {
                const subnets = all.filter(one => one.type === subnetType && targets(one, "vpcId", all, ...vpcTypes).includes(urn));
                const bySubnets = subnets.length > 0 && subnets.every(subnet => logged.includes(subnet.urn));
                if (logged.includes(urn) || bySubnets) return { urn, verdicts: [] };
                return {
                    urn,
                    verdicts: [unknown ?? "vpc has no aws.ec2.FlowLog of REJECT or ALL: who talked to whom is known to nobody."],
                };
            });
    },
);
