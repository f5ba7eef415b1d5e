import type * as pulumi from "@pulumi/pulumi";

/** Somebody else's monitoring. */
export type BackendArgs = DatadogBackend | OtlpBackend;

/**
 * Datadog. It gets every figure that Prometheus scrapes of the system, under the same names, with the job as its service; traces
 * too, of services that send them to the collector.
 */
export interface DatadogBackend {
    readonly kind: "datadog";
    /** A secret. */
    readonly apiKey: pulumi.Input<string>;
    /** Where the organisation is: one of `datadogSites`. @default "datadoghq.com" */
    readonly site?: (typeof datadogSites)[number];
}

/** Whatever takes OTLP over HTTP: Grafana Cloud, Honeycomb, New Relic, Dynatrace, a collector of your own. */
export interface OtlpBackend {
    readonly kind: "otlp";
    /** Unique among the backends: lower-case letters, digits and `-`. */
    readonly name: string;
    /** `https://otlp.example.com`; `/v1/metrics` and `/v1/traces` come behind it. */
    readonly endpoint: string;
    /** Headers that let it in; secrets. @default none */
    readonly headers?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Datadog's sites (docs.datadoghq.com/getting_started/site, read 2026-11). */
export const datadogSites = [
    "datadoghq.com",
    "us3.datadoghq.com",
    "us5.datadoghq.com",
    "datadoghq.eu",
    "ap1.datadoghq.com",
    "ap2.datadoghq.com",
    "ddog-gov.com",
] as const;

export const datadogDefaults = { site: "datadoghq.com" } as const;
