import { level, minute, swing, type AlertCase } from "./case";

const target = { job: "web", instance: "10.0.0.1:9000", namespace: "shop", pod: "web-0", node: "n1" };
const up = 'up{job="web", instance="10.0.0.1:9000", namespace="shop", pod="web-0", node="n1"}';

const jobs = [
    "containers",
    "kubelet",
    "nodes",
    "kube-state-metrics",
    "web",
    "gateway",
    "cloudflared",
    "telemetry",
    "orders",
    "orders-replica-0",
    "sessions",
    "cloudflare",
    "pushgateway",
];

export const targetCases: readonly AlertCase[] = [
    swing({
        alert: "TargetDown",
        severity: "critical",
        after: minute,
        labels: target,
        series: pens => ({ [up]: pens.level(0, 1) }),
        silent: Object.fromEntries(
            ["karpenter.sh/disrupted", "ToBeDeletedByClusterAutoscaler", "node.kubernetes.io/unschedulable"].map(key => [
                `its node is taken away: ${key}`,
                { [up]: level([0, 10 * minute]), [`kube_node_spec_taint{node="n1", key="${key}"}`]: level([1, 10 * minute]) },
            ]),
        ),
    }),
    ...jobs.map(missing =>
        swing({
            alert: "TargetMissing",
            severity: "critical",
            after: 5 * minute,
            labels: { job: missing },
            series: pens =>
                Object.fromEntries(
                    jobs.map(job => [`up{job="${job}", instance="one"}`, job === missing ? pens.level(undefined, 0) : pens.level(1, 1)]),
                ),
        }),
    ),
];
