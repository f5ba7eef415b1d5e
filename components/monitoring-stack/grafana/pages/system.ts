import type { Panel } from "../args";
import { figure, increase, lines, maxBy, query, rate, sumBy } from "../queries";

const perNode = (expression: string): string => sumBy("node", expression);
const perPod = (expression: string): string => sumBy("namespace, pod", expression);
const node = "{{node}}";
const pod = "{{namespace}}/{{pod}}";

/** The control group above all others: the whole node. Of its interfaces, those that lead outside. */
const whole = 'id="/"';
const outside = 'interface=~"eth.*|en[ospx].*"';

/** File systems on disks, which are what fills. */
const disks = 'device=~"/dev/.+"';

const volume = "namespace, persistentvolumeclaim";
const autoscaler = "namespace, horizontalpodautoscaler";

/** How nodes, pods and volumes are, as kubelets, node_exporter and kube-state-metrics tell. */
export const systemPanels = (): Panel[] => [
    figure("Nodes that are ready", "short", 'sum(kube_node_status_condition{condition="Ready", status="true"})'),
    figure("Pods that do not run", "short", 'sum(kube_pod_status_phase{phase=~"Pending|Failed|Unknown"})', {
        thresholds: { warning: 1, critical: 5 },
    }),
    figure("Deployments short of pods", "short", "sum(kube_deployment_spec_replicas > bool kube_deployment_status_replicas_available)", {
        thresholds: { warning: 1, critical: 3 },
    }),
    figure("Restarts in an hour", "short", `sum(${increase("kube_pod_container_status_restarts_total", "1h")})`, {
        thresholds: { warning: 1, critical: 5 },
    }),
    lines("CPU usage by node", "percent", [
        query(node, `100 * ${perNode(rate(`container_cpu_usage_seconds_total{${whole}}`))} / ${perNode("machine_cpu_cores")}`),
    ]),
    lines("CPU usage by pod", "short", [query(pod, perPod(rate('container_cpu_usage_seconds_total{container!=""}')))], {
        description: "CPUs",
    }),
    lines("Memory usage by node", "percent", [
        query(node, `100 * ${perNode(`container_memory_working_set_bytes{${whole}}`)} / ${perNode("machine_memory_bytes")}`),
    ]),
    lines("Memory usage by pod", "bytes", [query(pod, perPod('container_memory_working_set_bytes{container!=""}'))]),
    lines("Disk usage by node", "percent", [
        query(
            `${node} {{device}}`,
            `100 * ${maxBy("node, device", `container_fs_usage_bytes{${whole}}`)} / ` +
                maxBy("node, device", `container_fs_limit_bytes{${whole}} > 0`),
        ),
    ]),
    lines("Disk usage by volume", "percent", [
        query(
            "{{namespace}}/{{persistentvolumeclaim}}",
            `100 * ${maxBy(volume, "kubelet_volume_stats_used_bytes")} / ${maxBy(volume, "kubelet_volume_stats_capacity_bytes")}`,
        ),
    ]),
    lines("Network traffic by node", "Bps", [
        query(`${node} in`, perNode(rate(`container_network_receive_bytes_total{${whole}, ${outside}}`))),
        query(`${node} out`, perNode(rate(`container_network_transmit_bytes_total{${whole}, ${outside}}`))),
    ]),
    lines("Network traffic by pod", "Bps", [
        query(`${pod} in`, perPod(rate('container_network_receive_bytes_total{pod!=""}'))),
        query(`${pod} out`, perPod(rate('container_network_transmit_bytes_total{pod!=""}'))),
    ]),
    lines(
        "Load by node",
        "short",
        [query(node, `${maxBy("node", "node_load5")} / count by (node) (node_cpu_seconds_total{mode="idle"})`)],
        { description: "Processes that run or wait to, for each CPU", thresholds: { warning: 1, critical: 2 } },
    ),
    lines(
        "File systems by node",
        "percentunit",
        [
            query(
                `${node} {{mountpoint}}`,
                `1 - min by (node, mountpoint) (node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes{${disks}})`,
            ),
        ],
        { thresholds: { warning: 0.85, critical: 0.95 } },
    ),
    lines("Busy disks by node", "percentunit", [
        query(`${node} {{device}}`, maxBy("node, device", rate("node_disk_io_time_seconds_total"))),
    ]),
    lines("Network errors by node", "pps", [
        query(
            node,
            perNode(
                `${rate(`container_network_receive_errors_total{${whole}, ${outside}}`)} + ${rate(`container_network_transmit_errors_total{${whole}, ${outside}}`)}`,
            ),
        ),
    ]),
    lines(
        "Memory of its limit by pod",
        "percentunit",
        [
            query(
                pod,
                `${perPod('container_memory_working_set_bytes{container!=""}')} / ` +
                    perPod('kube_pod_container_resource_limits{resource="memory"}'),
            ),
        ],
        { thresholds: { warning: 0.85, critical: 0.95 } },
    ),
    lines(
        "Throttled CPU by pod",
        "percentunit",
        [
            query(
                pod,
                `${perPod(rate('container_cpu_cfs_throttled_periods_total{container!=""}'))} / ` +
                    perPod(rate('container_cpu_cfs_periods_total{container!=""}')),
            ),
        ],
        { description: "Share of the time slices in which the pod was held back at its limit" },
    ),
    lines(
        "Autoscalers",
        "percentunit",
        [
            query(
                "{{namespace}}/{{horizontalpodautoscaler}}",
                `${maxBy(autoscaler, "kube_horizontalpodautoscaler_status_current_replicas")} / ` +
                    maxBy(autoscaler, "kube_horizontalpodautoscaler_spec_max_replicas"),
            ),
        ],
        { description: "Share of the pods that there may be", thresholds: { warning: 0.8, critical: 1 } },
    ),
    lines("Restarts by pod", "short", [query(pod, `topk(10, ${perPod(increase("kube_pod_container_status_restarts_total"))})`)]),
];
