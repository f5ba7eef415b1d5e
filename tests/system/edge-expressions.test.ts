import { execFileSync } from "node:child_process";
import type { CloudflareArgs } from "../../components/edge-cdn";
import { compileEdge } from "../../components/edge-cdn/compile";
import { planLimits, type Plan } from "../../components/edge-cdn/plans";
import { bare, full } from "../edge/support/edges";
import { committed, compiled, hostile, unusual, type Written } from "../edge/support/expressions";
import { cached } from "./cache";

/** Cloudflare's own engine of filters, wirefilter, with the fields of its rules, for Python. */
const engine = "octorules-wirefilter==0.7.0";

/** What it reads in an expression. */
interface Read {
    readonly error?: string;
    readonly fields: readonly string[];
    readonly functions: readonly string[];
    readonly operators: readonly string[];
    readonly string_literals: readonly string[];
    readonly ip_literals: readonly string[];
}

let folder: string;
beforeAll(() => {
    const version = execFileSync("python3", ["-c", "import sys; print(*sys.version_info[:2], sep='.')"], { encoding: "utf8" }).trim();
    folder = cached(`${engine}-python-${version}`, place => {
        const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:"];
        execFileSync("python3", [...pip, "--target", place, engine], { stdio: "pipe" });
    });
});

function read(expressions: readonly string[]): Read[] {
    const script = `
import json, sys
import octorules_wirefilter
json.dump([octorules_wirefilter.parse_expression(text) for text in json.load(sys.stdin)], sys.stdout)
`;
    const env = { ...process.env, PYTHONPATH: folder };
    const answer = execFileSync("python3", ["-c", script], {
        input: JSON.stringify(expressions),
        encoding: "utf8",
        env,
        maxBuffer: 1 << 28,
    });
    return JSON.parse(answer) as Read[];
}

/**
 * As the engine takes them: it reads conditions alone, and does not know the literal `true`, which the API takes for every request
 * (cloudflare-docs: waf/managed-rules/deploy-api).
 */
const asConditions = (written: readonly Written[]): string[] => [
    ...new Set(
        written
            .filter(({ expression }) => expression !== "true")
            .map(({ expression, kind }) => (kind === "value" ? `${expression} ne ""` : expression)),
    ),
];

/** Fields that rules of every plan may look at (cloudflare-docs: content/fields/index.yaml). */
const fields = [
    ...["cf.ray_id", "http.cookie", "http.host", "http.request.headers.names", "http.request.method", "http.request.uri.path"],
    "http.request.uri.path.extension",
    ...["http.request.uri.query", "http.user_agent", "ip.src", "ip.src.country"],
];

function expectRead(expressions: readonly string[]): void {
    for (const [index, { error, fields: seen, functions, operators }] of read(expressions).entries()) {
        expect([expressions[index], error]).toEqual([expressions[index], undefined]);
        expect(seen.filter(field => !fields.includes(field))).toEqual([]);
        expect(functions.filter(name => !["any", "concat", "lower", "starts_with", "url_decode"].includes(name))).toEqual([]);
        // Regular expressions are for larger plans.
        expect(operators.filter(name => !["and", "or", "not", "in", "contains", "eq", "ne"].includes(name))).toEqual([]);
    }
}

describe("Cloudflare's engine", () => {
    it("reads every expression of the examples", () => {
        const expressions = asConditions(compiled());
        expect(expressions.length).toBeGreaterThan(40);
        expectRead(expressions);
    });

    it("reads every expression of the stacks of this repository", async () => {
        const expressions = asConditions(await committed());
        expect(expressions.length).toBeGreaterThan(10);
        expectRead(expressions);
    }, 240_000);

    it("reads texts as they were given", () => {
        const { http_request_firewall_custom: rules } = compileEdge(unusual.hostile!).rules;
        const texts = (ref: string): Read => read([rules!.find(rule => rule.ref === ref)!.expression])[0]!;
        expect([...texts("bad-bots").string_literals].sort()).toEqual(
            [...unusual.hostile!.hosts, ...hostile.badBots.map(text => text.toLowerCase())].sort(),
        );
        expect(texts("blocked-addresses").ip_literals).toEqual(["0.0.0.0/0", "::/0", "255.255.255.255", "2001:db8::", "::1"]);
        expect(texts("admin-x").string_literals).toContain(hostile.path);
    });

    it.each<[Partial<CloudflareArgs>, string[]]>([
        [{}, ["", "authorization"]],
        [{ sessionCookies: ["session", "a.b-c_d"] }, ["session=", "a.b-c_d=", "authorization"]],
    ])("reads of %j what is private", (args, texts) => {
        const [rule] = compileEdge({ ...bare, ...args }).rules.http_request_cache_settings!;
        const { error, fields: seen, string_literals: literals } = read([rule!.expression])[0]!;
        expect([rule!.ref, error]).toEqual(["private", undefined]);
        expect([...new Set(seen)].sort()).toEqual(["http.cookie", "http.host", "http.request.headers.names"]);
        expect([...literals].sort()).toEqual([...bare.hosts, ...texts].sort());
    });

    it.each<[Plan, string[]]>([
        ["free", ["http.request.uri.path"]],
        ["pro", ["http.host", "http.request.uri.path"]],
        ["business", ["http.host", "http.request.method", "http.request.uri.path"]],
        ["enterprise", ["http.host", "http.request.method", "http.request.uri.path"]],
    ])("sees in limits of %s what its rules may look at", (plan, expected) => {
        const rules = compileEdge(full(plan)).rules.http_ratelimit!;
        const seen = read(rules.map(({ expression }) => expression)).flatMap(({ fields: some }) => some);
        expect([...new Set(seen)].sort()).toEqual(expected);
        expect(rules.length).toBeLessThanOrEqual(planLimits[plan].rateLimits.rules);
    });

    it.each([
        'http.host in {"example.com"',
        'http.host eq "a" and',
        'http.host eq "a"b"',
        'http.hosts eq "a"',
        'upper_case(http.host) eq "A"',
        "ip.src in {300.1.1.1}",
        "ip.src in {10.0.0.1/8/8}",
        "len(http.host)",
        'starts_with("literal", "l")',
        'http.host eq "a" AND http.host eq "b"',
        'any(http.host[*] eq "a")',
        'any(http.request.headers.names eq "a")',
        "any(http.request.headers.names[*])",
        "any(http.request.headers.names[*] eq 1)",
        'http.request.headers.names[*] eq "a"',
        'any(lower(http.request.headers.names[*]) eq "a")',
        'any(lower(http.request.headers.names)[*] eq "a")',
    ])("fails for %s", expression => expect(read([expression])[0]!.error).toMatch(/^Filter parsing error/));
});
