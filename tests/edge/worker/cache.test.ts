import { cacheKey } from "../../../components/edge-cdn/worker/cache-key";
import type { WorkerCache, WorkerConfig } from "../../../components/edge-cdn/worker/config";
import { factsOf } from "../../../components/edge-cdn/worker/facts";
import { idle, under } from "./config";
import { Edge, type AskOptions, type Told } from "./runtime";

function rule(name: string, more: Partial<WorkerCache> = {}): WorkerCache {
    return {
        name,
        when: under(`/${name}/`),
        edgeSeconds: 300,
        browserSeconds: 60,
        immutable: false,
        shared: false,
        statuses: [200],
        varyHeaders: [],
        varyCookies: [],
        sessionCookies: ["session"],
        query: "all",
        version: "1",
        ...more,
    };
}

const config: WorkerConfig = {
    ...idle,
    requestId: true,
    identity: { from: { cookie: "access" }, algorithm: "HS256", userClaim: "sub", roleClaim: "role", clockToleranceSeconds: 30 },
    splits: [
        {
            name: "app",
            host: "split.example",
            targets: [
                { name: "blue", host: "blue.example", weight: 1 },
                { name: "green", host: "green.example", weight: 0 },
            ],
            cookie: "release",
        },
    ],
    caches: [
        rule("api"),
        rule("static", { shared: true, edgeSeconds: 31536000, browserSeconds: 31536000, immutable: true }),
        rule("strict", { sessionCookies: "any" }),
        rule("lang", { varyHeaders: ["accept-language"], varyCookies: ["theme"], query: ["page"] }),
        rule("origin", { browserSeconds: "origin" }),
        rule("any", { statuses: "any", browserSeconds: 0 }),
        rule("short", { edgeSeconds: 1 }),
        rule("over", { when: under("/over/"), browserSeconds: 5 }),
        rule("over2", { when: under("/over/special/"), browserSeconds: 7 }),
    ],
};

describe("the cache in workerd", () => {
    let edge: Edge;
    beforeAll(async () => {
        edge = await Edge.start(config);
    });

    /** What the service should answer. */
    const answering = (wanted: object, more: Readonly<Record<string, string>> = {}): AskOptions => ({
        headers: { "X-Test-Answer": JSON.stringify(wanted), ...more },
    });
    async function ask(path: string, options: AskOptions = {}, host = "shop.example") {
        const answer = await edge.ask(`https://${host}${path}`, options);
        const text = await answer.text();
        return {
            how: answer.headers.get("X-Webstack-Cache"),
            status: answer.status,
            headers: answer.headers,
            nonce: text.startsWith("{") ? (JSON.parse(text) as Told).nonce : undefined,
        };
    }
    const hows = async (path: string, ...options: AskOptions[]): Promise<(string | null)[]> => {
        const all = [];
        for (const one of options) all.push((await ask(path, one)).how);
        return all;
    };

    it("keeps an answer, and gives the same one afterwards", async () => {
        const first = await ask("/api/hit");
        const second = await ask("/api/hit");
        expect([first.how, second.how]).toEqual(["MISS", "HIT"]);
        expect(second.nonce).toBe(first.nonce);
        expect([first.headers.get("Cache-Control"), second.headers.get("Cache-Control")]).toEqual([
            "public, max-age=60",
            "public, max-age=60",
        ]);
        expect(second.headers.get("Age")).toBeNull();
        expect(second.headers.get("X-Request-Id")).not.toBe(first.headers.get("X-Request-Id"));
        expect([...second.headers.keys()].filter(name => name.startsWith("x-webstack"))).toEqual(["x-webstack-cache"]);
    });

    it("leaves alone what no rule is for", async () => {
        expect(await hows("/other/", {}, {})).toEqual([null, null]);
    });

    it("tells hosts, paths and parameters apart", async () => {
        expect(await hows("/api/x?a=1", {}, {})).toEqual(["MISS", "HIT"]);
        expect(await hows("/api/x?a=2", {})).toEqual(["MISS"]);
        expect(await hows("/api/x", {})).toEqual(["MISS"]);
        expect(await hows("/api/y?a=1", {})).toEqual(["MISS"]);
        expect((await ask("/api/x?a=1", {}, "other.example")).how).toBe("MISS");
    });

    it("takes no parameter for a part of its key", async () => {
        await ask("/api/k?webstack=1");
        expect(await hows("/api/k", {})).toEqual(["MISS"]);
    });

    it.each(["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])("passes %s by", async method => {
        expect(await hows("/api/methods", { method }, { method })).toEqual(["BYPASS", "BYPASS"]);
    });

    it.each([
        ["a token", { Authorization: "Bearer x" }],
        ["a session cookie", { Cookie: "theme=dark; session=1" }],
        ["the cookie that tells who asks", { Cookie: "access=token" }],
        ["a range", { Range: "bytes=0-5" }],
    ])("passes requests with %s by, and keeps nothing of them", async (name, headers) => {
        const path = `/api/requests/${encodeURIComponent(name)}`;
        expect(await hows(path, { headers }, { headers }, {}, {}, { headers })).toEqual(["BYPASS", "BYPASS", "MISS", "HIT", "BYPASS"]);
    });

    it("keeps answers to requests with other cookies, unless any makes them private", async () => {
        const headers = { Cookie: "theme=dark" };
        expect(await hows("/api/cookies", { headers }, { headers })).toEqual(["MISS", "HIT"]);
        expect(await hows("/strict/cookies", { headers }, { headers }, {})).toEqual(["BYPASS", "BYPASS", "MISS"]);
        const own = { headers: { Cookie: "release=blue" } };
        expect(await hows("/strict/own", own, own)).toEqual(["MISS", "HIT"]);
    });

    it.each([
        ["Set-Cookie", { headers: { "Set-Cookie": "session=1" } }],
        ["Cache-Control: private", { headers: { "Cache-Control": "max-age=60, Private" } }],
        ["Cache-Control: no-store", { headers: { "Cache-Control": "no-store" } }],
        ["Vary: *", { headers: { Vary: "*" } }],
        ["Vary by what is not in the key", { headers: { Vary: "Accept-Encoding, Accept-Language" } }],
        ["Vary by cookies that are not", { headers: { Vary: "Cookie" } }],
        ["a status that is not listed", { status: 404 }],
        ["a redirect", { status: 302, headers: { Location: "/elsewhere" } }],
    ])("does not keep answers with %s, and leaves them as they are", async (name, wanted) => {
        const path = `/api/answers/${encodeURIComponent(name)}`;
        const first = await ask(path, answering(wanted));
        expect([first.how, (await ask(path, answering(wanted))).how, (await ask(path)).how]).toEqual(["BYPASS", "BYPASS", "MISS"]);
        for (const [header, value] of Object.entries("headers" in wanted ? wanted.headers : {}))
            expect(first.headers.get(header)).toBe(value);
        expect(first.headers.get("Cache-Control") ?? "").not.toContain("public");
    });

    it("keeps what varies by encoding, and by nothing else", async () => {
        const wanted = answering({ headers: { Vary: "Accept-Encoding" } });
        expect(await hows("/api/encoding", wanted, wanted)).toEqual(["MISS", "HIT"]);
    });

    it("keeps what is the same for everybody, whoever asks, and no cookie of theirs", async () => {
        const wanted = answering(
            { headers: { "Set-Cookie": "session=1", "Cache-Control": "private", Vary: "Cookie" } },
            { Authorization: "Bearer x", Cookie: "session=2" },
        );
        const first = await ask("/static/a.js", wanted);
        const second = await ask("/static/a.js");
        expect([first.how, second.how, second.nonce]).toEqual(["MISS", "HIT", first.nonce]);
        for (const { headers } of [first, second]) {
            expect(headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
            expect(headers.get("Set-Cookie")).toBeNull();
        }
    });

    it("tells answers apart by what the rule names, and by that alone", async () => {
        const language = (language: string, cookie = "", page = 1): [string, AskOptions] => [
            `/lang/?page=${page}&utm=${Math.random()}`,
            answering(
                { headers: { Vary: "Accept-Language, Cookie" } },
                { "Accept-Language": language, ...(cookie ? { Cookie: cookie } : {}) },
            ),
        ];
        const how = async (...of: Parameters<typeof language>): Promise<string | null> => (await ask(...language(...of))).how;
        expect([await how("en"), await how("en"), await how("ja")]).toEqual(["MISS", "HIT", "MISS"]);
        expect([await how("en", "theme=dark"), await how("en", "theme=dark; other=1"), await how("en", "theme=light")]).toEqual([
            "MISS",
            "HIT",
            "MISS",
        ]);
        expect([await how("en", "", 2), await how("en", "", 2)]).toEqual(["MISS", "HIT"]);
    });

    it("tells other caches what answers vary by", async () => {
        expect((await ask("/lang/vary")).headers.get("Vary")).toBe("accept-language, cookie");
        expect((await ask("/lang/vary2", answering({ headers: { Vary: "Accept-Language" } }))).headers.get("Vary")).toBe(
            "Accept-Language, cookie",
        );
    });

    it("leaves to browsers what the service says, where the rule wants it", async () => {
        const wanted = answering({ headers: { "Cache-Control": "max-age=17", Expires: "Thu, 01 Jan 2099 00:00:00 GMT" } });
        expect((await ask("/origin/a", wanted)).headers.get("Cache-Control")).toBe("max-age=17");
        const hit = await ask("/origin/a");
        expect([hit.how, hit.headers.get("Cache-Control")]).toEqual(["HIT", "max-age=17"]);
        await ask("/origin/b");
        expect([(await ask("/origin/b")).headers.get("Cache-Control"), (await ask("/origin/b")).how]).toEqual([null, "HIT"]);
    });

    it("keeps any status where the rule says so", async () => {
        const wanted = answering({ status: 404 });
        const [first, second] = [await ask("/any/none", wanted), await ask("/any/none")];
        expect([first.how, first.status, second.how, second.status]).toEqual(["MISS", 404, "HIT", 404]);
        expect(second.headers.get("Cache-Control")).toBe("public, max-age=0, must-revalidate");
        const partial = answering({ status: 206 });
        expect(await hows("/any/partial", partial, {})).toEqual(["BYPASS", "MISS"]);
    });

    it("answers 304 to who has the answer, also from the cache, and keeps whole answers only", async () => {
        const wanted = { headers: { ETag: '"v1"' } };
        const conditional = answering(wanted, { "If-None-Match": '"v1"' });
        const first = await ask("/api/etag", conditional);
        expect([first.how, first.status]).toEqual(["MISS", 200]);
        const second = await ask("/api/etag", conditional);
        expect([second.how, second.status]).toEqual(["HIT", 304]);
        const third = await ask("/api/etag", answering(wanted, { "If-None-Match": '"v0"' }));
        expect([third.how, third.status]).toEqual(["HIT", 200]);
    });

    it("keeps answers for the time that the rule says", async () => {
        const first = await ask("/short/");
        expect([first.how, (await ask("/short/")).how]).toEqual(["MISS", "HIT"]);
        await new Promise(resolve => setTimeout(resolve, 2100));
        const later = await ask("/short/");
        expect([later.how, later.nonce === first.nonce]).toEqual(["MISS", false]);
    });

    it("lets a WebSocket through", async () => {
        const { status, webSocket, headers } = await edge.ask("https://shop.example/api/socket", { headers: { Upgrade: "websocket" } });
        expect([status, headers.get("X-Webstack-Cache")]).toEqual([101, "BYPASS"]);
        webSocket!.accept();
        webSocket!.close();
    });

    it("follows the last of several rules", async () => {
        expect((await ask("/over/a")).headers.get("Cache-Control")).toBe("public, max-age=5");
        expect((await ask("/over/special/a")).headers.get("Cache-Control")).toBe("public, max-age=7");
    });

    it("tells the targets of a split apart, and keeps no cookie of the Worker's own", async () => {
        const at = (cookie: string): Promise<{ how: string | null; headers: { get(name: string): string | null } }> =>
            ask("/api/split", { headers: { Cookie: cookie } }, "split.example");
        const blue = await ask("/api/split", {}, "split.example");
        expect([blue.how, blue.headers.get("X-Test-Host"), blue.headers.get("Set-Cookie")]).toEqual([
            "MISS",
            "blue.example",
            "release=blue; Path=/; HttpOnly; Secure; SameSite=Lax",
        ]);
        const again = await at("release=blue");
        expect([again.how, again.headers.get("Set-Cookie")]).toEqual(["HIT", null]);
        const green = await at("release-look=green");
        expect([green.how, green.headers.get("X-Test-Host")]).toEqual(["MISS", "green.example"]);
    });
});

describe("the key of an answer", () => {
    const facts = factsOf(new Request("https://shop.example/api/a?b=1", { headers: { "Accept-Language": "en" } }));
    const key = (more: Partial<WorkerCache> = {}, target?: string, url = "https://shop.example/api/a?b=1"): Promise<string> =>
        cacheKey(rule("api", more), facts, url, target);

    it("shows host and path, and hides the rest", async () => {
        expect(await key()).toMatch(/^https:\/\/shop\.example\/api\/a\?webstack=[0-9a-f]{64}$/);
    });

    it("is another one for another version, rule, target, address and header", async () => {
        const keys = await Promise.all([
            key(),
            key({ version: "2" }),
            key({ name: "other" }),
            key({}, "blue"),
            key({}, "green"),
            key({ query: [] }),
            key({ query: ["b"] }),
            key({ varyHeaders: ["accept-language"] }),
            key({}, undefined, "https://shop.example/api/a?b=2"),
            key({}, undefined, "https://shop.example/api/%61?b=1"),
        ]);
        expect(new Set(keys).size).toBe(keys.length);
        expect(await key()).toBe(keys[0]);
    });
});
