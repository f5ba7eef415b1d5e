import type * as pulumi from "@pulumi/pulumi";

/** What asks Cloudflare, once a minute, for the zones among the targets: on Pro and above, since of Free it tells nobody. */
export interface ZoneExporterArgs {
    /** API token with Zone Read, Analytics Read and Firewall Services Read on the zones, and nothing more; a secret. */
    readonly apiToken: pulumi.Input<string>;
    /**
     * The exporter. Production stacks need one with a digest, and nobody has published this one's.
     * @default lablabs' cloudflare_exporter 0.0.16, by its version alone
     */
    readonly image?: string;
}

/**
 * Takes the figures of jobs that are gone before anybody could ask them, and keeps them until they are replaced. A job
 * names it among its `calls`:
 *
 * `cluster.addCronJob("import", { calls: [monitoring.pushgateway], env: { PUSHGATEWAY_URL: monitoring.pushgateway.url } })`
 */
export interface PushgatewayArgs {
    /** Namespaces whose pods may push, if they say so: those of the clusters that the jobs are in. At least one. */
    readonly namespaces: readonly string[];
    /** Disk for what was pushed. @default "1Gi" */
    readonly storage?: string;
}

export const pushgatewayDefaults = { storage: "1Gi" } as const;
