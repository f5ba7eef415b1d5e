import { Response } from "miniflare";
import { idle, limit } from "./config";
import { Edge } from "./runtime";

const limits = [limit("open", "/open", 2, 60), limit("closed", "/closed", 2, 60, { onStoreFailure: "closed" })];
const address = "203.0.113.99";
const statusOf = async (edge: Edge, path: string): Promise<number> => (await edge.ask(`https://shop.example${path}`, { address })).status;

describe("while a Durable Object does not count", () => {
    let edge: Edge;
    beforeAll(async () => {
        edge = await Edge.start({ ...idle, limits, requestId: true });
    });
    afterEach(() => edge.broken(""));

    it.each(["throws", "garbage", "hangs"] as const)("lets open limits pass and answers closed ones 503: it %s", async how => {
        await edge.broken(how);
        const [open, closed] = await Promise.all(["/open", "/closed"].map(path => edge.ask(`https://shop.example${path}`, { address })));
        expect([open!.status, open!.headers.get("RateLimit")]).toEqual([200, null]);
        expect([closed!.status, closed!.headers.get("Retry-After"), await closed!.text()]).toEqual([
            503,
            "5",
            "Please try again in a moment.\n",
        ]);
        expect(closed!.headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("says in the log which limit, and not whose request", () => {
        expect(edge.log).toContain("The store of limit open does not answer: open.");
        expect(edge.log).toContain("The store of limit closed does not answer: closed.");
        expect(edge.log).not.toContain(address);
    });

    it("counts again once it is back", async () => {
        expect(await edge.passed(3, "https://shop.example/closed", { address })).toBe(2);
    });
});

describe("while Redis does not count", () => {
    /** What it does when it is asked. */
    let redis: () => Response | Promise<Response>;
    const asked: { readonly method: string; readonly url: string; readonly authorization: string | null; readonly command: string[] }[] =
        [];
    let edge: Edge;
    beforeAll(async () => {
        edge = await Edge.start(
            { ...idle, limits, store: "redis" },
            { REDIS_URL: "https://redis.example", REDIS_TOKEN: "the-token" },
            async request => {
                if (new URL(request.url).hostname !== "redis.example") return new Response("service");
                const { method, url, headers } = request;
                asked.push({ method, url, authorization: headers.get("Authorization"), command: (await request.json()) as string[] });
                return redis();
            },
        );
    });

    it("asks by one command, as Upstash takes it, and tells it nothing of the client", async () => {
        redis = () => Response.json({ result: [1, 1, 60000] });
        const answer = await edge.ask("https://shop.example/open", { address });
        expect([answer.status, answer.headers.get("RateLimit")]).toEqual([200, '"open";r=1;t=60']);
        const { command, ...request } = asked.at(-1)!;
        expect(request).toEqual({ method: "POST", url: "https://redis.example/", authorization: "Bearer the-token" });
        expect(command).toEqual([
            "EVAL",
            expect.stringContaining("redis.call('TIME')"),
            "1",
            expect.stringMatching(/^webstack:limit:open:[0-9a-f]{64}$/),
            "2",
            "60000",
            expect.stringMatching(/^[0-9a-f-]{36}$/),
        ]);
        expect(JSON.stringify(command)).not.toContain(address);
    });

    it("answers 429 when it says so", async () => {
        redis = () => Response.json({ result: [0, 0, 12001] });
        const answer = await edge.ask("https://shop.example/open", { address });
        expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "13"]);
    });

    it.each<[string, () => Response | Promise<Response>]>([
        [
            "is down",
            () => {
                throw new Error("down");
            },
        ],
        ["answers 500", () => new Response("oh", { status: 500 })],
        ["refuses the token", () => Response.json({ error: "WRONGPASS" }, { status: 401 })],
        ["says an error with 200", () => Response.json({ error: "ERR" })],
        ["answers garbage", () => new Response("<html>")],
        ["answers half of it", () => Response.json({ result: [1] })],
        ["answers what is no count", () => Response.json({ result: [1, -5, "soon"] })],
        ["leads elsewhere", () => new Response(null, { status: 302, headers: { Location: "https://evil.example" } })],
        ["is slow", () => new Promise(resolve => setTimeout(() => resolve(Response.json({ result: [1, 1, 1] })), 2500).unref())],
    ])("lets open limits pass and answers closed ones 503: it %s", async (_, does) => {
        redis = does;
        expect(await Promise.all([statusOf(edge, "/open"), statusOf(edge, "/closed")])).toEqual([200, 503]);
    });

    it("fails to count without its address, or its token", async () => {
        const without = await Edge.start({ ...idle, limits, store: "redis" }, { REDIS_URL: "https://redis.example" });
        expect([await statusOf(without, "/open"), await statusOf(without, "/closed")]).toEqual([200, 503]);
    });

    it("has no token and no address in its log", () => {
        expect(edge.log).toContain("The store of limit open does not answer: open.");
        expect(edge.log).not.toMatch(/the-token|203\.0\.113/);
    });
});
