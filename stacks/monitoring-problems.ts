import { MonitoringStack, type AlarmDescription, type MonitoringStackArgs, type Problem, type Severity } from "../components";
import type { Settings } from "./config";
import { monitoringArgs } from "./monitoring-plan";
import { part } from "./setting-paths";

/** What is wrong with the settings of the monitoring, among themselves and with the rest. */
export function monitoringProblems(settings: Settings): Problem[] {
    const { cluster, environment } = settings;
    const onEks = cluster.kind === "eks";
    const problems = MonitoringStack.validate({
        ...monitoringArgs(settings, { namespace: "app" }, text => text),
        cluster: { name: "app", clusterName: onEks ? "cluster" : undefined, securityGroupId: undefined },
        targets: [],
        alarms: expectedAlarms(settings),
        tags: { Environment: environment },
    });
    // What takes EKS or an account is said below, by the stack file's own names.
    const elsewhere = ["aws", "cluster.clusterName", "logs.kind"];
    return [
        ...part(
            "monitoring",
            problems.filter(({ path }) => !elsewhere.includes(path)),
        ),
        ...part("monitoring", [...(onEks ? [] : withoutEks(settings)), ...edgeProblems(settings)]),
    ];
}

/** What only pods on EKS do, or takes an account. */
function withoutEks({ monitoring, region, accountId }: Settings): Problem[] {
    const { receivers, logs, budget, trail } = monitoring;
    const placed = region !== undefined && accountId !== undefined;
    return [
        ...Object.entries(receivers)
            .filter(([, { kind }]) => kind === "sns" && placed)
            .map(([name]) => ({
                path: `receivers.${name}.kind`,
                got: "sns",
                allowed: "pagerduty, slack, email, webhook, unless the cluster is eks",
            })),
        ...(logs?.kind === "cloudwatch" || logs?.kind === "opensearch"
            ? [{ path: "logs.kind", got: logs.kind, allowed: "loki, none, unless the cluster is eks" }]
            : []),
        ...Object.entries({ budget, trail })
            .filter(([, got]) => got !== undefined && !placed)
            .map(([path, got]) => ({ path, got, allowed: "nothing, without region and accountId" })),
    ];
}

/** Grafana's host and the figures of the zone are the edge's. */
function edgeProblems({ monitoring, edge, services }: Settings): Problem[] {
    const { grafana, cloudflareToken } = monitoring;
    if (edge.kind === "none") {
        const allowed = "nothing, unless the edge is cloudflare";
        return [
            ...(grafana ? [{ path: "grafana", got: grafana, allowed }] : []),
            ...(cloudflareToken === undefined ? [] : [{ path: "cloudflareToken", got: "a secret", allowed }]),
        ];
    }
    const taken = services.flatMap(({ hosts, colorHosts }) => [...hosts, ...Object.values(colorHosts ?? {})]);
    const own = grafana === undefined || (grafana.host.endsWith(`.${edge.zoneName}`) && !taken.includes(grafana.host));
    const asked = edge.zone !== "shared" && (edge.plan ?? "free") !== "free";
    return [
        ...(own ? [] : [{ path: "grafana.host", got: grafana.host, allowed: `a host of its own below ${edge.zoneName}` }]),
        ...(cloudflareToken === undefined || asked
            ? []
            : [
                  {
                      path: "cloudflareToken",
                      got: "a secret",
                      allowed: "nothing, unless the zone is this stack's own and its plan pro or above",
                  },
              ]),
    ];
}

/** Stand for the alarms of what runs on AWS, which describes them once it is made: somebody must hear of them. */
function expectedAlarms({ cluster, postgres, redis }: Settings): NonNullable<MonitoringStackArgs["alarms"]> {
    const onAws = {
        app: cluster.kind === "eks",
        postgres: postgres.kind === "rds",
        redis: ["elasticache", "serverless"].includes(redis.kind),
    };
    const alarm = (severity: Severity): AlarmDescription => ({
        kind: "event",
        name: severity,
        description: severity,
        severity,
        source: "aws",
        detailType: "any",
        detail: {},
    });
    return Object.entries(onAws)
        .filter(([, runs]) => runs)
        .map(([of]) => ({ of, alarms: [alarm("critical"), alarm("warning")] }));
}
