import { isOpen } from "../../cidr";
import { securityHub } from "../../controls";
import { judgeOfKind } from "../../kubernetes";
import { loadBalancerJudges } from "../../load-balancers";
import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { at, fields, Unknown, within, type Field } from "../../values";

/** Ingress rules that a security group holds itself. */
const inline: Judge = ({ props }) =>
    fields(props, "ingress[*]").flatMap(rule => judgeSources(rule, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]));

/** A rule that is a resource of its own and may go either way. */
const standalone: Judge = ({ props }) => {
    const direction = at(props, "type");
    if (direction instanceof Unknown) return [direction];
    return direction === "ingress" ? judgeSources({ path: "", value: props }, ["cidrBlocks[*]", "ipv6CidrBlocks[*]"]) : [];
};

const ingressRule: Judge = ({ props }) => judgeSources({ path: "", value: props }, ["cidrIpv4", "cidrIpv6"]);

const judges = new Map<string, Judge>([
    ["aws:ec2/securityGroup:SecurityGroup", inline],
    ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", inline],
    ["aws:ec2/securityGroupRule:SecurityGroupRule", standalone],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", ingressRule],
]);

const kubernetesJudges = loadBalancerJudges({
    admits: range => !isOpen(range),
    why: "anyone on the internet can reach the load balancer. Name the sources it takes, or make it internal.",
});

/**
 * Nothing but the CDN is open to the world, so there is no port that may be: a public load balancer takes the
 * ranges of its CDN.
 */
export const noOpenIngress = resourceRule(
    {
        name: "no-open-ingress",
        group: "security",
        description: "Nothing takes connections from the whole internet: neither security groups nor Kubernetes load balancers.",
        why: "A port that the whole internet reaches is found within minutes, and tried for as long as it is open.",
        severity: "critical",
        tags: ["network", "aws", "kubernetes"],
        ...securityHub("EC2.18", "Security groups should only allow unrestricted incoming traffic for authorized ports"),
        examples: {
            fails: `new aws.vpc.SecurityGroupIngressRule("ssh", { securityGroupId, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" });`,
            passes: `new aws.vpc.SecurityGroupIngressRule("ssh", { securityGroupId, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "10.0.0.0/16" });`,
        },
        remediationSteps:
            "Name who may connect: a security group, a prefix list, or the ranges of your CDN or network. On Kubernetes: " +
            "loadBalancerSourceRanges of a Service, the annotation alb.ingress.kubernetes.io/inbound-cidrs of an Ingress, or an " +
            "internal scheme for either.",
    },
    type => judges.get(type) ?? judgeOfKind(kubernetesJudges, type),
);

function judgeSources(rule: Field, properties: readonly string[]): readonly Verdict[] {
    const why = `anyone on the internet gets in by ${ports(rule)}.`;
    return properties
        .flatMap(property => within(rule, property))
        .flatMap(source => demand(source, cidr => typeof cidr !== "string" || !isOpen(cidr), why));
}

/** A protocol by its name or number; another text is not told, since it may be a secret. */
const protocols = /^(tcp|udp|icmp|icmpv6|\d{1,3})$/i;

/** What a rule opens, in words: `tcp port 5432`. ICMP has types in place of ports, -1 for all. */
function ports({ value: rule }: Field): string {
    const protocol = at(rule, "protocol") ?? at(rule, "ipProtocol");
    const [from, to] = [at(rule, "fromPort"), at(rule, "toPort")];
    if (protocol === "-1" || protocol === "all") return "every port";
    if (typeof protocol !== "string" || !protocols.test(protocol) || typeof from !== "number" || typeof to !== "number")
        return "the ports of this rule";
    if (from < 0) return protocol;
    return from === to ? `${protocol} port ${from}` : `${protocol} ports ${from} to ${to}`;
}
