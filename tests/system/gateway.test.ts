import { execFileSync, spawnSync } from "node:child_process";
import * as http from "node:http";
import * as http2 from "node:http2";
import * as https from "node:https";
import * as net from "node:net";
import * as tls from "node:tls";
import * as zlib from "node:zlib";
import type { Backend } from "../../components/app-cluster/backends";
import { validateGateway, type NginxIngressArgs } from "../../components/app-cluster/gateway/args";
import type { GatewayRoute } from "../../components/app-cluster/gateway/nginx-config";
import { ClusterDns, freePort, Nginx, nginxProgram, Pod, until } from "./nginx-server";

const host = "www.example.com";
/** That of all pods, which have addresses of their own. */
let port: number;
const backend = (name: string, weight = 100): Backend => ({ name, labels: { "app.kubernetes.io/name": name }, port, weight });
const to = (...backends: Backend[]): GatewayRoute[] => [{ host, path: "/", backends }];
const dnsName = (name: string): string => `${name}-pods.shop.svc.cluster.local`;
const plain: NginxIngressArgs = { kind: "nginx", entrance: { kind: "node-port" }, tls: { kind: "self-signed" } };

interface Answer {
    readonly status: number;
    readonly headers: http.IncomingHttpHeaders;
    readonly body: Buffer;
}

interface Ask {
    readonly method?: string;
    readonly headers?: http.OutgoingHttpHeaders;
    readonly body?: Buffer;
    /** The address that the client connects from. */
    readonly from?: string;
    readonly host?: string;
    readonly port?: number;
    readonly agent?: https.Agent;
}

/** One request over TLS, with the certificate checked. */
function ask(
    nginx: Nginx,
    path: string,
    { method = "GET", headers = {}, body, from, host: name = host, port: at, agent }: Ask = {},
): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const options = {
            host: "127.0.0.1",
            port: at ?? nginx.place.ports.https,
            path,
            method,
            localAddress: from,
            servername: host,
            ca: nginx.certificate,
            agent,
        };
        const request = https.request({ ...options, headers: { host: name, ...headers } }, response => collect(response, resolve, reject));
        request.on("error", reject).end(body);
    });
}

function askPlainly(at: number, path: string, name = host): Promise<Answer> {
    return new Promise((resolve, reject) => {
        http.get({ host: "127.0.0.1", port: at, path, headers: { host: name } }, response => collect(response, resolve, reject)).on(
            "error",
            reject,
        );
    });
}

function collect(response: http.IncomingMessage, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
    const chunks: Buffer[] = [];
    response
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }))
        .on("error", reject);
}

/** Sends all at once on one connection of HTTP/2, so that nginx reads them at one time of its clock; the statuses. */
async function burst(
    nginx: Nginx,
    path: string,
    count: number,
    from: string,
    headersOf: (index: number) => Record<string, string> = () => ({}),
): Promise<number[]> {
    const session = http2.connect(`https://${host}`, {
        createConnection: () =>
            tls.connect({
                socket: net.connect({ host: "127.0.0.1", port: nginx.place.ports.https, localAddress: from }),
                servername: host,
                ca: nginx.certificate,
                ALPNProtocols: ["h2"],
            }),
    });
    await new Promise((resolve, reject) => session.once("remoteSettings", resolve).once("error", reject));
    const statuses = await Promise.all(
        Array.from({ length: count }, (_, index) => {
            const stream = session.request({ ":path": path, ...headersOf(index) });
            let status = 0;
            stream.on("response", headers => {
                status = Number(headers[":status"]);
            });
            return new Promise<number>((resolve, reject) => {
                stream.on("end", () => resolve(status));
                stream.on("error", reject);
                stream.resume();
            });
        }),
    );
    await new Promise<void>(resolve => session.close(resolve));
    return statuses;
}

const passed = (statuses: readonly number[]): number => statuses.filter(status => status === 200).length;
const refusals = (statuses: readonly number[]): number => statuses.filter(status => status === 429).length;

/** What the service was told, for the one who asks. */
const echo: http.RequestListener = (request, response) => {
    request.resume().on("end", () => {
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers }));
    });
};
const echoed = ({ body }: Answer): { headers: Record<string, string>; url: string } => JSON.parse(body.toString()) as never;

const dnsServer = new ClusterDns();
const started: { quit(): Promise<void> }[] = [];
const pods: Pod[] = [];
const loads: Load[] = [];

beforeAll(async () => {
    nginxProgram();
    port = await freePort([2, 3, 4, 5, 6, 7].map(last => `127.0.0.${last}`));
}, 600_000);
afterEach(async () => {
    await Promise.all(loads.splice(0).map(load => load.end()));
    await Promise.all(started.splice(0).map(nginx => nginx.quit()));
    for (const one of pods.splice(0)) one.kill();
});

async function pod(address: string, answer: http.RequestListener = echo): Promise<Pod> {
    const made = new Pod(address, answer);
    await made.start(port);
    pods.push(made);
    return made;
}

async function gateway(
    args: Partial<NginxIngressArgs> = {},
    routes = to(backend("web")),
    podsOf: Record<string, readonly string[]> = { web: ["127.0.0.2"] },
): Promise<Nginx> {
    const whole = { ...plain, ...args };
    expect(validateGateway(whole, "existing")).toEqual([]);
    for (const [name, addresses] of Object.entries(podsOf)) dnsServer.addresses.set(dnsName(name), addresses);
    return start(await Nginx.prepare(whole, routes, dnsServer), routes);
}

async function start(nginx: Nginx, routes: readonly GatewayRoute[]): Promise<Nginx> {
    started.push(nginx);
    await nginx.run(routes);
    return nginx;
}

/** Requests that go on until they are ended, or the test is. */
function load(nginx: Nginx, request: Ask): Load {
    const made = new Load(nginx, request);
    loads.push(made);
    return made;
}

const securityHeaders = {
    "strict-transport-security": "max-age=31536000",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "content-security-policy": "default-src 'self'",
};

describe(`the gateway's configuration in ${spawnSync(nginxProgram(), ["-v"], { encoding: "utf8" }).stderr.trim()}`, () => {
    describe("connections", () => {
        it("without TLS are sent on to HTTPS with 301, at the port that clients call", async () => {
            const nodePort = await gateway();
            const balanced = await gateway({
                entrance: { kind: "load-balancer", allowedCidrs: ["0.0.0.0/0"] },
                tls: { kind: "secret", name: "x" },
            });
            const [first, second] = await Promise.all(
                [nodePort, balanced].map(({ place }) => askPlainly(place.ports.http, "/a/b?c=d&e=%20f")),
            );
            expect([first!.status, first!.headers.location]).toEqual([301, `https://${host}:30443/a/b?c=d&e=%20f`]);
            expect([second!.status, second!.headers.location]).toEqual([301, `https://${host}/a/b?c=d&e=%20f`]);
            const { "strict-transport-security": _, ...withoutTls } = securityHeaders;
            expect(first!.headers).toMatchObject(withoutTls);
            expect(first!.headers).not.toHaveProperty("strict-transport-security");
        });

        it.each([
            ["1.2", { tls1: false, tls1_1: false, tls1_2: true, tls1_3: true }],
            ["1.3", { tls1: false, tls1_1: false, tls1_2: false, tls1_3: true }],
        ] as const)("speak TLS %s or later, whatever the client offers", async (minTls, expected) => {
            const { place } = await gateway({ minTls });
            const accepted = Object.keys(expected).map(version => {
                const { stdout, status } = spawnSync(
                    "openssl",
                    [
                        "s_client",
                        "-connect",
                        `127.0.0.1:${place.ports.https}`,
                        "-servername",
                        host,
                        `-${version}`,
                        "-cipher",
                        "ALL:@SECLEVEL=0",
                    ],
                    {
                        input: "",
                        encoding: "utf8",
                    },
                );
                return [version, status === 0 && /Cipher is (?!\(NONE\))/.test(stdout)];
            });
            expect(Object.fromEntries(accepted)).toEqual(expected);
        });

        it("take HTTP/2 where the client offers it, and HTTP/1.1 otherwise; no session is resumed by a ticket", async () => {
            const nginx = await gateway();
            const chosen = (protocols: string[]): Promise<string | false | null> =>
                new Promise((resolve, reject) => {
                    const socket = tls.connect(
                        {
                            host: "127.0.0.1",
                            port: nginx.place.ports.https,
                            servername: host,
                            ca: nginx.certificate,
                            ALPNProtocols: protocols,
                        },
                        () => {
                            resolve(socket.alpnProtocol);
                            socket.destroy();
                        },
                    );
                    socket.on("error", reject);
                });
            expect([await chosen(["h2", "http/1.1"]), await chosen(["http/1.1"])]).toEqual(["h2", "http/1.1"]);
            const shown = execFileSync(
                "openssl",
                ["s_client", "-connect", `127.0.0.1:${nginx.place.ports.https}`, "-servername", host, "-tls1_2"],
                {
                    input: "",
                    encoding: "utf8",
                    stdio: ["pipe", "pipe", "ignore"],
                },
            );
            expect(shown).not.toContain("TLS session ticket:");
        });

        it("for a host that no route names fail in the handshake, or with 421", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway();
            const stranger = new Promise((resolve, reject) =>
                tls
                    .connect(
                        { host: "127.0.0.1", port: nginx.place.ports.https, servername: "other.example.com", rejectUnauthorized: false },
                        () => resolve("let in"),
                    )
                    .on("error", reject),
            );
            await expect(stranger).rejects.toThrow(/unrecognized name/);
            expect((await ask(nginx, "/", { host: "other.example.com" })).status).toBe(421);
            expect((await askPlainly(nginx.place.ports.http, "/", "other.example.com")).status).toBe(421);
            expect((await ask(nginx, "/")).status).toBe(200);
        });

        it("to the exporter's port tell how many there were, and nothing else", async () => {
            const { place } = await gateway({}, to(backend("web")), { web: [] });
            const [status, other] = await Promise.all(["/status", "/"].map(path => askPlainly(place.statusPort, path)));
            expect(status!.body.toString()).toMatch(/^Active connections: \d+ \nserver accepts handled requests\n \d+ \d+ \d+ \n/);
            expect(other!.status).toBe(404);
        });

        it("to the port of the probes are answered though no service is there", async () => {
            const { place } = await gateway({}, to(backend("web")), { web: [] });
            const answers = await Promise.all(["/healthz", "/health", "/other"].map(path => askPlainly(place.ports.health, path)));
            expect(answers.map(({ status, body }) => [status, body.toString().slice(0, 3)])).toEqual([
                [200, "ok\n"],
                [200, "ok\n"],
                [404, "<ht"],
            ]);
        });
    });

    it("puts its headers on every answer once, errors too, in place of the service's", async () => {
        await pod("127.0.0.2", (request, response) => {
            response
                .writeHead(request.url === "/missing" ? 404 : 200, {
                    "X-Frame-Options": "SAMEORIGIN",
                    "Content-Security-Policy": "default-src *",
                    Server: "mine",
                })
                .end();
        });
        const nginx = await gateway(
            { rateLimits: [{ name: "one", path: "/limited", requestsPerMinute: 1, burst: 0 }], bodyLimits: [{ path: "/", megabytes: 1 }] },
            [...to(backend("web")), { host, path: "/nobody", backends: [backend("gone")] }],
            { web: ["127.0.0.2"], gone: [] },
        );
        await ask(nginx, "/limited");
        const body = Buffer.alloc(1024 * 1024 + 1);
        const answers = [
            await ask(nginx, "/"),
            await ask(nginx, "/missing"),
            await ask(nginx, "/limited"),
            await ask(nginx, "/", { method: "POST", body }),
            await ask(nginx, "/nobody"),
        ];
        expect(answers.map(({ status }) => status)).toEqual([200, 404, 429, 413, 502]);
        for (const { headers } of answers) {
            expect(Object.fromEntries(Object.keys(securityHeaders).map(name => [name, headers[name]]))).toEqual(securityHeaders);
            expect(headers.server).toBe("nginx");
        }
        const own = await gateway({
            headers: { "X-Frame-Options": false, "content-security-policy": "default-src 'self'; img-src *", "X-Robots-Tag": "none" },
            hstsSeconds: 0,
        });
        const { headers } = await ask(own, "/");
        expect(headers).toMatchObject({
            "x-frame-options": "SAMEORIGIN",
            "content-security-policy": "default-src 'self'; img-src *",
            "x-robots-tag": "none",
        });
        expect(headers).not.toHaveProperty("strict-transport-security");
    });

    describe("rate limits", () => {
        const limits: NginxIngressArgs["rateLimits"] = [
            { name: "api", path: "/api/", requestsPerSecond: 10, burst: 20 },
            { name: "login", path: "/api/auth/", requestsPerMinute: 5, burst: 5 },
            { name: "chat", path: "/api/v1/sessions/", requestsPerSecond: 5, burst: 10 },
            { name: "web", path: "/", requestsPerSecond: 30, burst: 20 },
        ];

        it.each([
            ["/api/x", 21],
            ["/api", 21],
            ["/api/auth/login", 6],
            ["/api//auth/%6cogin", 6],
            ["/api/v1/sessions/1", 11],
            ["/", 21],
            ["/apis", 21],
        ])("let exactly the burst and one pass: %s", async (path, expected) => {
            await pod("127.0.0.2");
            const statuses = await burst(await gateway({ rateLimits: limits }), path, 60, "127.0.1.1");
            expect([passed(statuses), refusals(statuses)]).toEqual([expected, 60 - expected]);
        });

        it("then let pass what the rate allows since", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway({ rateLimits: limits });
            const times = [performance.now()];
            const first = await burst(nginx, "/api/x", 60, "127.0.1.2");
            times.push(performance.now());
            await new Promise(resolve => setTimeout(resolve, 550));
            times.push(performance.now());
            const second = passed(await burst(nginx, "/api/x", 60, "127.0.1.2"));
            times.push(performance.now());
            expect(passed(first)).toBe(21);
            // nginx read both bursts at some time between these, by a clock of milliseconds.
            const [begun, answered, begunAgain, answeredAgain] = times as [number, number, number, number];
            expect(second).toBeGreaterThanOrEqual(Math.min(21, Math.floor((begunAgain - answered - 2) / 100)));
            expect(second).toBeLessThanOrEqual(Math.min(21, Math.floor((answeredAgain - begun + 2) / 100)));
        });

        it("count each path's own, and each client for itself", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway({ rateLimits: limits });
            expect(passed(await burst(nginx, "/api/auth/login", 20, "127.0.1.3"))).toBe(6);
            expect(passed(await burst(nginx, "/api/auth/login", 20, "127.0.1.4"))).toBe(6);
            expect(passed(await burst(nginx, "/api/x", 60, "127.0.1.3"))).toBe(21);
            expect((await nginx.log(100)).filter(({ limit }) => limit === "REJECTED")).toHaveLength(14 + 14 + 39);
        });

        it("delay what may wait", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway({ rateLimits: [{ name: "slow", path: "/", requestsPerSecond: 50, burst: 10, delay: true }] });
            expect(passed(await burst(nginx, "/", 30, "127.0.1.1"))).toBe(11);
            expect((await nginx.log(30)).filter(({ limit }) => limit === "DELAYED")).toHaveLength(10);
        });
    });

    describe("the client's address", () => {
        const spoofed = {
            "X-Forwarded-For": "198.51.100.1",
            "X-Real-IP": "198.51.100.2",
            "CF-Connecting-IP": "198.51.100.3",
            "True-Client-IP": "198.51.100.4",
            Forwarded: "for=198.51.100.5",
        };
        const other = {
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Host": "evil.example.com",
            "X-Forwarded-Port": "1",
            "X-Request-ID": "mine",
            Proxy: "http://evil.example.com",
        };

        it("is that of the connection, whatever a stranger says", async () => {
            await pod("127.0.0.2");
            for (const realIpHeader of ["X-Forwarded-For", "CF-Connecting-IP"] as const) {
                const nginx = await gateway({ realIpHeader, trustedProxies: ["127.0.9.0/24"] });
                const { headers } = echoed(await ask(nginx, "/", { from: "127.0.1.5", headers: { ...spoofed, ...other } }));
                expect(headers).toEqual({
                    host,
                    "x-real-ip": "127.0.1.5",
                    "x-forwarded-for": "127.0.1.5",
                    "x-forwarded-proto": "https",
                    "x-forwarded-host": host,
                    "x-forwarded-port": "30443",
                    "x-request-id": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
                });
                expect(await nginx.log(1)).toMatchObject([{ client: "127.0.1.5" }]);
            }
        });

        it("is what a trusted proxy says: the last one before the proxies", async () => {
            await pod("127.0.0.2");
            const forwarded = await gateway({ trustedProxies: ["127.0.9.0/24", "10.0.0.0/8"] });
            const header = { "X-Forwarded-For": "198.51.100.9, 203.0.113.7, 10.1.2.3" };
            expect(echoed(await ask(forwarded, "/", { from: "127.0.9.9", headers: header })).headers).toMatchObject({
                "x-real-ip": "203.0.113.7",
                "x-forwarded-for": "203.0.113.7",
            });
            const cloudflare = await gateway({ trustedProxies: ["127.0.9.0/24"], realIpHeader: "CF-Connecting-IP" });
            const named = echoed(
                await ask(cloudflare, "/", {
                    from: "127.0.9.9",
                    headers: { "CF-Connecting-IP": "203.0.113.8", "X-Forwarded-For": "198.51.100.9" },
                }),
            );
            expect(named.headers).toMatchObject({ "x-real-ip": "203.0.113.8", "x-forwarded-for": "203.0.113.8" });
            expect(named.headers).not.toHaveProperty("cf-connecting-ip");
        });

        it("is what rate limits count: a stranger gets no more by naming others, two clients behind a proxy have a limit each", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway({
                realIpHeader: "CF-Connecting-IP",
                trustedProxies: ["127.0.9.0/24"],
                rateLimits: [{ name: "api", path: "/", requestsPerMinute: 5, burst: 20 }],
            });
            const inTurn = (index: number): Record<string, string> => ({
                "cf-connecting-ip": `203.0.113.${index}`,
                "x-forwarded-for": `203.0.113.${index}`,
            });
            expect(passed(await burst(nginx, "/", 60, "127.0.1.6", inTurn))).toBe(21);
            const two = await burst(nginx, "/", 60, "127.0.9.9", index => ({ "cf-connecting-ip": `203.0.113.${1 + (index % 2)}` }));
            expect(passed(two)).toBe(42);
        });
    });

    describe("pods", () => {
        it("that have more open requests get no further ones", async () => {
            const held: http.ServerResponse[] = [];
            const slow = await pod("127.0.0.2", (_, response) => held.push(response));
            const fast = await pod("127.0.0.3");
            const nginx = await gateway({}, to(backend("web")), { web: ["127.0.0.2", "127.0.0.3"] });
            const waiting: Promise<Answer>[] = [];
            // Sent one after the other until the slow pod holds one.
            for (let sent = 0; held.length === 0; sent++) {
                const answer = ask(nginx, `/${sent}`);
                waiting.push(answer);
                await until(() => slow.requests.length + fast.requests.length > sent);
                if (held.length === 0) await answer;
            }
            const before = fast.requests.length;
            for (let index = 0; index < 30; index++) await ask(nginx, "/");
            expect([slow.requests.length, fast.requests.length - before]).toEqual([1, 30]);
            held[0]!.end();
            expect((await Promise.all(waiting)).every(({ status }) => status === 200)).toBe(true);
        });

        it("that are killed cost no request that may be repeated, though the DNS still lists them", async () => {
            const three = await Promise.all(["127.0.0.2", "127.0.0.3", "127.0.0.4"].map(address => pod(address)));
            const nginx = await gateway({}, to(backend("web")), { web: three.map(({ address }) => address) });
            const gets = load(nginx, { method: "GET" });
            await until(() => gets.count >= 100);
            three[1]!.kill();
            await until(() => gets.count >= 400);
            expect(await gets.end()).toEqual([]);
            console.log(`a pod killed: ${gets.count} GET requests, none failed`);
            expect((await ask(nginx, "/", { method: "POST", body: Buffer.from("x") })).status).toBe(200);
        });

        it("that break off get a GET sent elsewhere, and a POST never twice", async () => {
            let broken = 0;
            const breakOff: http.RequestListener = request => {
                broken += 1;
                request.socket.destroy();
            };
            await pod("127.0.0.2", breakOff);
            const other = await pod("127.0.0.3", breakOff);
            const nginx = await gateway({ maxFails: 0 }, to(backend("web")), { web: ["127.0.0.2", "127.0.0.3"] });
            expect((await ask(nginx, "/", { method: "POST", body: Buffer.from("x") })).status).toBe(502);
            expect(broken).toBe(1);
            expect((await ask(nginx, "/")).status).toBe(502);
            expect(broken).toBe(3);
            other.kill();
        });

        it("whose answers are errors go on getting requests", async () => {
            const pods503 = await Promise.all(
                ["127.0.0.2", "127.0.0.3"].map(address =>
                    pod(address, (request, response) => response.writeHead(request.url === "/bad" ? 503 : 200).end()),
                ),
            );
            const nginx = await gateway({ maxFails: 1 }, to(backend("web")), { web: pods503.map(({ address }) => address) });
            for (let index = 0; index < 10; index++) expect((await ask(nginx, "/bad")).status).toBe(503);
            expect((await ask(nginx, "/")).status).toBe(200);
            expect(pods503.reduce((sum, { requests }) => sum + requests.length, 0)).toBe(11);
        });

        it("are replaced one by one under load, and no request fails", async () => {
            let running = await Promise.all(["127.0.0.2", "127.0.0.3", "127.0.0.4"].map(address => pod(address)));
            const nginx = await gateway({}, to(backend("web")), { web: running.map(({ address }) => address) });
            const gets = load(nginx, { method: "GET" });
            const posts = load(nginx, { method: "POST", body: Buffer.from("x") });
            for (const address of ["127.0.0.5", "127.0.0.6", "127.0.0.7"]) {
                const added = await pod(address);
                const [old, ...kept] = running;
                running = [...kept, added];
                // The old one is no longer listed when it is told to stop, and answers until all have learnt of it.
                await dnsServer.set(
                    dnsName("web"),
                    running.map(one => one.address),
                );
                const before = old!.requests.length;
                await old!.stop();
                expect(before).toBeGreaterThan(0);
            }
            const failures = (await Promise.all([gets.end(), posts.end()])).flat();
            expect(failures).toEqual([]);
            expect(running.every(({ requests }) => requests.length > 0)).toBe(true);
            console.log(`a rolling drain of three pods: ${gets.count} GET and ${posts.count} POST requests, none failed`);
        });
    });

    describe("releases", () => {
        const sides = async (): Promise<[Pod, Pod]> => [await pod("127.0.0.2"), await pod("127.0.0.3")];
        const both = { "web-blue": ["127.0.0.2"], "web-green": ["127.0.0.3"] };

        it("get the share that their weights say, and each client keeps to one", async () => {
            const [blue, green] = await sides();
            const nginx = await gateway({}, to(backend("web-blue", 90), backend("web-green", 10)), both);
            const agents = (index: number): Record<string, string> => ({ "user-agent": `browser ${index}` });
            for (let round = 0; round < 20; round++) {
                const statuses = await burst(nginx, "/", 100, "127.0.1.1", index => agents(round * 100 + index));
                expect(passed(statuses)).toBe(100);
            }
            const share = green.requests.length / 2000;
            expect(blue.requests.length + green.requests.length).toBe(2000);
            expect(share).toBeGreaterThan(0.08);
            expect(share).toBeLessThan(0.12);
            console.log(`weights 90 and 10: ${blue.requests.length} and ${green.requests.length} of 2000 clients`);
            const before = [blue, green].map(({ requests }) => requests.length);
            await burst(nginx, "/", 50, "127.0.1.1", () => agents(7));
            const more = [blue, green].map(({ requests }, index) => requests.length - before[index]!);
            expect(more.sort()).toEqual([0, 50]);
        });

        it("are switched by the next gateway while the one before answers what it began: no request fails", async () => {
            const [blue, green] = await sides();
            const first = await gateway({}, to(backend("web-blue", 100), backend("web-green", 0)), both);
            const service = await BalancedPort.to(first);
            started.push(service);
            const gets = load(first, { method: "GET", port: service.port });
            const posts = load(first, { method: "POST", body: Buffer.from("x"), port: service.port });
            await until(() => blue.requests.length >= 200);
            expect(green.requests).toHaveLength(0);
            // The certificate is the same Secret in both.
            const switched = to(backend("web-blue", 0), backend("web-green", 100));
            const second = await Nginx.prepare(plain, switched, dnsServer);
            second.useCertificateOf(first);
            await start(second, switched);
            service.target = second;
            await until(() => green.requests.length >= 200);
            await first.quit();
            const afterwards = blue.requests.length;
            await until(() => green.requests.length >= 400);
            expect((await Promise.all([gets.end(), posts.end()])).flat()).toEqual([]);
            expect(blue.requests).toHaveLength(afterwards);
            console.log(`a switch from blue to green: ${gets.count} GET and ${posts.count} POST requests, none failed`);
        });

        it("end with the requests they have begun", async () => {
            const held: http.ServerResponse[] = [];
            await pod("127.0.0.2", (_, response) => held.push(response));
            const nginx = await gateway();
            const answer = ask(nginx, "/");
            await until(() => held.length === 1);
            const ended = nginx.quit();
            await nginx.closed();
            held[0]!.end("late");
            expect((await answer).body.toString()).toBe("late");
            await ended;
        });
    });

    describe("options", () => {
        it("compress CSS, JavaScript and JSON of 1024 bytes or more, and nothing else", async () => {
            await pod("127.0.0.2", (request, response) => {
                const [, type, size] = /^\/(.*)-(\d+)$/.exec(request.url!)!;
                response.writeHead(200, { "Content-Type": type!.replace("_", "/"), "Content-Length": size }).end("x".repeat(Number(size)));
            });
            const nginx = await gateway();
            const encoding = async (path: string): Promise<[string | undefined, string | undefined, number]> => {
                const { headers, body } = await ask(nginx, path, { headers: { "Accept-Encoding": "gzip" } });
                const size = headers["content-encoding"] ? zlib.gunzipSync(body).length : body.length;
                return [headers["content-encoding"], headers.vary, size];
            };
            for (const type of ["text_css", "application_javascript", "text_javascript", "application_json"]) {
                expect(await encoding(`/${type}-1024`)).toEqual(["gzip", "Accept-Encoding", 1024]);
                expect(await encoding(`/${type}-1023`)).toEqual([undefined, undefined, 1023]);
            }
            expect(await encoding("/image_png-5000")).toEqual([undefined, undefined, 5000]);
            const none = await gateway({ gzip: false });
            expect((await ask(none, "/text_css-5000", { headers: { "Accept-Encoding": "gzip" } })).headers).not.toHaveProperty(
                "content-encoding",
            );
        });

        it("keep static files: the service is asked once, and browsers are told to keep them", async () => {
            const service = await pod("127.0.0.2", (request, response) => {
                if (request.url!.includes("cookie")) response.setHeader("Set-Cookie", "session=1");
                if (request.url!.includes("private")) response.setHeader("Cache-Control", "private, max-age=5");
                if (request.url!.includes("no-store")) response.setHeader("Cache-Control", "no-store");
                if (request.url!.includes("express")) response.setHeader("Cache-Control", "public, max-age=0");
                response.writeHead(request.url!.includes("missing") ? 404 : 200).end(request.url);
            });
            const nginx = await gateway({ staticPaths: [{ path: "/_next/static/", maxAgeSeconds: 31536000 }] });
            const twice = async (path: string, headers: http.OutgoingHttpHeaders = {}): Promise<[number, (string | undefined)[]]> => {
                const before = service.requests.length;
                const answers = [await ask(nginx, path, { headers }), await ask(nginx, path, { headers })];
                expect(answers.map(({ body }) => body.toString())).toEqual([path, path]);
                return [service.requests.length - before, answers.map(answer => answer.headers["cache-control"])];
            };
            const kept = "public, max-age=31536000, immutable";
            expect(await twice("/_next/static/a.js")).toEqual([1, [kept, kept]]);
            expect(await twice("/_next/static/express.js")).toEqual([1, [kept, kept]]);
            expect(await twice("/_next/static/b.js", { Cookie: "session=2" })).toEqual([1, [kept, kept]]);
            expect(await twice("/_next/static/cookie.js")).toEqual([2, [undefined, undefined]]);
            expect(await twice("/_next/static/private.js")).toEqual([2, ["private, max-age=5", "private, max-age=5"]]);
            expect(await twice("/_next/static/no-store.js")).toEqual([2, ["no-store", "no-store"]]);
            expect(await twice("/_next/static/missing.js")).toEqual([2, [undefined, undefined]]);
            expect(await twice("/_next/static/c.js", { Authorization: "Bearer 1" })).toEqual([2, [undefined, undefined]]);
            expect(await twice("/elsewhere.js")).toEqual([2, [undefined, undefined]]);
            const { headers } = await ask(nginx, "/_next/static/a.js");
            expect(headers).toMatchObject(securityHeaders);
        });

        it("let pages of named origins call, and no others", async () => {
            const service = await pod("127.0.0.2", (_, response) => response.writeHead(200, { "Access-Control-Allow-Origin": "*" }).end());
            const nginx = await gateway({
                cors: [
                    {
                        path: "/api",
                        origins: ["https://td-buddy.com", "https://www.td-buddy.com"],
                        credentials: true,
                        methods: ["GET", "POST"],
                    },
                ],
            });
            const from = async (
                origin: string,
                path = "/api/x",
                method = "GET",
                more: http.OutgoingHttpHeaders = {},
            ): Promise<[number, Record<string, unknown>]> => {
                const { status, headers } = await ask(nginx, path, { method, headers: { Origin: origin, ...more } });
                return [
                    status,
                    Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("access-control-") || name === "vary")),
                ];
            };
            const allowed = {
                "access-control-allow-origin": "https://www.td-buddy.com",
                "access-control-allow-credentials": "true",
                vary: "Origin",
            };
            const preflight = { "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type" };
            expect(await from("https://www.td-buddy.com")).toEqual([200, allowed]);
            for (const stranger of [
                "https://evil.com",
                "https://td-buddy.com.evil.com",
                "https://evil-td-buddy.com",
                "http://td-buddy.com",
                "null",
            ])
                expect(await from(stranger)).toEqual([200, { vary: "Origin" }]);
            expect(service.requests).toHaveLength(6);
            expect(await from("https://www.td-buddy.com", "/api/x", "OPTIONS", preflight)).toEqual([
                204,
                {
                    ...allowed,
                    "access-control-allow-methods": "GET, POST",
                    "access-control-allow-headers": "Authorization, Content-Type",
                    "access-control-max-age": "600",
                },
            ]);
            expect(await from("https://evil.com", "/api/x", "OPTIONS", preflight)).toEqual([204, { vary: "Origin" }]);
            expect(service.requests).toHaveLength(6);
            expect((await from("https://td-buddy.com", "/api/x", "OPTIONS"))[0]).toBe(200);
            expect(await from("https://td-buddy.com", "/")).toEqual([200, { "access-control-allow-origin": "*" }]);
        });

        it("refuse kinds of files, and bodies that are too large", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway({
                uploads: [{ path: "/uploads", refusedExtensions: ["exe", "php"] }],
                bodyLimits: [{ path: "/uploads", megabytes: 2 }],
            });
            const send = async (path: string, bytes: number): Promise<number> =>
                (await ask(nginx, path, { method: "POST", body: Buffer.alloc(bytes) })).status;
            const megabyte = 1024 * 1024;
            expect([await send("/", megabyte), await send("/", megabyte + 1)]).toEqual([200, 413]);
            expect([await send("/uploads/a.ogg", 2 * megabyte), await send("/uploads/a.ogg", 2 * megabyte + 1)]).toEqual([200, 413]);
            expect(
                await Promise.all(["a.exe", "a.PHP", "a.ogg.exe", "a.%65xe", "a.php/b"].map(name => send(`/uploads/${name}`, 1))),
            ).toEqual([403, 403, 403, 403, 403]);
            expect(await Promise.all(["/uploads/a.executable", "/uploads/exe", "/a.exe"].map(path => send(path, 1)))).toEqual([
                200, 200, 200,
            ]);
        });

        it("let connections become WebSockets where they may", async () => {
            const service = await pod("127.0.0.2");
            const nginx = await gateway({ websockets: [{ path: "/live" }] });
            const upgraded = (path: string): Promise<string> =>
                new Promise((resolve, reject) => {
                    const headers = {
                        host,
                        Connection: "Upgrade",
                        Upgrade: "websocket",
                        "Sec-WebSocket-Key": "x",
                        "Sec-WebSocket-Version": "13",
                    };
                    const request = https.request({
                        host: "127.0.0.1",
                        port: nginx.place.ports.https,
                        path,
                        servername: host,
                        ca: nginx.certificate,
                        headers,
                    });
                    request
                        .on("upgrade", (response, socket) => {
                            socket.once("data", (data: Buffer) => {
                                resolve(`${response.statusCode} ${data.toString()}`);
                                socket.destroy();
                            });
                            socket.write("hello");
                        })
                        .on("response", response => resolve(`${response.statusCode}`))
                        .on("error", reject)
                        .end();
                });
            expect(await upgraded("/live/1")).toBe("101 hello");
            expect(service.requests[0]!.headers).toMatchObject({
                upgrade: "websocket",
                connection: "upgrade",
                "x-forwarded-for": "127.0.0.1",
            });
            expect(await upgraded("/other")).toBe("200");
            expect((await ask(nginx, "/live/1")).status).toBe(200);
        });

        it("wait as long as they say", async () => {
            await pod("127.0.0.2", () => undefined);
            const nginx = await gateway({ timeouts: [{ path: "/slow", readSeconds: 1 }] });
            expect((await ask(nginx, "/slow/x")).status).toBe(504);
        });

        it("send each path to its service, by whole segments", async () => {
            const [web, api] = [await pod("127.0.0.2"), await pod("127.0.0.3")];
            const routes = [
                ...to(backend("web")),
                { host, path: "/api/", backends: [backend("api")] },
                { host, path: "/files.v1+x", backends: [backend("api")] },
            ];
            const nginx = await gateway({}, routes, { web: ["127.0.0.2"], api: ["127.0.0.3"] });
            for (const path of ["/", "/apis", "/filesav1+x", "/a/api"]) await ask(nginx, path);
            for (const path of ["/api", "/api/", "/api/a?b=c", "/files.v1+x/y", "/api/a%2Fb"]) await ask(nginx, path);
            expect(web.requests.map(({ url }) => url)).toEqual(["/", "/apis", "/filesav1+x", "/a/api"]);
            expect(api.requests.map(({ url }) => url)).toEqual(["/api", "/api/", "/api/a?b=c", "/files.v1+x/y", "/api/a%2Fb"]);
        });

        it("write each request down in JSON, without its query", async () => {
            await pod("127.0.0.2");
            const nginx = await gateway();
            const { headers } = echoed(await ask(nginx, '/a"b?token=secret', { headers: { "User-Agent": 'a "quoted" \\ one' } }));
            expect(await nginx.log(1)).toEqual([
                expect.objectContaining({
                    id: headers["x-request-id"],
                    client: "127.0.0.1",
                    method: "GET",
                    host,
                    path: '/a"b',
                    status: 200,
                    agent: 'a "quoted" \\ one',
                    upstream: `127.0.0.2:${port}`,
                }),
            ]);
            expect(JSON.stringify(await nginx.log(1))).not.toContain("secret");
        });
    });

    describe("a configuration", () => {
        it("is one that nginx takes without a warning", async () => {
            const nginx = await gateway();
            expect(nginx.test()).toEqual({ status: 0, printed: expect.not.stringMatching(/warn|error|alert/) as string });
        });

        it("fails the test, and does not start, when it is broken", async () => {
            const nginx = await Nginx.prepare(plain, to(backend("web")), dnsServer);
            started.push(nginx);
            expect(nginx.test("events {} http { upstream web { lest_conn; } }")).toEqual({
                status: 1,
                printed: expect.stringContaining('unknown directive "lest_conn"') as string,
            });
            await expect(nginx.run(to(backend("web")))).rejects.toThrow("lest_conn");
        });
    });
});

/** Requests on and on, four at a time, each on a connection of its own. */
class Load {
    count = 0;
    readonly #failures: unknown[] = [];
    readonly #workers: Promise<void>[];
    #running = true;

    constructor(nginx: Nginx, request: Ask) {
        this.#workers = Array.from({ length: 4 }, async () => {
            while (this.#running) {
                try {
                    const { status } = await ask(nginx, "/", { ...request, agent: new https.Agent() });
                    if (status !== 200) this.#failures.push(status);
                } catch (error) {
                    this.#failures.push(error);
                }
                this.count += 1;
            }
        });
    }

    /** Stops; what failed. */
    async end(): Promise<unknown[]> {
        this.#running = false;
        await Promise.all(this.#workers);
        return this.#failures;
    }
}

/** The Service before the gateway's pods: new connections go to one of them. */
class BalancedPort {
    readonly #open = new Set<net.Socket>();

    private constructor(
        readonly port: number,
        readonly server: net.Server,
        public target: Nginx,
    ) {}

    static async to(target: Nginx): Promise<BalancedPort> {
        const server = net.createServer();
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
        const made = new BalancedPort((server.address() as net.AddressInfo).port, server, target);
        server.on("connection", socket => {
            made.#open.add(socket);
            socket.on("close", () => made.#open.delete(socket));
            const onward = net.connect(made.target.place.ports.https, "127.0.0.1");
            socket.pipe(onward).pipe(socket);
            for (const [one, other] of [
                [socket, onward],
                [onward, socket],
            ] as const)
                one.on("error", () => other.destroy());
        });
        return made;
    }

    quit(): Promise<void> {
        for (const socket of this.#open) socket.destroy();
        return new Promise(resolve => this.server.close(() => resolve()));
    }
}
