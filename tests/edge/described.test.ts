import { Miniflare } from "miniflare";
import { stackOf, type Stack } from "../unit/support";
import { hs256 } from "./worker/tokens";

interface Binding {
    readonly name: string;
    readonly type: string;
    readonly text?: unknown;
    readonly scriptName?: string;
}

const key = "a-key-of-the-shop-that-is-long-enough";

/** The scripts that a program makes, bound to each other as it says, in workerd. */
function run(stack: Stack): Miniflare {
    const worker = stack.inputs("WorkersScript edge-worker");
    const counters = stack.inputs("WorkersScript edge-counters");
    const bindings = worker.bindings as Binding[];
    const counter = bindings.find(({ name }) => name === "LIMITER")!;
    const className = "Limiter";
    const script = ({ content, mainModule, compatibilityDate }: Record<string, unknown>) => ({
        modules: [{ type: "ESModule" as const, path: mainModule as string, contents: content as string }],
        modulesRoot: "/",
        compatibilityDate: compatibilityDate as string,
    });
    const classes = { [className]: { className, useSQLite: true } };
    return new Miniflare({
        workers: [
            {
                name: worker.scriptName as string,
                ...script(worker),
                durableObjects: { LIMITER: { className, scriptName: counter.scriptName!, useSQLite: true } },
                // Secrets are not in a preview: their names are.
                bindings: Object.fromEntries(bindings.filter(({ type }) => type === "secret_text").map(({ name }) => [name, key])),
                outboundService: "origin",
            },
            { name: counters.scriptName as string, ...script(counters), durableObjects: classes },
            { name: "origin", modules: true, script: "export default { fetch: () => new Response('answered') }" },
        ],
    });
}

describe("a description of the edge, in workerd as it would be deployed", () => {
    let miniflare: Miniflare;
    beforeAll(async () => {
        miniflare = run(
            await stackOf(
                "edge-described",
                `new webstack.EdgeCDN("edge", {
                    kind: "cloudflare",
                    zoneId: "0123456789abcdef0123456789abcdef",
                    accountId: "fedcba9876543210fedcba9876543210",
                    zoneName: "example.com",
                    hosts: ["example.com"],
                    identity: { from: { header: "Authorization" }, algorithm: "HS256", key: ${JSON.stringify(key)} },
                    rateLimits: [{ name: "payment", path: "/api/payment/", per: "user", requests: 5, periodSeconds: 60, onStoreFailure: "closed" }],
                    caches: [
                        { name: "html", pathPrefix: "/", edgeSeconds: 300 },
                        { name: "health", pathPrefix: "/api/health", edgeSeconds: 0 },
                    ],
                    waf: { uploads: [{ name: "files", path: "/api/upload", refusedExtensions: ["exe"] }] },
                }, { providers });`,
            ),
        );
        await miniflare.ready;
    });
    afterAll(() => miniflare.dispose());

    const ask = (path: string, headers: Record<string, string> = {}) =>
        miniflare.dispatchFetch(`https://example.com${path}`, { headers: { "CF-Connecting-IP": "198.51.100.1", ...headers } });

    it("counts by the user that the key has signed for", async () => {
        const user = (sub: string) => ({ Authorization: `Bearer ${hs256({ sub }, key)}` });
        const statuses = [];
        for (let index = 0; index < 6; index++) statuses.push((await ask("/api/payment/", user("a"))).status);
        expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
        expect((await ask("/api/payment/", user("b"))).status).toBe(200);
    });

    it("keeps pages, and what is taken out of them not", async () => {
        const how = async (path: string) => {
            const answer = await ask(path);
            await answer.text();
            return answer.headers.get("X-Webstack-Cache");
        };
        expect([await how("/page"), await how("/page")]).toEqual(["MISS", "HIT"]);
        expect([await how("/api/health"), await how("/api/health")]).not.toContain("HIT");
    });
});
