import { securityHub } from "../../controls";
import { judgeIngress, type Surroundings } from "../../ingresses";
import { objectsOf, type KubernetesObject } from "../../kubernetes";
import { isHttp, judgeClassic, judgeHttp, judgeListener, judgeNegotiation, listenerRuleTypes, listenerTypes } from "../../listeners";
import { given, targets } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { fields, type Value } from "../../values";

/** What is judged by itself. */
const judges = new Map<string, (props: Value) => readonly Verdict[]>([
    ...listenerTypes.map(type => [type, judgeListener] as const),
    ["aws:elb/loadBalancer:LoadBalancer", judgeClassic],
    ["aws:elb/sslNegotiationPolicy:SslNegotiationPolicy", judgeNegotiation],
]);

/** A rule on the whole stack: a listener's rules, an Ingress's class and its group are resources of their own. */
export const ingressTls = stackRule(
    {
        name: "ingress-tls",
        group: "security",
        description:
            "Load balancers answer HTTPS by TLS 1.2 or later, and HTTP with a redirect to it or a fixed answer: listeners and their " +
            "rules, classic load balancers, and Ingresses of Kubernetes. Listeners of TCP and UDP, and what is behind, are not judged.",
        why: "Whoever sits between a browser and the load balancer reads passwords and sessions, and writes pages of their own.",
        severity: "high",
        tags: ["encryption", "aws", "elb", "kubernetes"],
        ...securityHub("ELB.1", "Application Load Balancer should be configured to redirect all HTTP requests to HTTPS"),
        examples: {
            fails: `new aws.lb.Listener("web", { loadBalancerArn, port: 80, protocol: "HTTP", defaultActions: [{ type: "forward", targetGroupArn }] });`,
            passes: `new aws.lb.Listener("http", { loadBalancerArn, port: 80, protocol: "HTTP",
  defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }] });
new aws.lb.Listener("https", { loadBalancerArn, port: 443, protocol: "HTTPS", certificateArn,
  sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06", defaultActions: [{ type: "forward", targetGroupArn }] });`,
        },
        remediationSteps:
            "Give a listener protocol HTTPS, a certificateArn and sslPolicy ELBSecurityPolicy-TLS13-1-2-2021-06 or a later one, and let " +
            "that of HTTP redirect. Annotate an Ingress of an ALB with listen-ports, ssl-redirect and ssl-policy; give any other spec.tls.",
    },
    stack => {
        const all = stack.map(given);
        const objects = all.map(one => ({ one, objects: objectsOf(one.type, one.props) })).filter(({ objects: found }) => found.length > 0);
        const around = surroundingsOf(objects.flatMap(({ objects: found }) => found));
        return [
            ...all.flatMap(one => {
                const judge = judges.get(one.type);
                if (judge) return [{ urn: one.urn, verdicts: judge(one.props) }];
                return listenerRuleTypes.includes(one.type) ? [{ urn: one.urn, verdicts: judgeRule(one, all) }] : [];
            }),
            ...objects.flatMap(({ one, objects: found }) => {
                const ingresses = found.filter(({ kind }) => kind === "Ingress");
                return ingresses.length > 0 ? [{ urn: one.urn, verdicts: ingresses.flatMap(each => judgeIngress(each, around)) }] : [];
            }),
        ];
    },
);

/** A rule of a listener in plain text. Of one that is elsewhere nothing is known. */
function judgeRule(rule: Placed, all: readonly Placed[]): readonly Verdict[] {
    const listeners = targets(rule, "listenerArn", all, ...listenerTypes);
    const http = all.some(({ urn, props }) => listeners.includes(urn) && isHttp(props) === true);
    return http ? judgeHttp(fields(rule.props, "actions[*]")) : [];
}

function surroundingsOf(objects: readonly KubernetesObject[]): Surroundings {
    const of = (kind: string): readonly KubernetesObject[] => objects.filter(object => object.kind === kind);
    return { classes: of("IngressClass"), parameters: of("IngressClassParams"), ingresses: of("Ingress") };
}
