import { isOpen } from "../../cidr";
import { kubernetesHardening } from "../../controls";
import { judgeOfKind, type KubernetesObject } from "../../kubernetes";
import { resourceRule, type Verdict } from "../../rule";
import { every, some, type Truth } from "../../truth";
import { at, fields, isSet, items, Unknown, type Field, type Value } from "../../values";

/** The cluster's own pods, by whatever selector, are not everywhere. What `except` takes from a range leaves the internet. */
export const egressMatchesTopology = resourceRule(
    {
        name: "egress-matches-topology",
        group: "security",
        description: "No NetworkPolicy lets pods connect to every address on every port.",
        why: "A pod that is broken into then reaches the databases, the nodes and the metadata that it has no business with, and sends out what it finds.",
        severity: "high",
        tags: ["kubernetes", "network"],
        controls: [kubernetesHardening("Network policies", "Use network policies to isolate resources, and allow only what is needed.")],
        url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
        remediationSteps:
            "Name in `to` the pods, or the subnets, that the workload connects to, and in `ports` what it talks to them on; to the internet, port 443 alone.",
        examples: {
            fails: `egress: [{}]`,
            passes: `egress: [{ to: [{ ipBlock: { cidr: "10.0.64.0/20" } }], ports: [{ protocol: "TCP", port: 5432 }] }]`,
        },
    },
    type => judgeOfKind(new Map([["NetworkPolicy", judge]]), type),
);

/** Rules for egress mean nothing in a policy that names its types, and not that one. */
function judge({ path, value }: KubernetesObject): readonly Verdict[] {
    const types = items(at(value, "spec", "policyTypes"));
    if (types.length > 0 && !types.some(type => type === "Egress" || type instanceof Unknown)) return [];
    return fields(value, "spec.egress[*]").flatMap(rule => judgeRule({ ...rule, path: path + rule.path }));
}

function judgeRule(rule: Field): readonly Verdict[] {
    if (rule.value instanceof Unknown) return [rule.value];
    const open = every([reachesAll(at(rule.value, "to")), some(portsOf(rule.value))]);
    if (open === false) return [];
    return open === true
        ? [`${rule.path} allows every address on every port: whoever breaks into these pods connects to whatever the network reaches.`]
        : [open];
}

/** A rule that names no one is for all. */
function reachesAll(to: Value): Truth {
    if (to instanceof Unknown) return to;
    if (!isSet(to)) return true;
    return some(
        fields({ to }, "to[*].ipBlock.cidr").map(({ value }) =>
            value instanceof Unknown ? value : typeof value === "string" && isOpen(value),
        ),
    );
}

/** For each of a rule's ports whether it stands for all; a rule that names none has one that does. */
function portsOf(rule: Value): readonly Truth[] {
    const ports = at(rule, "ports");
    if (ports instanceof Unknown) return [ports];
    return isSet(ports) ? items(ports).map(isEveryPort) : [true];
}

/** One that names a protocol alone is for all of the protocol's ports. */
function isEveryPort(one: Value): Truth {
    const [port, last] = [at(one, "port"), at(one, "endPort")];
    if (port instanceof Unknown) return port;
    if (last instanceof Unknown) return last;
    return port === undefined || (typeof port === "number" && typeof last === "number" && port <= 1 && last >= 65535);
}
