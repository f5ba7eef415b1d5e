import type * as pulumi from "@pulumi/pulumi";

/**
 * A tunnel of Cloudflare's: cloudflared in the cluster connects to Cloudflare, and hands its requests to the gateway. No
 * load balancer is made and no port is opened, so that it also works behind a home's router.
 */
export interface TunnelEntrance {
    readonly kind: "tunnel";
    /** The tunnel, which must be configured locally (`configSrc: "local"`), a UUID: `edge.tunnel().id`. */
    readonly tunnelId: pulumi.Input<string>;
    /**
     * Text of the tunnel's credentials file, a secret: `edge.tunnel().credentials`. JSON with AccountTag, TunnelSecret and
     * TunnelID.
     */
    readonly credentials: pulumi.Input<string>;
    /**
     * Who vouches for the gateway's certificate, in PEM, beside public authorities and Cloudflare's Origin CA: cloudflared
     * knows those. It always compares, and refuses a gateway that it does not know. For a certificate of a private
     * authority, so that it can be renewed without cloudflared's starting anew.
     * @default the certificate's own authority where `tls` is self-signed, the certificate itself where it is given
     */
    readonly authority?: pulumi.Input<string>;
    /**
     * How many pods, 1–25, each with four connections to two of Cloudflare's places.
     * @default 2
     */
    readonly replicas?: number;
    /**
     * Size of a pod; requests equal limits.
     * @default { cpu: "250m", memory: "256Mi" }
     */
    readonly resources?: { readonly cpu: string; readonly memory: string };
    /**
     * An image whose entry point is cloudflared, which runs as any user.
     * @default cloudflared 2026.10, by digest
     */
    readonly image?: string;
}
