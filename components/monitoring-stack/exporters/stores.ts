import type { Connection } from "../../core/connection";
import type { ChildOptions, Component } from "../../core/component";
import { authoritiesFolder, authorityFile } from "../../core/connection";
import { callerLabel, dnsEgress } from "../../core/kubernetes";
import type { StoreMetrics } from "../../core/metrics";
import { peersOf } from "../../core/network-peers";
import type { MonitoredCluster } from "../args";
import { createWorkload, type Workload } from "../workload";
import { askedByPrometheus, exporterPods, tcp, type Exporter } from "./exporter";

/** Where an exporter finds how it gets in. */
export const credentialsFolder = "/etc/credentials";

/** What exporters of stores differ in. */
type StoreExporter = Pick<Workload, "image" | "uid" | "port" | "args" | "env" | "healthPath"> & {
    /** Files in `credentialsFolder`, all secret. */
    readonly credentials: NonNullable<Workload["secretFiles"]>[string];
};

/** A pod that asks one store, over TLS, and reaches nothing else: the store lets it in as it lets in its other callers. */
export function createStoreExporter(
    self: Component,
    namespace: string,
    cluster: MonitoredCluster,
    { job, connection }: StoreMetrics,
    { credentials, ...exporter }: StoreExporter,
    opts: ChildOptions,
): Exporter {
    const { authority, target } = connection;
    const name = `${job}-exporter`;
    if (cluster.securityGroupId) connection.allowFrom(cluster.name, cluster.securityGroupId);
    createWorkload(
        self,
        namespace,
        {
            ...exporter,
            name,
            ...(authority ? { files: { [authoritiesFolder]: { [authorityFile(connection.name)]: authority } } } : {}),
            secretFiles: { [credentialsFolder]: credentials },
            podLabels: callerLabel(connection.name),
            resources: { cpu: "50m", memory: "64Mi" },
            reload: "restart",
            network: {
                ingress: [askedByPrometheus(exporter.port)],
                egress: [dnsEgress, { to: peersOf(target), ports: tcp(connection.port) }],
            },
            // Whoever it asks as must be there.
            dependsOn: connection.ready ?? [],
        },
        opts,
    );
    return { metrics: exporterPods(namespace, name, exporter.port, job) };
}

/**
 * The parts of a connection's address, each as it is meant. After an update that ended halfway a server may have no host
 * yet: nobody is to be kept from the next update by that.
 */
export const partsOf = ({ url }: Pick<Connection, "url">) =>
    url.apply(text => {
        if (!URL.canParse(text)) return { user: "", password: "", host: "", path: "" };
        const { username, password, host, pathname, search } = new URL(text);
        return { user: decodeURIComponent(username), password: decodeURIComponent(password), host, path: `${pathname}${search}` };
    });
