import { compileEdge } from "../../components/edge-cdn/compile";
import { plans } from "../../components/edge-cdn/plans";
import { holds, valueOf, type Sample } from "../support/rules-language";
import { bare, full } from "./support/edges";
import { committed, compiled, unusual, type Written } from "./support/expressions";
import { satisfying } from "./support/satisfying";

const rulesOf = (args: Parameters<typeof compileEdge>[0]): Map<string, string> =>
    new Map(
        Object.entries(compileEdge(args).rules).flatMap(([phase, rules]) =>
            rules.map(({ ref, expression }): [string, string] => [ref === "request-id" ? `${ref} ${phase}` : ref, expression]),
        ),
    );

const agent = (text: string): Sample["headers"] => [["User-Agent", text]];
const host = "example.com";
const cookie = (...texts: string[]): Sample["headers"] => texts.map(text => ["Cookie", text] as const);
const token = (name: string, value = "Bearer x"): Sample["headers"] => [[name, value]];

/** By rule: requests that it is for, and requests that it is not for. */
const samples: Readonly<Record<string, readonly [Sample[], Sample[]]>> = {
    headers: [
        [{ host }, { host: "www.example.com", target: "/..//x?y" }],
        [{ host: "example.org" }, { host: "xexample.com" }, { host: "evil.example.com" }],
    ],
    "request-id http_request_late_transform": [[{ host: "api.example.com", method: "POST" }], [{ host: "cdn.example.com" }]],
    "request-id http_response_headers_transform": [[{ host: "api.example.com", method: "POST" }], [{ host: "cdn.example.com" }]],
    "immutable-static": [
        [
            { host, target: "/static/app.js" },
            { host, target: "/static/a.CSS?x" },
        ],
        [
            { host, target: "/static/app.png" },
            { host, target: "/other/app.js" },
        ],
    ],
    "blocked-addresses": [
        [
            { host, address: "198.51.100.0" },
            { host, address: "198.51.100.255" },
            { host, address: "2001:db8:bad:ffff::1" },
        ],
        [
            { host, address: "198.51.99.255" },
            { host, address: "198.51.101.0" },
            { host, address: "2001:db8:bae::1" },
            { host: "example.org", address: "198.51.100.1" },
        ],
    ],
    "blocked-countries": [
        [
            { host, country: "KP" },
            { host, country: "T1" },
        ],
        [
            { host, country: "KR" },
            { host, country: "" },
            { host, country: "kp" },
        ],
    ],
    "bad-bots": [
        [
            { host, headers: agent("sqlmap/1.8") },
            { host, headers: agent("Mozilla SQLMap") },
            { host, headers: agent('x quote"bot\\1 y') },
            { host, headers: agent('QUOTE"BOT\\1') },
        ],
        [{ host }, { host, headers: agent("") }, { host, headers: agent("sql map") }, { host, headers: agent('quote\\"bot\\\\1') }],
    ],
    "admin-console": [
        [
            { host, target: "/admin", address: "198.51.100.1" },
            { host, target: "/admin/users?x", address: "203.0.112.255" },
            { host, target: "//admin", address: "2001:db8:a::2" },
            { host, target: "/x/../admin/", address: "198.51.100.1" },
            { host, target: "/%61dmin/", address: "198.51.100.1" },
            { host, target: "\\admin", address: "198.51.100.1" },
            { host, target: "/x/%2E%2e/./admin", address: "198.51.100.1" },
        ],
        [
            { host, target: "/admin", address: "203.0.113.77" },
            { host, target: "/admin", address: "2001:db8:a::1" },
            { host, target: "/?/admin", address: "198.51.100.1" },
            { host, target: "/admin/../", address: "198.51.100.1" },
            { host: "api.example.com", target: "/admin", address: "198.51.100.1" },
        ],
    ],
    "sql-injection": [
        [
            { host, target: "/?q=1%27%20OR%201=1" },
            { host, target: "/a?q=UNION+SELECT+x" },
            { host, target: "/?a=1&b=%55nion%20%73elect" },
            { host, target: "/?q=%22%20or%201=1" },
            { host, target: "/?x=pg_sleep(5)" },
        ],
        [{ host }, { host, target: "/?" }, { host, target: "/union%20select" }, { host, target: "/?q=student+union&w=select" }],
    ],
    "cross-site-scripting": [
        [
            { host, target: "/?q=<script>" },
            { host, target: "/?q=%3CScRiPt%3E" },
            { host, target: "/?q=x&onerror=%61" },
            { host, target: "/?u=JavaScript%3aalert(1)" },
        ],
        [
            { host, target: "/?q=script" },
            { host, target: "/<script>" },
            { host, target: "/?q=%253Cscript" },
            { host, target: "/?q=" },
        ],
    ],
    "upload-forms": [
        [
            { host, target: "/upload/a.exe" },
            { host, target: "/upload/a.b/c.PhP?name=x.jpg" },
            { host, target: "/upload/a.p%68p" },
            { host, target: "//upload/x/..//a%2Eexe" },
            { host, target: "/upload/.x.exe" },
        ],
        [
            { host, target: "/upload/a.exe.jpg" },
            { host, target: "/upload/a?x=b.exe" },
            { host, target: "/upload/exe" },
            { host, target: "/upload/.exe" },
            { host, target: "/upload/../a.exe" },
            { host, target: "/upload" },
        ],
    ],
    managed: [[{}, { host: "other.example" }], []],
    owasp: [[{}, { host: "other.example" }], []],
    "redirect-www": [
        [{ host: "www.example.com" }, { host: "www.example.com", target: "/a/b?c" }],
        [{ host }, { host: "www.example.com.evil.example" }],
    ],
    "limit-all": [[{ host }, { host: "api.example.com", method: "DELETE", target: "/%2e%2e/x" }], [{ host: "example.org" }]],
    "limit-login": [
        [
            { host, target: "/login", method: "POST" },
            { host, target: "//login/", method: "POST" },
        ],
        [
            { host, target: "/login" },
            { host, target: "/Login", method: "POST" },
            { host: "api.example.com", target: "/login", method: "POST" },
        ],
    ],
    private: [
        [
            { host, headers: cookie("session=1") },
            { host, headers: cookie("theme=dark; session=1") },
            { host, headers: cookie("session=; theme=dark") },
            { host, headers: cookie("theme=dark", "session=1") },
            { host, headers: token("authorization") },
            { host, headers: token("Authorization") },
            { host, headers: token("AUTHORIZATION", "") },
            { host, headers: [["Accept", "*/*"], ...cookie("theme=dark")!, ...token("AuThorization", "Basic eDp5")!] },
            { host: "API.Example.com", target: "/a/report.pdf", headers: cookie("session=1") },
            // The map of cookies is not on Free: a name that ends so is taken for it.
            { host, headers: cookie("xsession=1") },
        ],
        [
            { host },
            { host, headers: cookie("") },
            { host, headers: cookie("theme=dark") },
            { host, headers: cookie("theme=dark; language=en") },
            { host, headers: cookie("Session=1") },
            { host, headers: cookie("theme=session") },
            { host, headers: token("Proxy-Authorization") },
            { host, headers: token("X-Authorization") },
            { host, headers: token("Accept", "authorization") },
            { host, target: "/?authorization=x&session=1" },
            { host: "example.org", headers: cookie("session=1") },
            { host: "example.org", headers: token("authorization") },
        ],
    ],
    "cache-static": [
        [
            { host, target: "/static/app.js" },
            { host, target: "/static/a.CSS?x" },
            { host, target: "/x/../static//b.js" },
        ],
        [
            { host, target: "/static/app.png" },
            { host, target: "/static/js" },
            { host, target: "/static/../app.js" },
            { host, target: "/Static/app.js" },
        ],
    ],
    "cache-feed": [
        [
            { host, target: "/feed/" },
            { host: "api.example.com", target: "/feed/x.json" },
        ],
        [{ host, target: "/feed" }],
    ],
};

describe("the rules of everything, on Business", () => {
    const rules = rulesOf(full("business"));

    it("are these", () => expect([...rules.keys()].sort()).toEqual(Object.keys(samples).sort()));

    const cases = Object.entries(samples).flatMap(([ref, [matching, others]]) => [
        ...matching.map(sample => [ref, true, sample] as const),
        ...others.map(sample => [ref, false, sample] as const),
    ]);
    it.each(cases)("%s is %p for %j", (ref, expected, sample) => expect(holds(rules.get(ref)!, sample)).toBe(expected));
});

it.each<[Sample, boolean]>([
    [{ host }, false],
    [{ host, headers: cookie("") }, false],
    [{ host, headers: cookie("theme=dark") }, true],
    [{ host, headers: cookie("a=1; b=2") }, true],
    [{ host, headers: cookie("a=1", "b=2") }, true],
    [{ host, headers: token("authorization") }, true],
    [{ host: "example.org", headers: cookie("theme=dark") }, false],
])("where every cookie is a session, what is private is %j: %p", (sample, expected) => {
    for (const plan of plans) expect([plan, holds(rulesOf({ ...bare, plan }).get("private")!, sample)]).toEqual([plan, expected]);
});

it("a limit of Free counts the whole zone: its rules see paths alone", () => {
    const rule = rulesOf(full("free")).get("limit-all")!;
    expect(holds(rule, { host: "other.example.com", target: "/x" })).toBe(true);
});

it("hostile texts are what they say and no more", () => {
    const rules = rulesOf(unusual.hostile!);
    for (const text of unusual.hostile!.waf!.badBots!) {
        expect([text, holds(rules.get("bad-bots")!, { host, headers: agent(`x${text.toUpperCase()}y`) })]).toEqual([text, true]);
        expect([text, holds(rules.get("bad-bots")!, { host, headers: agent(text.slice(1)) })]).toEqual([text, false]);
    }
    for (const address of ["10.9.8.7", "2001:db8::1"]) {
        expect(holds(rules.get("blocked-addresses")!, { host, address })).toBe(true);
        expect(holds(rules.get("admin-x")!, { host, address, target: "/~.-_/a.b/..c/x" })).toBe(false);
    }
    expect(holds(rules.get("admin-x")!, { host, address: "192.0.2.1", target: "/~.-_/./a.b//..c/x" })).toBe(true);
});

it("a host in capitals is the same host", () => {
    // `http.host` is the header as the client wrote it.
    const missed = [...rulesOf(full("business"))].filter(
        ([, expression]) => !satisfying(expression, sample => ({ ...sample, host: sample.host?.toUpperCase() })),
    );
    expect(missed.map(([ref]) => ref)).toEqual([]);
});

/** Expressions that are for every request, whatever its host: limits on Free see paths alone. */
const wholeZone = ({ phase, expression }: Written): boolean =>
    expression === "true" || (phase === "http_ratelimit" && !expression.includes("http.host"));

function judge(written: readonly Written[]): void {
    for (const one of written) {
        const { where, ref, expression, kind } = one;
        expect([where, ref, expression.length <= 4096]).toEqual([where, ref, true]);
        if (kind === "value") {
            expect([where, ref, typeof valueOf(expression, { target: "/a?b" })]).toEqual([where, ref, "string"]);
            continue;
        }
        expect([where, ref, satisfying(expression)]).toEqual([where, ref, true]);
        const outside = satisfying(expression, sample => ({ ...sample, host: "elsewhere.test" }));
        expect([where, ref, outside]).toEqual([where, ref, wholeZone(one)]);
    }
}

describe("every expression that is written", () => {
    it("for the examples, on every plan, is for some requests of its hosts and for none of others", () => {
        const written = compiled();
        expect(written.length).toBeGreaterThan(150);
        expect(new Set(written.map(({ phase }) => phase)).size).toBe(7);
        expect(written.filter(({ kind }) => kind === "value").length).toBeGreaterThan(10);
        judge(written);
    });

    it("for the stacks of this repository is, too", async () => {
        const written = await committed();
        expect(written.length).toBeGreaterThan(20);
        judge(written);
    }, 240_000);
});

it("a redirect that keeps the path leads to the same path", () => {
    const [rule] = compileEdge(full("pro")).rules.http_request_dynamic_redirect!;
    const { expression } = (rule!.actionParameters as { fromValue: { targetUrl: { expression: string } } }).fromValue.targetUrl;
    expect(valueOf(expression, { host: "www.example.com", target: "/a%20b/c?d" })).toBe("https://example.com/a%20b/c");
});
