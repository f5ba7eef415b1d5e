import { securityHub } from "../../controls";
import { targets } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { fields, Unknown } from "../../values";

const vpcType = "aws:ec2/vpc:Vpc";
const takeoverType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/** A rule on the whole stack: the group that AWS makes with a VPC is emptied by a resource of its own. */
export const defaultSgClosed = stackRule(
    {
        name: "default-sg-closed",
        group: "security",
        description: "The security group that AWS makes with a VPC lets nothing in and nothing out.",
        why: "Whatever is started without a group gets this one, and as AWS makes it all its members reach one another and the internet.",
        severity: "high",
        tags: ["network", "aws", "vpc"],
        ...securityHub("EC2.2", "VPC default security groups should not allow inbound or outbound traffic"),
        remediationSteps: "Add an aws.ec2.DefaultSecurityGroup with the VPC's id, and no ingress and no egress.",
        examples: {
            fails: `const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.0.0.0/16" });`,
            passes: `const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.0.0.0/16" });
new aws.ec2.DefaultSecurityGroup("closed", { vpcId: vpc.id });`,
        },
    },
    all => {
        const takeovers = all.filter(({ type }) => type === takeoverType);
        const taken = takeovers.flatMap(one => targets(one, "vpcId", all, vpcType));
        const open = taken.find(target => target instanceof Unknown);
        return [
            ...takeovers.map(one => ({ urn: one.urn, verdicts: judgeRules(one) })),
            ...all
                .filter(({ type }) => type === vpcType)
                .filter(({ urn }) => !taken.includes(urn))
                .map(({ urn }) => ({ urn, verdicts: [open ?? `defaultSecurityGroup is as AWS makes it: its members reach one another.`] })),
        ];
    },
);

const judgeRules = ({ props }: Placed): readonly Verdict[] =>
    ["ingress", "egress"].flatMap(direction =>
        fields(props, `${direction}[*]`)
            .slice(0, 1)
            .map(({ path, value }) => (value instanceof Unknown ? value : `${path} is a rule of the group that nobody chose.`)),
    );
