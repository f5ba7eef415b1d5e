import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "./component";
import { shortHash } from "./hash";

/** A way for Cloudflare to reach services that nobody else can: they connect to it, from inside. */
export interface Tunnel {
    readonly id: pulumi.Output<string>;
    /** What cloudflared shows, its credentials file: a secret. */
    readonly credentials: pulumi.Output<string>;
}

/** Makes the children `<suffix>` and `<suffix>-secret`. What leads where is configured beside cloudflared, in the cluster. */
export function createTunnel(self: Component, suffix: string, accountId: string, name: string): Tunnel {
    const secret = self.child(random.RandomBytes, `${suffix}-secret`, { length: 32 });
    const tunnel = self.child(cloudflare.ZeroTrustTunnelCloudflared, suffix, {
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

/**
 * A name among those of all stacks of an account at Cloudflare: at most 63 lower-case letters, digits and '-'. The hash tells apart
 * what reads alike: Cloudflare overwrites a script that another stack has under the same name.
 */
export function accountName(name: string): string {
    const parts = [pulumi.getProject(), pulumi.getStack(), name];
    const readable = parts
        .join("-")
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, "-");
    return `${readable.slice(0, 54)}-${shortHash(JSON.stringify(parts), 8)}`;
}
