import type * as k8s from "@pulumi/kubernetes";
import { images } from "../core/images";
import { restrictedContainer } from "../core/kubernetes";

type Container = k8s.types.input.core.v1.Container;

/** The reloader's own port: for its probe. Nothing else of a pod listens there. */
const port = 8081;

const resources = { cpu: "10m", memory: "32Mi" };

/**
 * A container that looks after the server's folders, and tells the server when something in them changed. A
 * configuration that the server refuses leaves the old one in force, and its metrics tell of it.
 */
export const reloader = (server: {
    /** What it posts to. */
    readonly url: string;
    readonly folders: readonly string[];
    /** The folders, as the server has them. */
    readonly mounts: NonNullable<Container["volumeMounts"]>;
}): Container => ({
    name: "reloader",
    image: images.configReloader,
    args: [
        `--reload-url=${server.url}`,
        ...server.folders.map(folder => `--watched-dir=${folder}`),
        `--listen-address=:${port}`,
        "--log-format=json",
    ],
    env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
    ports: [{ name: "reloader", containerPort: port }],
    resources: { requests: resources, limits: resources },
    securityContext: restrictedContainer,
    livenessProbe: { httpGet: { path: "/healthz", port: "reloader" }, timeoutSeconds: 5, periodSeconds: 30 },
    volumeMounts: server.mounts,
});
