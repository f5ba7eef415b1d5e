import { critical, leaving, warning, type AlertContext, type Row } from "./context";

/** Neither what is in memory nor what containers see of their own images. */
const disks = 'fstype!~"tmpfs|ramfs|overlay|squashfs"';
const free = `node_filesystem_avail_bytes{${disks}}`;
const freeShare = `${free} / node_filesystem_size_bytes`;
/** An image that nobody can write to is full, and stays so: Bottlerocket's root. */
const writable = "node_filesystem_readonly == 0";

const unready = 'max by (node) (kube_node_status_condition{condition="Ready", status="true"}) == 0';
/** A node that has just come is not ready yet. */
const young = "time() - kube_node_created < 600";
const silent = 'max by (node) (up{job=~"containers|kubelet"}) == 0';

const perNode = (expression: string): string => `sum by (node) (${expression})`;

export function nodeAlerts({ thresholds: { cpuPercent, memoryPercent, diskPercent } }: AlertContext): Row[] {
    return [
        critical(
            "NodeNotReady",
            // Sooner than those of what runs there, which it silences.
            "30s",
            `(${unready} unless on (node) ${young} or ${silent}) unless on (node) ${leaving}`,
            "Node {{ $labels.node }} is not ready, or its kubelet does not answer",
        ),
        warning(
            "NodeCPUHigh",
            "5m",
            `100 * (1 - avg by (node) (rate(node_cpu_seconds_total{mode="idle"}[5m]))) > ${cpuPercent}`,
            "Node {{ $labels.node }} is short of CPU",
        ),
        warning(
            "NodeMemoryHigh",
            "5m",
            `100 * (1 - ${perNode("node_memory_MemAvailable_bytes")} / ${perNode("node_memory_MemTotal_bytes")}) > ${memoryPercent}`,
            "Node {{ $labels.node }} is short of memory",
        ),
        critical(
            "NodeDiskFull",
            "5m",
            `100 * (1 - min by (node, device) (${freeShare} and ${writable})) > ${diskPercent}`,
            `More than ${diskPercent} % of {{ $labels.device }} of node {{ $labels.node }} is used`,
        ),
        warning(
            "NodeDiskFillsUp",
            "1h",
            // What a node loads when it begins fills no disk in the long run: one that is half empty does not count.
            `min by (node, device) (predict_linear(${free}[6h], 86400) and ${freeShare} < 0.5 and ${writable}) < 0`,
            "{{ $labels.device }} of node {{ $labels.node }} is full within a day if it goes on like this",
        ),
        warning(
            "NodePressure",
            "5m",
            'kube_node_status_condition{condition=~".*Pressure", status="true"} == 1',
            "Node {{ $labels.node }} reports {{ $labels.condition }}",
        ),
        warning(
            "NodeClockWrong",
            "10m",
            // The kernel counts up to 16 s as long as nobody sets the clock.
            "max by (node) (abs(node_timex_offset_seconds)) > 0.05 or " +
                "max by (node) (node_timex_maxerror_seconds) >= 16 and max by (node) (node_timex_sync_status) == 0",
            "The clock of node {{ $labels.node }} is wrong, or nobody sets it",
        ),
    ];
}

/** With the node on which the pod is: an alert of the node silences them. */
const onNode = (expression: string): string =>
    `(${expression}) * on (namespace, pod) group_left (node) max by (namespace, pod, node) (kube_pod_info{node!=""})`;

/** Of each pod the container that is nearest to its limit: one without a limit is near none. */
const nearest = (used: string, limit: string): string => {
    const perContainer = (expression: string): string => `sum by (namespace, pod, container) (${expression})`;
    return `max by (namespace, pod) (100 * ${perContainer(used)} / ${perContainer(limit)})`;
};

/** Jobs that AppCluster makes before the pods of a new image. */
const migration = ".+-migrate-[0-9a-f]{8}";

export function podAlerts({ thresholds: { cpuPercent, memoryPercent, diskPercent } }: AlertContext): Row[] {
    const pod = "{{ $labels.namespace }}/{{ $labels.pod }}";
    const ofVolume = (metric: string): string => `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_${metric})`;
    return [
        warning(
            "HighCPUUsage",
            "5m",
            `${nearest(
                'rate(container_cpu_usage_seconds_total{container!=""}[5m])',
                'container_spec_cpu_quota{container!=""} / container_spec_cpu_period{container!=""}',
            )} > ${cpuPercent}`,
            "High CPU usage detected",
        ),
        warning(
            "HighMemoryUsage",
            "5m",
            `${nearest(
                'container_memory_working_set_bytes{container!=""}',
                'container_spec_memory_limit_bytes{container!=""} > 0',
            )} > ${memoryPercent}`,
            "High memory usage detected",
        ),
        warning(
            "PodCrashLooping",
            "10m",
            onNode('max by (namespace, pod) (max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m])) == 1'),
            `${pod} starts and ends again and again`,
        ),
        warning(
            "PodNotReady",
            "15m",
            // A pod that has come to an end is not ready either; one that has not begun has an alert of its own.
            onNode(
                'max by (namespace, pod) (kube_pod_status_ready{condition="true"}) == 0 and max by (namespace, pod) (kube_pod_status_phase{phase="Running"}) == 1',
            ),
            `${pod} is not ready`,
        ),
        warning(
            "PodPending",
            "15m",
            'max by (namespace, pod) (kube_pod_status_phase{phase="Pending"}) == 1',
            `${pod} finds no node, or does not start there`,
        ),
        warning(
            "PodOutOfMemory",
            "0s",
            onNode(
                'max by (namespace, pod) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1 and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total[10m]) > 0)',
            ),
            `${pod} took more memory than it may, and was ended`,
        ),
        warning(
            "ReplicasMismatch",
            "15m",
            "kube_deployment_spec_replicas != kube_deployment_status_replicas_available",
            "{{ $labels.namespace }}/{{ $labels.deployment }} has not as many pods as it should",
        ),
        warning(
            "StatefulSetReplicasMismatch",
            "15m",
            "kube_statefulset_replicas != kube_statefulset_status_replicas_ready",
            "{{ $labels.namespace }}/{{ $labels.statefulset }} has not as many pods as it should",
        ),
        warning(
            "AutoscalerAtLimit",
            "15m",
            "kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas and kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas",
            "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has as many pods as it may have",
        ),
        critical(
            "VolumeFull",
            "10m",
            `100 * ${ofVolume("used_bytes")} / ${ofVolume("capacity_bytes")} > ${diskPercent}`,
            `More than ${diskPercent} % of the volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is used`,
        ),
        warning(
            "JobFailed",
            "0s",
            // The cluster keeps it for longer, though the next may have succeeded.
            `kube_job_failed{condition="true", job_name!~"${migration}"} == 1 and on (namespace, job_name) time() - kube_job_status_start_time < 86400`,
            "Job {{ $labels.namespace }}/{{ $labels.job_name }} failed in the last day",
        ),
        critical(
            "MigrationFailed",
            "0s",
            `kube_job_failed{condition="true", job_name=~"${migration}"} == 1`,
            "Migration {{ $labels.namespace }}/{{ $labels.job_name }} failed: the version before still answers",
        ),
    ];
}
