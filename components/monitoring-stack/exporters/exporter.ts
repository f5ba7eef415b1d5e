import type * as k8s from "@pulumi/kubernetes";
import type { PodMetrics } from "../../core/metrics";
import { scrapers, selectorOf } from "../../core/kubernetes";

/** What stands before something that does not speak Prometheus' language. */
export interface Exporter {
    /** Its pods. */
    readonly metrics: PodMetrics;
    /** Whether its series are about others, who bring labels of their own: where the exporter runs says nothing. */
    readonly aboutOthers?: boolean;
    /** What it is asked about, one question for each. @default all that it knows, in one question */
    readonly hosts?: readonly string[];
}

/** An exporter's pods: called by its job, which is its name too. */
export const exporterPods = (namespace: string, name: string, port: number, job = name): PodMetrics => ({
    kind: "pods",
    job,
    namespace,
    labels: selectorOf(name),
    port,
});

export const tcp = (...ports: number[]) => ports.map(port => ({ protocol: "TCP", port }));

/** What asks for figures, in the same namespace. */
export const scraperPods: k8s.types.input.networking.v1.NetworkPolicyPeer[] = scrapers.map(name => ({
    podSelector: { matchLabels: selectorOf(name) },
}));

/** Prometheus in, the collector, and nobody else. */
export const askedByPrometheus = (port: number): k8s.types.input.networking.v1.NetworkPolicyIngressRule => ({
    from: scraperPods,
    ports: tcp(port),
});
