import type { Panel } from "../args";
import { figure, lines, maxBy, query, rate, shareOf, sumBy, type DashboardContext } from "../queries";

/** What is between people and services: Cloudflare's zones, hosts as they are seen from outside, the gateway, the tunnel. */
export function edgePanels({ monitored: { zones, hosts, pods } }: DashboardContext): Panel[] {
    const runs = (wanted: "gateway" | "tunnel"): boolean => pods.some(({ role }) => role === wanted);
    const parts: readonly [boolean, readonly Panel[]][] = [
        [hosts.length > 0, ofHosts],
        [zones.length > 0, ofZones],
        [runs("gateway"), ofGateways],
        [runs("tunnel"), ofTunnels],
    ];
    return parts.flatMap(([present, panels]) => (present ? panels : []));
}

const perHost = (expression: string): string => maxBy("instance", expression);
const host = "{{instance}}";
const days = `(${perHost("probe_ssl_earliest_cert_expiry")} - time()) / 86400`;

const ofHosts: readonly Panel[] = [
    figure("Hosts that answer", "percentunit", "avg(probe_success)", { thresholds: { warning: 1, critical: 0.5 } }),
    figure("Days of the certificate", "short", `min(${days})`, { thresholds: { warning: 20, critical: 3 } }),
    lines("Time to answer by host", "s", [query(host, perHost("probe_duration_seconds"))]),
    lines("Time to answer by phase", "s", [query(`${host} {{phase}}`, maxBy("instance, phase", "probe_http_duration_seconds"))]),
    lines("Answers by host", "short", [query(host, perHost("probe_http_status_code"))], { description: "Status of the answer" }),
    lines("Days of the certificate by host", "short", [query(host, days)], { thresholds: { warning: 20, critical: 3 } }),
];

/** Cloudflare counts by the minute, and tells of it later. */
const minutes = "10m";
const perZone = (counter: string): string => sumBy("zone", rate(counter, minutes));
const zone = "{{zone}}";
const asked = perZone("cloudflare_zone_requests_total");

const ofZones: readonly Panel[] = [
    lines("Requests per second at Cloudflare", "reqps", [
        query(zone, asked),
        query(`${zone} from the cache`, perZone("cloudflare_zone_requests_cached")),
    ]),
    lines("Cached share", "percentunit", [
        query(`${zone} of requests`, shareOf(perZone("cloudflare_zone_requests_cached"), asked)),
        query(`${zone} of bytes`, shareOf(perZone("cloudflare_zone_bandwidth_cached"), perZone("cloudflare_zone_bandwidth_total"))),
    ]),
    lines("Bandwidth at Cloudflare", "Bps", [query(zone, perZone("cloudflare_zone_bandwidth_total"))]),
    lines("Threats", "short", [query(zone, `60 * ${perZone("cloudflare_zone_threats_total")}`)], {
        description: "A minute, as Cloudflare judges",
    }),
    lines("Error rate at Cloudflare", "percentunit", [
        query(zone, shareOf(perZone('cloudflare_zone_requests_status{status=~"5.."}'), asked)),
    ]),
    lines("Requests per second by status at Cloudflare", "reqps", [
        query(`${zone} {{status}}`, sumBy("zone, status", rate("cloudflare_zone_requests_status", minutes))),
    ]),
];

const perGateway = (expression: string): string => sumBy("job", expression);

const ofGateways: readonly Panel[] = [
    lines("Requests per second at the gateway", "reqps", [query("{{job}}", perGateway(rate("nginx_http_requests_total")))]),
    lines("Connections at the gateway", "short", [
        ...["active", "reading", "writing", "waiting"].map(state => query(`{{job}} ${state}`, perGateway(`nginx_connections_${state}`))),
    ]),
    lines("Refused connections at the gateway", "short", [
        query("{{job}}", perGateway(`${rate("nginx_connections_accepted")} - ${rate("nginx_connections_handled")}`)),
    ]),
];

const ofTunnels: readonly Panel[] = [
    lines("Requests per second in the tunnel", "reqps", [query("{{job}}", sumBy("job", rate("cloudflared_tunnel_total_requests")))]),
    lines("Answers per second in the tunnel", "reqps", [
        query("{{job}} {{status_code}}", sumBy("job, status_code", rate("cloudflared_tunnel_response_by_code"))),
    ]),
    lines("Errors in the tunnel", "percentunit", [
        query(
            "{{job}}",
            shareOf(sumBy("job", rate("cloudflared_tunnel_request_errors")), sumBy("job", rate("cloudflared_tunnel_total_requests"))),
        ),
    ]),
    lines("Connections of the tunnel", "short", [query("{{job}} {{pod}}", sumBy("job, pod", "cloudflared_tunnel_ha_connections"))], {
        description: "Four for each pod, to two of Cloudflare's places",
    }),
];
