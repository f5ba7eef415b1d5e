import * as fc from "fast-check";
import type { CacheRule, CloudflareArgs } from "../../components/edge-cdn";
import { compileEdge } from "../../components/edge-cdn/compile";
import { expressionOf } from "../../components/edge-cdn/conditions";
import { cacheCondition } from "../../components/edge-cdn/rules/caches";
import type { Rule } from "../../components/edge-cdn/rules/item";
import type { Plan } from "../../components/edge-cdn/plans";
import { handle } from "../../components/edge-cdn/worker/handle";
import { validateEdge } from "../../components/edge-cdn/validate";
import { holds, type Sample } from "../support/rules-language";
import { accountId, bare } from "./support/edges";

/** Of the rules that match a request the last one counts, wherever it and the others live. */

interface Cached {
    /** The caches that answer for the request, by place; of several of one place the last one does. */
    readonly worker?: string;
    readonly rules?: string;
    /** What the request has of which rules, as Cloudflare adds them up. */
    readonly keyOf?: string;
    readonly immutable: readonly string[];
    readonly settings: object;
}

const rulesFor = (some: readonly Rule[] | undefined, sample: Sample): Rule[] =>
    (some ?? []).filter(({ expression }) => holds(expression, sample));

function cachedBy(args: CloudflareArgs, sample: Sample): Cached {
    const { rules, worker } = compileEdge(args);
    const all = rulesFor(rules.http_request_cache_settings, sample);
    const settings = all.filter(({ ref }) => ref !== "private");
    const headers = rulesFor(rules.http_response_headers_transform, sample).filter(({ ref }) => ref.startsWith("immutable-"));
    return {
        worker: (worker?.config.caches ?? []).findLast(({ when }) => holds(expressionOf(when), sample))?.name,
        rules: settings.at(-1)?.ref.replace("cache-", ""),
        keyOf: settings.findLast(({ actionParameters }) => "cacheKey" in (actionParameters as object))?.ref.replace("cache-", ""),
        immutable: headers.map(({ ref }) => ref.replace("immutable-", "")),
        settings: Object.assign({}, ...all.map(({ actionParameters }) => actionParameters)) as object,
    };
}

/** The rule that counts, as the arguments say it. */
const meant = ({ caches = [], hosts }: CloudflareArgs, sample: Sample): CacheRule | undefined =>
    caches.findLast(rule => holds(expressionOf(cacheCondition(rule, hosts)), sample));

const where = {
    pathPrefix: fc.constantFrom("/", "/a/", "/a/b/", "/c/"),
    host: fc.constantFrom(undefined, "api.example.com"),
    extensions: fc.constantFrom(undefined, ["css"]),
};
const browser = fc.constantFrom(
    {},
    { browserSeconds: 0, statuses: "any" as const },
    { browserSeconds: 600, statuses: "any" as const },
    { browserSeconds: 600, statuses: "any" as const, immutable: true },
);

const caches = fc
    .array(
        fc.oneof(
            fc.record({ ...where, edgeSeconds: fc.constant(0) }),
            fc.record({
                ...where,
                shared: fc.boolean(),
                edgeSeconds: fc.constantFrom(60, 86400),
                browser,
                vary: fc.constantFrom(undefined, { query: [] }, { headers: ["Accept-Language"] }, { headers: ["X-Region"] }),
            }),
            fc.record({
                ...where,
                shared: fc.constant(true),
                edgeSeconds: fc.constant("origin" as const),
                vary: fc.constantFrom(undefined, { query: [] }),
            }),
        ),
        { minLength: 1, maxLength: 6 },
    )
    .map(all =>
        all.map(({ browser: told = {}, ...rest }: (typeof all)[number] & { readonly browser?: object }, index): CacheRule => ({
            name: `c${index}`,
            ...rest,
            ...told,
        })),
    );

const samples: fc.Arbitrary<Sample> = fc.record({
    host: fc.constantFrom(...bare.hosts),
    target: fc.constantFrom("/", "/x.css", "/a/", "/a/x.css", "/a/b/x", "/a/b/x.css", "/c/x.css", "/c/x"),
    headers: fc.constantFrom<Sample["headers"][]>(
        [],
        [["Cookie", "theme=dark"]],
        [["Cookie", "theme=dark; session=1"]],
        [["authorization", "Bearer x"]],
    ),
});

const plans = fc.constantFrom<Plan>("free", "business", "enterprise");

function describedEdge(plan: Plan, rules: readonly CacheRule[]): CloudflareArgs {
    const args: CloudflareArgs = { ...bare, accountId, plan, sessionCookies: ["session"], caches: rules };
    expect(validateEdge(args)).toEqual([]);
    return args;
}

it("the last rule that matches counts, in one place", () => {
    fc.assert(
        fc.property(plans, caches, samples, (plan, rules, sample) => {
            const args = describedEdge(plan, rules);
            const { worker, rules: inRules } = cachedBy(args, sample);
            const winner = meant(args, sample)?.name;
            expect([worker, inRules].filter(name => name !== undefined)).toEqual(winner === undefined ? [] : [winner]);
        }),
        { numRuns: 1000 },
    );
});

it("the last rule that matches says whether browsers ask again, and no other", () => {
    fc.assert(
        fc.property(plans, caches, samples, (plan, rules, sample) => {
            const args = describedEdge(plan, rules);
            const { rules: inRules, immutable } = cachedBy(args, sample);
            const winner = meant(args, sample);
            expect(immutable).toEqual(winner?.immutable && inRules === winner.name ? [winner.name] : []);
        }),
        { numRuns: 1000 },
    );
});

it("the last rule that matches says what tells answers apart, and no other", () => {
    fc.assert(
        fc.property(caches, samples, (rules, sample) => {
            const args = describedEdge("enterprise", rules);
            const { rules: inRules, keyOf } = cachedBy(args, sample);
            const winner = meant(args, sample);
            // Where nothing is kept, a key is none's.
            if (winner === undefined || winner.edgeSeconds === 0) return;
            expect(winner.vary && inRules === winner.name ? [winner.name] : [winner.name, undefined]).toContain(keyOf);
        }),
        { numRuns: 1000 },
    );
});

it("what is private passes Cloudflare's cache, but for what is the same for everybody", () => {
    const met = { winner: 0, private: 0, other: 0 };
    fc.assert(
        fc.property(plans, caches, samples, (plan, rules, sample) => {
            const args = describedEdge(plan, rules);
            const { rules: winner, settings } = cachedBy(args, sample);
            const own = compileEdge(args).rules.http_request_cache_settings!.find(({ ref }) => ref === `cache-${winner}`);
            const isPrivate = (sample.headers ?? []).some(([name, value]) => name === "authorization" || value.includes("session="));
            met[own ? "winner" : isPrivate ? "private" : "other"]++;
            expect(settings).toEqual(own ? own.actionParameters : isPrivate ? { cache: false } : {});
        }),
        { numRuns: 1000 },
    );
    for (const count of Object.values(met)) expect(count).toBeGreaterThan(100);
});

it("a cache that is the same for everybody keeps for people with cookies, too", () => {
    const shared: CacheRule = { name: "static", pathPrefix: "/static/", shared: true, edgeSeconds: 86400 };
    const own: CacheRule = { name: "own", pathPrefix: "/static/own/", edgeSeconds: 0 };
    const asked = (target: string, headers: Sample["headers"]): object =>
        cachedBy({ ...bare, caches: [shared, own] }, { host: "example.com", target, headers }).settings;
    const kept = {
        cache: true,
        edgeTtl: { mode: "override_origin", default: 86400, statusCodeTtls: [{ statusCodeRange: { from: 201, to: 599 }, value: -1 }] },
        browserTtl: { mode: "respect_origin" },
    };
    for (const headers of [[["Cookie", "session=1"]], [["authorization", "Bearer x"]]] as const) {
        expect(asked("/static/app.js", headers)).toEqual(kept);
        expect(asked("/static/own/me.js", headers)).toEqual({ cache: false });
        expect(asked("/report.pdf", headers)).toEqual({ cache: false });
    }
    expect(asked("/static/app.js", [])).toEqual(kept);
    expect(asked("/report.pdf", [])).toEqual({});
});

it("the last rule counts also where a rule is too long for Cloudflare", () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `a-long-name-of-a-host-${index}.example.com`);
    const rule = (index: number, shared: boolean, pathPrefix: string): CacheRule => ({
        name: `c${index}`,
        pathPrefix,
        shared,
        edgeSeconds: 86400,
    });
    // The second is too long, for it leaves out what the Worker keeps; the first stays.
    const rules = [rule(0, true, "/"), rule(1, true, "/a/"), ...[2, 3].map(index => rule(index, false, `/a/${index}/`))];
    const args: CloudflareArgs = {
        ...bare,
        hosts: ["example.com", ...hosts],
        accountId,
        caches: [{ ...rules[0]!, host: "example.com" }, ...rules.slice(1)],
    };
    for (const target of ["/x", "/a/x", "/a/2/x", "/a/3/x"]) {
        const sample = { host: "example.com", target };
        const { worker, rules: inRules } = cachedBy(args, sample);
        expect([target, [worker, inRules].filter(name => name !== undefined)]).toEqual([target, [meant(args, sample)!.name]]);
    }
});

describe("what a token or a session makes private", () => {
    const pages: CacheRule = { name: "pages", pathPrefix: "/", edgeSeconds: 300 };
    const key = "a-secret-that-has-32-characters-or-more";

    /** How the Worker answers from its cache, of a description. */
    async function answered(args: Partial<CloudflareArgs>, headers: Record<string, string>): Promise<string | null> {
        const { config } = compileEdge({ ...bare, accountId, caches: [pages], ...args }).worker!;
        const answer = await handle(new Request("https://example.com/page", { headers }), config, {
            counter: { count: () => Promise.resolve({ allowed: true, remaining: 1, waitMs: 1 }) },
            identify: () => Promise.resolve(undefined),
            cache: { match: () => Promise.resolve(undefined), put: () => Promise.resolve() },
            ask: () => Promise.resolve(new Response("page")),
            later: () => undefined,
            random: () => 0,
        });
        return answer.headers.get("X-Webstack-Cache");
    }

    it.each<[string, Partial<CloudflareArgs>, Record<string, string>, string]>([
        ["nobody's request", {}, {}, "MISS"],
        ["any cookie", {}, { Cookie: "theme=dark" }, "BYPASS"],
        ["a cookie that is no session", { sessionCookies: ["session"] }, { Cookie: "theme=dark" }, "MISS"],
        ["a session", { sessionCookies: ["session"] }, { Cookie: "theme=dark; session=1" }, "BYPASS"],
        ["a token", {}, { Authorization: "Bearer x" }, "BYPASS"],
        [
            "the cookie that tells who asks",
            { sessionCookies: ["session"], identity: { from: { cookie: "token" }, algorithm: "HS256", key } },
            { Cookie: "token=x" },
            "BYPASS",
        ],
        [
            "the header that tells who asks",
            { identity: { from: { header: "X-Token" }, algorithm: "HS256", key } },
            { "X-Token": "x" },
            "BYPASS",
        ],
        ["a cookie, where all get the same", { caches: [{ ...pages, shared: true }] }, { Cookie: "session=1" }, "MISS"],
    ])("%s", async (_, args, headers, expected) => expect(await answered(args, headers)).toBe(expected));
});

describe("the first cache rule, where it is known who asks", () => {
    const base = {
        kind: "cloudflare",
        zoneId: "0".repeat(32),
        accountId: "1".repeat(32),
        zoneName: "example.com",
        hosts: ["example.com"],
    } as const;
    const key = "a-key-of-the-shop-that-is-long-enough";

    it.each([
        [{ cookie: "token" }, [["Cookie", "a=b; token=x"]]],
        [{ header: "X-Token" }, [["x-TOKEN", "x"]]],
    ] as const)("is for requests that say so by %j", (from, headers) => {
        const identity = { from, algorithm: "HS256", key } as const;
        const [rule] = compileEdge({ ...base, sessionCookies: ["session"], identity }).rules.http_request_cache_settings!;
        expect(rule!.ref).toBe("private");
        expect(holds(rule!.expression, { host: "example.com", headers })).toBe(true);
        expect(holds(rule!.expression, { host: "example.com", headers: [["Cookie", "a=b"]] })).toBe(false);
    });
});
