import { under, type Problem } from "../components";

/** Where the stack file has a name of its own for what a component takes. */
const namesHere: readonly (readonly [RegExp, string])[] = [
    [/\.(\d+)(?=\.|$)/g, "[$1]"],
    [/^cluster\.cluster\./, "cluster."],
    [/^cluster\.ingress\.entrance\.(httpPort|httpsPort)$/, "ingress.$1"],
    [/^cluster\.ingress\.clientCa$/, "ingress.originPull"],
    [/^cluster\.ingress\.tls\.name$/, "ingress.tlsSecret"],
    [/^cluster\.ingress\./, "ingress."],
    [/^monitoring\.(notify|alerts|dashboards)\./, "monitoring."],
    [/^monitoring\.grafana\.access\.(?=(zoneId|accountId)$)/, "edge."],
    [/^monitoring\.grafana\.access\.allow$/, "monitoring.grafana"],
    [/^monitoring\.grafana\.access\.(allow\.)?/, "monitoring.grafana."],
    [/^monitoring\.logs\.retentionDays\./, "monitoring.logs."],
    [/^monitoring\.logs\.archive\.days$/, "monitoring.logs.archiveDays"],
    [/^monitoring\.cloudflare\.apiToken$/, "monitoring.cloudflareToken"],
    [/^monitoring\.aws\./, ""],
    [/^(services\[\d+\]\.(health|metrics))\.path$/, "$1"],
    [/^postgres\.dumps\.(expireDays|objectLock\.days|to\.keptDays)$/, "postgres.dumps.days"],
    [/^postgres\.dumps\.(?=accountId$)/, "postgres."],
    // The edge's account is Cloudflare's.
    [/^(?!edge\.)\w+\.(accountId|region)$/, "$1"],
];

/** Problems under the names that they have in the stack file. */
export const inStackFile = (problems: readonly Problem[]): Problem[] =>
    problems.map(problem => ({
        ...problem,
        path: `webstack:${namesHere.reduce((path, [theirs, ours]) => path.replace(theirs, ours), problem.path)}`,
    }));

/** Problems of a part. */
export const part = (key: string, problems: readonly Problem[]): Problem[] => inStackFile(under(key, problems));
