import { isOpen } from "./cidr";
import type { KubernetesObject, ObjectJudge } from "./kubernetes";
import { demand, type Verdict } from "./rule";
import { at, fields, isSet, Unknown, type Field, type Value } from "./values";

/** Annotations that keep a Service's load balancer inside the network: AWS, Azure, Google (new and old). */
const internalAnnotations: readonly (readonly [key: string, value: RegExp])[] = [
    ["service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/],
    ["service.beta.kubernetes.io/aws-load-balancer-internal", /^(?!false$)./],
    ["service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/],
    ["networking.gke.io/load-balancer-type", /^Internal$/],
    ["cloud.google.com/load-balancer-type", /^Internal$/],
];

/** Load balancers that are internal unless the scheme says otherwise: AWS Load Balancer Controller, EKS Auto Mode. */
const internalClasses = ["service.k8s.aws/nlb", "eks.amazonaws.com/nlb"];

/** Sources other than address ranges. Prefix lists are not looked into; security groups are judged where they are made. */
const serviceSources = ["aws-load-balancer-security-groups", "aws-load-balancer-security-group-prefix-lists"];

const reach = "anyone on the internet can reach the load balancer. Name the sources it takes, or make it internal.";

/** A Service of type LoadBalancer takes everyone in unless it names its sources. */
export const judgeService: ObjectJudge = object => {
    const of = (key: string): Field => annotation(object, `service.beta.kubernetes.io/${key}`);
    const type = at(object.value, "spec", "type");
    const scheme = of("aws-load-balancer-scheme").value;
    if (type instanceof Unknown) return [type];
    // A patch that says nothing of the type may be one of a load balancer.
    if (type !== "LoadBalancer" && !(type === undefined && !object.complete)) return [];
    if (scheme instanceof Unknown) return [scheme];
    const ofInternalClass = internalClasses.some(name => name === at(object.value, "spec", "loadBalancerClass"));
    if (ofInternalClass ? scheme !== "internet-facing" : saysInternal(object)) return [];
    if (serviceSources.some(key => isSet(of(key).value))) return [];
    const ranges = [...within(object, "spec.loadBalancerSourceRanges[*]"), ...listed(of("load-balancer-source-ranges"))];
    return ranges.length > 0 ? closed(ranges) : missing(object, `${object.path}spec.loadBalancerSourceRanges`);
};

const saysInternal = (object: KubernetesObject): boolean =>
    internalAnnotations.some(([key, value]) => {
        const given = annotation(object, key).value;
        return typeof given === "string" && value.test(given);
    });

/**
 * An Ingress that makes an ALB takes everyone in unless it names its sources. The scheme may also stand in the
 * class's parameters, so an Ingress of the class "alb" that says nothing of it is taken to face the internet.
 */
export const judgeIngress: ObjectJudge = object => {
    const of = (key: string): Field => annotation(object, `alb.ingress.kubernetes.io/${key}`);
    const scheme = of("scheme").value;
    const className = at(object.value, "spec", "ingressClassName") ?? annotation(object, "kubernetes.io/ingress.class").value;
    if (scheme instanceof Unknown) return [scheme];
    // With groups of its own the load balancer takes no ranges; with prefix lists it takes both.
    if (scheme === "internal" || isSet(of("security-groups").value)) return [];
    const ranges = listed(of("inbound-cidrs"));
    if (ranges.length > 0) return closed(ranges);
    if (scheme !== "internet-facing" && className !== "alb") return className instanceof Unknown ? [className] : [];
    return isSet(of("security-group-prefix-lists").value) ? [] : missing(object, of("inbound-cidrs").path);
};

/** The parameters of an ALB class overrule the Ingresses of the class, where they name ranges. */
export const judgeIngressClassParams: ObjectJudge = object =>
    at(object.value, "spec", "scheme") === "internal" ? [] : closed(within(object, "spec.inboundCIDRs[*]"));

/** A patch may leave alone the sources that are there. */
const missing = ({ complete }: KubernetesObject, path: string): readonly Verdict[] => (complete ? [`${path} is not set: ${reach}`] : []);

const closed = (sources: readonly Field[]): readonly Verdict[] =>
    sources.flatMap(source => demand(source, value => typeof value !== "string" || !isOpen(value), reach));

const within = ({ path, value }: KubernetesObject, inner: string): readonly Field[] =>
    fields(value, inner).map(found => ({ ...found, path: path + found.path }));

const annotation = ({ path, value }: KubernetesObject, key: string): Field => ({
    path: `${path}metadata.annotations["${key}"]`,
    value: at(value, "metadata", "annotations", key),
});

/** The members of a list that is written with commas. */
function listed({ path, value }: Field): readonly Field[] {
    if (!isSet(value)) return [];
    const members: readonly Value[] = typeof value === "string" ? value.split(",").map(member => member.trim()) : [value];
    return members.map(member => ({ path, value: member }));
}
