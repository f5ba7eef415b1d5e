import { distinct, hostName, oneOf, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import type { Problem } from "../core/errors";
import { withDefaults } from "../core/defaults";

export type EdgeCDNArgs = CloudflareArgs | NoEdgeArgs;

/** No CDN: hosts are reached as they are, in development. */
export interface NoEdgeArgs extends ComponentArgs {
    readonly kind: "none";
}

/** Cloudflare before everything: DNS, TLS, cache. The zone must exist; its rules of a phase belong to this component. */
export interface CloudflareArgs extends ComponentArgs {
    readonly kind: "cloudflare";
    /** 32 hexadecimal digits, from the zone's overview. */
    readonly zoneId: string;
    /** `example.com` */
    readonly zoneName: string;
    /** All hosts that are served: in the zone, each once. The first is the main one. */
    readonly hosts: readonly string[];
    /**
     * Seconds browsers insist on HTTPS for, 0–63072000; a year by default.
     * @default 31536000
     */
    readonly hstsSeconds?: number;
    /**
     * Oldest TLS version that clients may use.
     * @default "1.2"
     */
    readonly minTls?: "1.2" | "1.3";
    /** What is kept at the edge. @default nothing */
    readonly caches?: readonly CacheRule[];
    /** Headers on every answer, beside HSTS. @default none */
    readonly headers?: Readonly<Record<string, string>>;
}

/** Answers to paths that begin with a prefix are kept. */
export interface CacheRule {
    /** Lower-case letters, digits and '-': part of the rule's lasting reference. */
    readonly name: string;
    /** `/static/` */
    readonly pathPrefix: string;
    /** In the zone. @default all of `hosts` */
    readonly host?: string;
    /** Whether the answer is the same for everybody, so that cookies and tokens do not matter. @default false */
    readonly shared?: boolean;
    /** Seconds at the edge, 1–31536000. */
    readonly edgeSeconds: number;
    /** Seconds in browsers, 0–31536000; `origin` leaves to them what the origin says. @default as long as at the edge */
    readonly browserSeconds?: number | "origin";
}

export const edgeDefaults = { hstsSeconds: 31536000, minTls: "1.2" } as const;

export function validateEdge(args: EdgeCDNArgs): Problem[] {
    if (args.kind === "none") return [];
    const { hstsSeconds, minTls, caches = [] } = withDefaults(edgeDefaults, args);
    return [
        ...(/^[0-9a-f]{32}$/.test(args.zoneId)
            ? []
            : [{ path: "zoneId", got: args.zoneId, allowed: "32 hexadecimal digits, from the zone's overview at Cloudflare" }]),
        ...hostName("zoneName", args.zoneName),
        ...(args.hosts.length > 0 ? [] : [{ path: "hosts", got: [], allowed: "at least one host" }]),
        ...args.hosts.flatMap((host, index) => hostProblems(`hosts.${index}`, host, args.zoneName)),
        ...distinct("hosts", args.hosts),
        ...wholeNumber("hstsSeconds", hstsSeconds, 0, 63072000),
        ...oneOf<string>("minTls", minTls, ["1.2", "1.3"]),
        ...caches.flatMap((rule, index) => cacheProblems(`caches.${index}`, rule, args.zoneName)),
        ...distinct(
            "caches",
            caches.map(({ name }) => name),
        ),
        ...headerProblems(args.headers ?? {}),
    ];
}

export function hostProblems(path: string, host: string, zone: string): Problem[] {
    const wrong = hostName(path, host);
    if (wrong.length > 0) return wrong;
    const inside = host === zone || host.endsWith(`.${zone}`);
    return inside
        ? []
        : [{ path, got: host, allowed: `${zone} or a host below it`, fix: "A host of another zone needs an EdgeCDN of its own." }];
}

function cacheProblems(path: string, rule: CacheRule, zone: string): Problem[] {
    return [
        ...(/^[a-z0-9-]+$/.test(rule.name)
            ? []
            : [{ path: `${path}.name`, got: rule.name, allowed: "lower-case letters, digits and '-'" }]),
        ...(/^\/[\w./~-]*$/.test(rule.pathPrefix)
            ? []
            : [{ path: `${path}.pathPrefix`, got: rule.pathPrefix, allowed: "the beginning of a path, such as /static/" }]),
        ...(rule.host === undefined ? [] : hostProblems(`${path}.host`, rule.host, zone)),
        ...wholeNumber(`${path}.edgeSeconds`, rule.edgeSeconds, 1, 31536000),
        ...(rule.browserSeconds === undefined || rule.browserSeconds === "origin"
            ? []
            : wholeNumber(`${path}.browserSeconds`, rule.browserSeconds, 0, 31536000)),
    ];
}

function headerProblems(headers: Readonly<Record<string, string>>): Problem[] {
    return Object.entries(headers).flatMap(([name, value]) => [
        ...(/^[A-Za-z0-9-]+$/.test(name)
            ? []
            : [{ path: `headers.${name}`, got: name, allowed: "header names of letters, digits and '-'" }]),
        ...(/^[\x20-\x7e]+$/.test(value) ? [] : [{ path: `headers.${name}`, got: value, allowed: "printable ASCII on one line" }]),
    ]);
}
