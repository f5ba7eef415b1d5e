import type * as pulumi from "@pulumi/pulumi";

/** A store of metrics that gets what Prometheus has, as it comes. What it does not take at once waits, for two hours at most. */
export type RemoteWriteArgs = AmpRemoteWrite | OtherRemoteWrite;

/** A workspace of Amazon Managed Service for Prometheus: Prometheus writes to it, and does no more, by its pod's own identity. */
export interface AmpRemoteWrite {
    readonly kind: "amp";
    /** `workspace.arn` */
    readonly workspaceArn: pulumi.Input<string>;
    /** `https://aps-workspaces.<region>.amazonaws.com/workspaces/<id>/api/v1/remote_write` */
    readonly url: pulumi.Input<string>;
    /** The workspace's region. @default that of `aws` */
    readonly region?: string;
}

/** Whatever speaks Prometheus' remote write: Mimir, VictoriaMetrics, Grafana Cloud. */
export interface OtherRemoteWrite {
    readonly kind: "other";
    /** `https://…`, or `http://…` within the cluster; without a password in it. */
    readonly url: string;
    /** Who writes; the password or token is a secret. @default nobody in particular */
    readonly login?:
        | { readonly kind: "basic"; readonly username: string; readonly password: pulumi.Input<string> }
        | { readonly kind: "bearer"; readonly token: pulumi.Input<string> };
}
