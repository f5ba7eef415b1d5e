import { toldOf } from "../../alertmanager";
import { alertFilesOf, configurationsOf, type Alert } from "../../alerts";
import { isProduction } from "../../environment";
import { objectsOf } from "../../kubernetes";
import { containersOf, podsOf } from "../../pods";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, Unknown, type Value } from "../../values";

/** `vector(1)`, or a number alone: a result that is always there. */
const always = /^[\s(]*(?:vector\s*\(\s*)?[-+]?\d+(?:\.\d+)?[\s)]*$/;

/** `docker.io/prom/prometheus:v3.13.4`; not the operator, nor an exporter. */
const prometheus = /(?:^|\/)prometheus(?:[:@]|$)/;

/**
 * A rule on the whole stack: the alert, its route and the server are three resources. Of production alone, and of what stands
 * in ConfigMaps and Secrets: the rules of an operator or a chart are not seen, and a Prometheus without alerts is not judged.
 * Without a configuration of Alertmanager in the stack, the route is not asked for.
 */
export const watchdog = stackRule(
    {
        name: "watchdog",
        group: "reliability",
        description: "In production a Prometheus with alerts has one that always fires, and a receiver hears of that one alone.",
        why: "A Prometheus that is down, or cut off from its receivers, alerts nobody: the silence looks like all is well.",
        level: "advisory",
        severity: "medium",
        tags: ["monitoring", "kubernetes", "prometheus", "production"],
        controls: [],
        url: "https://training.promlabs.com/training/monitoring-and-debugging-prometheus/metrics-based-meta-monitoring/end-to-end-watchdog-alerts/",
        remediationSteps:
            "Add an alert Watchdog with expr vector(1), and to Alertmanager's configuration a route for it, before all others, to a " +
            "receiver of its own: a service outside of the cluster that calls people when it no longer hears of it.",
        examples: {
            fails: `new k8s.core.v1.ConfigMap("rules", { data: { "rules.yml": "groups: [{ name: a, rules: [{ alert: Down, expr: up == 0 }] }]" } });`,
            passes: `new k8s.core.v1.ConfigMap("rules", { data: { "rules.yml": "groups: [{ name: a, rules: [{ alert: Watchdog, expr: vector(1) }] }]" } });
new k8s.core.v1.Secret("alertmanager", { stringData: { "alertmanager.yml": \`
route: { receiver: people, routes: [{ receiver: switch, matchers: ["alertname=Watchdog"], repeat_interval: 1m }] }
receivers: [{ name: people, sns_configs: [{}] }, { name: switch, webhook_configs: [{ url_file: /etc/switch }] }]\` } });`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        const servers = all.filter(runsPrometheus);
        const files = servers.length > 0 ? all.flatMap(alertFilesOf) : [];
        if (files.length === 0) return [];
        const known = files.flatMap(({ alerts }) => (alerts instanceof Unknown ? [] : alerts));
        const unknown = files.map(({ alerts }) => alerts).filter(alerts => alerts instanceof Unknown);
        const verdicts = judge(known, unknown, all.flatMap(configurationsOf));
        return servers.map(({ urn }) => ({ urn, verdicts }));
    },
);

const runsPrometheus = ({ type, props }: Placed): boolean =>
    objectsOf(type, props)
        .flatMap(object => podsOf(object) ?? [])
        .flatMap(containersOf)
        .map(({ value }) => at(value, "image"))
        .some(image => typeof image === "string" && prometheus.test(image));

function judge(known: readonly Alert[], unknown: readonly Unknown[], configurations: readonly Value[]): readonly Verdict[] {
    const firing = known.filter(({ expr }) => typeof expr === "number" || (typeof expr === "string" && always.test(expr)));
    if (firing.length === 0) {
        return unknown.length > 0 ? unknown : ["no alert always fires: that Prometheus or the way to people is down, nobody learns."];
    }
    const others = known.filter(alert => !firing.includes(alert));
    const heard = (configuration: Value): boolean => firing.some(alert => hasItsOwn(alert, others, configuration));
    const maybe = configurations.filter(configuration => configuration instanceof Unknown);
    if (configurations.length === 0 || configurations.some(one => !(one instanceof Unknown) && heard(one))) return [];
    if (maybe.length > 0) return maybe;
    const { path, name } = firing[0]!;
    return [`${path} (alert ${name}) always fires, and no receiver hears of it alone: that it fell silent, nobody notices.`];
}

function hasItsOwn({ labels }: Alert, others: readonly Alert[], configuration: Value): boolean {
    const shared = others.flatMap(other => toldOf(configuration, other.labels));
    return toldOf(configuration, labels).some(receiver => !shared.includes(receiver));
}
