import { idle, limit, limits } from "./config";
import { deployed, Edge } from "./runtime";
import { hs256, unsigned } from "./tokens";

const secret = "a-secret-that-is-long-enough-for-hs256";
const token = (claims: Readonly<Record<string, unknown>>, key = secret): { readonly Authorization: string } => ({
    Authorization: `Bearer ${hs256({ exp: Math.floor(Date.now() / 1000) + 900, ...claims }, key)}`,
});

describe("limits in workerd, counted in Durable Objects", () => {
    let edge: Edge;
    beforeAll(async () => {
        const identity = {
            from: { header: "Authorization" },
            algorithm: "HS256",
            userClaim: "sub",
            roleClaim: "role",
            clockToleranceSeconds: 30,
        } as const;
        edge = await Edge.start({ ...idle, limits, identity }, { IDENTITY_KEY: secret });
    });
    afterEach(() => edge.ahead(0));

    it.each([
        ["a user", 100, 600, "/api/", token({ sub: "u1", role: "user" })],
        ["a vtuber", 500, 600, "/api/", token({ sub: "v1", role: "vtuber" })],
        ["an admin", 1000, 600, "/api/", token({ sub: "a1", role: "admin" })],
        ["the gacha", 10, 60, "/gacha/", token({ sub: "g1" })],
        ["payments", 5, 60, "/payment/", token({ sub: "p1" })],
        ["ten a second", 100, 10, "/ten/", {}],
        ["thirty a second", 300, 10, "/thirty/", {}],
    ])("lets %s through %d times in %d s", async (_, requests, seconds, path, headers) => {
        const url = `https://shop.example${path}`;
        expect(await edge.passed(requests - 1, url, { headers })).toBe(requests - 1);
        const last = await edge.ask(url, { headers });
        expect([last.status, last.headers.get("RateLimit-Policy")]).toEqual([
            200,
            expect.stringMatching(new RegExp(`;q=${requests};w=${seconds}$`)),
        ]);
        expect(last.headers.get("RateLimit")).toMatch(/;r=0;t=\d+$/);
        const refused = await edge.ask(url, { headers });
        expect([refused.status, await refused.text(), refused.headers.get("Cache-Control")]).toEqual([
            429,
            "Too many requests.\n",
            "no-store",
        ]);
        const wait = Number(refused.headers.get("Retry-After"));
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(seconds);
        expect(await edge.passed(5, url, { headers })).toBe(0);
        await edge.ahead(seconds * 1000 + 1000);
        expect(await edge.passed(2, url, { headers })).toBe(2);
    });

    const payment = "https://shop.example/payment/";

    it("gives each user, and each address without one, a share of its own", async () => {
        expect(await edge.passed(6, payment, { headers: token({ sub: "own1" }) })).toBe(5);
        expect(await edge.passed(6, payment, { headers: token({ sub: "own2" }) })).toBe(5);
        // From wherever a user asks.
        expect(await edge.passed(1, payment, { headers: token({ sub: "own1" }), address: "203.0.113.77" })).toBe(0);
        expect(await edge.passed(6, payment, { address: "203.0.113.1" })).toBe(5);
        expect(await edge.passed(6, payment, { address: "203.0.113.2" })).toBe(5);
        // A user whose name is an address.
        expect(await edge.passed(6, payment, { headers: token({ sub: "203.0.113.1" }) })).toBe(5);
    });

    it("counts the addresses of one IPv6 network together, and those of another apart", async () => {
        expect(await edge.passed(5, payment, { address: "2001:db8:1:2::1" })).toBe(5);
        expect(await edge.passed(1, payment, { address: "2001:db8:1:2:ffff::9" })).toBe(0);
        expect(await edge.passed(5, payment, { address: "2001:db8:1:3::1" })).toBe(5);
    });

    it("counts each limit for itself", async () => {
        const headers = token({ sub: "several" });
        expect(await edge.passed(6, payment, { headers })).toBe(5);
        expect(await edge.passed(11, "https://shop.example/gacha/", { headers })).toBe(10);
    });

    it("does not raise a limit for a forged token, nor give it a share of its own", async () => {
        const address = "203.0.113.50";
        const [header, , signature] = token({ sub: "f", role: "user" }).Authorization.split(".");
        const claims = Buffer.from(JSON.stringify({ sub: "f", role: "admin", exp: 4102444800 })).toString("base64url");
        const forged = [
            token({ sub: "f1", role: "admin" }, "another-secret-that-is-long-enough-too"),
            { Authorization: `${header}.${claims}.${signature}` },
            { Authorization: `Bearer ${unsigned({ sub: "f2", role: "admin" })}` },
            { Authorization: "Bearer nonsense" },
            { Authorization: "Bearer " },
        ];
        let passed = 0;
        for (const headers of forged) passed += await edge.passed(30, "https://shop.example/api/", { address, headers });
        expect(passed).toBe(100);
    });

    it("lets exactly as many through of requests that come all at once", async () => {
        const statuses = await Promise.all(
            Array.from({ length: 150 }, async () => {
                const answer = await edge.ask("https://shop.example/ten/", { address: "203.0.113.60" });
                // At once: undici cancels a body whose own answer is collected as garbage, of which miniflare's is a wrapper.
                await answer.text();
                return answer.status;
            }),
        );
        expect(statuses.filter(status => status === 200)).toHaveLength(100);
    });

    it("never lets more through in any period, where a fixed window would", async () => {
        const options = { address: "203.0.113.61" };
        expect(await edge.passed(3, payment, options)).toBe(3);
        await edge.ahead(55_000);
        expect(await edge.passed(5, payment, options)).toBe(2);
        await edge.ahead(62_000);
        expect(await edge.passed(5, payment, options)).toBe(3);
    });

    it("does not count what was refused: who keeps asking is served as soon as may be", async () => {
        const options = { address: "203.0.113.62" };
        expect(await edge.passed(5, payment, options)).toBe(5);
        for (const seconds of [20, 40, 59]) {
            await edge.ahead(seconds * 1000);
            expect(await edge.passed(20, payment, options)).toBe(0);
        }
        await edge.ahead(61_000);
        expect(await edge.passed(5, payment, options)).toBe(5);
    });

    it("bears a clock that steps back: nobody waits longer than a period", async () => {
        const options = { address: "203.0.113.63" };
        await edge.ahead(3_600_000);
        expect(await edge.passed(5, payment, options)).toBe(5);
        await edge.ahead(0);
        const refused = await edge.ask(payment, options);
        expect([refused.status, Number(refused.headers.get("Retry-After"))]).toEqual([429, 60]);
        await edge.ahead(61_000);
        expect(await edge.passed(6, payment, options)).toBe(5);
    });
});

describe("a counter that is dropped from memory", () => {
    let edge: Edge;
    beforeAll(async () => {
        edge = await Edge.start({ ...idle, limits: [limit("all", "/", 5, 60)] });
    });
    const url = "https://shop.example/";
    const evict = async (options: { readonly address: string }): Promise<void> => {
        await edge.broken("evicted");
        await edge.ask(url, options);
    };

    it("knows what it has counted", async () => {
        const options = { address: "203.0.113.1" };
        expect(await edge.passed(3, url, options)).toBe(3);
        await evict(options);
        expect(await edge.passed(5, url, options)).toBe(2);
    });

    it("knows what a clock that was ahead has written, and what it took it for", async () => {
        const options = { address: "203.0.113.2" };
        await edge.ahead(3_600_000);
        expect(await edge.passed(5, url, options)).toBe(5);
        await edge.ahead(0);
        expect(await edge.passed(1, url, options)).toBe(0);
        await edge.ahead(61_000);
        await evict(options);
        expect(await edge.passed(6, url, options)).toBe(5);
    });
});

describe("a counter that nobody asks", () => {
    it("deletes itself when nothing counts any more, and counts again afterwards", async () => {
        const edge = await Edge.start({ ...idle, limits: [limit("blink", "/", 2, 1)] });
        expect(await edge.passed(3, "https://shop.example/")).toBe(2);
        await until(async () => (await edge.alarms()).at(-1) === false);
        expect(await edge.passed(3, "https://shop.example/")).toBe(2);
    });
});

describe("counters in a script of their own", () => {
    it("count for the Worker, and answer nobody else", async () => {
        const miniflare = deployed({ ...idle, limits: [limit("all", "/", 3, 60)] });
        const statuses: number[] = [];
        for (let index = 0; index < 5; index++) statuses.push((await miniflare.dispatchFetch("https://shop.example/")).status);
        expect(statuses).toEqual([200, 200, 200, 429, 429]);
        const counters = await miniflare.getWorker("counters");
        expect((await counters.fetch("https://counters.example/")).status).toBe(404);
    });
});

async function until(done: () => Promise<boolean>): Promise<void> {
    while (!(await done())) await new Promise(resolve => setTimeout(resolve, 50));
}
