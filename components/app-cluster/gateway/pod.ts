import * as path from "node:path";
import type * as k8s from "@pulumi/kubernetes";
import { withDefaults } from "../../core/defaults";
import { images } from "../../core/images";
import { restrictedContainer, restrictedPod, selectorOf } from "../../core/kubernetes";
import { gatewayName } from "../backends";
import { lameDuckSeconds } from "../drain";
import { cacheMegabytes, inPod, shutdownSeconds } from "./nginx-config";
import { gatewayDefaults, type NginxIngressArgs } from "./args";
import { gatewayExporter } from "./exporter";
import { startScript } from "./start";

/**
 * A Network Load Balancer goes on sending new connections for two minutes after it was told to stop, whatever its
 * delay (kubernetes-sigs/aws-load-balancer-controller, issue 2366).
 */
export const nlbDeregistrationSeconds = 120;

/** What spreads connections over the pods: a Network Load Balancer, or the cluster itself. */
export type Balancer = "nlb" | "cluster";

/** User and group `nginx` of the official images. */
const uid = 101;

/** The pod: restricted, spread over zones, its only writable folder a scratch one. */
export function gatewayPod(
    args: NginxIngressArgs,
    balancer: Balancer,
    { configName, secretName, clientCaName }: { readonly configName: string; readonly secretName: string; readonly clientCaName?: string },
): k8s.types.input.core.v1.PodSpec {
    const { resources } = withDefaults(gatewayDefaults, args);
    const size = { cpu: resources.cpu, memory: resources.memory };
    const place = inPod("");
    const lameDuck = balancer === "nlb" ? nlbDeregistrationSeconds + 30 : lameDuckSeconds;
    const httpGet = { path: "/healthz", port: "health" };
    const folder = "/etc/nginx/gateway";
    return {
        serviceAccountName: gatewayName,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: restrictedPod(uid),
        // The image's signal to stop is SIGQUIT: nginx then ends when its last request does.
        terminationGracePeriodSeconds: lameDuck + shutdownSeconds + 5,
        topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(topologyKey => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: selectorOf(gatewayName) },
        })),
        containers: [
            {
                name: gatewayName,
                image: args.image ?? images.nginx,
                command: ["/bin/sh", "-c", startScript(place, `${folder}/nginx.conf`, { rereads: args.tls.kind === "secret" })],
                ports: Object.entries(place.ports).map(([name, containerPort]) => ({ name, containerPort })),
                resources: { requests: size, limits: size },
                securityContext: restrictedContainer,
                startupProbe: { httpGet, periodSeconds: 1, failureThreshold: 30 },
                livenessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
                readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
                lifecycle: { preStop: { sleep: { seconds: lameDuck } } },
                volumeMounts: [
                    { name: "config", mountPath: folder, readOnly: true },
                    { name: "tls", mountPath: place.certificates, readOnly: true },
                    ...(clientCaName ? [{ name: "client-ca", mountPath: path.dirname(place.clientCa), readOnly: true }] : []),
                    { name: "scratch", mountPath: place.scratch },
                ],
            },
            gatewayExporter(place, lameDuck, args.exporterImage),
        ],
        volumes: [
            { name: "config", configMap: { name: configName } },
            { name: "tls", secret: { secretName, defaultMode: 0o440 } },
            ...(clientCaName ? [{ name: "client-ca", configMap: { name: clientCaName } }] : []),
            // The cache, and the bodies and answers that are under way.
            { name: "scratch", emptyDir: { sizeLimit: `${cacheMegabytes + 1792}Mi` } },
        ],
    };
}
