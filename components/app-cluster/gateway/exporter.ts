import type * as k8s from "@pulumi/kubernetes";
import { images } from "../../core/images";
import { restrictedContainer, selectorOf } from "../../core/kubernetes";
import type { PodMetrics } from "../../core/metrics";
import { gatewayName } from "../backends";
import { statusPath, type GatewayPlace } from "./nginx-config";

export const gatewayMetricsPort = 9113;

const resources = { cpu: "10m", memory: "32Mi" };

/**
 * A container beside nginx that tells Prometheus what nginx counts. It stays for as long as nginx is sent new
 * connections, so that a pod that is replaced is not missed, and is gone before nginx is.
 */
export const gatewayExporter = (
    { statusPort }: GatewayPlace,
    lameDuck: number,
    image: string = images.nginxExporter,
): k8s.types.input.core.v1.Container => ({
    name: "exporter",
    image,
    args: [
        `--nginx.scrape-uri=http://127.0.0.1:${statusPort}${statusPath}`,
        `--web.listen-address=:${gatewayMetricsPort}`,
        "--log.format=json",
    ],
    ports: [{ name: "metrics", containerPort: gatewayMetricsPort }],
    resources: { requests: resources, limits: resources },
    securityContext: restrictedContainer,
    livenessProbe: { tcpSocket: { port: "metrics" }, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
    lifecycle: { preStop: { sleep: { seconds: lameDuck } } },
});

/** Where Prometheus asks for them. */
export const gatewayMetrics = (namespace: string): PodMetrics => ({
    kind: "pods",
    role: "gateway",
    job: "nginx",
    namespace,
    labels: selectorOf(gatewayName),
    port: gatewayMetricsPort,
});
