import type { StoreMetrics } from "../../core/metrics";
import { anyOf, critical, shareOf, warning, type AlertContext, type Row } from "./context";

/** Of what nothing is heard, because its exporter is away, TargetMissing tells. */
const down = (metric: string, stores: readonly StoreMetrics[]): string => `${metric}{job=~"${anyOf(stores.map(({ job }) => job))}"} == 0`;

/** Neither the templates of new databases nor that of RDS itself. */
const own = 'datname!~"template[01]|rdsadmin"';
/** Neither the server's own work nor a dump, which takes as long as it takes. */
const people = 'backend_type="client backend", application_name!="pg_dump"';

export function databaseAlerts({ monitored: { databases }, thresholds }: AlertContext): Row[] {
    if (databases.length === 0) return [];
    const taken = "100 * sum by (job) (pg_stat_database_numbackends) / max by (job) (pg_settings_max_connections)";
    const { connectionsPercent, connectionsFullPercent, slowQuerySeconds, transactionSeconds, replicaLagSeconds } = thresholds;
    return [
        critical("DatabaseConnectionError", "1m", down("pg_up", databases), "Database connection lost"),
        warning(
            "DatabaseConnectionsHigh",
            "5m",
            `${taken} > ${connectionsPercent}`,
            `More than ${connectionsPercent} % of the connections of {{ $labels.job }} are taken`,
        ),
        critical(
            "DatabaseConnectionPoolFull",
            "1m",
            `${taken} > ${connectionsFullPercent}`,
            `More than ${connectionsFullPercent} % of the connections of {{ $labels.job }} are taken`,
        ),
        warning(
            "DatabaseDeadlocks",
            "0s",
            `increase(pg_stat_database_deadlocks{${own}}[5m]) > 0`,
            "Transactions of {{ $labels.datname }} wait for one another, and one was ended",
        ),
        warning(
            "SlowQueries",
            "5m",
            `sum by (job, datname) (rate(pg_stat_statements_seconds_total{${own}}[5m])) / sum by (job, datname) (rate(pg_stat_statements_calls_total{${own}}[5m])) > ${slowQuerySeconds}`,
            `Statements of {{ $labels.datname }} take longer than ${slowQuerySeconds} s on average`,
        ),
        warning(
            "LongTransaction",
            "1m",
            `max by (job, datname) (pg_stat_activity_max_tx_duration{${own}, ${people}}) > ${transactionSeconds}`,
            `A transaction of {{ $labels.datname }} is open for longer than ${transactionSeconds} s`,
        ),
        ...(databases.some(({ replica }) => replica)
            ? [
                  warning(
                      "ReplicaLag",
                      "5m",
                      `pg_replication_lag_seconds > ${replicaLagSeconds}`,
                      `{{ $labels.job }} is more than ${replicaLagSeconds} s behind`,
                  ),
              ]
            : []),
    ];
}

/** A cache in which anything may go is meant to be full. */
const meantToBeFull = (labels: string): string => `unless on (${labels}) redis_instance_info{maxmemory_policy=~"allkeys-.+"}`;

export function cacheAlerts({ monitored: { caches }, thresholds: { cacheMemoryPercent, cacheHitPercent } }: AlertContext): Row[] {
    if (caches.length === 0) return [];
    const perJob = (counter: string): string => `sum by (job) (rate(${counter}[10m]))`;
    const asked = `(${perJob("redis_keyspace_hits_total")} + ${perJob("redis_keyspace_misses_total")})`;
    return [
        critical("CacheDown", "1m", down("redis_up", caches), "The cache does not answer"),
        warning(
            "CacheMemoryHigh",
            "5m",
            // Without a limit the figure is 0.
            `100 * redis_memory_used_bytes / (redis_memory_max_bytes > 0) > ${cacheMemoryPercent} ${meantToBeFull("job, instance")}`,
            `{{ $labels.job }} uses more than ${cacheMemoryPercent} % of its memory`,
        ),
        warning(
            "CacheEvictions",
            "10m",
            `${perJob("redis_evicted_keys_total")} > 0 ${meantToBeFull("job")}`,
            "{{ $labels.job }} throws entries away to make room",
        ),
        warning(
            "CacheConnectionsRejected",
            "0s",
            "increase(redis_rejected_connections_total[5m]) > 0",
            "{{ $labels.job }} takes no more connections",
        ),
        warning(
            "CacheHitRateLow",
            "30m",
            // A cache that hardly anybody asks says nothing.
            `100 * ${perJob("redis_keyspace_hits_total")} / ${asked} < ${cacheHitPercent} and ${asked} > 1`,
            `{{ $labels.job }} has less than ${cacheHitPercent} % of what it is asked for`,
        ),
    ];
}

/** One for all, each with its own hours: when it last succeeded, since when it never did, or that it is not there. */
export function backupAlerts({ monitored: { backups }, thresholds: { backupLateHours } }: AlertContext): Row[] {
    if (backups.length === 0) return [];
    const late = backups.map(({ namespace, cronJob, everyHours }) => {
        const of = `{namespace="${namespace}", cronjob="${cronJob}"}`;
        const since = `(kube_cronjob_status_last_successful_time${of} or kube_cronjob_created${of})`;
        const late = `time() - ${since} > ${(everyHours + backupLateHours) * 3600}`;
        // Of what kube-state-metrics does not say while it is away, TargetMissing tells.
        return `${late} or absent(kube_cronjob_created${of}) and on () up{job="kube-state-metrics"} == 1`;
    });
    return [
        critical(
            "BackupMissing",
            // Who tells of it may be moving to another node.
            "5m",
            late.join(" or "),
            "{{ $labels.namespace }}/{{ $labels.cronjob }} made no backup in its time",
        ),
    ];
}

/** What comes in: by the gateway, a tunnel, or from where people are. */
export function entranceAlerts({ monitored: { pods, hosts, zones }, thresholds }: AlertContext): Row[] {
    const has = (role: string): boolean => pods.some(one => one.role === role);
    return [
        ...(has("gateway") ? gatewayAlerts : []),
        ...(has("tunnel") ? tunnelAlerts : []),
        ...(hosts.length > 0 ? hostAlerts(thresholds) : []),
        ...(zones.length > 0 ? [edgeErrors(thresholds.edgeErrorRate)] : []),
    ];
}

const gatewayAlerts: readonly Row[] = [
    critical("GatewayDown", "1m", "nginx_up == 0", "nginx of {{ $labels.namespace }}/{{ $labels.pod }} does not answer"),
    warning(
        "GatewayConnectionsDropped",
        "5m",
        "sum by (job) (rate(nginx_connections_accepted[5m])) - sum by (job) (rate(nginx_connections_handled[5m])) > 0",
        "{{ $labels.job }} has no room for all connections",
    ),
];

const tunnelAlerts: readonly Row[] = [
    critical(
        "TunnelDown",
        "1m",
        "sum by (job) (cloudflared_tunnel_ha_connections) < 1",
        "{{ $labels.job }} has no connection to Cloudflare",
    ),
    warning(
        "TunnelErrors",
        "5m",
        `${shareOf("sum by (job) (rate(cloudflared_tunnel_request_errors[5m]))", "sum by (job) (rate(cloudflared_tunnel_total_requests[5m]))")} > 0.05`,
        "{{ $labels.job }} does not reach what it leads to",
    ),
];

const hostAlerts = ({ certificateDays, certificateUrgentDays }: AlertContext["thresholds"]): Row[] => {
    const left = "(probe_ssl_earliest_cert_expiry - time()) / 86400";
    return [
        critical("ProbeFailed", "1m", "probe_success == 0", "{{ $labels.instance }} does not answer as people ask"),
        warning(
            "CertificateExpires",
            "1h",
            `${left} < ${certificateDays}`,
            `The certificate of {{ $labels.instance }} ends in less than ${certificateDays} days`,
        ),
        critical(
            "CertificateExpiresSoon",
            "5m",
            `${left} < ${certificateUrgentDays}`,
            `The certificate of {{ $labels.instance }} ends in less than ${certificateUrgentDays} days`,
        ),
    ];
};

/** The exporter asks Cloudflare once a minute, for a minute that is over: sums of the last ten. */
const edgeErrors = (most: number): Row => {
    const asked = (labels: string, metric: string): string => `sum by (zone) (increase(cloudflare_zone_requests_${metric}${labels}[10m]))`;
    const failed = asked('{status=~"5.."}', "status");
    return warning(
        "EdgeErrors",
        "5m",
        `${shareOf(failed, asked("", "total"))} > ${most}`,
        "Cloudflare answers many requests of {{ $labels.zone }} with errors",
    );
};
