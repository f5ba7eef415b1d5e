import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { callerLabel, dnsEgress } from "../../core/kubernetes";
import { podsIn } from "../../core/network-peers";
import { askedByPrometheus, tcp, type Exporter } from "../exporters/exporter";
import type { Monitored } from "../monitored";
import { jobsOf } from "../prometheus/config";
import { createWorkload } from "../workload";
import type { BackendArgs } from "./args";
import { collectorConfig, collectorName, collectorPorts, secretFile, secretFolder } from "./collector-config";

const configFolder = "/etc/opentelemetry";

export interface CollectorParts {
    readonly backends: readonly BackendArgs[];
    readonly monitored: Pick<Monitored, "pods">;
    readonly exporters: readonly Exporter[];
    readonly scrapeSeconds: number;
    /** Of the stack: what every figure and trace is marked with. */
    readonly tags: Readonly<Record<string, string>>;
}

/**
 * The OpenTelemetry Collector, between the cluster and those backends. It scrapes under Prometheus' rights, which are
 * given to its own account (`mayDiscover`); services that name it among their `calls` reach it on 4317 (gRPC) and 4318 (HTTP).
 */
export function createCollector(self: Component, namespace: string, parts: CollectorParts, opts: ChildOptions): void {
    const { backends, monitored, exporters, scrapeSeconds, tags } = parts;
    const asked = [...monitored.pods, ...exporters.map(({ metrics }) => metrics)];
    const config = collectorConfig({
        ...{ backends, scrapeSeconds },
        scrapeConfigs: jobsOf(monitored, exporters),
        attributes: attributesOf(tags),
    });
    const elsewhere = [...new Set([443, 6443, 10250, ...portsOf(backends)])].sort((a, b) => a - b);
    createWorkload(
        self,
        namespace,
        {
            name: collectorName,
            image: images.otelCollector,
            uid: 10001,
            port: collectorPorts.health,
            ports: { grpc: collectorPorts.grpc, "otlp-http": collectorPorts.http, metrics: collectorPorts.metrics },
            args: [`--config=${configFolder}/config.yaml`],
            files: { [configFolder]: { "config.yaml": config } },
            secretFiles: { [secretFolder]: secretsOf(backends) },
            resources: { cpu: "500m", memory: "1Gi" },
            healthPath: "/",
            needsApi: true,
            // It has no order to read its configuration anew but a signal, which no other container may send.
            reload: "restart",
            network: {
                ingress: [
                    {
                        from: [{ namespaceSelector: {}, podSelector: { matchLabels: callerLabel(collectorName) } }],
                        ports: tcp(collectorPorts.grpc, collectorPorts.http),
                    },
                    askedByPrometheus(collectorPorts.metrics),
                ],
                egress: [
                    dnsEgress,
                    ...asked.map(target => ({ to: [podsIn(target.namespace, target.labels)], ports: tcp(target.port) })),
                    // The API server, the kubelets and the backends have addresses that no selector names.
                    { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(...elsewhere) },
                ],
            },
        },
        opts,
    );
}

/** By OpenTelemetry's conventions: `Environment` is `deployment.environment.name`; other tags keep their names, in lower case. */
const attributesOf = (tags: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
        Object.entries(tags).map(([key, value]) => [
            key === "Environment" ? "deployment.environment.name" : key.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase(),
            value,
        ]),
    );

const portsOf = (backends: readonly BackendArgs[]): number[] =>
    backends.flatMap(backend => (backend.kind === "otlp" ? [Number(new URL(backend.endpoint).port || 443)] : []));

const secretsOf = (backends: readonly BackendArgs[]) =>
    Object.fromEntries(
        backends.flatMap(backend =>
            backend.kind === "datadog"
                ? [[secretFile(backend, "api-key"), backend.apiKey] as const]
                : Object.entries(backend.headers ?? {}).map(([header, value]) => [secretFile(backend, header), value] as const),
        ),
    );
