import type { KubernetesObject, ObjectJudge } from "./kubernetes";
import { demand, type Verdict } from "./rule";
import { at, fields, isSet, Unknown, type Field, type Value } from "./values";

/** Whom a load balancer may take in, and what comes of others. */
export interface Admission {
    readonly admits: (range: string) => boolean;
    readonly why: string;
    /** Whether ranges that it may take in one by one are too much together. */
    readonly isTooMuch?: (ranges: readonly string[]) => boolean;
    /** Ingress classes whose Ingresses make an ALB, besides `alb`. */
    readonly albClasses?: readonly string[];
}

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

const service = (key: string): string => `service.beta.kubernetes.io/${key}`;
const alb = (key: string): string => `alb.ingress.kubernetes.io/${key}`;

/** Sources other than address ranges: security groups, and prefix lists. Both are resources of their own. */
const serviceSources = [service("aws-load-balancer-security-groups"), service("aws-load-balancer-security-group-prefix-lists")];
const albSources = [alb("security-groups"), alb("security-group-prefix-lists")];

/** The security groups and prefix lists that a Kubernetes load balancer takes its sources from. */
export const sourcesOf = (object: KubernetesObject): readonly Field[] =>
    [...serviceSources, ...albSources].flatMap(key => listed(annotation(object, key)));

/** The prefix lists among them. */
export const listSourcesOf = (object: KubernetesObject): readonly Field[] =>
    [serviceSources[1]!, albSources[1]!].flatMap(key => listed(annotation(object, key)));

/** The kinds that make load balancers. */
export const loadBalancerJudges = (admission: Admission): ReadonlyMap<string, ObjectJudge> =>
    new Map([
        ["Service", object => judgeService(object, admission)],
        ["Ingress", object => judgeIngress(object, admission)],
        ["IngressClassParams", object => judgeIngressClassParams(object, admission)],
    ]);

/** A Service of type LoadBalancer takes everyone in unless it names its sources. */
function judgeService(object: KubernetesObject, admission: Admission): readonly Verdict[] {
    const type = at(object.value, "spec", "type");
    const scheme = annotation(object, service("aws-load-balancer-scheme")).value;
    if (type instanceof Unknown) return [type];
    // A patch that says nothing of the type may be one of a load balancer.
    if (type !== "LoadBalancer" && !(type === undefined && !object.complete)) return [];
    if (scheme instanceof Unknown) return [scheme];
    if (isInternal(object)) return [];
    if (serviceSources.some(key => isSet(annotation(object, key).value))) return [];
    const ranges = [
        ...within(object, "spec.loadBalancerSourceRanges[*]"),
        ...listed(annotation(object, service("load-balancer-source-ranges"))),
    ];
    return ranges.length > 0 ? closed(ranges, admission) : missing(object, `${object.path}spec.loadBalancerSourceRanges`, admission);
}

function isInternal(object: KubernetesObject): boolean {
    const ofInternalClass = internalClasses.some(name => name === at(object.value, "spec", "loadBalancerClass"));
    if (ofInternalClass) return annotation(object, service("aws-load-balancer-scheme")).value !== "internet-facing";
    return internalAnnotations.some(([key, value]) => {
        const given = annotation(object, key).value;
        return typeof given === "string" && value.test(given);
    });
}

/** Whether people on the internet may look an object up by a name: what it says nothing of is taken for open. */
export const facesInternet = (object: KubernetesObject): boolean =>
    object.kind === "Service"
        ? at(object.value, "spec", "type") === "LoadBalancer" && !isInternal(object)
        : object.kind === "Ingress" && annotation(object, alb("scheme")).value !== "internal";

/**
 * An Ingress that makes an ALB takes everyone in unless it names its sources. The scheme may also stand in the
 * class's parameters, so an Ingress of the class "alb" that says nothing of it is taken to face the internet.
 */
function judgeIngress(object: KubernetesObject, admission: Admission): readonly Verdict[] {
    const of = (key: string): Field => annotation(object, alb(key));
    const scheme = of("scheme").value;
    const className = at(object.value, "spec", "ingressClassName") ?? annotation(object, "kubernetes.io/ingress.class").value;
    if (scheme instanceof Unknown) return [scheme];
    // With groups of its own the load balancer takes no ranges; with prefix lists it takes both.
    if (scheme === "internal" || isSet(of("security-groups").value)) return [];
    const ranges = listed(of("inbound-cidrs"));
    if (ranges.length > 0) return closed(ranges, admission);
    const ofAlb = ["alb", ...(admission.albClasses ?? [])].some(name => name === className);
    if (scheme !== "internet-facing" && !ofAlb) return className instanceof Unknown ? [className] : [];
    return isSet(of("security-group-prefix-lists").value) ? [] : missing(object, of("inbound-cidrs").path, admission);
}

/** The parameters of an ALB class overrule the Ingresses of the class, where they name ranges. */
const judgeIngressClassParams = (object: KubernetesObject, admission: Admission): readonly Verdict[] =>
    at(object.value, "spec", "scheme") === "internal" ? [] : closed(within(object, "spec.inboundCIDRs[*]"), admission);

/** A patch may leave alone the sources that are there. */
const missing = ({ complete }: KubernetesObject, path: string, { why }: Admission): readonly Verdict[] =>
    complete ? [`${path} is not set: ${why}`] : [];

function closed(sources: readonly Field[], { admits, isTooMuch, why }: Admission): readonly Verdict[] {
    const verdicts = sources.flatMap(source => demand(source, value => typeof value !== "string" || admits(value), why));
    const ranges = sources.map(({ value }) => value).filter(value => typeof value === "string");
    if (verdicts.length > 0 || !isTooMuch?.(ranges)) return verdicts;
    return [`${sources[0]!.path.replace(/\[\d+\]$/, "")} is much of the internet, taken together: ${why}`];
}

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
