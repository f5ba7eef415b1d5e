/** While the source fires, nobody is told of the targets that have the same values of these labels. */
interface Inhibition {
    /** An alert, by name. */
    readonly source: string;
    readonly targets: readonly string[];
    readonly equal: readonly string[];
}

/** What is fast is also steady, slow and creeping. */
const paces = ["Fast", "Steady", "Slow", "Creeping"];
const burning = (budget: string): readonly string[] => paces.map(pace => `${budget}${pace}`);
const paceRules = (budget: string): Inhibition[] =>
    burning(budget)
        .slice(0, -1)
        .map((source, index) => ({ source, targets: burning(budget).slice(index + 1), equal: ["job", "objective"] }));

/** Causes, and what follows from them. */
const table: readonly Inhibition[] = [
    {
        source: "NodeNotReady",
        targets: [
            ...["NodeCPUHigh", "NodeMemoryHigh", "NodeDiskFull", "NodeDiskFillsUp", "NodePressure"],
            ...["TargetDown", "PodCrashLooping", "PodNotReady", "PodOutOfMemory", "GatewayDown", "LogsDelayed", "LogsLost"],
        ],
        equal: ["node"],
    },
    { source: "NodeDiskFull", targets: ["NodeDiskFillsUp"], equal: ["node", "device"] },
    { source: "PodCrashLooping", targets: ["PodNotReady"], equal: ["namespace", "pod"] },
    { source: "PodPending", targets: ["PodNotReady"], equal: ["namespace", "pod"] },
    {
        source: "ServiceDown",
        targets: ["HighErrorRate", "ElevatedErrorRate", "HighLatency", ...burning("AvailabilityBudget")],
        equal: ["job"],
    },
    { source: "HighErrorRate", targets: ["ElevatedErrorRate"], equal: ["job"] },
    ...paceRules("AvailabilityBudget"),
    ...paceRules("LatencyBudget"),
    // Of a store whose exporter is gone nothing is known.
    { source: "TargetDown", targets: ["DatabaseConnectionError", "CacheDown"], equal: ["job"] },
    {
        source: "DatabaseConnectionError",
        targets: [
            "DatabaseConnectionsHigh",
            "DatabaseConnectionPoolFull",
            "DatabaseDeadlocks",
            "SlowQueries",
            "LongTransaction",
            "ReplicaLag",
        ],
        equal: ["job"],
    },
    { source: "DatabaseConnectionPoolFull", targets: ["DatabaseConnectionsHigh"], equal: ["job"] },
    { source: "CacheDown", targets: ["CacheMemoryHigh", "CacheEvictions", "CacheConnectionsRejected", "CacheHitRateLow"], equal: ["job"] },
    { source: "GatewayDown", targets: ["GatewayConnectionsDropped"], equal: ["job"] },
    { source: "TunnelDown", targets: ["TunnelErrors"], equal: ["job"] },
    { source: "CertificateExpiresSoon", targets: ["CertificateExpires"], equal: ["instance"] },
    { source: "ExternalApiQuota", targets: ["ExternalApiErrors"], equal: ["api"] },
    { source: "LogsLost", targets: ["LogsDelayed"], equal: ["namespace", "pod", "name"] },
];

/** Alertmanager's `inhibit_rules`. To it, a label that neither alert has is the same: the source must have the first one. */
export const inhibitRules: readonly object[] = table.map(({ source, targets, equal }) => ({
    source_matchers: [`alertname="${source}"`, `${equal[0]}!=""`],
    target_matchers: [`alertname=~${JSON.stringify(targets.join("|"))}`],
    equal,
}));

/** Every alert that the table knows. */
export const inhibitionNames: readonly string[] = [...new Set(table.flatMap(({ source, targets }) => [source, ...targets]))];
