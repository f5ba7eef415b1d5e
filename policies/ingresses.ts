import type { KubernetesObject } from "./kubernetes";
import { judgeSslPolicy, plain, protocolsOf } from "./listeners";
import { demand, type Verdict } from "./rule";
import { at, isList, isSet, Unknown, type Field, type Known, type Value } from "./values";

/** What a stack says of its Ingresses' load balancers elsewhere than in the Ingress. */
export interface Surroundings {
    readonly classes: readonly KubernetesObject[];
    /** The parameters of classes of ALBs. */
    readonly parameters: readonly KubernetesObject[];
    readonly ingresses: readonly KubernetesObject[];
}

const alb = (key: string): string => `alb.ingress.kubernetes.io/${key}`;

const annotation = ({ path, value }: KubernetesObject, key: string): Field => ({
    path: `${path}metadata.annotations["${key}"]`,
    value: at(value, "metadata", "annotations", key),
});

const classOf = (ingress: KubernetesObject): Value =>
    at(ingress.value, "spec", "ingressClassName") ?? annotation(ingress, "kubernetes.io/ingress.class").value;

/** What is wrong with an Ingress. */
export function judgeIngress(ingress: KubernetesObject, around: Surroundings): readonly Verdict[] {
    const name = classOf(ingress);
    if (name instanceof Unknown) return [name];
    const ofClass = around.classes.filter(({ value }) => at(value, "metadata", "name") === name);
    if (name === "alb" || ofClass.some(isAlb)) {
        const names = ofClass.map(({ value }) => at(value, "spec", "parameters", "name"));
        const parameters = around.parameters.filter(({ value }) => names.includes(at(value, "metadata", "name")));
        return judgeAlb(ingress, { ...around, parameters });
    }
    return elsewhere.test(typeof name === "string" ? name : "") || ofClass.some(isTunnel) ? [] : judgeOther(ingress);
}

function isAlb({ value }: KubernetesObject): boolean {
    const controller = at(value, "spec", "controller");
    return typeof controller === "string" && controller.endsWith("/alb");
}

/** Controllers without a way in of their own, by their usual classes: a tunnel ends where its TLS ends. */
const elsewhere = /^(?:cloudflare-tunnel|ngrok|tailscale)$/;

function isTunnel({ value }: KubernetesObject): boolean {
    const controller = at(value, "spec", "controller");
    return typeof controller === "string" && /cloudflare-tunnel|(?:^|\.)ngrok\.com\/|^tailscale\.com\//.test(controller);
}

/**
 * An Ingress that makes an ALB. Ingresses of a group share it, so what one of them says holds for all, and what the
 * class's parameters say overrules it. A certificate need not be named: the controller looks for one by the hosts.
 */
function judgeAlb(ingress: KubernetesObject, around: Surroundings): readonly Verdict[] {
    const group = annotation(ingress, alb("group.name")).value;
    const shared = around.ingresses.filter(other => isSet(group) && annotation(other, alb("group.name")).value === group);
    const of = (key: string): Field => {
        const own = annotation(ingress, alb(key));
        return own.value === undefined
            ? { path: own.path, value: shared.map(other => annotation(other, alb(key)).value).find(isSet) }
            : own;
    };
    const ofClass = (key: string): Value => around.parameters.map(({ value }) => at(value, "spec", key)).find(isSet);

    const ports = of("listen-ports");
    if (ports.value instanceof Unknown) return [ports.value];
    const certified = [of("certificate-arn").value, ofClass("certificateArn"), ofClass("certificateARNs")].some(isSet);
    const protocols = isSet(ports.value) ? protocolsOf(ports.value) : [certified ? "HTTPS" : "HTTP"];
    const policy = isSet(ofClass("sslPolicy")) ? { ...of("ssl-policy"), value: ofClass("sslPolicy") } : of("ssl-policy");
    const redirected = isSet(of("ssl-redirect").value) || isSet(ofClass("sslRedirectPort"));
    if (!ingress.complete) return isSet(policy.value) ? judgeSslPolicy(policy) : [];
    if (!protocols.includes("HTTPS")) {
        return demand(ports, () => false, `the load balancer answers HTTP alone: ${plain}`);
    }
    return [
        ...(protocols.includes("HTTP") && !redirected
            ? demand(of("ssl-redirect"), () => false, `HTTP is answered and not redirected to HTTPS: ${plain}`)
            : []),
        ...judgeSslPolicy(policy),
    ];
}

/** Annotations by which other controllers speak TLS without `spec.tls`, and by which they answer HTTP beside it. */
const encrypting: readonly (readonly [key: string, value: RegExp])[] = [
    ["nginx.ingress.kubernetes.io/force-ssl-redirect", /^true$/],
    ["traefik.ingress.kubernetes.io/router.tls", /^true$/],
    ["ingress.gcp.kubernetes.io/pre-shared-cert", /./],
    ["networking.gke.io/managed-certificates", /./],
];
const answering: readonly (readonly [key: string, value: RegExp])[] = [
    ["nginx.ingress.kubernetes.io/ssl-redirect", /^false$/],
    ["haproxy.org/ssl-redirect", /^false$/],
];

function judgeOther(ingress: KubernetesObject): readonly Verdict[] {
    const says = (list: readonly (readonly [key: string, value: RegExp])[]): readonly Field[] =>
        list
            .filter(([key, pattern]) => {
                const { value } = annotation(ingress, key);
                return typeof value === "string" && pattern.test(value);
            })
            .map(([key]) => annotation(ingress, key));
    const forced = says(encrypting);
    const tls = { path: `${ingress.path}spec.tls`, value: at(ingress.value, "spec", "tls") };
    const fine = (value: Known): boolean =>
        forced.length > 0 || (isList(value) && value.length > 0) || (!ingress.complete && !isSet(value));
    return [
        ...(forced.length > 0 ? [] : demand(tls, fine, `the controller answers HTTP: ${plain}`)),
        ...(forced.length > 0 ? [] : says(answering)).flatMap(found =>
            demand(found, () => false, `HTTP is answered beside HTTPS: ${plain}`),
        ),
    ];
}
