import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import type { StoreMetrics } from "../../core/metrics";
import type { MonitoredCluster } from "../args";
import type { Exporter } from "./exporter";
import { createStoreExporter, credentialsFolder, partsOf } from "./stores";

const port = 9187;

/** What a PostgreSQL server tells of itself, and of what its queries cost. */
export function createPostgresExporter(
    self: Component,
    namespace: string,
    cluster: MonitoredCluster,
    store: StoreMetrics,
    opts: ChildOptions,
): Exporter {
    const parts = partsOf(store.connection);
    return createStoreExporter(
        self,
        namespace,
        cluster,
        store,
        {
            image: images.postgresExporter,
            uid: 65534,
            port,
            args: [
                // Needs the extension pg_stat_statements; without it this collector alone has nothing to tell.
                "--collector.stat_statements",
                "--collector.long_running_transactions",
                "--log.format=json",
            ],
            env: ["uri", "user", "pass"].map(file => ({
                name: `DATA_SOURCE_${file.toUpperCase()}_FILE`,
                value: `${credentialsFolder}/${file}`,
            })),
            credentials: {
                uri: parts.apply(({ host, path }) => `${host}${path}`),
                user: parts.apply(({ user }) => user),
                pass: parts.apply(({ password }) => password),
            },
            healthPath: "/",
        },
        opts,
    );
}
