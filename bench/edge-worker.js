// Prints what the edge's Worker costs: requests a second, and latency beside that of a Worker that only passes requests on. All run in
// one workerd on this machine, before a service in the same process. Figures, no verdicts: nothing here passes or fails.
"use strict";
const { generateKeyPairSync, sign } = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { Miniflare } = require("miniflare");

const requests = Number(process.argv[2] ?? 2000);
const rounds = 5;
const connections = 16;

const bundle = fs.readFileSync(path.join(__dirname, "../dist/components/edge-cdn/worker/bundle.js"), "utf8");
const idle = {
    requestId: false,
    blocks: [],
    redirects: [],
    limits: [],
    store: "durable-object",
    uploads: [],
    splits: [],
    caches: [],
    headers: {},
};
const everything = { kind: "path", prefix: "/" };
const limit = { name: "all", when: everything, per: "address", requests: 10000, periodSeconds: 1, roles: {}, onStoreFailure: "open" };
const identity = { from: { header: "Authorization" }, algorithm: "RS256", userClaim: "sub", roleClaim: "role", clockToleranceSeconds: 30 };

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encoded = value => Buffer.from(JSON.stringify(value)).toString("base64url");
const signed = `${encoded({ alg: "RS256" })}.${encoded({ sub: "u1", role: "admin", exp: 4102444800 })}`;
const token = `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;

const boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
const form = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.jpg"\r\n\r\n`),
    Buffer.alloc(1_000_000, 0x61),
    Buffer.from(`\r\n--${boundary}--\r\n`),
]);
const posting = {
    method: "POST",
    headers: { "Content-Type": `multipart/form-data; boundary=${boundary}`, "Content-Length": form.length },
    body: form,
};

const rules = Array.from({ length: 20 }, (_, index) => ({
    name: `block-${index}`,
    when: { kind: "query", containing: [`attack-${index}`] },
}));
const cache = {
    name: "all",
    when: everything,
    edgeSeconds: 300,
    browserSeconds: 60,
    immutable: false,
    shared: true,
    statuses: [200],
    varyHeaders: [],
    varyCookies: [],
    sessionCookies: [],
    query: "all",
    version: "1",
};
const targets = ["blue", "green"].map((name, index) => ({ name, host: `${name}.example`, weight: [90, 10][index] }));
const split = { name: "app", host: "127.0.0.1", targets, cookie: "release" };
const upload = { name: "forms", when: everything, refusedExtensions: ["exe"], maxBytes: 10_000_000 };

/** Each beside the case that it is compared with. */
const cases = [
    { name: "passes on, no Worker of ours" },
    { name: "ids and headers", config: { requestId: true, headers: { "X-Frame-Options": "DENY" } } },
    { name: "20 rules", config: { blocks: rules } },
    { name: "limit by address", config: { limits: [limit] } },
    {
        name: "limit by user, RS256",
        config: { identity, limits: [{ ...limit, per: "user" }] },
        ask: { headers: { Authorization: `Bearer ${token}` } },
    },
    { name: "split in two", config: { splits: [split] } },
    { name: "cache, hit", config: { caches: [cache] } },
    { name: "passes on a form of 1 MB, no Worker of ours", ask: posting, share: 0.1 },
    { name: "form of 1 MB looked at", config: { uploads: [upload] }, ask: posting, share: 0.1, beside: 7 },
];

const passOn = "export default { fetch: request => fetch(request) };";
const service = 'export default { async fetch(request) { await request.arrayBuffer(); return new Response("x".repeat(1000)); } };';

const script = config => (config ? `const WEBSTACK_EDGE = ${JSON.stringify({ ...idle, ...config })};\n${bundle}` : passOn);

const worker = (name, contents) => ({
    name,
    compatibilityDate: "2026-04-15",
    modules: [{ type: "ESModule", path: `${name}.js`, contents }],
    modulesRoot: "/",
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
});

function ask(url, agent, { method = "GET", headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
        const started = process.hrtime.bigint();
        const sent = http.request(url, { agent, method, headers: { "CF-Connecting-IP": "198.51.100.1", ...headers } }, answer => {
            answer.resume().once("end", () => {
                if (answer.statusCode !== 200) return reject(new Error(`${url} answers ${answer.statusCode}`));
                resolve(Number(process.hrtime.bigint() - started) / 1e6);
            });
        });
        sent.once("error", reject).end(body);
    });
}

async function latencies(url, count, how) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const times = [];
    for (let index = 0; index < count; index++) times.push(await ask(url, agent, how));
    agent.destroy();
    return times;
}

async function throughput(url, count, how) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
    const started = process.hrtime.bigint();
    let left = count;
    const client = async () => {
        while (left-- > 0) await ask(url, agent, how);
    };
    await Promise.all(Array.from({ length: connections }, client));
    agent.destroy();
    return count / (Number(process.hrtime.bigint() - started) / 1e9);
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const rounded = value => Math.round(value * 100) / 100;

async function main() {
    const workers = cases.map(({ config }, index) => ({
        ...worker(`case-${index}`, script(config)),
        outboundService: "service",
        bindings: { IDENTITY_KEY: publicKey.export({ type: "spki", format: "pem" }).toString() },
        ...(config && { durableObjects: { LIMITER: { className: "Limiter", useSQLite: true } } }),
    }));
    const miniflare = new Miniflare({ workers: [...workers, worker("service", service)] });
    try {
        const urls = await Promise.all(cases.map((_, index) => miniflare.unsafeGetDirectURL(`case-${index}`)));
        const runs = cases.map(() => ({ times: [], rates: [] }));
        // A first round warms the runtime; the cases take turns, so that whatever else the machine does falls on all of them.
        for (let round = -1; round < rounds; round++) {
            for (const [index, { ask: how, share = 1 }] of cases.entries()) {
                const count = Math.ceil((requests * share) / rounds);
                const times = await latencies(urls[index], count, how);
                const rate = await throughput(urls[index], count, how);
                if (round < 0) continue;
                runs[index].times.push(...times);
                runs[index].rates.push(rate);
            }
        }
        const measured = runs.map(({ times, rates }) => {
            const sorted = times.sort((a, b) => a - b);
            return {
                p50: at(sorted, 0.5),
                p99: at(sorted, 0.99),
                rate: at(
                    rates.sort((a, b) => a - b),
                    0.5,
                ),
            };
        });
        console.log(`workerd in one process, Node ${process.versions.node}; ${requests} requests for a case, a tenth of it for forms`);
        const rows = cases.map(({ name, beside = 0, share = 1 }, index) => {
            const { p50, p99, rate } = measured[index];
            const base = measured[beside];
            const added =
                index === beside || (share < 1 && beside === 0)
                    ? {}
                    : { "added p50": rounded(p50 - base.p50), "added p99": rounded(p99 - base.p99) };
            return [
                name,
                { "p50 ms": rounded(p50), "p99 ms": rounded(p99), ...added, [`requests/s, ${connections} at once`]: Math.round(rate) },
            ];
        });
        console.table(Object.fromEntries(rows));
    } finally {
        await miniflare.dispose();
    }
}

main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
});
