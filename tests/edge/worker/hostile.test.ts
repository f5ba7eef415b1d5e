import type { WorkerCache, WorkerConfig } from "../../../components/edge-cdn/worker/config";
import { idle } from "./config";
import { Edge } from "./runtime";

const cache = (name: string, prefix: string, more: Partial<WorkerCache> = {}): WorkerCache => ({
    name,
    when: { kind: "path", prefix },
    edgeSeconds: 60,
    browserSeconds: "origin",
    immutable: false,
    shared: false,
    statuses: [200],
    varyHeaders: [],
    varyCookies: [],
    sessionCookies: "any",
    query: "all",
    version: "1",
    ...more,
});
const config: WorkerConfig = {
    ...idle,
    caches: [cache("pages", "/"), cache("keyed", "/keyed", { query: ["page"] })],
    uploads: [{ name: "files", when: { kind: "path", prefix: "/files" }, refusedExtensions: ["php"], maxBytes: 1000 }],
};

describe("what somebody means ill, in workerd", () => {
    let edge: Edge;
    beforeAll(async () => (edge = await Edge.start(config)));
    const how = async (url: string, headers: Record<string, string> = {}): Promise<string | null> => {
        const answer = await edge.ask(`https://shop.example${url}`, { headers });
        await answer.text();
        return answer.headers.get("X-Webstack-Cache");
    };

    it("does not reach the service by headers that make a request another one", async () => {
        const headers = {
            "X-Original-URL": "/logout",
            "X-HTTP-Method-Override": "DELETE",
            "X-Real-IP": "10.0.0.1",
            "True-Client-IP": "10.0.0.1",
        };
        const told = await edge.told("https://shop.example/headers", { headers });
        expect(Object.keys(told.headers).filter(name => /^(x-original|x-http|true)/.test(name))).toEqual([]);
        expect(told.headers["x-real-ip"]).toBe("198.51.100.1");
    });

    it("asks the service for nothing that the key does not have", async () => {
        const told = await edge.told("https://shop.example/keyed?page=1&evil=%3Cscript%3E");
        expect(told.url).toBe("https://shop.example/keyed?page=1");
        expect(await how("/keyed?page=1")).toBe("HIT");
    });

    it("keeps Cloudflare's own cookies from making everybody private, and keys of an API from being nobody's", async () => {
        await how("/cookies");
        expect([
            await how("/cookies", { Cookie: "__cf_bm=x; cf_clearance=y; __cflb=z" }),
            await how("/cookies", { Cookie: "a=b" }),
        ]).toEqual(["HIT", "BYPASS"]);
        expect(await how("/cookies", { "X-Api-Key": "x" })).toBe("BYPASS");
    });

    it("keeps plain and encrypted requests apart", async () => {
        await how("/scheme");
        const plain = await edge.ask("http://shop.example/scheme");
        await plain.text();
        expect(plain.headers.get("X-Webstack-Cache")).toBe("MISS");
    });

    it("looks into every kind of form", async () => {
        const body = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.php"\r\n\r\nx\r\n--b--\r\n';
        const sent = (kind: string) =>
            edge.ask("https://shop.example/files/x", {
                method: "POST",
                body,
                headers: { "Content-Type": `multipart/${kind}; boundary=b` },
            });
        for (const kind of ["form-data", "mixed", "related"]) expect([kind, (await sent(kind)).status]).toEqual([kind, 403]);
    });
});
