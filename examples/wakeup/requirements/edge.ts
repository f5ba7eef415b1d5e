import { directive, each, includes, is, met, outputOf, where, type Path, type Table } from "../../../traceability";
import { dnsRecord, edgeCache, entrance, environmentsOnAws, nginxConfig, serverOf, zoneSetting } from "./parts";

type OnAws = (typeof environmentsOnAws)[number];
const rule = (...path: Path): Path => ["rules", where("ref", "cache-static"), ...path];

/** The host leads to Cloudflare, by it to the load balancer, and there to these pods, over HTTPS alone. */
const answersAt = ({ stack }: OnAws, host: string, upstream: string) => [
    stack.input(dnsRecord(host), ["name"], is(host)),
    stack.input(dnsRecord(host), ["proxied"], is(true)),
    stack.input(dnsRecord(host), ["content"], outputOf(entrance, "status", "loadBalancer", "ingress", each, "hostname")),
    stack.input(zoneSetting("always-use-https"), ["value"], is("on")),
    stack.input(zoneSetting("ssl"), ["value"], is("strict")),
    stack.input(nginxConfig, serverOf(host, directive("listen")), is("listen *:8443 ssl")),
    stack.input(nginxConfig, serverOf(host, directive("location /"), directive("proxy_pass")), is(`proxy_pass http://${upstream}`)),
];

/** Hosts, and what comes before the load balancer. */
export const edge: Table = {
    "000-005": met(
        ...environmentsOnAws.flatMap(({ stack, domain }) => [
            stack.input(dnsRecord(domain), ["proxied"], is(true)),
            stack.input(edgeCache, rule("enabled"), is(true)),
            stack.input(edgeCache, rule("actionParameters", "cache"), is(true)),
            stack.input(edgeCache, rule("expression"), includes(`"${domain}"`)),
            stack.input(edgeCache, rule("expression"), includes('starts_with(http.request.uri.path, "/_next/static/")')),
        ]),
    ),
    "000-018": met(
        ...environmentsOnAws.flatMap(one => ["", "api.", "monitoring."].flatMap(part => answersAt(one, part + one.domain, one.upstream))),
    ),
    "000-123": met(
        ...environmentsOnAws.flatMap(one =>
            ["blue", "green"].flatMap(color => answersAt(one, `${color}.${one.domain}`, `wakeup-app-${color}`)),
        ),
    ),
};
