import { stringify } from "yaml";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress } from "../../core/kubernetes";
import type { HostMetrics } from "../../core/metrics";
import { publicAddresses } from "../../core/network-peers";
import { createWorkload } from "../workload";
import { askedByPrometheus, exporterPods, tcp, type Exporter } from "./exporter";

const name = "probes";
const port = 9115;
const folder = "/etc/blackbox";

/** The question that hosts are asked. */
export const probeModule = "https";

/**
 * A host is well that answers over TLS, with a certificate that is valid for it, and with no error of the server: one
 * that asks to sign in, or that has no page at `/`, is well too.
 */
const configuration = stringify(
    {
        modules: {
            [probeModule]: {
                prober: "http",
                timeout: "10s",
                http: {
                    valid_status_codes: Array.from({ length: 300 }, (_, index) => 200 + index),
                    fail_if_not_ssl: true,
                    follow_redirects: false,
                    preferred_ip_protocol: "ip4",
                },
            },
        },
    },
    { collectionStyle: "flow", lineWidth: 0 },
);

/** Asks hosts what people ask them: from inside of the cluster, by their public addresses. */
export function createProbes(self: Component, namespace: string, hosts: readonly HostMetrics[], opts: ChildOptions): Exporter {
    createWorkload(
        self,
        namespace,
        {
            name,
            image: images.blackboxExporter,
            uid: 65534,
            port,
            args: [`--config.file=${folder}/blackbox.yml`, "--log.format=json"],
            files: { [folder]: { "blackbox.yml": configuration } },
            resources: { cpu: "50m", memory: "64Mi" },
            healthPath: "/-/healthy",
            reload: "restart",
            network: {
                ingress: [askedByPrometheus(port)],
                egress: [dnsEgress, { to: publicAddresses, ports: tcp(443) }],
            },
        },
        opts,
    );
    return { metrics: exporterPods(namespace, name, port), hosts: [...new Set(hosts.map(({ host }) => host))] };
}
