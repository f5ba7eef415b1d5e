import { createHash, randomBytes } from "node:crypto";
import * as http from "node:http";
import type { WorkerConfig } from "../../../components/edge-cdn/worker/config";
import { idle, limit, under } from "./config";
import { Edge } from "./runtime";

const split = (host: string, weights: readonly number[]): WorkerConfig["splits"][number] => ({
    name: host,
    host,
    targets: ["blue", "green"].map((name, index) => ({ name, host: `${name}.example`, weight: weights[index]! })),
    cookie: "release",
});

const config: WorkerConfig = {
    ...idle,
    requestId: true,
    maintenance: {
        when: {
            kind: "all",
            of: [
                { kind: "host", in: ["closed.example"] },
                { kind: "not", of: { kind: "address", in: ["203.0.113.0/24", "2001:db8::/32"] } },
            ],
        },
        html: "<p>Back soon",
        retryAfterSeconds: 300,
    },
    blocks: [
        { name: "admin", when: under("/admin") },
        { name: "bots", when: { kind: "user-agent", containing: ["sqlmap"] } },
        { name: "sql", when: { kind: "query", containing: ["union select"] } },
    ],
    redirects: [
        {
            name: "www",
            when: { kind: "host", in: ["www.example"] },
            to: "https://shop.example",
            status: 301,
            keepPath: true,
            keepQuery: true,
        },
        { name: "old", when: under("/old"), to: "https://shop.example/new", status: 308, keepPath: false, keepQuery: false },
    ],
    uploads: [{ name: "forms", when: under("/upload"), refusedExtensions: ["exe", "php"], maxBytes: 1_000_000 }],
    splits: [split("split.example", [90, 10]), split("blue-only.example", [100, 0])],
    headers: { "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload", "X-Frame-Options": "DENY" },
};

let edge: Edge;
beforeAll(async () => {
    edge = await Edge.start(config);
});

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("every request, in workerd", () => {
    it("gets an id of its own that service and client see, whatever the client says", async () => {
        const answer = await edge.ask("https://shop.example/", { headers: { "X-Request-Id": "mine", "X-Forwarded-Host": "evil.example" } });
        const told = (await answer.json()) as { headers: Record<string, string> };
        const id = answer.headers.get("X-Request-Id");
        expect(id).toMatch(uuid);
        expect([told.headers["x-request-id"], told.headers["x-forwarded-host"]]).toEqual([id, "shop.example"]);
        expect((await edge.ask("https://shop.example/")).headers.get("X-Request-Id")).not.toBe(id);
    });

    it("has the headers on its answer, also where the Worker answers, or the service sets others", async () => {
        const wanted = JSON.stringify({ headers: { "X-Frame-Options": "SAMEORIGIN" } });
        for (const url of ["https://shop.example/", "https://shop.example/admin", "https://www.example/", "https://closed.example/"]) {
            const { headers } = await edge.ask(url, { headers: { "X-Test-Answer": wanted } });
            expect([headers.get("X-Frame-Options"), headers.get("Strict-Transport-Security")]).toEqual(
                Object.values(config.headers).reverse(),
            );
            expect(headers.get("X-Request-Id")).toMatch(uuid);
        }
    });

    it("reaches the service as it came", async () => {
        const body = randomBytes(70_000);
        const told = await edge.told("https://shop.example/a%20b/%c3%a4?x=1&x=%2f", {
            method: "PUT",
            body,
            headers: { "X-Own": "1", Cookie: "a=1" },
        });
        expect(told).toMatchObject({
            url: "https://shop.example/a%20b/%c3%a4?x=1&x=%2f",
            method: "PUT",
            length: body.length,
            digest: createHash("sha256").update(body).digest("hex"),
            headers: { "x-own": "1", cookie: "a=1" },
        });
    });

    it("keeps redirects, errors and cookies of the service as they are", async () => {
        const wanted = { status: 302, headers: { Location: "/next", "Set-Cookie": ["a=1", "b=2"] } };
        const answer = await edge.ask("https://shop.example/", { headers: { "X-Test-Answer": JSON.stringify(wanted) } });
        expect([answer.status, answer.headers.get("Location"), answer.headers.getSetCookie()]).toEqual([302, "/next", ["a=1", "b=2"]]);
        expect((await edge.ask("https://shop.example/", { headers: { "X-Test-Answer": '{"status":500}' } })).status).toBe(500);
    });

    it.each(["shop.example", "split.example"])("may become a WebSocket, at %s", async host => {
        const { webSocket, status, headers } = await edge.ask(`https://${host}/socket`, { headers: { Upgrade: "websocket" } });
        expect(status).toBe(101);
        expect(headers.get("X-Request-Id")).toMatch(uuid);
        const answer = new Promise(resolve => webSocket!.addEventListener("message", ({ data }) => resolve(data)));
        webSocket!.accept();
        webSocket!.send("hello");
        expect(await answer).toBe("echo hello");
        webSocket!.close();
    });
});

describe("maintenance, in workerd", () => {
    it("answers with the page, before anything else", async () => {
        const answer = await edge.ask("https://closed.example/admin");
        expect([answer.status, answer.headers.get("Retry-After"), answer.headers.get("Content-Type"), await answer.text()]).toEqual([
            503,
            "300",
            "text/html; charset=utf-8",
            "<p>Back soon",
        ]);
        expect(answer.headers.get("Cache-Control")).toBe("no-store");
    });

    it.each(["203.0.113.9", "2001:db8:9::1"])("lets %s look", async address => {
        expect((await edge.ask("https://closed.example/", { address })).status).toBe(200);
    });
});

describe("blocks and redirects, in workerd", () => {
    it("answers 403", async () => {
        const answer = await edge.ask("https://shop.example/admin/users");
        expect([answer.status, await answer.text(), answer.headers.get("Cache-Control")]).toEqual([403, "Forbidden.\n", "no-store"]);
        expect((await edge.ask("https://shop.example/", { headers: { "User-Agent": "SQLMap/1.8" } })).status).toBe(403);
        expect((await edge.ask("https://shop.example/?q=1%20UNION+Select%201")).status).toBe(403);
        expect((await edge.ask("https://shop.example/?q=union")).status).toBe(200);
    });

    it.each([
        ["https://www.example/a%20b?c=d&e", 301, "https://shop.example/a%20b?c=d&e"],
        ["https://www.example//evil.example", 301, "https://shop.example//evil.example"],
        ["https://shop.example/old/thing?c=d", 308, "https://shop.example/new"],
    ])("sends %s elsewhere: %d", async (url, status, location) => {
        const answer = await edge.ask(url);
        expect([answer.status, answer.headers.get("Location")]).toEqual([status, location]);
    });

    /** Clients of HTTP tidy paths up before they ask: this one does not. */
    const raw = async (path: string): Promise<number> => {
        const { hostname, port } = await edge.miniflare.ready;
        return new Promise((resolve, reject) => {
            http.get({ hostname, port, path, headers: { Host: "shop.example" } }, answer => resolve(answer.resume().statusCode!)).on(
                "error",
                reject,
            );
        });
    };

    it.each(["/admin", "//admin", "/%61dmin", "/%61%64min", "/x/../admin", "/x/%2e%2e/admin", "/./admin", "/\\admin", "/x/..\\admin"])(
        "blocks %s, however it is written",
        async path => {
            expect(await raw(path)).toBe(403);
        },
    );

    it.each(["/x/admin", "/Admin", "/%2561dmin"])("does not block %s, which is another path", async path => {
        expect(await raw(path)).toBe(200);
    });
});

describe("forms, in workerd", () => {
    const boundary = "----WebKitFormBoundaryAbC123";
    const form = (filename: string, content: Buffer): Buffer =>
        Buffer.concat([
            Buffer.from(
                `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
            ),
            content,
            Buffer.from(`\r\n--${boundary}--\r\n`),
        ]);
    const headers = { "Content-Type": `multipart/form-data; boundary=${boundary}` };
    const send = (body: Buffer | ReadableStream, path = "/upload", more = {}) =>
        edge.ask(`https://shop.example${path}`, { method: "POST", body: body as Buffer, headers: { ...headers, ...more }, duplex: "half" });

    it("reach the service byte for byte", async () => {
        const body = form("photo.jpg", randomBytes(300_000));
        const told = (await (await send(body)).json()) as { length: number; digest: string; headers: Record<string, string> };
        expect([told.length, told.digest]).toEqual([body.length, createHash("sha256").update(body).digest("hex")]);
        expect(told.headers["content-type"]).toBe(headers["Content-Type"]);
    });

    it("are refused with 403 for what a file is called", async () => {
        const answer = await send(form("setup.EXE", randomBytes(10)));
        expect([answer.status, await answer.text()]).toEqual([403, "Files of this kind are not taken.\n"]);
        expect((await send(form("setup.exe", randomBytes(10)), "/elsewhere")).status).toBe(200);
    });

    it("are refused with 413 from one byte too many on, whether they say their length or not", async () => {
        const overhead = form("a.jpg", Buffer.alloc(0)).length;
        const [fits, exceeds] = [1_000_000, 1_000_001].map(length => form("a.jpg", Buffer.alloc(length - overhead)));
        const streamed = (body: Buffer): ReadableStream => new Blob([new Uint8Array(body)]).stream();
        expect([(await send(fits!)).status, (await send(exceeds!)).status]).toEqual([200, 413]);
        expect([(await send(streamed(fits!))).status, (await send(streamed(exceeds!))).status]).toEqual([200, 413]);
    });

    it("are refused where they cannot be looked into", async () => {
        expect((await send(form("a.jpg", Buffer.alloc(1)), "/upload", { "Content-Encoding": "gzip" })).status).toBe(415);
        expect((await send(form("a.jpg", Buffer.alloc(1)), "/upload", { "Content-Type": "multipart/form-data" })).status).toBe(400);
    });

    it("of other kinds pass, however large", async () => {
        const told = await edge.told("https://shop.example/upload", {
            method: "POST",
            body: Buffer.alloc(2_000_000),
            headers: { "Content-Type": "application/octet-stream" },
        });
        expect(told.length).toBe(2_000_000);
    });
});

describe("a split, in workerd", () => {
    it("shares requests out by weight, and each client stays", async () => {
        const asked = await edge.many(10_000, "https://split.example/");
        const green = asked.filter(([, host]) => host === "green.example").length;
        expect(asked.filter(([, host]) => host === "blue.example")).toHaveLength(10_000 - green);
        // 1000 ± 5 standard deviations of 30: one run in two million is outside.
        expect(green).toBeGreaterThan(850);
        expect(green).toBeLessThan(1150);
        const stays = await edge.many(200, "https://split.example/", { headers: { Cookie: "release=green" } });
        expect(new Set(stays.map(([, host]) => host))).toEqual(new Set(["green.example"]));
    });

    it("sends nobody to a weight of 0 but who asks for it, not even who came there before", async () => {
        const asked = await edge.many(1000, "https://blue-only.example/");
        expect(new Set(asked.map(([, host]) => host))).toEqual(new Set(["blue.example"]));
        expect((await edge.told("https://blue-only.example/", { headers: { Cookie: "release-look=green" } })).url).toBe(
            "https://green.example/",
        );
        expect((await edge.told("https://blue-only.example/", { headers: { Cookie: "release=green" } })).url).toBe("https://blue.example/");
        expect((await edge.told("https://blue-only.example/", { headers: { Cookie: "release=evil.example" } })).url).toBe(
            "https://blue.example/",
        );
    });

    it("asks the target for what was asked, tells it the client's host, and keeps the client there", async () => {
        const answer = await edge.ask("https://blue-only.example/a?b=c", {
            method: "POST",
            body: "form",
            headers: { "X-Forwarded-Host": "evil.example" },
        });
        const told = (await answer.json()) as { url: string; method: string; length: number; headers: Record<string, string> };
        expect([told.url, told.method, told.length, told.headers["x-forwarded-host"]]).toEqual([
            "https://blue.example/a?b=c",
            "POST",
            4,
            "blue-only.example",
        ]);
        expect(answer.headers.getSetCookie()).toEqual(["release=blue; Path=/; HttpOnly; Secure; SameSite=Lax"]);
        expect((await edge.ask("https://blue-only.example/", { headers: { Cookie: "release=blue" } })).headers.getSetCookie()).toEqual([]);
    });

    it.each([
        ["https://blue.example/next?a=b#c", "https://blue-only.example/next?a=b#c"],
        ["https://blue.example:8443/next", "https://blue-only.example/next"],
        ["/next", "/next"],
        ["https://pay.example/next", "https://pay.example/next"],
        ["https://blue.example.evil/next", "https://blue.example.evil/next"],
    ])("sends a client that the target sends to %s to %s", async (Location, expected) => {
        const wanted = JSON.stringify({ status: 302, headers: { Location } });
        expect((await edge.ask("https://blue-only.example/", { headers: { "X-Test-Answer": wanted } })).headers.get("Location")).toBe(
            expected,
        );
    });
});

describe("several parts at once, in workerd", () => {
    it("counts a request before it looks at its form, and refuses before it asks the service", async () => {
        const strict = await Edge.start({ ...config, limits: [limit("all", "/", 1, 60)] });
        const url = "https://blue-only.example/upload";
        const first = await strict.ask(url, { method: "POST", body: "x", headers: { "Content-Type": "multipart/form-data" } });
        const second = await strict.ask(url);
        expect([first.status, second.status, second.headers.get("Set-Cookie"), second.headers.get("X-Test-Host")]).toEqual([
            400,
            429,
            null,
            null,
        ]);
        expect(second.headers.get("X-Frame-Options")).toBe("DENY");
    });
});
