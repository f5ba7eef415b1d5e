import { secret, unknown, type Proof, type Resource, type Sketch } from "../proof";

const labels = { Environment: "production" };
const server: Sketch = {
    type: "kubernetes:apps/v1:StatefulSet",
    props: { spec: { template: { spec: { containers: [{ image: "docker.io/prom/prometheus:v3.13.4" }] } } } },
};
/** Says which environment it is. */
const bucket: Sketch = { type: "aws:s3/bucket:Bucket", props: { tags: labels } };
const down = "{ alert: Down, expr: up == 0, labels: { severity: critical } }";
const watchdog = "{ alert: Watchdog, expr: vector(1), labels: { severity: warning } }";
const rules = (...alerts: readonly string[]): Sketch => ({
    type: "kubernetes:core/v1:ConfigMap",
    props: { data: { "rules.yml": `groups: [{ name: all, rules: [${alerts.join(", ")}] }]` } },
});
const receivers =
    "receivers: [{ name: people, webhook_configs: [{ url: a }] }, { name: switch, webhook_configs: [{ url: b }] }, { name: nobody }]";
const routed = (to: string, hide: (text: string) => unknown = text => text): Sketch => ({
    type: "kubernetes:core/v1:Secret",
    props: {
        stringData: {
            "alertmanager.yml": hide(
                `route: { receiver: people, routes: [{ receiver: ${to}, matchers: ["alertname=Watchdog"] }] }\n${receivers}`,
            ),
        },
    },
});
const alone = 'data["rules.yml"].groups[0].rules[1] (alert Watchdog) always fires, and no receiver hears of it alone';

export const proof: Proof = {
    fails: {
        "alerts of which none always fires": {
            stack: { bucket, server, rules: rules(down), routes: routed("switch") },
            says: { server: "no alert always fires" },
        },
        "one that people hear of like all others": {
            stack: { bucket, server, rules: rules(down, watchdog), routes: routed("people") },
            says: { server: alone },
        },
        "one that nobody hears of": {
            stack: { bucket, server, rules: rules(down, watchdog), routes: routed("nobody") },
            says: { server: alone },
        },
        "one that fires now and then": {
            stack: { bucket, server, rules: rules(down, "{ alert: Watchdog, expr: vector(1) > scalar(up) }"), routes: routed("switch") },
            says: { server: "no alert always fires" },
        },
    },
    passes: {
        "one with a receiver of its own": { bucket, server, rules: rules(down, watchdog), routes: routed("switch") },
        "one by another name, in another file": {
            ...{ bucket, server, rules: rules(down), routes: routed("switch") },
            more: rules('{ alert: Watchdog, expr: "(vector( 1 ))" }'),
        },
        "a number": { bucket, server, rules: rules(down, "{ alert: Watchdog, expr: 1 }"), routes: routed("switch") },
        "an Alertmanager elsewhere": { bucket, server, rules: rules(down, watchdog) },
        "another environment": { server, rules: rules(down), routes: routed("switch") },
    },
    unknowns: {
        "one of the files": {
            stack: {
                ...{ bucket, server, rules: rules(down), routes: routed("switch"), elsewhere: { type: "pulumi:pulumi:StackReference" } },
                more: { type: "kubernetes:core/v1:ConfigMap", props: { data: { "more-rules.yml": unknown } }, from: { data: "elsewhere" } },
            },
            of: ["server"],
        },
        "the routes": {
            stack: {
                ...{ bucket, server, rules: rules(down, watchdog), elsewhere: { type: "pulumi:pulumi:StackReference" } },
                routes: {
                    type: "kubernetes:core/v1:Secret",
                    props: { stringData: { "alertmanager.yml": unknown } },
                    from: { stringData: "elsewhere" },
                },
            },
            of: ["server"],
        },
        "the routes, without an alert that always fires": {
            stack: {
                ...{ bucket, server, rules: rules(down), elsewhere: { type: "pulumi:pulumi:StackReference" } },
                routes: {
                    type: "kubernetes:core/v1:Secret",
                    props: { stringData: { "alertmanager.yml": unknown } },
                    from: { stringData: "elsewhere" },
                },
            },
            of: [],
            says: { server: "no alert always fires" },
        },
    },
    secrets: {
        ...{ bucket, server, rules: rules(down, watchdog), routes: routed("people", text => secret(`# hunter2\n${text}`)) },
    },
    ignores: {
        bucket,
        exporter: {
            type: "kubernetes:apps/v1:Deployment",
            props: { spec: { template: { spec: { containers: [{ image: "quay.io/prometheus/node-exporter:v1" }] } } } },
        },
        rules: rules(down),
    },
    // The one whose pager has somebody to tell that it is silent.
    breaksIn: "koepon",
    breaks: one => ({ ...one, inputs: withoutWatchdog(one) }),
};

const withoutWatchdog = ({ inputs }: Resource): Record<string, unknown> =>
    JSON.parse(JSON.stringify(inputs).replaceAll("vector(1)", "vector(1) > 1")) as Record<string, unknown>;
