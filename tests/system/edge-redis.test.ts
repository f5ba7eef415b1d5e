import * as fc from "fast-check";
import { countScript } from "../../components/edge-cdn/worker/redis";
import { admit } from "../../components/edge-cdn/worker/sliding-window";
import { idle, limit, limits } from "../edge/worker/config";
import { Edge } from "../edge/worker/runtime";
import { hs256 } from "../edge/worker/tokens";
import { RedisRest, type Reply } from "./redis-rest";
import { RedisServer } from "./redis-server";
import { Response } from "miniflare";

const secret = "a-secret-that-is-long-enough-for-hs256";

let server: RedisServer;
let rest: RedisRest;
beforeAll(async () => {
    server = await RedisServer.start({ eviction: "noeviction", memory: "64Mi" });
    rest = await RedisRest.open(server);
});
afterAll(async () => {
    rest.close();
    await server.delete();
});

const count = (key: string, requests: number, periodMs: number, name: string = crypto.randomUUID()): Promise<Reply> =>
    rest.command("EVAL", countScript, "1", key, String(requests), String(periodMs), name);

/** The server's clock, milliseconds. */
async function clock(): Promise<number> {
    const [seconds, micros] = (await rest.command("TIME")) as string[];
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

describe("the Worker in workerd, counted in a real Valkey by REST", () => {
    let edge: Edge;
    beforeAll(async () => {
        const identity = {
            from: { header: "Authorization" },
            algorithm: "HS256",
            userClaim: "sub",
            roleClaim: "role",
            clockToleranceSeconds: 30,
        } as const;
        const all = [...limits, limit("blink", "/blink/", 2, 1)];
        edge = await Edge.start(
            { ...idle, store: "redis", identity, limits: all },
            { REDIS_URL: "https://redis.example", REDIS_TOKEN: rest.token, IDENTITY_KEY: secret },
            request =>
                new URL(request.url).hostname === "redis.example" ? rest.answer(request) : Promise.resolve(new Response("service")),
        );
    });
    const as = (sub: string, role = "user") => ({ headers: { Authorization: `Bearer ${hs256({ sub, role }, secret)}` } });

    it.each([
        ["a user", 100, "/api/", as("u1")],
        ["a vtuber", 500, "/api/", as("v1", "vtuber")],
        ["an admin", 1000, "/api/", as("a1", "admin")],
        ["the gacha", 10, "/gacha/", as("g1")],
        ["payments", 5, "/payment/", as("p1")],
        ["ten a second", 100, "/ten/", {}],
    ])("lets %s through %d times, and no more", async (_, requests, path, options) => {
        expect(await edge.passed(requests + 5, `https://shop.example${path}`, options)).toBe(requests);
        const { status, headers } = await edge.ask(`https://shop.example${path}`, options);
        expect(status).toBe(429);
        expect(Number(headers.get("Retry-After"))).toBeGreaterThan(0);
    });

    it("gives each client a share of its own", async () => {
        expect(await edge.passed(6, "https://shop.example/payment/", as("own1"))).toBe(5);
        expect(await edge.passed(6, "https://shop.example/payment/", as("own2"))).toBe(5);
        expect(await edge.passed(6, "https://shop.example/payment/", { address: "203.0.113.1" })).toBe(5);
    });

    it("lets exactly as many through of requests that come all at once", async () => {
        const answers = await Promise.all(Array.from({ length: 30 }, () => edge.ask("https://shop.example/gacha/", as("at-once"))));
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    });

    it("lets through again when a period has gone by, and leaves nothing behind", async () => {
        expect(await edge.passed(3, "https://shop.example/blink/")).toBe(2);
        const mine = async (): Promise<number> => ((await rest.command("KEYS", "webstack:limit:blink:*")) as string[]).length;
        expect(await mine()).toBe(1);
        while ((await mine()) > 0) await new Promise(resolve => setTimeout(resolve, 50));
        expect(await edge.passed(3, "https://shop.example/blink/")).toBe(2);
    });

    it("fails open and closed where the store does not take the token", async () => {
        const wrong = await Edge.start(
            {
                ...idle,
                store: "redis",
                limits: [limit("open", "/open", 1, 60), limit("closed", "/closed", 1, 60, { onStoreFailure: "closed" })],
            },
            { REDIS_URL: "https://redis.example", REDIS_TOKEN: "wrong" },
            request =>
                new URL(request.url).hostname === "redis.example" ? rest.answer(request) : Promise.resolve(new Response("service")),
        );
        const statuses = await Promise.all(["open", "closed"].map(async path => (await wrong.ask(`https://shop.example/${path}`)).status));
        expect(statuses).toEqual([200, 503]);
    });
});

describe("the script, in a real Valkey", () => {
    it("says what the sliding window of the Durable Objects says", async () => {
        const period = 3_600_000;
        // Far enough from each other, and from the ends of the period, that the time that a test takes does not matter.
        const hits = fc
            .uniqueArray(fc.integer({ min: -20, max: 40 }), { maxLength: 25 })
            .map(all => all.map(step => step * 120_000 + 60_000).sort((one, other) => one - other));
        let run = 0;
        await fc.assert(
            fc.asyncProperty(hits, fc.integer({ min: 1, max: 20 }), async (offsets, requests) => {
                const key = `model:${run++}`;
                const now = await clock();
                for (const [index, offset] of offsets.entries()) await rest.command("ZADD", key, String(now + offset), `old:${index}`);
                const [allowed, remaining, waitMs] = (await count(key, requests, period)) as number[];
                const { verdict, hits: after } = admit(offsets, 0, requests, period);
                expect([allowed, remaining]).toEqual([Number(verdict.allowed), verdict.remaining]);
                expect(Math.abs(waitMs! - verdict.waitMs)).toBeLessThan(60_000);
                expect(await rest.command("ZCARD", key)).toBe(after.length);
            }),
            { numRuns: 150 },
        );
    });

    it("takes what a clock that was ahead has written as now", async () => {
        const now = await clock();
        for (let index = 0; index < 5; index++) await rest.command("ZADD", "ahead", String(now + 86_400_000), `ahead:${index}`);
        const [allowed, remaining, waitMs] = (await count("ahead", 5, 60_000)) as number[];
        expect([allowed, remaining, waitMs]).toEqual([0, 0, 60_000]);
        const [, latest] = (await rest.command("ZRANGE", "ahead", "-1", "-1", "WITHSCORES")) as string[];
        expect(Number(latest)).toBeLessThan(now + 120_000);
    });

    it("forgets a counter after a period in which nobody asked", async () => {
        await count("idle", 5, 60_000);
        const left = (await rest.command("PTTL", "idle")) as number;
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThanOrEqual(60_000);
    });
});
