/**
 * What those expose that no test can start here, written after the examples in their own tests and documentation: no
 * answers of theirs. `~` is a counter that grows. And what services of the system might count.
 */
const kubeStateMetrics = [
    'kube_node_status_condition{node="node-a",condition="Ready",status="true"} 1',
    'kube_node_status_condition{node="node-a",condition="Ready",status="false"} 0',
    'kube_pod_status_phase{namespace="shop",pod="web-1",uid="u1",phase="Pending"} 0',
    'kube_pod_status_phase{namespace="shop",pod="web-1",uid="u1",phase="Running"} 1',
    'kube_deployment_spec_replicas{namespace="shop",deployment="web"} 3',
    'kube_deployment_status_replicas_available{namespace="shop",deployment="web"} 2',
    'kube_deployment_status_replicas_updated{namespace="shop",deployment="web"} 3',
    'kube_pod_container_status_restarts_total{namespace="shop",pod="web-1",uid="u1",container="web"} ~',
    'kube_pod_container_status_waiting_reason{namespace="shop",pod="web-2",uid="u2",container="web",reason="CrashLoopBackOff"} 1',
    'kube_pod_container_resource_limits{namespace="shop",pod="web-1",uid="u1",container="web",node="node-a",resource="memory",unit="byte"} 5e+08',
    'kube_pod_container_info{namespace="shop",pod="web-1",uid="u1",container="web",image_spec="x/web:1",image="x/web:1",image_id="",container_id=""} 1',
    'kube_horizontalpodautoscaler_status_current_replicas{namespace="shop",horizontalpodautoscaler="web"} 3',
    'kube_horizontalpodautoscaler_spec_max_replicas{namespace="shop",horizontalpodautoscaler="web"} 10',
    'kube_cronjob_status_last_successful_time{namespace="shop",cronjob="orders-dump"} 1.7e+09',
];

const pod = 'container="web",id="/kubepods/web-1",image="x/web:1",name="web",namespace="shop",pod="web-1"';
const sandbox = 'container="",id="/kubepods/web-1",image="",interface="eth0",name="",namespace="shop",pod="web-1"';
const node = 'container="",id="/",image="",name="",namespace="",pod=""';
const link = `interface="eth0",${node}`;

const cadvisor = [
    "machine_cpu_cores 2",
    "machine_memory_bytes 8e+09",
    ...[node, pod].flatMap(of => [
        `container_cpu_usage_seconds_total{cpu="total",${of}} ~`,
        `container_memory_working_set_bytes{${of}} 4e+08`,
        `container_fs_usage_bytes{device="/dev/vda",${of}} 1e+09`,
        `container_fs_limit_bytes{device="/dev/vda",${of}} 2e+10`,
    ]),
    ...[link, sandbox].flatMap(of =>
        ["receive_bytes", "transmit_bytes", "receive_errors", "transmit_errors"].map(name => `container_network_${name}_total{${of}} ~`),
    ),
    `container_cpu_cfs_periods_total{${pod}} ~`,
    `container_cpu_cfs_throttled_periods_total{${pod}} ~`,
];

const kubelet = ["used", "capacity"].map(
    name => `kubelet_volume_stats_${name}_bytes{namespace="shop",persistentvolumeclaim="data-web-0"} 1e+09`,
);

const zone = 'zone="example.com",account="example"';

const cloudflareExporter = [
    ...["requests_total", "requests_cached", "bandwidth_total", "bandwidth_cached", "threats_total"].map(
        name => `cloudflare_zone_${name}{${zone}} ~`,
    ),
    ...["200", "503"].map(status => `cloudflare_zone_requests_status{${zone},status="${status}"} ~`),
];

const cloudflared = [
    "cloudflared_tunnel_total_requests ~",
    "cloudflared_tunnel_request_errors 0",
    "cloudflared_tunnel_ha_connections 4",
    'cloudflared_tunnel_response_by_code{status_code="200"} ~',
];

const fluentBit = ["proc_records", "dropped_records", "retries_failed"].map(name => `fluentbit_output_${name}_total{name="http.0"} ~`);

const requests = ["200", "404", "500"].flatMap(status =>
    ["/", "/cart"].map(route => `http_requests_total{method="GET",route="${route}",status="${status}"} ~`),
);
const durations = ["/", "/cart"].flatMap(route => [
    ...["0.1", "0.5", "1", "+Inf"].map(bound => `http_request_duration_seconds_bucket{route="${route}",le="${bound}"} ~`),
    `http_request_duration_seconds_sum{route="${route}"} ~`,
    `http_request_duration_seconds_count{route="${route}"} ~`,
]);

const service = [
    ...requests,
    ...durations,
    "active_users 7",
    "revenue_total ~",
    ...["200", "429", "error"].map(status => `gemini_api_requests_total{status="${status}"} ~`),
    ...["in", "out"].map(direction => `gemini_tokens_total{direction="${direction}"} ~`),
    "gemini_cost_usd_total ~",
    ...["ok", "error", "limited"].map(outcome => `claude_requests_total{outcome="${outcome}"} ~`),
];

export const expositions = {
    "kube-state-metrics": kubeStateMetrics,
    containers: cadvisor,
    kubelet,
    cloudflare: cloudflareExporter,
    cloudflared,
    "fluent-bit": fluentBit,
    web: service,
} as const;

/** A day of what came in, a week ago: a sample each minute, in milliseconds. */
export function aWeekAgo(now: number): string {
    const minutes = Array.from({ length: 26 * 60 }, (_, index) => index);
    const begin = now - 8 * 86_400_000 - 3_600_000;
    return minutes.map(minute => `revenue_total ${minute} ${begin + minute * 60_000}\n`).join("");
}

/** What nginx's own module tells (nginx.org, ngx_http_stub_status_module), after so many seconds. */
export const stubStatus = (seconds: number): string =>
    `Active connections: 3 \nserver accepts handled requests\n ${100 + seconds} ${100 + seconds} ${300 + seconds} \nReading: 0 Writing: 1 Waiting: 2 \n`;
