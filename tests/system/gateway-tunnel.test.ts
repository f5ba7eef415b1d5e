import * as fs from "node:fs";
import * as path from "node:path";
import { validateGateway, type NginxIngressArgs } from "../../components/app-cluster/gateway/args";
import type { GatewayRoute } from "../../components/app-cluster/gateway/nginx-config";
import { Authority } from "./authorities";
import { ClusterDns, freePort, makeCertificate, Nginx, nginxProgram, Pod } from "./nginx-server";
import { connect, connectorName, type Connector } from "./tunnel-connector";

const hosts = ["www.example.com", "api.example.com"];
/** Whom the edge names. It writes the header itself, whatever a visitor sends. */
const visitor = { "cf-connecting-ip": "203.0.113.7", "x-forwarded-proto": "https" };
const tunnel: NginxIngressArgs = {
    kind: "nginx",
    entrance: { kind: "tunnel", tunnelId: "f174e90a-fafe-4643-bbbc-4a0ed4fc8415", credentials: "" },
    tls: { kind: "self-signed" },
    // In a cluster the pods' addresses are private ones; here everybody has the loopback's.
    trustedProxies: ["127.0.0.0/8"],
};
const dnsServer = new ClusterDns();

let pod: Pod;
let nginx: Nginx;
let connector: Connector;
let routes: GatewayRoute[];

beforeAll(async () => {
    nginxProgram();
    const port = await freePort(["127.0.0.2"]);
    pod = new Pod("127.0.0.2", (request, response) => request.resume().on("end", () => response.end(JSON.stringify(request.headers))));
    await pod.start(port);
    dnsServer.addresses.set("web-pods.shop.svc.cluster.local", ["127.0.0.2"]);
    routes = hosts.map(host => ({ host, path: "/", backends: [{ name: "web", labels: {}, port, weight: 100 }] }));
}, 600_000);
beforeEach(async () => {
    pod.requests.splice(0);
    nginx = await Nginx.prepare(tunnel, routes, dnsServer);
});
afterEach(async () => {
    await connector.quit();
    await nginx.quit();
});
afterAll(() => pod.kill());

const file = (name: string): string => path.join(nginx.place.certificates, name);
/** As the kubelet does it: nginx takes a file of the same number and second for the one that it has read. */
const put = (name: string, text: string): void => {
    fs.writeFileSync(file(`${name}.new`), text);
    fs.renameSync(file(`${name}.new`), file(name));
};
const start = async (authority: string): Promise<void> => {
    await nginx.run(routes);
    connector = await connect({ hosts, service: `https://127.0.0.1:${nginx.place.ports.https}` }, authority);
};

describe(`a gateway behind a tunnel, by ${connectorName}`, () => {
    it("gets the requests of its hosts, from the visitor that the edge names", async () => {
        await start(fs.readFileSync(file("tls.crt"), "utf8"));
        const answers = await Promise.all(hosts.map(host => connector.ask(host, "/a?b=c", visitor)));
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        for (const [index, { body }] of answers.entries()) {
            const headers = JSON.parse(body) as Record<string, string>;
            expect(headers).toMatchObject({
                host: hosts[index],
                "x-real-ip": "203.0.113.7",
                "x-forwarded-for": "203.0.113.7",
                "x-forwarded-proto": "https",
                "x-forwarded-port": "443",
            });
            expect(headers).not.toHaveProperty("cf-connecting-ip");
        }
        expect((await nginx.log(2)).map(({ client }) => client)).toEqual(["203.0.113.7", "203.0.113.7"]);
    });

    it("sends a visitor without TLS on, though it is called by TLS itself", async () => {
        await start(fs.readFileSync(file("tls.crt"), "utf8"));
        const { status } = await connector.ask(hosts[0]!, "/a", { ...visitor, "x-forwarded-proto": "http" });
        expect([status, pod.requests]).toEqual([301, []]);
    });

    it("is not asked for hosts that no route names: 404", async () => {
        await start(fs.readFileSync(file("tls.crt"), "utf8"));
        expect((await connector.ask("other.example.com", "/", visitor)).status).toBe(404);
        expect(fs.readFileSync(nginx.place.accessLog, "utf8")).toBe("");
    });

    it("fails with 502, and is sent nothing, where its certificate is another one", async () => {
        const elsewhere = path.join(nginx.place.scratch, "elsewhere");
        makeCertificate(elsewhere, hosts);
        await start(fs.readFileSync(path.join(elsewhere, "tls.crt"), "utf8"));
        expect((await connector.ask(hosts[0]!, "/", visitor)).status).toBe(502);
        expect([fs.readFileSync(nginx.place.accessLog, "utf8"), pod.requests]).toEqual(["", []]);
    });

    it("is called by a configuration whose arguments are right", async () => {
        const credentials = JSON.stringify({ AccountTag: "a", TunnelSecret: "b", TunnelID: "f174e90a-fafe-4643-bbbc-4a0ed4fc8415" });
        expect(validateGateway({ ...tunnel, entrance: { ...tunnel.entrance, credentials } as never }, "existing")).toEqual([]);
        await start(fs.readFileSync(file("tls.crt"), "utf8"));
        expect(nginx.test()).toEqual({ status: 0, printed: expect.not.stringMatching(/warn|error|alert/) as string });
    });

    it("may get the next certificate of its authority while cloudflared runs", async () => {
        const authority = new Authority("gateway");
        for (const name of ["this year's", "the next"]) {
            const { cert, key } = authority.sign(name, hosts);
            put("tls.crt", cert);
            put("tls.key", key);
            if (name === "this year's") await start(authority.pem);
            else await nginx.reload(hosts[1]!);
            expect([name, (await connector.ask(hosts[1]!, "/", visitor)).status]).toEqual([name, 200]);
        }
        authority.remove();
    });
});
