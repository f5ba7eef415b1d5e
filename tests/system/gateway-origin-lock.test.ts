import { spawnSync } from "node:child_process";
import * as http from "node:http";
import * as http2 from "node:http2";
import * as https from "node:https";
import * as tls from "node:tls";
import { validateGateway, type NginxIngressArgs } from "../../components/app-cluster/gateway/args";
import type { GatewayRoute } from "../../components/app-cluster/gateway/nginx-config";
import { Authority, type Certificate } from "./authorities";
import { ClusterDns, freePort, Nginx, nginxProgram, Pod } from "./nginx-server";

const host = "www.example.com";
/** Where the edge connects from, and where somebody else does. */
const edge = "127.0.0.11";
const stranger = "127.0.0.12";
/** Whom the edge names, and whom a stranger would like to be. */
const [visitor, victim] = ["203.0.113.7", "198.51.100.9"];

const ours = new Authority("ours");
const theirs = new Authority("of another customer");
/** Another key under our name. */
const impostor = new Authority("ours");
const shown = ours.sign("edge");
const dnsServer = new ClusterDns();

let pod: Pod;
let nginx: Nginx;
let routes: GatewayRoute[];

const locked: NginxIngressArgs = {
    kind: "nginx",
    entrance: { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] },
    tls: { kind: "secret", name: "x" },
    clientCa: ours.pem,
    trustRequestId: true,
    trustedProxies: [`${edge}/32`],
    realIpHeader: "CF-Connecting-IP",
    rateLimits: [{ name: "login", path: "/login", requestsPerMinute: 1, burst: 0 }],
};

beforeAll(async () => {
    nginxProgram();
    const port = await freePort(["127.0.0.2"]);
    pod = new Pod("127.0.0.2", (request, response) => request.resume().on("end", () => response.end(JSON.stringify(request.headers))));
    await pod.start(port);
    dnsServer.addresses.set("web-pods.shop.svc.cluster.local", ["127.0.0.2"]);
    routes = [{ host, path: "/", backends: [{ name: "web", labels: {}, port, weight: 100 }] }];
}, 600_000);
beforeEach(async () => {
    expect(validateGateway(locked, "eks")).toEqual([]);
    pod.requests.splice(0);
    nginx = await Nginx.prepare(locked, routes, dnsServer);
    await nginx.run(routes);
});
afterEach(() => nginx.quit());
afterAll(() => {
    pod.kill();
    for (const authority of [ours, theirs, impostor]) authority.remove();
});

interface Ask {
    readonly from: string;
    readonly certificate?: Certificate;
    /** CF-Connecting-IP. */
    readonly claims?: string;
    readonly path?: string;
    /** X-Request-Id. */
    readonly requestId?: string;
}

function ask({ from, certificate, claims, path = "/", requestId }: Ask): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
        const options = {
            host: "127.0.0.1",
            port: nginx.place.ports.https,
            path,
            localAddress: from,
            servername: host,
            ca: nginx.certificate,
            agent: false,
            ...certificate,
            headers: { host, ...(claims ? { "CF-Connecting-IP": claims } : {}), ...(requestId ? { "X-Request-Id": requestId } : {}) },
        };
        https
            .get(options, response => {
                let body = "";
                response
                    .setEncoding("utf8")
                    .on("data", (text: string) => (body += text))
                    .on("end", () => resolve({ status: response.statusCode!, body }))
                    .on("error", reject);
            })
            .on("error", reject);
    });
}

const told = ({ body }: { body: string }): (string | undefined)[] => {
    const headers = JSON.parse(body) as Record<string, string>;
    return [headers["x-real-ip"], headers["x-forwarded-for"], headers["cf-connecting-ip"]];
};

describe(`a gateway with clientCa, in ${spawnSync(nginxProgram(), ["-v"], { encoding: "utf8" }).stderr.trim()}`, () => {
    it("lets the edge in, and takes its word about the visitor: in the service's headers, the log and the limits", async () => {
        const answer = await ask({ from: edge, certificate: shown, claims: visitor });
        expect([answer.status, told(answer)]).toEqual([200, [visitor, visitor, undefined]]);
        const limited = [visitor, visitor, victim].map(claims => ({ from: edge, certificate: shown, claims, path: "/login" }));
        const statuses: number[] = [];
        for (const request of limited) statuses.push((await ask(request)).status);
        expect(statuses).toEqual([200, 429, 200]);
        expect((await nginx.log(4)).map(({ client, certificate, status }) => [client, certificate, status])).toEqual([
            [visitor, "SUCCESS", 200],
            [visitor, "SUCCESS", 200],
            [visitor, "SUCCESS", 429],
            [victim, "SUCCESS", 200],
        ]);
    });

    it("calls a request what the edge calls it, in the service's headers and the log, unless that is no name", async () => {
        const ids: unknown[] = [];
        for (const requestId of ["8f2e7c1d9a0b4c3e-NRT", 'x" or 1', undefined]) {
            const { body } = await ask({ from: edge, certificate: shown, requestId });
            ids.push((JSON.parse(body) as Record<string, string>)["x-request-id"]);
        }
        const made = expect.stringMatching(/^[0-9a-f]{32}$/) as unknown;
        expect(ids).toEqual(["8f2e7c1d9a0b4c3e-NRT", made, made]);
        expect((await nginx.log(3)).map(({ id }) => id)).toEqual(ids);
    });

    it.each<[string, Ask]>([
        ["nobody's", { from: stranger, claims: victim }],
        ["nobody's, from the edge's own address", { from: edge, claims: victim }],
        ["one of another customer of the edge's", { from: edge, claims: victim, certificate: theirs.sign("edge") }],
        ["an authority's that only has the same name", { from: edge, certificate: impostor.sign("edge") }],
    ])("fails with 400, and reaches no service, by %s certificate", async (_, request) => {
        const { status, body } = await ask(request);
        expect([status, body]).toEqual([400, expect.stringMatching(/SSL certificate/)]);
        expect(pod.requests).toEqual([]);
        const [line] = await nginx.log(1);
        expect(line).toMatchObject({
            client: request.from,
            status: 400,
            upstream: "",
            certificate: expect.stringMatching(/^(NONE|FAILED)/),
        });
    });

    it("fails by HTTP/2 as well, whatever host is named within", async () => {
        const session = http2.connect(`https://${host}`, {
            createConnection: () =>
                tls.connect({
                    host: "127.0.0.1",
                    port: nginx.place.ports.https,
                    servername: host,
                    ca: nginx.certificate,
                    ALPNProtocols: ["h2"],
                }),
        });
        const statuses = await Promise.all(
            [host, "other.example.com"].map(
                name =>
                    new Promise((resolve, reject) => {
                        session
                            .request({ ":path": "/", ":authority": name })
                            .on("response", headers => resolve(headers[":status"]))
                            .on("error", reject)
                            .resume();
                    }),
            ),
        );
        session.destroy();
        expect([statuses, pod.requests]).toEqual([[400, 421], []]);
    });

    it("gives a stranger nothing for an address that he claims, even with the certificate", async () => {
        const answer = await ask({ from: stranger, certificate: shown, claims: victim });
        expect([answer.status, told(answer)]).toEqual([200, [stranger, stranger, undefined]]);
        const statuses: number[] = [];
        for (const claims of [victim, visitor])
            statuses.push((await ask({ from: stranger, certificate: shown, claims, path: "/login" })).status);
        expect(statuses).toEqual([200, 429]);
        expect((await nginx.log(3)).map(({ client }) => client)).toEqual([stranger, stranger, stranger]);
    });

    it("takes a renewed certificate of the same authority while it runs", async () => {
        expect((await ask({ from: edge, certificate: ours.sign("renewed"), claims: visitor })).status).toBe(200);
    });

    it("takes those of two authorities while one follows the other", async () => {
        await nginx.quit();
        nginx = await Nginx.prepare({ ...locked, clientCa: ours.pem + theirs.pem }, routes, dnsServer);
        await nginx.run(routes);
        const statuses = await Promise.all([shown, theirs.sign("next")].map(certificate => ask({ from: edge, certificate })));
        expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
    });

    it("asks for none where it is asked for its health, nor where it only redirects", async () => {
        const at = (port: number, path: string): Promise<number | undefined> =>
            new Promise((resolve, reject) =>
                http
                    .get({ host: "127.0.0.1", port, path, headers: { host } }, response => {
                        response.resume().on("end", () => resolve(response.statusCode));
                    })
                    .on("error", reject),
            );
        expect([await at(nginx.place.ports.health, "/healthz"), await at(nginx.place.ports.http, "/a")]).toEqual([200, 301]);
    });

    it("is one that nginx takes without a warning", () => {
        expect(nginx.test()).toEqual({ status: 0, printed: expect.not.stringMatching(/warn|error|alert/) as string });
    });
});
