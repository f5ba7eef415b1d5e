import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { isIPv4 } from "node:net";
import type { AlarmDescription } from "../core/alarms";
import { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { refuse, type Problem } from "../core/errors";
import type { HostMetrics, MetricsTarget } from "../core/metrics";
import { certificateAlarms } from "./alarms";
import { createAlerts } from "./alerts";
import { edgeDefaults, type CloudflareArgs, type EdgeCDNArgs } from "./args";
import type { CacheRule } from "./cache-args";
import { cloudflareRanges } from "./cloudflare-ranges";
import { compileEdge } from "./compile";
import { createLogpush } from "./logpush";
import { accountName } from "./names";
import { noticeOf } from "./notice";
import { createAcmCertificate, createOriginKeyPair, type KeyPair } from "./origin-certificates";
import { createOriginPull } from "./origin-pull";
import { purgeCommands } from "./purge";
import type { EdgeRelease } from "./release-args";
import { createLoadBalancer, createReleaseRecord } from "./releases";
import { createRulesets } from "./rulesets";
import type { Placement } from "./rules/place";
import { createTunnel, type EdgeTunnel } from "./tunnel";
import { validateEdge } from "./validate";
import { createWorker } from "./worker-script";
import { createZone } from "./zone";

/**
 * What stands between the internet and the system. It comes first (zone, certificates, allowed sources), and gains
 * its routes once the load balancer exists, so that neither waits for the other.
 *
 * Cloudflare's Free plan costs nothing; Pro is 25 USD a month and zone.
 */
export class EdgeCDN extends Component {
    /** Ranges that requests come from: the load balancer lets in these, and no others. Empty without a CDN. */
    readonly allowedSources: readonly string[];
    /** Where each thing went that was described: to rules of Cloudflare, or to the Worker. */
    readonly placements: readonly Placement[] = [];
    /** Commands that empty Cloudflare's cache, by the names of `caches`. */
    readonly purgeCommands: Readonly<Record<string, string>> = {};
    /** The DS record that the registrar needs; absent without `dnssec`. */
    readonly dnssec: pulumi.Output<string> | undefined;
    readonly #args: EdgeCDNArgs;
    readonly #origins = new Map<string, pulumi.Input<string>>();
    readonly #alarms: AlarmDescription[] = [];

    constructor(name: string, args: EdgeCDNArgs, opts?: pulumi.ComponentResourceOptions) {
        super("EdgeCDN", name, args, validateEdge(args), opts);
        this.#args = args;
        this.allowedSources = args.kind === "cloudflare" ? cloudflareRanges : [];
        if (args.kind === "cloudflare") {
            const { zoneId, zone, plan, accountId, hosts, alerts, logpush } = withDefaults(edgeDefaults, args);
            const compiled = compileEdge(args);
            this.placements = compiled.placements;
            this.purgeCommands = purgeCommands(zoneId, ruledCaches(args, compiled.placements), hosts);
            this.dnssec = zone === "own" ? createZone(this, args) : undefined;
            // What leaves the rules for the Worker is done by it before the rules go.
            const worker = compiled.worker ? createWorker(this, args, compiled.worker) : [];
            createRulesets(this, zoneId, compiled, worker);
            for (const release of args.releases ?? []) if (release.by === "dns") createReleaseRecord(this, zoneId, release);
            if (alerts) createAlerts(this, { accountId: accountId!, zoneId, plan }, alerts);
            if (logpush) createLogpush(this, zoneId, logpush);
            const notice = noticeOf(zone === "shared" ? "zone shared" : `plan ${plan}`, compiled.placements);
            if (notice !== undefined) void pulumi.log.info(notice, this);
        }
        this.registerOutputs({ allowedSources: this.allowedSources });
    }

    /** Points a host at its origin: a host name or an IPv4 address. Without a CDN it does nothing. */
    route(host: string, origin: pulumi.Input<string>): void {
        if (this.#args.kind === "none") return;
        const { hosts, zoneId, releases = [] } = this.#args;
        refuse(`EdgeCDN '${this.name}'`, routeProblems(host, hosts, releases));
        this.child(
            cloudflare.DnsRecord,
            `${host}-record`,
            // Proxied: the origin's address is never shown. Their TTL is always "automatic", which is 1.
            {
                zoneId,
                name: host,
                type: pulumi.output(origin).apply(address => (isIPv4(address) ? "A" : "CNAME")),
                content: origin,
                proxied: true,
                ttl: 1,
                comment: `${this.name}, by Pulumi`,
            },
        );
        this.#origins.set(host, origin);
        for (const release of releases) this.#balance(this.#args, release, host);
    }

    /**
     * A certificate of ACM for the load balancer behind the CDN, for all hosts, proven by DNS records in the zone.
     * Call it at most once.
     */
    originCertificate(): pulumi.Output<string> {
        const { zoneId, hosts } = this.#cloudflare("A certificate");
        const arn = createAcmCertificate(this, zoneId, hosts);
        this.#alarms.push(...certificateAlarms(arn));
        return arn;
    }

    /** For MonitoringStack: a certificate of ACM that is not renewed, once there is one. */
    get alarms(): readonly AlarmDescription[] {
        return [...this.#alarms];
    }

    /**
     * A certificate of Cloudflare's Origin CA for what stands behind the CDN and speaks TLS itself, for all hosts, with
     * its key. Browsers do not know it: it is worth something to Cloudflare alone. Valid for 15 years. Call it at most
     * once; the provider `tls` makes the key.
     */
    originKeyPair(): KeyPair {
        return createOriginKeyPair(this, this.#cloudflare("A certificate").hosts);
    }

    /**
     * Makes Cloudflare show a certificate to the origin that nobody else's zone can show, for all hosts. Returns the certificate
     * of the authority that signed it, PEM: `clientCa` of the ingress. Call it at most once; the provider `tls` makes the keys.
     */
    originPull(): pulumi.Output<string> {
        const { zoneId, hosts } = this.#cloudflare("An origin pull");
        return createOriginPull(this, zoneId, hosts);
    }

    /**
     * A way in without a load balancer: cloudflared, inside, connects to Cloudflare. Needs `accountId` and the provider
     * `random`. Call it at most once.
     */
    tunnel(): EdgeTunnel {
        const { accountId } = this.#cloudflare("A tunnel");
        refuse(`EdgeCDN '${this.name}'`, accountProblems("tunnel", accountId));
        return createTunnel(this, accountId!, accountName(this.name));
    }

    /** Once both colours of a release have their origins, requests are shared out among them. */
    #balance({ accountId, zoneId, zoneName }: CloudflareArgs, release: EdgeRelease, routed: string): void {
        if (release.by !== "load-balancer") return;
        const { blue, green } = release.colors;
        const [toBlue, toGreen] = [this.#origins.get(blue), this.#origins.get(green)];
        if ((routed !== blue && routed !== green) || toBlue === undefined || toGreen === undefined) return;
        createLoadBalancer(this, { accountId: accountId!, zoneId, zoneName }, release, { blue: toBlue, green: toGreen });
    }

    /**
     * What Prometheus asks: hosts that were routed so far, and, of a zone that is its own, what Cloudflare counts. Of zones
     * on the Free plan it tells nobody.
     */
    get metrics(): MetricsTarget[] {
        if (this.#args.kind === "none") return [];
        const { zone, plan, zoneId, zoneName, hosts, releases = [] } = withDefaults(edgeDefaults, this.#args);
        const routed = new Set([...this.#origins.keys(), ...releases.filter(release => this.#isRouted(release)).map(({ host }) => host)]);
        return [
            ...hosts.filter(host => routed.has(host)).map((host): HostMetrics => ({ kind: "host", host })),
            ...(zone === "own" && plan !== "free" ? [{ kind: "zone", zoneId, zoneName } as const] : []),
        ];
    }

    /** Whether both colours of a release have their origins. */
    #isRouted({ colors }: EdgeRelease): boolean {
        return Object.values(colors).every(host => this.#origins.has(host));
    }

    #cloudflare(what: string): CloudflareArgs {
        if (this.#args.kind === "none") throw new Error(`${what} needs a zone: EdgeCDN has kind 'none'`);
        return this.#args;
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateEdge;
}

/** Caches that are Cloudflare's own: the Worker's are emptied by another `cacheVersion`. */
const ruledCaches = ({ caches = [] }: CloudflareArgs, placements: readonly Placement[]): CacheRule[] =>
    caches.filter((_, index) => placements.some(({ path, where }) => path === `caches.${index}` && where === "rules"));

function routeProblems(host: string, hosts: readonly string[], releases: readonly EdgeRelease[]): Problem[] {
    if (!hosts.includes(host)) return [{ path: "route", got: host, allowed: hosts.join(", "), fix: "Name the host in `hosts` too." }];
    const own = releases.find(release => release.host === host && release.by !== "worker");
    return own
        ? [{ path: "route", got: host, allowed: Object.values(own.colors).join(", "), fix: `Release '${own.name}' says where it leads.` }]
        : [];
}

const accountProblems = (path: string, accountId: string | undefined): Problem[] =>
    accountId === undefined ? [{ path, got: undefined, allowed: "with `accountId`", fix: "Name Cloudflare's account." }] : [];
