import { answered, each, is, met, outputOf, resources, where, type Check, type Table } from "../../../traceability";
import { workerConfig } from "../../../traceability/worker";
import { dnsRecord, entrance, environmentsOnAws, onAws, zoneSetting } from "./parts";
import { certificate } from "./gateway";

/** The host leads to Cloudflare, and by it to the load balancer. */
const proxied = (...hosts: readonly string[]): Check[] =>
    environmentsOnAws.flatMap(({ stack, domain }) =>
        hosts.flatMap(host => [
            stack.input(dnsRecord(host + domain), ["name"], is(host + domain)),
            stack.input(dnsRecord(host + domain), ["proxied"], is(true)),
            stack.input(dnsRecord(host + domain), ["content"], outputOf(entrance, "status", "loadBalancer", "ingress", each, "hostname")),
        ]),
    );

/** Cloudflare answers with a certificate of its own, which it renews; behind it stands one of its Origin CA, for fifteen years. */
const certified: Check[] = environmentsOnAws.flatMap(({ stack, domain }) => [
    stack.input(zoneSetting("ssl"), ["value"], is("strict")),
    stack.input(certificate, ["hostnames"], is([domain, `www.${domain}`, `api.${domain}`])),
    stack.input(certificate, ["requestedValidity"], is(5475)),
]);

const script = resources("cloudflare:index/workersScript:WorkersScript", "edge-worker");
const kept = (name: string, expected: unknown): Check[] =>
    onAws.map(stack => stack.input(script, ["content", workerConfig, "caches", where("name", "static"), name], is(expected)));

/** Hosts, certificates, and what is kept. */
export const edge: Table = {
    "003-020": met(...proxied("api.")),
    "003-048": met(...proxied("", "www.")),
    "003-062": met(...kept("edgeSeconds", 31536000), ...kept("browserSeconds", 31536000), ...kept("immutable", true)),
    "003-063": met(...keptEndings()),
    "003-099": answered(
        "Cloudflare's own certificate is what people see; nobody has to answer a challenge or open port 80 for it.",
        ...certified,
    ),
    "003-100": met(...proxied("", "www."), ...certified),
    "003-101": answered(
        "Cloudflare renews its certificate by itself, and tells when it does not; the one behind it holds for fifteen years.",
        ...certified,
        ...told(),
    ),
    "003-102": answered("There is nothing to run daily: Cloudflare renews thirty days before the end.", ...certified, ...told()),
};

function keptEndings(): Check[] {
    return onAws.map(stack =>
        stack.input(
            script,
            ["content", workerConfig, "caches", where("name", "static"), "when", "of", where("kind", "extension"), "in"],
            is(["js", "css", "png", "jpg", "jpeg", "gif", "ico", "svg"]),
        ),
    );
}

function told(): Check[] {
    return onAws.flatMap(stack => [
        stack.input(
            resources("cloudflare:index/notificationPolicy:NotificationPolicy", "edge-alert-certificate"),
            ["alertType"],
            is("universal_ssl_event_type"),
        ),
        stack.input(resources("cloudflare:index/notificationPolicy:NotificationPolicy", "edge-alert-certificate"), ["enabled"], is(true)),
    ]);
}
