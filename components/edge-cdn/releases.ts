import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { releaseDefaults, type DnsRelease, type LoadBalancerRelease } from "./release-args";
import { accountName } from "./names";

const colors = ["blue", "green"] as const;

/** Its content is changed in place: neither the switch nor the way back leaves the host without a record. */
export function createReleaseRecord(self: Component, zoneId: string, { host, colors: hosts, active }: DnsRelease): void {
    self.child(cloudflare.DnsRecord, `${host}-record`, {
        zoneId,
        name: host,
        type: "CNAME",
        content: hosts[active],
        proxied: true,
        ttl: 1,
        comment: `${self.name}: the active release, by Pulumi`,
    });
}

/** Where the two colours are. */
export type ColorOrigins = Readonly<Record<(typeof colors)[number], pulumi.Input<string>>>;

export function createLoadBalancer(
    self: Component,
    { accountId, zoneId, zoneName }: { readonly accountId: string; readonly zoneId: string; readonly zoneName: string },
    release: LoadBalancerRelease,
    origins: ColorOrigins,
): void {
    const { name, host, colors: hosts, weights, healthPath, intervalSeconds, notifyEmail } = withDefaults(releaseDefaults, release);
    const pools = colors.map(color => {
        const monitor = self.child(cloudflare.LoadBalancerMonitor, `${name}-${color}`, {
            accountId,
            type: "https",
            method: "GET",
            path: healthPath,
            header: { Host: [hosts[color]] },
            expectedCodes: "200",
            interval: intervalSeconds,
            timeout: 5,
            retries: 2,
            // As the zone asks: with its TLS, and the certificate that the origin wants.
            probeZone: zoneName,
            description: `${self.name}: ${hosts[color]}`,
        });
        return self.child(cloudflare.LoadBalancerPool, `${name}-${color}`, {
            accountId,
            name: accountName(`${self.name}-${name}-${color}`),
            origins: [{ name: color, address: origins[color], enabled: true, weight: 1, header: { hosts: [hosts[color]] } }],
            monitor: monitor.id,
            // A client stays with its colour by a cookie: without a weight nobody does.
            enabled: weights[color] > 0,
            minimumOrigins: 1,
            ...(notifyEmail === undefined ? {} : { notificationEmail: notifyEmail }),
        });
    });
    const [blue, green] = pools.map(({ id }) => id) as [pulumi.Output<string>, pulumi.Output<string>];
    self.child(cloudflare.LoadBalancer, name, {
        zoneId,
        name: host,
        defaultPools: [blue, green],
        // Where neither is well, the one that has most is asked all the same.
        fallbackPool: weights.green > weights.blue ? green : blue,
        steeringPolicy: "random",
        randomSteering: {
            defaultWeight: 0,
            poolWeights: pulumi.all([blue, green]).apply(([one, other]) => ({ [one]: weights.blue / 100, [other]: weights.green / 100 })),
        },
        sessionAffinity: "cookie",
        sessionAffinityTtl: 3600,
        proxied: true,
        description: `${self.name}: blue ${weights.blue} %, green ${weights.green} %`,
    });
}
