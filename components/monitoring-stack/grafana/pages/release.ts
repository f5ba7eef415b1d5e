import type { Panel } from "../args";
import { lines, quantile, query, rate, shareOf, sumBy, type DashboardContext } from "../queries";

/** By which the releases of a service that stand side by side are told apart; empty where there is one. */
const release = "job, color";
const named = "{{job}} {{color}}";
const deployment = (metric: string): string => sumBy("namespace, deployment", metric);

/** Whether a new release fares worse than the one before it. */
export function releasePanels({ http: { requests, duration, statusLabel } }: DashboardContext): Panel[] {
    const all = sumBy(release, rate(requests));
    return [
        lines("Requests per second by colour", "reqps", [query(named, all)]),
        lines(
            "Error rate by colour",
            "percentunit",
            [query(named, shareOf(sumBy(release, rate(`${requests}{${statusLabel}=~"5.."}`)), all))],
            { thresholds: { warning: 0.01, critical: 0.05 } },
        ),
        lines(
            "Response time by colour",
            "s",
            [50, 95].map(percent => query(`${named} p${percent}`, quantile(percent / 100, release, duration))),
        ),
        lines("Pods by image", "short", [query("{{namespace}} {{image}}", "count by (namespace, image) (kube_pod_container_info)")]),
        lines("Rollouts", "short", [
            query("{{namespace}}/{{deployment}} wanted", deployment("kube_deployment_spec_replicas")),
            query("{{namespace}}/{{deployment}} of the new release", deployment("kube_deployment_status_replicas_updated")),
            query("{{namespace}}/{{deployment}} ready", deployment("kube_deployment_status_replicas_available")),
        ]),
        lines(
            "Containers that wait",
            "short",
            [query("{{namespace}} {{reason}}", sumBy("namespace, reason", "kube_pod_container_status_waiting_reason"))],
            { description: "Empty while none waits" },
        ),
    ];
}
