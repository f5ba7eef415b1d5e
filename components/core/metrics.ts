import type * as pulumi from "@pulumi/pulumi";
import type { Connection } from "./connection";

/**
 * Something that Prometheus asks for figures. Each component describes its own (`cluster.metrics`, `postgres.metrics`,
 * …), MonitoringStack reads them: nobody writes a scrape configuration.
 */
export type MetricsTarget = PodMetrics | StoreMetrics | HostMetrics | ZoneMetrics | BackupMetrics;

/** Pods that speak Prometheus' language. */
export interface PodMetrics {
    readonly kind: "pods";
    /** The job's name in Prometheus. */
    readonly job: string;
    readonly namespace: string;
    /** Labels of the pods to scrape. */
    readonly labels: Readonly<Record<string, string>>;
    readonly port: number;
    /** @default "/metrics" */
    readonly path?: string;
    /** What they are, where that is not a service of the system: it brings alerts and panels of its own. @default "service" */
    readonly role?: "service" | "gateway" | "tunnel" | "agent";
}

/** A store, which does not: MonitoringStack puts an exporter before it. */
export interface StoreMetrics {
    readonly kind: "store";
    /** The job's name in Prometheus: the store's. */
    readonly job: string;
    /** As whom the exporter asks: no more than read, where the store has such a role. */
    readonly connection: Connection;
    /** A copy that is only read: it may be behind. @default false */
    readonly replica?: boolean;
}

/** A host that answers over HTTPS to everybody: asked from inside, it shows what people see, and how old its certificate is. */
export interface HostMetrics {
    readonly kind: "host";
    /** `www.example.com` */
    readonly host: string;
}

/** A zone of Cloudflare, which counts what is asked of it. */
export interface ZoneMetrics {
    readonly kind: "zone";
    readonly zoneId: pulumi.Input<string>;
    /** `example.com` */
    readonly zoneName: string;
}

/** A CronJob that makes backups: the cluster knows when it last succeeded. */
export interface BackupMetrics {
    readonly kind: "backup";
    readonly namespace: string;
    readonly cronJob: string;
    /** Hours from one run to the next. */
    readonly everyHours: number;
}
