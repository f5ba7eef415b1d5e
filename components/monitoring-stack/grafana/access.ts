import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { PodMetrics } from "../../core/metrics";
import { accountName, createTunnel, type Tunnel } from "../../core/cloudflare-tunnel";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress, selectorOf } from "../../core/kubernetes";
import { publicAddresses } from "../../core/network-peers";
import { askedByPrometheus } from "../exporters/exporter";
import { createWorkload } from "../workload";
import { sessionDuration, tunnelConfig, tunnelFiles, tunnelFolders } from "./access-config";
import type { CloudflareAccess } from "./args";

/** cloudflared before Grafana is called so. */
export const tunnelName = "grafana-tunnel";

/** cloudflared's own port, and the one by which it takes its orders from Cloudflare. */
const port = 2000;
const edgePort = 7844;

/** Lets Grafana and cloudflared ask for the keys by which Access's proofs are known. */
export const proofEgress = { to: publicAddresses, ports: [{ protocol: "TCP", port: 443 }] };

/** What stands between people and Grafana, at Cloudflare. */
export interface Entrance {
    /** The application's tag, by which its proofs are told from those of others. */
    readonly audience: pulumi.Output<string>;
    readonly tunnel: Tunnel;
}

/** The host leads nowhere before there is the application that asks who comes, nor any longer. */
export function createEntrance(self: Component, access: CloudflareAccess): Entrance {
    const { host, zoneId, accountId, allow } = access;
    const name = accountName(`${self.name}-grafana`);
    const policy = self.child(cloudflare.ZeroTrustAccessPolicy, "grafana-policy", {
        accountId,
        name,
        decision: "allow",
        includes: [
            ...(allow.emails ?? []).map(email => ({ email: { email } })),
            ...(allow.emailDomains ?? []).map(domain => ({ emailDomain: { domain } })),
        ],
    });
    const application = self.child(cloudflare.ZeroTrustAccessApplication, "grafana-application", {
        accountId,
        name,
        type: "self_hosted",
        domain: host,
        sessionDuration: sessionDuration(access),
        policies: [{ id: policy.id, precedence: 1 }],
        httpOnlyCookieAttribute: true,
        appLauncherVisible: false,
    });
    const tunnel = createTunnel(self, tunnelName, accountId, name);
    self.child(
        cloudflare.DnsRecord,
        "grafana-record",
        {
            zoneId,
            name: host,
            type: "CNAME",
            content: pulumi.interpolate`${tunnel.id}.cfargotunnel.com`,
            proxied: true,
            // That of a proxied record is always "automatic", which is 1.
            ttl: 1,
            comment: `${self.name}, by Pulumi`,
        },
        { dependsOn: [application] },
    );
    return { audience: application.aud, tunnel };
}

/** cloudflared, which reaches Grafana and Cloudflare, and nothing else. */
export function createConnector(
    self: Component,
    namespace: string,
    access: CloudflareAccess,
    { audience, tunnel }: Entrance,
    opts: ChildOptions,
): void {
    const config = pulumi
        .all([tunnel.id, audience])
        .apply(([tunnelId, audience]) => tunnelConfig({ tunnelId, audience, service: "http://grafana:3000", access }));
    const peer = (name: string) => ({ podSelector: { matchLabels: selectorOf(name) } });
    createWorkload(
        self,
        namespace,
        {
            name: tunnelName,
            image: images.cloudflared,
            uid: 65532,
            port,
            args: [
                "tunnel",
                "--no-autoupdate",
                "--metrics",
                `0.0.0.0:${port}`,
                "--config",
                `${tunnelFolders.config}/${tunnelFiles.config}`,
                "run",
            ],
            files: { [tunnelFolders.config]: { [tunnelFiles.config]: config } },
            secretFiles: { [tunnelFolders.credentials]: { [tunnelFiles.credentials]: tunnel.credentials } },
            resources: { cpu: "100m", memory: "128Mi" },
            // While Cloudflare is out of reach it tries again by itself: to start anew would not help.
            healthPath: "/healthcheck",
            // It reads its files once.
            reload: "restart",
            network: {
                ingress: [askedByPrometheus(port)],
                egress: [
                    dnsEgress,
                    { to: [peer("grafana")], ports: [{ protocol: "TCP", port: 3000 }] },
                    { to: publicAddresses, ports: ["TCP", "UDP"].map(protocol => ({ protocol, port: edgePort })) },
                    proofEgress,
                ],
            },
        },
        opts,
    );
}

/** Where Prometheus asks how that tunnel fares. */
export const tunnelTarget = (namespace: string): PodMetrics => ({
    kind: "pods",
    job: tunnelName,
    namespace,
    labels: selectorOf(tunnelName),
    port,
    role: "tunnel",
});
