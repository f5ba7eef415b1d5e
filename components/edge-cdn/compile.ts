import type { Problem } from "../core/errors";
import { withDefaults } from "../core/defaults";
import { edgeDefaults, type CloudflareArgs } from "./args";
import { allOf, type Condition } from "./conditions";
import { gatedItems } from "./rules/gated";
import { cacheItems, privateItem, type DescribedCache } from "./rules/caches";
import { headerItems, requestIdItem } from "./rules/headers";
import type { Item, Phase, Rule } from "./rules/item";
import { place, type Placement, type Room } from "./rules/place";
import { rateLimitItems } from "./rules/rate-limits";
import { redirectItems } from "./rules/redirects";
import { wafItems } from "./rules/waf";
import { releaseDefaults, type EdgeRelease } from "./release-args";
import type { WorkerConfig } from "./worker/config";
import { identityDefaults, maintenanceDefaults, type EdgeIdentity, type EdgeMaintenance } from "./worker-args";

/** What becomes of a description under a plan. */
export interface CompiledEdge {
    readonly rules: Readonly<Partial<Record<Phase, readonly Rule[]>>>;
    /** Absent where nothing is left for it. */
    readonly worker: { readonly config: WorkerConfig; readonly hosts: readonly string[] } | undefined;
    readonly placements: readonly Placement[];
    readonly problems: readonly Problem[];
}

export function compileEdge(args: CloudflareArgs): CompiledEdge {
    const { plan, zone, accountId } = withDefaults(edgeDefaults, args);
    const room: Room = { plan, shared: zone === "shared", worker: accountId !== undefined };
    const { rules, workerParts, workerHosts, placements, problems } = place(itemsOf(args), room);
    return {
        rules,
        worker: workerParts.length > 0 ? { config: configOf(args, workerParts), hosts: workerHosts } : undefined,
        placements,
        problems,
    };
}

/** Everything that somebody described, in the order that room is given to it. */
function itemsOf(args: CloudflareArgs): Item[] {
    const { plan, zone, hosts, sessionCookies, cacheVersion, requestId } = withDefaults(edgeDefaults, args);
    const { hstsSeconds, hstsSubdomains, hstsPreload } = withDefaults(edgeDefaults, args);
    // In a zone of others the services say it themselves, unless it is asked for here.
    const hsts = zone === "shared" && args.hstsSeconds === undefined ? 0 : hstsSeconds;
    return [
        ...gatedItems(args),
        ...headerItems({ seconds: hsts, subdomains: hstsSubdomains, preload: hstsPreload }, args.headers ?? {}, hosts),
        ...(requestId ? [requestIdItem(hosts)] : []),
        ...(args.maintenance ? [maintenanceItem(args.maintenance, hosts)] : []),
        ...wafItems(args.waf ?? {}, hosts, plan, zone === "shared"),
        ...redirectItems(args.redirects ?? []),
        ...rateLimitItems(args.rateLimits ?? [], hosts),
        ...(args.releases ?? []).flatMap(releaseItems),
        ...(zone === "own" ? [privateItem({ sessionCookies, hosts }, args.identity?.from)] : []),
        ...cacheItems(withColors(args), { hosts, sessionCookies, version: cacheVersion }),
    ];
}

/** The Worker asks for a colour's host: a cache of the host that it releases is one of the colours' too. */
const withColors = ({ caches = [], releases = [] }: CloudflareArgs): DescribedCache[] =>
    caches.map(cache => {
        const release = releases.find(({ by, host }) => by === "worker" && host === cache.host);
        return release ? { ...cache, also: Object.values(release.colors) } : cache;
    });

function maintenanceItem(maintenance: EdgeMaintenance, hosts: readonly string[]): Item {
    const { allow, html, retryAfterSeconds } = withDefaults(maintenanceDefaults, maintenance);
    const strangers: Condition[] = allow.length > 0 ? [{ kind: "not", of: { kind: "address", in: allow } }] : [];
    return {
        path: "maintenance",
        what: "maintenance",
        hosts,
        rules: () => "rules answer with 403 alone on most plans",
        worker: { maintenance: { when: allOf({ kind: "host", in: hosts }, ...strangers), html, retryAfterSeconds } },
    };
}

/** Records and load balancers are no rules: the Worker has only its own releases. */
function releaseItems(release: EdgeRelease, index: number): Item[] {
    if (release.by !== "worker") return [];
    const { name, host, colors, weights, cookie } = withDefaults(releaseDefaults, release);
    const targets = (["blue", "green"] as const).map(color => ({ name: color, host: colors[color], weight: weights[color] }));
    return [
        {
            path: `releases.${index}`,
            what: `release ${name} (blue ${weights.blue} %, green ${weights.green} %)`,
            hosts: [host],
            rules: () => "rules do not share requests out",
            worker: { splits: [{ name, host, targets, cookie }] },
        },
    ];
}

function configOf({ identity, store, zone }: CloudflareArgs, parts: readonly Partial<WorkerConfig>[]): WorkerConfig {
    const limits = parts.flatMap(({ limits: some = [] }) => some);
    return {
        requestId: parts.some(({ requestId }) => requestId),
        maintenance: parts.find(({ maintenance }) => maintenance)?.maintenance,
        blocks: parts.flatMap(({ blocks = [] }) => blocks),
        redirects: parts.flatMap(({ redirects = [] }) => redirects),
        limits,
        // Not for limits alone: what tells who asks makes a request private.
        identity: identity && workerIdentity(identity),
        store: store?.kind ?? "durable-object",
        sharedZone: zone === "shared" ? true : undefined,
        uploads: parts.flatMap(({ uploads = [] }) => uploads),
        splits: parts.flatMap(({ splits = [] }) => splits),
        caches: parts.flatMap(({ caches = [] }) => caches),
        headers: Object.assign({}, ...parts.map(({ headers = {} }) => headers)) as Record<string, string>,
    };
}

/** Without the key, which is a secret binding. */
function workerIdentity(identity: EdgeIdentity): WorkerConfig["identity"] {
    const { from, algorithm, userClaim, roleClaim, issuer, audience, clockToleranceSeconds } = withDefaults(identityDefaults, identity);
    return { from, algorithm, userClaim, roleClaim, issuer, audience, clockToleranceSeconds };
}
