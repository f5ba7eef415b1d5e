import * as fc from "fast-check";
import { allOf, expressionOf, quoted, type Condition } from "../../components/edge-cdn/conditions";
import { factsOf, type EdgeRequest } from "../../components/edge-cdn/worker/facts";
import { matches } from "../../components/edge-cdn/worker/matches";
import { holds, type Sample } from "../support/rules-language";

const host: Condition = { kind: "host", in: ["a.example", "b.example"] };
const path: Condition = { kind: "path", prefix: "/x" };
const agents: Condition = { kind: "user-agent", containing: ["Curl", 'a"b'] };

it.each<[Condition, string]>([
    [path, 'starts_with(http.request.uri.path, "/x")'],
    [{ kind: "extension", in: ["EXE", "php"] }, 'lower(http.request.uri.path.extension) in {"exe" "php"}'],
    [{ kind: "method", in: ["GET", "POST"] }, 'http.request.method in {"GET" "POST"}'],
    [{ kind: "address", in: ["192.0.2.0/24", "2001:db8::1"] }, "ip.src in {192.0.2.0/24 2001:db8::1}"],
    [{ kind: "country", in: ["KP"] }, 'ip.src.country in {"KP"}'],
    [agents, 'lower(http.user_agent) contains "curl" or lower(http.user_agent) contains "a\\"b"'],
    [{ kind: "query", containing: ["a\\b"] }, 'lower(url_decode(http.request.uri.query)) contains "a\\\\b"'],
    [{ kind: "header", name: "X-Token" }, 'any(lower(http.request.headers.names[*])[*] eq "x-token")'],
    [{ kind: "cookie", names: "any" }, 'http.cookie ne ""'],
    [{ kind: "cookie", names: ["session"] }, 'http.cookie contains "session="'],
    [{ kind: "cookie", names: ["a", "b"] }, 'http.cookie contains "a=" or http.cookie contains "b="'],
    [allOf(path), 'starts_with(http.request.uri.path, "/x")'],
    [allOf(path, agents), `${expressionOf(path)} and (${expressionOf(agents)})`],
    [{ kind: "any", of: [path, allOf(path, agents)] }, `${expressionOf(path)} or (${expressionOf(allOf(path, agents))})`],
    [{ kind: "not", of: path }, `not ${expressionOf(path)}`],
    [{ kind: "not", of: agents }, `not (${expressionOf(agents)})`],
    [allOf(path, { kind: "not", of: path }), `${expressionOf(path)} and (not ${expressionOf(path)})`],
    [{ kind: "not", of: { kind: "not", of: path } }, `not (not ${expressionOf(path)})`],
])("%j is %s", (condition, expression) => expect(expressionOf(condition)).toBe(expression));

it("texts end where they end", () => expect(quoted('a"\\"b')).toBe('"a\\"\\\\\\"b"'));

/** Words that requests and conditions share, so that they often meet. */
const hosts = ["a.example", "b.example", "c.example"];
const segments = ["a", "b", "admin", "x.exe", "x.PHP", ".x", "x.tar.gz", "x."];
const spelled = fc.constantFrom("", ".", "..", "%2e%2e", "%61dmin", "x%2Eexe", "%41", "%2F", "%5c", "%c3%a9", "a\\b", ...segments);
const texts = ["sql", "Map", 'a"b', "\\", "' or 1", "1=1", " ", "<Script", "%27", "K"];
const addresses = ["192.0.2.1", "192.0.2.255", "198.51.100.7", "2001:db8::1", "2001:db8:1::1", "::1"];
const ranges = ["192.0.2.0/24", "192.0.2.1", "0.0.0.0/0", "2001:db8::/32", "2001:DB8::1", "::/0", "198.51.100.0/28"];
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const simple: fc.Arbitrary<Condition> = fc.oneof(
    some(hosts).map(values => ({ kind: "host", in: values }) as const),
    fc.constantFrom("/", "/a", "/a/", "/admin", "/a/b", "/x.e").map(prefix => ({ kind: "path", prefix }) as const),
    some(["exe", "EXE", "php", "gz", "x"]).map(values => ({ kind: "extension", in: values }) as const),
    some(["GET", "POST", "DELETE"]).map(values => ({ kind: "method", in: values }) as const),
    some(ranges).map(values => ({ kind: "address", in: values }) as const),
    some(["KP", "JP", "T1"]).map(values => ({ kind: "country", in: values }) as const),
    some(texts).map(containing => ({ kind: "user-agent", containing }) as const),
    some(texts).map(containing => ({ kind: "query", containing }) as const),
    fc.constantFrom("authorization", "X-Token").map(name => ({ kind: "header", name }) as const),
);

const conditions = fc.letrec<{ readonly any: Condition }>(tie => ({
    any: fc.oneof(
        { maxDepth: 4 },
        simple,
        tie("any").map(of => ({ kind: "not", of }) as const),
        fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map(of => ({ kind: "all", of }) as const),
        fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map(of => ({ kind: "any", of }) as const),
    ),
})).any;

const words = fc.array(fc.constantFrom(...texts, "é", "K", "İ", "+", "x"), { maxLength: 4 }).map(parts => parts.join(""));
const queries = fc
    .array(
        fc.constantFrom("sql", "MAP", "+", "%20", "%27", "'", "%2527", "=", "&", "%3cscript", "%3D", "1%3d1", "%e2%84%aa", "%E4%27", "?"),
        { maxLength: 6 },
    )
    .map(parts => parts.join(""));

const requests: fc.Arbitrary<Sample> = fc
    .record({
        host: fc.constantFrom(...hosts),
        path: fc.array(spelled, { maxLength: 5 }).map(parts => `/${parts.join("/")}`),
        query: fc.option(queries, { nil: undefined }),
        method: fc.constantFrom("GET", "POST", "DELETE", "HEAD"),
        address: fc.constantFrom(...addresses),
        country: fc.constantFrom("KP", "JP", "T1", "XX"),
        agent: fc.option(words, { nil: undefined }),
        token: fc.constantFrom(undefined, "Authorization", "authorization", "x-token", "X-TOKENS"),
    })
    .map(({ path, query, agent, token, ...rest }) => ({
        ...rest,
        target: query === undefined ? path : `${path}?${query}`,
        headers: [...(agent === undefined ? [] : [["User-Agent", agent] as const]), ...(token === undefined ? [] : [[token, ""] as const])],
    }));

/** The request as the Worker gets it, with its address as the client wrote it. */
function edgeRequest({ host, target, method, address, country, headers = [] }: Sample): EdgeRequest {
    const values = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
    values.set("cf-connecting-ip", address!);
    const read = { get: (name: string) => values.get(name.toLowerCase()) ?? null, has: (name: string) => values.has(name.toLowerCase()) };
    return { url: `https://${host}${target}`, method, headers: read, cf: { country } } as unknown as EdgeRequest;
}

it("rules and the Worker say the same of every condition and request", () => {
    let met = 0;
    fc.assert(
        fc.property(conditions, requests, (condition, sample) => {
            const expected = holds(expressionOf(condition), sample);
            if (expected) met++;
            expect(matches(condition, factsOf(edgeRequest(sample)))).toBe(expected);
        }),
        { numRuns: 7000 },
    );
    // Neither answer is rare.
    expect(met).toBeGreaterThan(1400);
    expect(met).toBeLessThan(5600);
});

it("whatever the Worker takes for a cookie rules do, too", () => {
    const pairs = ["session=1", "theme=", "xsession=2", "a=session", "session", "=1", "SESSION=1", 'session="x"', ""];
    const header = fc.array(fc.constantFrom(...pairs), { maxLength: 4 }).map(some => some.join("; "));
    const names = fc.oneof(fc.constant("any" as const), some(["session", "theme", "a"]));
    let met = 0;
    fc.assert(
        fc.property(header, names, (cookie, wanted) => {
            const condition: Condition = { kind: "cookie", names: wanted };
            const sample: Sample = { host: "a.example", target: "/", address: "192.0.2.1", headers: [["Cookie", cookie]] };
            if (!matches(condition, factsOf(edgeRequest(sample)))) return;
            met++;
            expect(holds(expressionOf(condition), sample)).toBe(true);
        }),
        { numRuns: 3000 },
    );
    expect(met).toBeGreaterThan(1000);
    expect(met).toBeLessThan(2900);
});

it.each<[string, Condition]>([
    ["host in capitals", host],
    ["host in capitals, negated", { kind: "not", of: host }],
])("rules and the Worker say the same of a %s", (_, condition) => {
    const sample: Sample = { host: "A.Example", target: "/", address: "192.0.2.1", country: "JP", method: "GET" };
    expect(holds(expressionOf(condition), sample)).toBe(matches(condition, factsOf(edgeRequest(sample))));
});
