import { stringify } from "yaml";
import { withDefaults } from "../../core/defaults";
import { selectorOf } from "../../core/kubernetes";
import type { PodMetrics } from "../../core/metrics";
import { datadogDefaults, type BackendArgs } from "./args";
import { backendName } from "./validate";

export const collectorName = "opentelemetry-collector";
export const collectorPorts = { health: 13133, grpc: 4317, http: 4318, metrics: 8888 } as const;
/** What services name among their `calls` to send traces and figures of their own. */
export interface Collector {
    readonly name: string;
    readonly namespace: string;
    /** OTLP over HTTP; gRPC is on 4317. */
    readonly port: number;
    /** Services' `OTEL_EXPORTER_OTLP_ENDPOINT`, where `OTEL_EXPORTER_OTLP_PROTOCOL` is `http/protobuf`. */
    readonly url: string;
}

export const collectorOf = (namespace: string): Collector => ({
    ...{ name: collectorName, namespace, port: collectorPorts.http },
    url: `http://${collectorName}.${namespace}.svc:${collectorPorts.http}`,
});

/** Where Prometheus asks how it fares. */
export const collectorTarget = (namespace: string): PodMetrics => ({
    ...{ kind: "pods", job: collectorName, namespace, labels: selectorOf(collectorName) },
    port: collectorPorts.metrics,
    role: "agent",
});

export const secretFolder = "/etc/opentelemetry/secrets";

export interface CollectorSettings {
    readonly backends: readonly BackendArgs[];
    /** Prometheus' own jobs, as it has them. */
    readonly scrapeConfigs: readonly object[];
    readonly scrapeSeconds: number;
    /** What every figure and trace is marked with: the stack's tags. */
    readonly attributes: Readonly<Record<string, string>>;
}

/** The file that holds a secret of a backend, whose name has no dot. */
export const secretFile = (backend: BackendArgs, secret: string): string => `${backendName(backend)}.${secret.toLowerCase()}`;

/**
 * The collector's configuration: it scrapes what Prometheus scrapes, takes what services send it, and passes both on.
 * Prometheus could send its samples here, but the receiver for that takes no histograms with buckets
 * (prometheusremotewritereceiver's README, "Known Limitations").
 */
export function collectorConfig({ backends, scrapeConfigs, scrapeSeconds, attributes }: CollectorSettings): string {
    const exporters = Object.fromEntries(backends.map(backend => [exporterOf(backend), settingsOf(backend)]));
    const names = Object.keys(exporters);
    const datadog = names.includes("datadog");
    const marks = Object.entries(attributes).map(([key, value]) => ({ key, value, action: "upsert" }));
    const processors = {
        memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 },
        // Without attributes the collector refuses it.
        ...(marks.length > 0 ? { resource: { attributes: marks } } : {}),
        // Datadog computes statistics of traces by ten seconds (datadogexporter's README).
        batch: { timeout: "10s" },
    };
    const through = Object.keys(processors);
    return stringify(
        {
            receivers: {
                prometheus: { config: { global: { scrape_interval: `${scrapeSeconds}s` }, scrape_configs: literally(scrapeConfigs) } },
                otlp: {
                    protocols: {
                        grpc: { endpoint: `0.0.0.0:${collectorPorts.grpc}` },
                        http: { endpoint: `0.0.0.0:${collectorPorts.http}` },
                    },
                },
            },
            processors,
            // Counts requests, errors and times of traces, before some of them are left out.
            ...(datadog ? { connectors: { "datadog/connector": {} } } : {}),
            exporters,
            extensions: { health_check: { endpoint: `0.0.0.0:${collectorPorts.health}` } },
            service: {
                extensions: ["health_check"],
                telemetry: {
                    metrics: {
                        readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: collectorPorts.metrics } } } }],
                    },
                },
                pipelines: {
                    metrics: {
                        receivers: ["prometheus", "otlp", ...(datadog ? ["datadog/connector"] : [])],
                        processors: through,
                        exporters: names,
                    },
                    traces: { receivers: ["otlp"], processors: through, exporters: [...names, ...(datadog ? ["datadog/connector"] : [])] },
                },
            },
        },
        { lineWidth: 0 },
    );
}

const exporterOf = (backend: BackendArgs): string => (backend.kind === "datadog" ? "datadog" : `otlp_http/${backend.name}`);

function settingsOf(backend: BackendArgs): object {
    const fromFile = (secret: string): string => `\${file:${secretFolder}/${secretFile(backend, secret)}}`;
    if (backend.kind === "datadog") {
        return { api: { site: withDefaults(datadogDefaults, backend).site, key: fromFile("api-key") } };
    }
    const headers = Object.fromEntries(Object.keys(backend.headers ?? {}).map(header => [header, fromFile(header)]));
    return { endpoint: backend.endpoint, headers };
}

/** The collector puts values in place of `$…`: what Prometheus means by it is written twice. */
const literally = (scrapeConfigs: readonly object[]): unknown =>
    JSON.parse(JSON.stringify(scrapeConfigs), (_key, value: unknown) =>
        typeof value === "string" ? value.replaceAll("$", "$$$$") : value,
    );
