import { stringify } from "yaml";
import type { ChildOptions, Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { images } from "../../core/images";
import { dnsEgress, selectorOf } from "../../core/kubernetes";
import type { DataSource } from "../grafana/args";
import { createWorkload } from "../workload";
import { lokiDefaults, type LokiLogsArgs } from "./args";
import { createFluentBit, type LogsNamespaces } from "./fluent-bit";
import { agentName } from "./fluent-bit-config";
import { toLoki } from "./outputs";

const name = "loki";
const port = 3100;
const dataFolder = "/loki";
const configFolder = "/etc/loki";
const tcp = [{ protocol: "TCP", port }];

/** Loki beside Grafana, and the agent that fills it. Nobody else reaches it: it asks nobody who they are. */
export function createLoki(self: Component, namespaces: LogsNamespaces, logs: LokiLogsArgs, opts: ChildOptions): DataSource {
    const { days, storage } = withDefaults(lokiDefaults, logs);
    const agents = {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespaces.agents } },
        podSelector: { matchLabels: selectorOf(agentName) },
    };
    createWorkload(
        self,
        namespaces.own,
        {
            name,
            image: images.loki,
            uid: 10001,
            port,
            args: [`-config.file=${configFolder}/loki.yaml`],
            files: { [configFolder]: { "loki.yaml": lokiConfig(days) } },
            data: { path: dataFolder, storage },
            resources: { cpu: "200m", memory: "512Mi" },
            healthPath: "/ready",
            // It reads its configuration when it starts, and never again.
            reload: "restart",
            network: {
                ingress: [{ from: [agents, { podSelector: { matchLabels: selectorOf("grafana") } }], ports: tcp }],
                egress: [dnsEgress],
            },
        },
        opts,
    );
    const reached = [{ podSelector: { matchLabels: selectorOf(name) } }];
    createFluentBit(self, namespaces, {
        ...logs,
        outputs: toLoki(`${name}.${namespaces.own}.svc`, port),
        egress: [
            {
                to: [{ ...reached[0], namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespaces.own } } }],
                ports: tcp,
            },
        ],
        buffer: "1Gi",
        after: [],
    });
    return { uid: "logs", name: "Logs", type: "loki", url: `http://${name}:${port}`, egress: [{ to: reached, ports: tcp }] };
}

/** One process that does it all, with its files on its volume. */
export const lokiConfig = (days: number): string =>
    stringify({
        auth_enabled: false,
        server: { http_listen_port: port, grpc_listen_address: "127.0.0.1", log_level: "warn" },
        common: {
            instance_addr: "127.0.0.1",
            path_prefix: dataFolder,
            replication_factor: 1,
            ring: { kvstore: { store: "inmemory" } },
            storage: { filesystem: { chunks_directory: `${dataFolder}/chunks`, rules_directory: `${dataFolder}/rules` } },
        },
        schema_config: {
            configs: [
                {
                    from: "2024-04-01",
                    store: "tsdb",
                    object_store: "filesystem",
                    schema: "v13",
                    index: { prefix: "index_", period: "24h" },
                },
            ],
        },
        compactor: { working_directory: `${dataFolder}/compactor`, retention_enabled: true, delete_request_store: "filesystem" },
        limits_config: {
            retention_period: `${days * 24}h`,
            // A new agent reads files from their beginning.
            reject_old_samples: false,
            allow_structured_metadata: true,
            volume_enabled: true,
        },
        analytics: { reporting_enabled: false },
    });
