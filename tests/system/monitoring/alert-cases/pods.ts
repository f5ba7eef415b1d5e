import { any, counter, day, level, minute, once, swing, whole, type AlertCase } from "./case";

const labels = { namespace: "shop", pod: "web-0" };
const onNode = { ...labels, node: "n1" };
const container = (metric: string, name = "web"): string =>
    `container_${metric}{job="containers", instance="n1", node="n1", namespace="shop", pod="web-0", container="${name}"}`;
const pod = (metric: string, more = ""): string => `kube_pod_${metric}{namespace="shop", pod="web-0"${more}}`;
const info = pod("info", ', node="n1"');
const ofContainer = (metric: string, more = ""): string => pod(`container_${metric}`, `, container="web"${more}`);
const outOfMemory = ofContainer("status_last_terminated_reason", ', reason="OOMKilled"');
const restarts = ofContainer("status_restarts_total");
const scaler = (metric: string): string => `kube_horizontalpodautoscaler_${metric}{namespace="shop", horizontalpodautoscaler="web"}`;
const volume = (metric: string): string =>
    `kubelet_volume_stats_${metric}{job="kubelet", instance="n1", node="n1", namespace="shop", persistentvolumeclaim="data-0"}`;
const job = (metric: string, name: string, more = ""): string => `kube_job_${metric}{namespace="shop", job_name="${name}"${more}}`;
const failed = (name: string): string => job("failed", name, ', condition="true"');
const migration = "web-migrate-0a1b2c3d";
const always = (figure: number): ReturnType<typeof level> => level([figure, 40 * minute]);

export const podCases: readonly AlertCase[] = [
    swing({
        alert: "HighCPUUsage",
        severity: "warning",
        after: 5 * minute,
        labels,
        sees: whole(5 * minute),
        series: pens => ({
            // Seconds in a minute, of one processor.
            [container("cpu_usage_seconds_total")]: pens.counter(48.1, 47.9),
            [container("spec_cpu_quota")]: pens.level(100_000, 100_000),
            [container("spec_cpu_period")]: pens.level(100_000, 100_000),
        }),
        silent: {
            "it may take what there is": { [container("cpu_usage_seconds_total")]: counter([240, 40 * minute]) },
            "it may take what there is, and another container hardly takes any": {
                [container("cpu_usage_seconds_total")]: counter([240, 40 * minute]),
                [container("cpu_usage_seconds_total", "log")]: counter([1, 40 * minute]),
                [container("spec_cpu_quota", "log")]: always(100_000),
                [container("spec_cpu_period", "log")]: always(100_000),
            },
        },
    }),
    swing({
        alert: "HighMemoryUsage",
        severity: "warning",
        after: 5 * minute,
        labels,
        series: pens => ({
            [container("memory_working_set_bytes")]: pens.level(851, 849),
            [container("spec_memory_limit_bytes")]: pens.level(1000, 1000),
        }),
        silent: {
            "it may take what there is": {
                [container("memory_working_set_bytes")]: always(851),
                [container("spec_memory_limit_bytes")]: always(0),
            },
            "it may take what there is, and another container hardly takes any": {
                [container("memory_working_set_bytes")]: always(851),
                [container("spec_memory_limit_bytes")]: always(0),
                [container("memory_working_set_bytes", "log")]: always(100),
                [container("spec_memory_limit_bytes", "log")]: always(1000),
            },
        },
    }),
    swing({
        alert: "PodCrashLooping",
        severity: "warning",
        after: 10 * minute,
        labels: onNode,
        sees: once(5 * minute),
        series: pens => ({
            [ofContainer("status_waiting_reason", ', reason="CrashLoopBackOff"')]: pens.level(1, undefined),
            [info]: pens.level(1, 1),
        }),
        silent: {
            "it is being made": { [ofContainer("status_waiting_reason", ', reason="ContainerCreating"')]: always(1), [info]: always(1) },
        },
    }),
    swing({
        alert: "PodNotReady",
        severity: "warning",
        after: 15 * minute,
        labels: onNode,
        series: pens => ({
            [pod("status_ready", ', condition="true"')]: pens.level(0, 1),
            [pod("status_phase", ', phase="Running"')]: pens.level(1, 1),
            [info]: pens.level(1, 1),
        }),
        silent: {
            "it has come to an end": {
                [pod("status_ready", ', condition="true"')]: always(0),
                [pod("status_phase", ', phase="Running"')]: always(0),
                [pod("status_phase", ', phase="Succeeded"')]: always(1),
                [info]: always(1),
            },
        },
    }),
    swing({
        alert: "PodPending",
        severity: "warning",
        after: 15 * minute,
        labels,
        series: pens => ({ [pod("status_phase", ', phase="Pending"')]: pens.level(1, 0) }),
    }),
    swing({
        alert: "PodOutOfMemory",
        severity: "warning",
        after: 0,
        labels: onNode,
        sees: any(10 * minute),
        series: pens => ({ [outOfMemory]: pens.level(1, 1), [restarts]: pens.counter(4, 0), [info]: pens.level(1, 1) }),
        silent: { "it ended by itself": { [restarts]: counter([1, 20 * minute]), [info]: always(1) } },
    }),
    swing({
        alert: "ReplicasMismatch",
        severity: "warning",
        after: 15 * minute,
        labels: { namespace: "shop", deployment: "web" },
        series: pens => ({
            'kube_deployment_spec_replicas{namespace="shop", deployment="web"}': pens.level(3, 3),
            'kube_deployment_status_replicas_available{namespace="shop", deployment="web"}': pens.level(2, 3),
        }),
    }),
    swing({
        alert: "StatefulSetReplicasMismatch",
        severity: "warning",
        after: 15 * minute,
        labels: { namespace: "shop", statefulset: "postgres" },
        series: pens => ({
            'kube_statefulset_replicas{namespace="shop", statefulset="postgres"}': pens.level(1, 1),
            'kube_statefulset_status_replicas_ready{namespace="shop", statefulset="postgres"}': pens.level(0, 1),
        }),
    }),
    swing({
        alert: "AutoscalerAtLimit",
        severity: "warning",
        after: 15 * minute,
        labels: { namespace: "shop", horizontalpodautoscaler: "web" },
        series: pens => ({
            [scaler("status_current_replicas")]: pens.level(12, 11),
            [scaler("spec_max_replicas")]: pens.level(12, 12),
            [scaler("spec_min_replicas")]: pens.level(3, 3),
        }),
        silent: {
            "there is nothing to choose": {
                [scaler("status_current_replicas")]: always(3),
                [scaler("spec_max_replicas")]: always(3),
                [scaler("spec_min_replicas")]: always(3),
            },
        },
    }),
    swing({
        alert: "VolumeFull",
        severity: "critical",
        after: 10 * minute,
        labels: { namespace: "shop", persistentvolumeclaim: "data-0" },
        series: pens => ({ [volume("used_bytes")]: pens.level(851, 849), [volume("capacity_bytes")]: pens.level(1000, 1000) }),
    }),
    swing({
        alert: "JobFailed",
        severity: "warning",
        after: 0,
        labels: { namespace: "shop", job_name: "report-1", condition: "true" },
        series: pens => ({ [failed("report-1")]: pens.level(1, 0), [job("status_start_time", "report-1")]: pens.level(0, 0) }),
        silent: {
            "it was more than a day ago": { [failed("report-1")]: always(1), [job("status_start_time", "report-1")]: always(-day) },
            "it is a migration": { [failed(migration)]: always(1), [job("status_start_time", migration)]: always(0) },
        },
    }),
    {
        alert: "JobFailed",
        severity: "warning",
        after: 0,
        labels: { namespace: "shop", job_name: "report-1", condition: "true" },
        step: 15,
        fires: {
            series: { [failed("report-1")]: level([0, minute], [1, minute]), [job("status_start_time", "report-1")]: always(0) },
            from: minute,
        },
        silent: { "it succeeded": { [failed("report-1")]: always(0), [job("status_start_time", "report-1")]: always(0) } },
        // By itself, a day after it began.
        resolves: {
            series: { [failed("report-1")]: always(1), [job("status_start_time", "report-1")]: always(10 * minute - day) },
            until: 10 * minute,
        },
    },
    swing({
        alert: "MigrationFailed",
        severity: "critical",
        after: 0,
        labels: { namespace: "shop", job_name: migration, condition: "true" },
        series: pens => ({ [failed(migration)]: pens.level(1, 0) }),
        silent: { "it is another job": { [failed("report-1")]: always(1) } },
    }),
];
