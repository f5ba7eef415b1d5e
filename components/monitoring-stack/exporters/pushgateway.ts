import type { ChildOptions, Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { images } from "../../core/images";
import { callerLabel } from "../../core/kubernetes";
import { podsIn } from "../../core/network-peers";
import { createWorkload } from "../workload";
import { pushgatewayDefaults, type PushgatewayArgs } from "./args";
import { exporterPods, scraperPods, tcp, type Exporter } from "./exporter";

const name = "pushgateway";
const port = 9091;
const folder = "/pushgateway";

/** What jobs call to push: among their `calls`, and where to. */
export interface Pushgateway {
    readonly name: string;
    readonly namespace: string;
    readonly port: number;
    /** Below it, `/metrics/job/<name>`. */
    readonly url: string;
}

export const pushgatewayOf = (namespace: string): Pushgateway => ({
    name,
    namespace,
    port,
    url: `http://${name}.${namespace}.svc:${port}`,
});

/** Keeps what jobs push, for Prometheus to ask for. */
export function createPushgateway(self: Component, namespace: string, args: PushgatewayArgs, opts: ChildOptions): Exporter {
    const { namespaces, storage } = withDefaults(pushgatewayDefaults, args);
    createWorkload(
        self,
        namespace,
        {
            name,
            image: images.pushgateway,
            uid: 65534,
            port,
            args: [`--persistence.file=${folder}/metrics`, "--persistence.interval=1m", "--log.format=json"],
            data: { path: folder, storage },
            resources: { cpu: "50m", memory: "64Mi" },
            healthPath: "/-/healthy",
            reload: "restart",
            network: {
                ingress: [{ from: [...scraperPods, ...namespaces.map(from => podsIn(from, callerLabel(name)))], ports: tcp(port) }],
                egress: [],
            },
        },
        opts,
    );
    return { metrics: exporterPods(namespace, name, port), aboutOthers: true };
}
