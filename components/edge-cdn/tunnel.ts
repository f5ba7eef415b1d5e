import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";

/** A way for Cloudflare to reach services that nobody else can: they connect to it, from inside. */
export interface EdgeTunnel {
    readonly id: pulumi.Output<string>;
    /** What cloudflared shows, its credentials file: a secret. */
    readonly credentials: pulumi.Output<string>;
}

/** What leads where is configured beside cloudflared, in the cluster. */
export function createTunnel(self: Component, accountId: string, name: string): EdgeTunnel {
    const secret = self.child(random.RandomBytes, "tunnel-secret", { length: 32 });
    const tunnel = self.child(cloudflare.ZeroTrustTunnelCloudflared, "tunnel", {
        accountId,
        name,
        configSrc: "local",
        tunnelSecret: pulumi.secret(secret.base64),
    });
    const credentials = pulumi
        .all([tunnel.id, secret.base64])
        .apply(([TunnelID, TunnelSecret]) => JSON.stringify({ AccountTag: accountId, TunnelSecret, TunnelID }));
    return { id: tunnel.id, credentials: pulumi.secret(credentials) };
}
