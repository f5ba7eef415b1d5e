/** Something that Prometheus scrapes: each component describes its own, MonitoringStack reads them. */
export interface MetricsTarget {
    /** The job's name in Prometheus. */
    readonly job: string;
    readonly namespace: string;
    /** Labels of the pods to scrape. */
    readonly labels: Readonly<Record<string, string>>;
    readonly port: number;
    /** @default "/metrics" */
    readonly path?: string;
}
