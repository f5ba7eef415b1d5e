import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress, identityEgress, selectorOf } from "../../core/kubernetes";
import { podsIn } from "../../core/network-peers";
import type { AwsPlace, MonitoredCluster } from "../args";
import { tcp, type Exporter } from "../exporters/exporter";
import type { Monitored } from "../monitored";
import { createWorkload } from "../workload";
import { mayDiscover } from "./access";
import type { RemoteWriteArgs } from "./args";
import { prometheusConfig, rulesPath } from "./config";
import { mayWrite, remoteWriteConfig, remoteWritePorts, remoteWriteSecrets } from "./remote-write";

const port = 9090;
const [, rulesFolder, rulesName] = /^(.*)\/([^/]+)$/.exec(rulesPath)!;

/** What Prometheus is made from. */
export interface PrometheusArgs {
    readonly monitored: Monitored;
    /** What `createExporters` made. */
    readonly exporters: readonly Exporter[];
    /** The rules, as `rulesFile` writes them. */
    readonly rules: pulumi.Input<string>;
    /** What `alertmanagerAddresses` says. */
    readonly alertmanagers: readonly string[];
    readonly cluster: MonitoredCluster;
    readonly aws: AwsPlace | undefined;
    readonly remoteWrite: readonly RemoteWriteArgs[];
    readonly scrapeSeconds: number;
    readonly retentionDays: number;
    readonly storage: string;
    /** Workloads of the namespace that ask it, by name: Grafana. */
    readonly askers: readonly string[];
    /** Accounts of the namespace that ask what Prometheus asks: the collector's. */
    readonly alike: readonly string[];
}

const pods = (name: string) => ({ podSelector: { matchLabels: selectorOf(name) } });

/** Prometheus: it asks all that is monitored, judges what it hears, and tells Alertmanager. */
export function createPrometheus(self: Component, namespace: string, args: PrometheusArgs, opts: ChildOptions): void {
    const { monitored, exporters, remoteWrite, cluster, aws } = args;
    const asked = [...monitored.pods, ...exporters.map(({ metrics }) => metrics)];
    mayDiscover(self, namespace, [...new Set(asked.map(target => target.namespace))], args.alike, {
        ...opts,
        dependsOn: self.childrenOf("namespace", "logs-namespace", "nodes-namespace"),
    });
    const identity = mayWrite(self, namespace, remoteWrite, cluster, aws);
    const config = pulumi.all(remoteWrite.map(({ url }) => pulumi.output(url))).apply(urls =>
        prometheusConfig({
            ...args,
            remoteWrite: remoteWrite.map((to, index) => remoteWriteConfig(to, index, urls[index]!, aws?.region)),
            externalLabels: { cluster: cluster.name, stack: pulumi.getStack() },
        }),
    );
    const elsewhere = [...new Set([443, 6443, 10250, ...remoteWritePorts(remoteWrite)])].sort((a, b) => a - b);
    createWorkload(
        self,
        namespace,
        {
            name: "prometheus",
            image: images.prometheus,
            uid: 65534,
            port,
            args: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", "--config.auto-reload"],
            files: { [rulesFolder!]: { "prometheus.yml": config, [rulesName!]: args.rules } },
            secretFiles: remoteWriteSecrets(remoteWrite),
            data: { path: "/prometheus", storage: args.storage },
            resources: { cpu: "500m", memory: "1Gi" },
            healthPath: "/-/healthy",
            needsApi: true,
            reload: "itself",
            network: {
                ingress: args.askers.length > 0 ? [{ from: args.askers.map(pods), ports: tcp(port) }] : [],
                egress: [
                    dnsEgress,
                    { to: [pods("alertmanager")], ports: tcp(9093) },
                    ...asked.map(target => ({ to: [podsIn(target.namespace, target.labels)], ports: tcp(target.port) })),
                    // The API server, the kubelets and other stores have addresses that no selector names.
                    { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(...elsewhere) },
                    ...(identity.length > 0 ? [identityEgress] : []),
                ],
            },
            // A pod gets its identity when it starts, or never.
            dependsOn: identity,
        },
        opts,
    );
}
