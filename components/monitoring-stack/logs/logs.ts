import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../../core/component";
import type { PodMetrics } from "../../core/metrics";
import type { MonitoringStackArgs } from "../args";
import type { DataSource } from "../grafana/args";
import type { LogClass } from "./args";
import { createCloudWatch } from "./cloudwatch";
import { agentTarget } from "./fluent-bit-config";
import type { LogsPlace } from "./identity";
import { createLoki } from "./loki";
import { createOpenSearch } from "./opensearch";

export interface MadeLogs {
    /** What Prometheus asks of the agents. */
    readonly agents: readonly PodMetrics[];
    /** Names of the log groups. */
    readonly groups: Readonly<Record<LogClass, pulumi.Output<string>>> | undefined;
    /** What people search them on. */
    readonly url: pulumi.Output<string> | undefined;
    /** What Grafana asks. */
    readonly dataSource: DataSource | undefined;
}

/** Ships what pods write, where that is asked for; the agents have a namespace beside the monitoring's. */
export function createLogs(self: Component, namespace: string, args: MonitoringStackArgs, opts: ChildOptions): MadeLogs | undefined {
    const { logs } = args;
    if (!logs) return undefined;
    const namespaces = { own: namespace, agents: `${namespace}-logs` };
    const made = { agents: [agentTarget(namespaces.agents)], groups: undefined, url: undefined, dataSource: undefined };
    switch (logs.kind) {
        case "cloudwatch":
            return { ...made, groups: createCloudWatch(self, namespaces, logs, placeOf(args)) };
        case "opensearch":
            return { ...made, url: createOpenSearch(self, namespaces, logs, placeOf(args)) };
        case "loki":
            return { ...made, dataSource: createLoki(self, namespaces, logs, opts) };
    }
}

/** Validation has seen to it that both are there. */
const placeOf = ({ aws, cluster }: MonitoringStackArgs): LogsPlace => ({
    ...aws!,
    clusterName: cluster.clusterName!,
    securityGroupId: cluster.securityGroupId,
});
