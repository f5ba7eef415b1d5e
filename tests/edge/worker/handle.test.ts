import { handle, type Services } from "../../../components/edge-cdn/worker/handle";
import type { Counter } from "../../../components/edge-cdn/worker/counter";
import type { WorkerConfig } from "../../../components/edge-cdn/worker/config";
import { idle, limit } from "./config";

const counter: Counter = { count: () => Promise.resolve({ allowed: true, remaining: 1, waitMs: 1000 }) };
const identity = {
    from: { header: "Authorization" },
    algorithm: "HS256",
    userClaim: "sub",
    roleClaim: "role",
    clockToleranceSeconds: 30,
} as const;

/** Asks the Worker, whose service tells how often it was asked and for what. */
async function ask(config: Partial<WorkerConfig>, services: Partial<Services>, request = new Request("https://shop.example/pay")) {
    const asked: string[] = [];
    const answer = await handle(
        request,
        { ...idle, ...config },
        {
            counter,
            identify: () => Promise.resolve(undefined),
            cache: { match: () => Promise.resolve(undefined), put: () => Promise.resolve() },
            ask: async forward => {
                asked.push(`${forward.method} ${forward.url} ${await forward.text()}`.trim());
                return new Response("service");
            },
            later: () => undefined,
            random: () => 0,
            ...services,
        },
    );
    return { status: answer.status, text: await answer.text(), headers: answer.headers, asked };
}

describe("an error of the Worker's own", () => {
    let logged: jest.SpyInstance;
    beforeEach(() => {
        logged = jest.spyOn(console, "error").mockImplementation(() => undefined);
    });
    afterEach(() => logged.mockRestore());

    const broken = { identify: () => Promise.reject(new RangeError("secret of 203.0.113.9")) };
    const post = () => new Request("https://shop.example/pay", { method: "POST", body: "order", headers: { Authorization: "x" } });
    const limits = (onStoreFailure: "open" | "closed", prefix = "/pay") => [limit("pay", prefix, 5, 60, { per: "user", onStoreFailure })];

    it("sends the request on, once and whole, where limits are open", async () => {
        expect(await ask({ identity, limits: limits("open") }, broken, post())).toMatchObject({
            status: 200,
            text: "service",
            asked: ["POST https://shop.example/pay order"],
        });
    });

    it("answers 503 where a limit that matches is closed", async () => {
        expect(await ask({ identity, limits: limits("closed") }, broken, post())).toMatchObject({ status: 503, asked: [] });
        const elsewhere = [...limits("open"), ...limits("closed", "/other")];
        expect(await ask({ identity, limits: elsewhere }, broken, post())).toMatchObject({ status: 200 });
    });

    it("logs what kind of error it was, and nothing that identifies anybody", async () => {
        await ask({ identity, limits: limits("open") }, broken, post());
        expect(logged.mock.calls).toEqual([["The Worker failed: RangeError."]]);
    });

    it("has the headers of every answer", async () => {
        const { headers } = await ask({ identity, limits: limits("closed"), requestId: true, headers: { "X-Own": "1" } }, broken, post());
        expect([headers.get("X-Own"), headers.get("X-Request-Id")]).toEqual(["1", expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    });
});

describe("what fails about it", () => {
    const cached = {
        caches: [
            {
                name: "all",
                when: { kind: "path", prefix: "/" } as const,
                edgeSeconds: 60,
                browserSeconds: 0,
                immutable: false,
                shared: false,
                statuses: [200],
                varyHeaders: [],
                varyCookies: [],
                sessionCookies: [],
                query: "all" as const,
                version: "1",
            },
        ],
    };

    it("a cache that fails is an empty one", async () => {
        const cache = { match: () => Promise.reject(new Error("no")), put: () => Promise.reject(new Error("no")) };
        const later: Promise<unknown>[] = [];
        const { status, headers } = await ask(cached, { cache, later: work => void later.push(work) });
        expect([status, headers.get("X-Webstack-Cache")]).toEqual([200, "MISS"]);
        await expect(Promise.all(later)).resolves.toEqual([undefined]);
    });

    it("a service that cannot be asked is answered for with 502, and nothing is kept", async () => {
        const put = jest.fn();
        const down = {
            ask: () => Promise.reject(new Error("connection refused")),
            cache: { match: () => Promise.resolve(undefined), put },
        };
        expect(await ask({}, down)).toMatchObject({ status: 502, text: "The service does not answer.\n" });
        expect((await ask(cached, down)).status).toBe(502);
        expect(put).not.toHaveBeenCalled();
    });

    it("does not read a token where no limit asks for one", async () => {
        const identify = jest.fn();
        const request = (): Request => new Request("https://shop.example/pay", { headers: { Authorization: "x" } });
        await ask({ identity, limits: [limit("pay", "/pay", 5, 60)] }, { identify }, request());
        await ask({ identity, limits: [limit("other", "/other", 5, 60, { per: "user" })] }, { identify }, request());
        expect(identify).not.toHaveBeenCalled();
    });

    it("counts in every limit that matches, and answers by the longest wait", async () => {
        const waits: Readonly<Record<string, number>> = { one: 1500, two: 30_000 };
        const names: string[] = [];
        const refusing: Counter = {
            count: key => {
                const name = key.split(":")[2]!;
                names.push(name);
                return Promise.resolve({ allowed: name === "three", remaining: 0, waitMs: waits[name] ?? 1 });
            },
        };
        const { status, headers, asked } = await ask(
            { limits: ["one", "two", "three"].map(name => limit(name, "/", 5, 60)) },
            { counter: refusing },
        );
        // The limits are asked at the same time, each once its key is hashed: in any order.
        expect([status, headers.get("Retry-After"), headers.get("RateLimit"), names.sort(), asked]).toEqual([
            429,
            "30",
            '"one";r=0;t=2, "two";r=0;t=30, "three";r=0;t=1',
            ["one", "three", "two"],
            [],
        ]);
    });
});
