import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { shortHash } from "../../core/hash";
import { images } from "../../core/images";
import type { PodMetrics } from "../../core/metrics";
import { dnsEgress, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../../core/kubernetes";
import { gatewayName, tunnelName } from "../backends";
import { publicAddresses } from "../../core/network-peers";
import { scraperOf } from "../policies";
import type { TunnelEntrance } from "./args";
import { tunnelDefaults } from "./defaults";
import { inPod, shutdownSeconds } from "./nginx-config";
import { renderTunnel, tunnelFiles, tunnelFolder, tunnelMetricsPort } from "./tunnel-config";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type PodSpec = k8s.types.input.core.v1.PodSpec;

export interface TunnelParts {
    readonly namespace: string;
    readonly entrance: TunnelEntrance;
    readonly hosts: readonly string[];
    readonly clusterDomain: string;
    /** What vouches for the gateway's certificate, unless others renew it. */
    readonly authority: pulumi.Input<string> | undefined;
}

/** The port that cloudflared takes its orders from Cloudflare by, over QUIC or HTTP/2. */
const edgePort = 7844;

/** User of the official image. */
const uid = 65532;

/** Makes cloudflared with all that belongs to it; returns the name that DNS must point at. */
export function createTunnel(self: Component, parts: TunnelParts, opts: ChildOptions): pulumi.Output<string> {
    const { namespace, entrance, hosts, clusterDomain } = parts;
    const settings = withDefaults(tunnelDefaults, entrance);
    const metadata = { name: tunnelName, namespace, labels: labelsOf(tunnelName, namespace) };
    const selector = { matchLabels: selectorOf(tunnelName) };
    const authority = entrance.authority ?? parts.authority;
    const service = `https://${gatewayName}.${namespace}.svc.${clusterDomain}`;

    const config = renderTunnel({ hosts, service, hasAuthority: authority !== undefined });
    const configName = `${tunnelName}-${shortHash(config, 10)}`;
    const files = self.child(
        k8s.core.v1.ConfigMap,
        "tunnel-config",
        { metadata: { ...metadata, name: configName }, immutable: true, data: { [tunnelFiles.config]: config } },
        opts,
    );
    const credentialsName = `${tunnelName}-credentials`;
    const credentials = self.child(
        k8s.core.v1.Secret,
        "tunnel-credentials",
        {
            metadata: { ...metadata, name: credentialsName },
            stringData: { [tunnelFiles.credentials]: pulumi.secret(entrance.credentials) },
        },
        opts,
    );
    const authorityName = `${tunnelName}-authority`;
    const authorities =
        authority === undefined
            ? []
            : [
                  self.child(
                      k8s.core.v1.ConfigMap,
                      "tunnel-authority",
                      { metadata: { ...metadata, name: authorityName }, data: { [tunnelFiles.authority]: authority } },
                      opts,
                  ),
              ];
    const account = self.child(k8s.core.v1.ServiceAccount, "tunnel-account", { metadata, automountServiceAccountToken: false }, opts);
    const network = self.child(k8s.networking.v1.NetworkPolicy, "tunnel-network", { metadata, spec: tunnelPolicy }, opts);
    self.child(
        k8s.apps.v1.Deployment,
        "tunnel",
        {
            metadata,
            spec: {
                replicas: settings.replicas,
                selector,
                // A pod is ready once Cloudflare has taken its connection: with other credentials the old ones go on.
                strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                template: {
                    metadata: {
                        labels: metadata.labels,
                        // It reads its files once.
                        annotations: {
                            "webstack/credentials-checksum": checksumOf(pulumi.secret(entrance.credentials)),
                            ...(authority === undefined ? {} : { "webstack/authority-checksum": checksumOf(authority) }),
                        },
                    },
                    spec: tunnelPod(entrance, [
                        { configMap: { name: configName } },
                        { secret: { name: credentialsName } },
                        ...(authority === undefined ? [] : [{ configMap: { name: authorityName } }]),
                    ]),
                },
            },
        },
        { ...opts, dependsOn: [...(opts.dependsOn ?? []), files, credentials, ...authorities, account, network] },
    );
    self.child(k8s.policy.v1.PodDisruptionBudget, "tunnel-disruption", { metadata, spec: { maxUnavailable: 1, selector } }, opts);
    return pulumi.interpolate`${entrance.tunnelId}.cfargotunnel.com`;
}

/** Where Prometheus asks how the tunnel fares. */
export const tunnelMetrics = (namespace: string): PodMetrics => ({
    kind: "pods",
    role: "tunnel",
    job: tunnelName,
    namespace,
    labels: selectorOf(tunnelName),
    port: tunnelMetricsPort,
});

const checksumOf = (text: pulumi.Input<string>): pulumi.Output<string> => pulumi.output(text).apply(value => shortHash(value, 16));

/** The pod: restricted, spread over zones, with no folder that can be written to. */
function tunnelPod(entrance: TunnelEntrance, sources: NonNullable<k8s.types.input.core.v1.ProjectedVolumeSource["sources"]>): PodSpec {
    const { resources } = withDefaults(tunnelDefaults, entrance);
    const size = { cpu: resources.cpu, memory: resources.memory };
    const asked = (path: string) => ({ path, port: "metrics" });
    return {
        serviceAccountName: tunnelName,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: restrictedPod(uid),
        terminationGracePeriodSeconds: shutdownSeconds + 5,
        topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(topologyKey => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: selectorOf(tunnelName) },
        })),
        containers: [
            {
                name: tunnelName,
                image: entrance.image ?? images.cloudflared,
                args: [
                    "tunnel",
                    "--no-autoupdate",
                    "--metrics",
                    `0.0.0.0:${tunnelMetricsPort}`,
                    "--config",
                    `${tunnelFolder}/${tunnelFiles.config}`,
                    "run",
                    entrance.tunnelId,
                ],
                ports: [{ name: "metrics", containerPort: tunnelMetricsPort }],
                resources: { requests: size, limits: size },
                securityContext: restrictedContainer,
                // While Cloudflare is out of reach it tries again by itself: to start anew would not help.
                livenessProbe: { httpGet: asked("/healthcheck"), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
                readinessProbe: { httpGet: asked("/ready"), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
                volumeMounts: [{ name: "files", mountPath: tunnelFolder, readOnly: true }],
            },
        ],
        volumes: [{ name: "files", projected: { sources, defaultMode: 0o440 } }],
    };
}

/** Nobody in but Prometheus; to the DNS, the gateway and Cloudflare out. */
const tunnelPolicy: PolicySpec = {
    podSelector: { matchLabels: selectorOf(tunnelName) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [scraperOf(tunnelMetricsPort)],
    egress: [
        dnsEgress,
        {
            to: [{ podSelector: { matchLabels: selectorOf(gatewayName) } }],
            ports: [{ protocol: "TCP", port: inPod("").ports.https }],
        },
        { to: publicAddresses, ports: ["TCP", "UDP"].map(protocol => ({ protocol, port: edgePort })) },
    ],
};
