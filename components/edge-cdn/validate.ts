import { distinct, hostName, oneOf } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { validateAlerts } from "./alert-args";
import { edgeDefaults, type CloudflareArgs, type EdgeCDNArgs } from "./args";
import { validateCaches } from "./cache-args";
import { compileEdge } from "./compile";
import { validateLogpush } from "./logpush-args";
import { hostProblems } from "./place-args";
import { planLimits, plans } from "./plans";
import { validateRateLimits } from "./rate-limit-args";
import { validateRedirects } from "./redirect-args";
import { validateReleases } from "./release-args";
import { validateWaf } from "./waf-args";
import { validateIdentity, validateMaintenance, validateStore } from "./worker-args";
import { validateZone } from "./zone-args";

export function validateEdge(args: EdgeCDNArgs): Problem[] {
    if (args.kind === "none") return [];
    const wrong = problemsOf(args);
    // What is wrong by itself cannot be compiled.
    return wrong.length > 0 ? wrong : [...compileEdge(args).problems];
}

function problemsOf(args: CloudflareArgs): Problem[] {
    const { plan, zone, sessionCookies, cacheVersion, zoneName, hosts } = withDefaults(edgeDefaults, args);
    return [
        ...cloudflareId("zoneId", args.zoneId, "from the zone's overview at Cloudflare"),
        ...(args.accountId === undefined ? [] : cloudflareId("accountId", args.accountId, "Cloudflare's, not AWS's")),
        ...hostName("zoneName", zoneName),
        ...(hosts.length > 0 ? [] : [{ path: "hosts", got: [], allowed: "at least one host" }]),
        ...hosts.flatMap((host, index) => hostProblems(`hosts.${index}`, host, zoneName)),
        ...distinct("hosts", hosts),
        ...oneOf<string>("plan", plan, plans),
        ...oneOf<string>("zone", zone, ["own", "shared"]),
        ...validateZone(args),
        ...validateCaches(args.caches ?? [], zoneName),
        ...(sessionCookies === "any" ? [] : cookieNames(sessionCookies)),
        ...(/^[\w.-]{1,40}$/.test(cacheVersion)
            ? []
            : [{ path: "cacheVersion", got: cacheVersion, allowed: "1–40 letters, digits, '.', '_' and '-'" }]),
        ...headerProblems(args.headers ?? {}),
        ...validateRedirects(args.redirects ?? [], hosts, zoneName),
        ...validateRateLimits(args.rateLimits ?? [], zoneName, args.identity !== undefined),
        ...validateWaf(args.waf ?? {}, zoneName),
        ...(args.identity ? validateIdentity(args.identity) : []),
        ...(args.store ? validateStore(args.store) : []),
        ...(args.maintenance ? validateMaintenance(args.maintenance) : []),
        ...validateReleases(args.releases ?? [], hosts),
        ...(args.alerts ? validateAlerts(args.alerts) : []),
        ...accountProblems(args),
        ...(args.alerts?.webhook && !planLimits[plan].webhooks
            ? [{ path: "alerts.webhook", got: `plan ${plan}`, allowed: "with plan pro or larger", fix: "Free tells by mail." }]
            : []),
        ...(args.logpush ? validateLogpush(args.logpush) : []),
    ];
}

const cloudflareId = (path: string, got: string, where: string): Problem[] =>
    /^[0-9a-f]{32}$/.test(got) ? [] : [{ path, got, allowed: `32 hexadecimal digits, ${where}` }];

/** What belongs to an account needs one. */
function accountProblems({ accountId, alerts, releases = [] }: CloudflareArgs): Problem[] {
    if (accountId !== undefined) return [];
    const wanting = [
        ...(alerts ? ["alerts"] : []),
        ...releases.flatMap(({ by }, index) => (by === "load-balancer" ? [`releases.${index}.by`] : [])),
    ];
    return wanting.map(path => ({ path, got: "no account", allowed: "with `accountId`", fix: "It belongs to Cloudflare's account." }));
}

const cookieNames = (names: readonly string[]): Problem[] => [
    ...names
        .filter(name => !/^[A-Za-z0-9_.-]{1,100}$/.test(name))
        .map(got => ({ path: "sessionCookies", got, allowed: "names of letters, digits, '-', '_' and '.'" })),
    ...distinct("sessionCookies", names),
];

function headerProblems(headers: Readonly<Record<string, string>>): Problem[] {
    const names = Object.keys(headers);
    return [
        ...Object.entries(headers).flatMap(([name, value]) => [
            ...(/^[A-Za-z0-9-]+$/.test(name)
                ? []
                : [{ path: `headers.${name}`, got: name, allowed: "header names of letters, digits and '-'" }]),
            ...(/^(cf-.*|x-cf-.*|server)$/i.test(name)
                ? [{ path: `headers.${name}`, got: name, allowed: "headers that are not Cloudflare's own" }]
                : []),
            ...(/^[\x20-\x7e]+$/.test(value) ? [] : [{ path: `headers.${name}`, got: value, allowed: "printable ASCII on one line" }]),
        ]),
        ...distinct(
            "headers",
            names.map(name => name.toLowerCase()),
        ),
    ];
}
