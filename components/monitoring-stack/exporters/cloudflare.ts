import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress } from "../../core/kubernetes";
import type { ZoneMetrics } from "../../core/metrics";
import { publicAddresses } from "../../core/network-peers";
import { createWorkload } from "../workload";
import type { ZoneExporterArgs } from "./args";
import { askedByPrometheus, exporterPods, tcp, type Exporter } from "./exporter";

const name = "cloudflare";
const port = 8080;

/** What Cloudflare counts of these zones. The exporter reads no file: its token comes as a variable, from a Secret. */
export function createZoneExporter(
    self: Component,
    namespace: string,
    zones: readonly ZoneMetrics[],
    { apiToken, image = images.cloudflareExporter }: ZoneExporterArgs,
    opts: ChildOptions,
): Exporter {
    createWorkload(
        self,
        namespace,
        {
            name,
            image,
            uid: 65534,
            port,
            args: [],
            env: [
                { name: "LISTEN", value: `:${port}` },
                { name: "CF_ZONES", value: pulumi.all(zones.map(({ zoneId }) => zoneId)).apply(ids => [...new Set(ids)].join(",")) },
            ],
            secretEnv: { CF_API_TOKEN: apiToken },
            resources: { cpu: "50m", memory: "64Mi" },
            healthPath: "/health",
            reload: "restart",
            network: {
                ingress: [askedByPrometheus(port)],
                egress: [dnsEgress, { to: publicAddresses, ports: tcp(443) }],
            },
        },
        opts,
    );
    return { metrics: exporterPods(namespace, name, port), aboutOthers: true };
}
