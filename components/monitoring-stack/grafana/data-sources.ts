import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { DataSource } from "./args";

/** What Grafana asks, as it reads it when it starts: those that are gone from here, it forgets. */
export function dataSourcesFile(scrapeSeconds: number, others: readonly DataSource[]): pulumi.Output<string> {
    const prometheus = {
        uid: "prometheus",
        name: "Prometheus",
        type: "prometheus",
        url: "http://prometheus:9090",
        isDefault: true,
        // Of this Grafana makes `$__rate_interval`: four scrapes at least.
        jsonData: { timeInterval: `${scrapeSeconds}s`, httpMethod: "POST" },
    };
    const all = [prometheus, ...others.map(({ egress: _, ...source }) => source)];
    return pulumi
        .output(all.map(source => ({ ...source, access: "proxy", editable: false })))
        .apply(datasources => stringify({ apiVersion: 1, prune: true, datasources }, { lineWidth: 0 }));
}
