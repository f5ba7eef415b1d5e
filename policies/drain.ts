import { named } from "./references";
import type { Placed } from "./rule";
import { same } from "./selectors";
import { every, some, type Truth } from "./truth";
import { at, field, fields, Unknown, type Value } from "./values";
import { namesObject, sameNamespace, type StackObject } from "./workloads";

/** What AWS waits for until it drops the connections to a target that goes, unless it is told otherwise. */
const initialSeconds = 300;

const albAttributes = "alb.ingress.kubernetes.io/target-group-attributes";
const nlbAttributes = "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes";
const albTargets = "alb.ingress.kubernetes.io/target-type";
const nlbType = "service.beta.kubernetes.io/aws-load-balancer-type";
const nlbTargets = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";
const autoModeNlb = "eks.amazonaws.com/nlb";
const nlbClasses: readonly Value[] = ["service.k8s.aws/nlb", autoModeNlb];
const autoModeAlb = "eks.amazonaws.com/alb";
const albControllers: readonly Value[] = ["ingress.k8s.aws/alb", autoModeAlb];
const targetGroups = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];

/** How long load balancers of AWS may go on sending to the pods of a Service that leave, in seconds; none, where there is none. */
export function deregistrationsOf(service: StackObject, objects: readonly StackObject[], all: readonly Placed[]): readonly Value[] {
    const ingresses = objects.filter(object => object.kind === "Ingress" && leadsTo(object, service) === true && isAlb(object, objects));
    const bindings = objects.filter(
        object =>
            object.kind === "TargetGroupBinding" &&
            namesObject(object, "spec", at(object.value, "spec", "serviceRef", "name"), "Service", service) === true,
    );
    return [
        ...(isNlb(service) ? [secondsIn(annotation(service, nlbAttributes))] : []),
        // A Service's own annotation overrules its Ingress's.
        ...ingresses.map(ingress => secondsIn(annotation(service, albAttributes) ?? annotation(ingress, albAttributes))),
        ...bindings.flatMap(binding => boundSeconds(binding, all)),
    ];
}

const annotation = ({ value }: StackObject, key: string): Value => at(value, "metadata", "annotations", key);

/** Load balancers send to nodes, which stay when a pod on them ends, unless they are told otherwise; EKS Auto Mode's, to pods. */
const sendsToPods = (object: StackObject, key: string, ofAutoMode: boolean): boolean =>
    (annotation(object, key) ?? (ofAutoMode ? "ip" : "instance")) === "ip";

/** By its class, or by an annotation for AWS, with pods as targets; other clouds' load balancers wait for other times. */
function isNlb(service: StackObject): boolean {
    const ofClass = at(service.value, "spec", "loadBalancerClass");
    const ofType = annotation(service, nlbType);
    return (
        at(service.value, "spec", "type") === "LoadBalancer" &&
        (ofType === "nlb-ip" ||
            ((nlbClasses.includes(ofClass) || ofType === "external") && sendsToPods(service, nlbTargets, ofClass === autoModeNlb)))
    );
}

/** By the class `alb`, or by one of a controller that makes ALBs, with pods as targets. */
function isAlb(ingress: StackObject, objects: readonly StackObject[]): boolean {
    const name = at(ingress.value, "spec", "ingressClassName") ?? annotation(ingress, "kubernetes.io/ingress.class");
    const isOf = (controllers: readonly Value[]): boolean =>
        objects.some(
            ({ kind, value }) =>
                kind === "IngressClass" &&
                controllers.includes(at(value, "spec", "controller")) &&
                same(at(value, "metadata", "name"), name) === true,
        );
    return (name === "alb" || isOf(albControllers)) && sendsToPods(ingress, albTargets, isOf([autoModeAlb]));
}

const backends = ["spec.defaultBackend.service.name", "spec.rules[*].http.paths[*].backend.service.name"];

const leadsTo = (ingress: StackObject, service: StackObject): Truth =>
    every([
        sameNamespace(ingress, service),
        some(
            backends
                .flatMap(path => fields(ingress.value, path))
                .map(({ value }) => namesObject(ingress, "spec", value, "Service", service)),
        ),
    ]);

function boundSeconds(binding: StackObject, all: readonly Placed[]): readonly Value[] {
    const bound = named(binding.one, field(binding.value, "spec.targetGroupARN"), all, ...targetGroups);
    return all.filter(({ urn }) => bound.includes(urn)).map(({ props }) => at(props, "deregistrationDelay") ?? initialSeconds);
}

/** Of attributes as an annotation lists them: `a=1,b=2`. */
function secondsIn(attributes: Value): Value {
    if (attributes instanceof Unknown) return attributes;
    const [, seconds] =
        /(?:^|,)\s*deregistration_delay\.timeout_seconds\s*=\s*(\d+)/.exec(typeof attributes === "string" ? attributes : "") ?? [];
    return seconds === undefined ? initialSeconds : Number(seconds);
}
