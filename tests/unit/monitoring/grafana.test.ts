import { parse } from "yaml";
import { images } from "../../../components/core/images";
import { claimsOf, tunnelConfig } from "../../../components/monitoring-stack/grafana/access-config";
import { tunnelTarget } from "../../../components/monitoring-stack/grafana/access";
import type { PropertyMap } from "../../../synth/types";
import { dig, dns, json, podFaults, podSpecs, secret, selector, stackOf, type Stack } from "../support";

const access = {
    kind: "cloudflare-access",
    host: "grafana.example.com",
    zoneId: "0123456789abcdef0123456789abcdef",
    accountId: "fedcba9876543210fedcba9876543210",
    teamDomain: "example.cloudflareaccess.com",
    allow: { emails: ["ops@example.com"], emailDomains: ["example.org"] },
    admins: ["ops@example.com", "boss@example.org"],
    sessionHours: 8,
} as const;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-grafana",
        `
const { Component } = require("../../../dist/components/core/component");
const { createGrafana } = require("../../../dist/components/monitoring-stack/grafana/grafana");
class Part extends Component {
    constructor(name, parts) {
        super("Part", name, {}, [], { providers: Object.values(providers) });
        const panels = [{ title: "Load", unit: "short", queries: [{ expression: "up", legend: "" }] }];
        const made = createGrafana(this, name, { dashboards: [{ uid: "load", title: "Load", panels }], dataSources: [], scrapeSeconds: 30, ...parts }, {});
        this.made = { url: made.url, isSecret: pulumi.isSecret(made.password), hidden: pulumi.unsecret(made.password).apply(text => [...text].reverse().join("")) };
    }
}
const logs = { uid: "logs", name: "Logs", type: "loki", url: pulumi.output("http://loki:3100"), egress: [{ to: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: 3100 }] }] };
exports.closed = new Part("closed", { dataSources: [logs] }).made;
exports.open = new Part("open", { access: ${JSON.stringify(access)} }).made;
exports.viewers = new Part("viewers", { access: ${JSON.stringify({ ...access, allow: { emails: ["ops@example.com"] }, admins: undefined, sessionHours: undefined })} }).made;
new Part("empty", { dashboards: [] });
`,
    );
});

const file = (map: string, name: string): unknown =>
    dig(stack.inputs(`ConfigMap ${map}`), "data") && (stack.inputs(`ConfigMap ${map}`).data as PropertyMap)[name];
const container = (workload: string, kind = "StatefulSet"): PropertyMap =>
    dig(stack.inputs(`${kind} ${workload}`), "spec.template.spec.containers.0") as PropertyMap;
const environment = (workload: string): Record<string, string> =>
    Object.fromEntries((container(workload).env as { name: string; value: string }[]).map(({ name, value }) => [name, value]));

describe("Grafana", () => {
    it("is made of this, and of nothing at Cloudflare, while nobody is to reach it", () =>
        expect(stack.children("closed")).toEqual([
            "ConfigMap closed-grafana-files-0",
            "ConfigMap closed-grafana-files-1",
            "ConfigMap closed-grafana-files-2",
            "NetworkPolicy closed-grafana",
            "RandomPassword closed-grafana-key",
            "RandomPassword closed-grafana-password",
            "Secret closed-grafana-secrets-0",
            "Service closed-grafana",
            "ServiceAccount closed-grafana",
            "StatefulSet closed-grafana",
        ]));

    it("is a restricted pod, where it was before", () => {
        for (const [name, spec] of podSpecs(stack)) expect([name, podFaults(spec)]).toEqual([name, []]);
        expect(container("closed-grafana")).toMatchObject({
            image: images.grafana,
            ports: [{ name: "http", containerPort: 3000 }],
            volumeMounts: [
                { name: "data", mountPath: "/var/lib/grafana" },
                { name: "tmp", mountPath: "/tmp" },
                { name: "grafana-files-0", mountPath: "/etc/grafana/provisioning/datasources", readOnly: true },
                { name: "grafana-files-1", mountPath: "/etc/grafana/provisioning/dashboards", readOnly: true },
                { name: "grafana-files-2", mountPath: "/etc/grafana/dashboards/0", readOnly: true },
                { name: "grafana-secrets-0", mountPath: "/etc/grafana/secrets", readOnly: true },
            ],
        });
    });

    it("lets nobody in without a name, calls nobody outside, and reads its secrets from files", () => {
        const { DATA_SOURCES_CHECKSUM: checksum, ...settings } = environment("closed-grafana");
        expect(settings).toEqual({
            GF_SECURITY_ADMIN_PASSWORD__FILE: "/etc/grafana/secrets/admin-password",
            GF_SECURITY_SECRET_KEY__FILE: "/etc/grafana/secrets/secret-key",
            GF_SECURITY_DISABLE_GRAVATAR: "true",
            GF_SECURITY_CONTENT_SECURITY_POLICY: "true",
            GF_AUTH_ANONYMOUS_ENABLED: "false",
            GF_USERS_ALLOW_SIGN_UP: "false",
            GF_USERS_ALLOW_ORG_CREATE: "false",
            GF_USERS_AUTO_ASSIGN_ORG_ROLE: "Viewer",
            GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
            GF_ANALYTICS_REPORTING_ENABLED: "false",
            GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
            GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
            GF_PLUGINS_PREINSTALL_DISABLED: "true",
            GF_NEWS_NEWS_FEED_ENABLED: "false",
            GF_UNIFIED_ALERTING_ENABLED: "false",
        });
        expect(checksum).toMatch(/^[0-9a-f]{16}$/);
        expect(stack.inputs("Secret closed-grafana-secrets-0").stringData).toEqual(
            secret({ "admin-password": "[secret]", "secret-key": "[secret]" }),
        );
        expect(stack.outputs.closed).toMatchObject({ isSecret: true });
        const password = [...(dig(stack.outputs, "closed.hidden") as string)].reverse().join("");
        expect(password).toHaveLength(32);
        expect(JSON.stringify(stack.result.deployment)).not.toContain(password);
    });

    it("asks Prometheus, and where the logs are", () => {
        expect(parse(file("closed-grafana-files-0", "prometheus.yaml") as string)).toEqual({
            apiVersion: 1,
            prune: true,
            datasources: [
                {
                    uid: "prometheus",
                    name: "Prometheus",
                    type: "prometheus",
                    url: "http://prometheus:9090",
                    isDefault: true,
                    jsonData: { timeInterval: "30s", httpMethod: "POST" },
                    access: "proxy",
                    editable: false,
                },
                { uid: "logs", name: "Logs", type: "loki", url: "http://loki:3100", access: "proxy", editable: false },
            ],
        });
        const prometheus = { to: [{ podSelector: { matchLabels: selector("prometheus") } }], ports: [{ protocol: "TCP", port: 9090 }] };
        expect(stack.inputs("NetworkPolicy closed-grafana").spec).toEqual({
            podSelector: { matchLabels: selector("grafana") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dns, prometheus, { to: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: 3100 }] }],
        });
    });

    it("starts anew for other data sources, and not for other dashboards", () => {
        const template = (name: string): string =>
            JSON.stringify(dig(stack.inputs(`StatefulSet ${name}-grafana`), "spec.template.metadata"));
        const checksum = (name: string): unknown => environment(`${name}-grafana`).DATA_SOURCES_CHECKSUM;
        expect(checksum("closed")).not.toBe(checksum("empty"));
        expect(checksum("open")).toBe(checksum("empty"));
        expect(template("open").replaceAll("open", "empty")).toBe(template("empty"));
    });

    it("finds its dashboards in folders that it looks after, or needs none", () => {
        expect(parse(file("closed-grafana-files-1", "webstack.yaml") as string)).toEqual({
            apiVersion: 1,
            providers: [
                {
                    name: "webstack",
                    type: "file",
                    allowUiUpdates: false,
                    updateIntervalSeconds: 30,
                    options: { path: "/etc/grafana/dashboards" },
                },
            ],
        });
        expect(json(file("closed-grafana-files-2", "load.json"))).toMatchObject({ uid: "load" });
        expect(stack.children("empty").filter(child => child.startsWith("ConfigMap"))).toEqual(["ConfigMap empty-grafana-files-0"]);
    });
});

describe("Grafana behind Cloudflare Access", () => {
    const id = (key: string): string => stack.id(key);

    it("has this besides", () => {
        const besides = stack.children("open").filter(child => !stack.children("closed").includes(child.replace(/ open-/, " closed-")));
        expect(besides).toEqual([
            "ConfigMap open-grafana-tunnel-files-0",
            "Deployment open-grafana-tunnel",
            "DnsRecord open-grafana-record",
            "NetworkPolicy open-grafana-tunnel",
            "RandomBytes open-grafana-tunnel-secret",
            "Secret open-grafana-tunnel-secrets-0",
            "Service open-grafana-tunnel",
            "ServiceAccount open-grafana-tunnel",
            "ZeroTrustAccessApplication open-grafana-application",
            "ZeroTrustAccessPolicy open-grafana-policy",
            "ZeroTrustTunnelCloudflared open-grafana-tunnel",
        ]);
        expect(stack.outputs.open).toMatchObject({ url: "https://grafana.example.com" });
        expect(stack.outputs.closed).not.toHaveProperty("url");
    });

    it("is led to only once there is the application that asks who comes", () => {
        const { name } = stack.inputs("ZeroTrustAccessApplication open-grafana-application");
        expect(name).toMatch(/^test-test-open-grafana-[0-9a-f]{8}$/);
        expect(stack.inputs("ZeroTrustAccessPolicy open-grafana-policy")).toMatchObject({
            accountId: access.accountId,
            name,
            decision: "allow",
            includes: [{ email: { email: "ops@example.com" } }, { emailDomain: { domain: "example.org" } }],
        });
        expect(stack.inputs("ZeroTrustAccessApplication open-grafana-application")).toMatchObject({
            accountId: access.accountId,
            type: "self_hosted",
            domain: "grafana.example.com",
            sessionDuration: "8h",
            policies: [{ id: id("ZeroTrustAccessPolicy open-grafana-policy"), precedence: 1 }],
            httpOnlyCookieAttribute: true,
        });
        expect(stack.inputs("ZeroTrustAccessApplication viewers-grafana-application").sessionDuration).toBe("24h");
        expect(stack.inputs("DnsRecord open-grafana-record")).toMatchObject({
            zoneId: access.zoneId,
            name: "grafana.example.com",
            type: "CNAME",
            content: `${id("ZeroTrustTunnelCloudflared open-grafana-tunnel")}.cfargotunnel.com`,
            proxied: true,
            ttl: 1,
        });
        expect(stack.waitsFor("DnsRecord open-grafana-record")).toEqual(["open-grafana-application", "open-grafana-tunnel"]);
    });

    it("knows people by Access's proof, for this application alone; who may change things is named", () => {
        const { GF_AUTH_JWT_EXPECT_CLAIMS: claims, ...settings } = environment("open-grafana");
        expect(claims).toBeDefined();
        expect(json(claimsOf(access, "the-tag"))).toEqual({ iss: "https://example.cloudflareaccess.com", aud: ["the-tag"] });
        expect(settings).toMatchObject({
            GF_AUTH_JWT_ENABLED: "true",
            GF_AUTH_JWT_HEADER_NAME: "Cf-Access-Jwt-Assertion",
            GF_AUTH_JWT_EMAIL_CLAIM: "email",
            GF_AUTH_JWT_USERNAME_CLAIM: "email",
            GF_AUTH_JWT_JWK_SET_URL: "https://example.cloudflareaccess.com/cdn-cgi/access/certs",
            GF_AUTH_JWT_AUTO_SIGN_UP: "true",
            GF_AUTH_JWT_ROLE_ATTRIBUTE_PATH: "contains(['ops@example.com', 'boss@example.org'], email) && 'Admin' || 'Viewer'",
            GF_SERVER_ROOT_URL: "https://grafana.example.com/",
            GF_SECURITY_COOKIE_SECURE: "true",
            GF_SECURITY_STRICT_TRANSPORT_SECURITY: "true",
            GF_AUTH_ANONYMOUS_ENABLED: "false",
        });
        expect(environment("viewers-grafana").GF_AUTH_JWT_ROLE_ATTRIBUTE_PATH).toBe("'Viewer'");
        expect(Object.keys(environment("closed-grafana")).filter(name => /JWT|COOKIE|ROOT_URL/.test(name))).toEqual([]);
    });

    it("is reached by cloudflared alone, which reaches nothing else", () => {
        const from = { podSelector: { matchLabels: selector("grafana-tunnel") } };
        expect(dig(stack.inputs("NetworkPolicy open-grafana"), "spec.ingress")).toEqual([
            { from: [from], ports: [{ protocol: "TCP", port: 3000 }] },
        ]);
        const world = {
            ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] },
        };
        const port = (port: number, ...protocols: string[]) => protocols.map(protocol => ({ protocol, port }));
        const scrapers = ["prometheus", "opentelemetry-collector"].map(name => ({ podSelector: { matchLabels: selector(name) } }));
        expect(dig(stack.inputs("NetworkPolicy open-grafana-tunnel"), "spec")).toEqual({
            podSelector: { matchLabels: selector("grafana-tunnel") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [{ from: scrapers, ports: port(2000, "TCP") }],
            egress: [
                dns,
                { to: [{ podSelector: { matchLabels: selector("grafana") } }], ports: port(3000, "TCP") },
                { to: [world], ports: port(7844, "TCP", "UDP") },
                { to: [world], ports: port(443, "TCP") },
            ],
        });
        expect(dig(stack.inputs("NetworkPolicy open-grafana"), "spec.egress")).toContainEqual({ to: [world], ports: port(443, "TCP") });
        expect(tunnelTarget("watch")).toEqual({
            kind: "pods",
            job: "grafana-tunnel",
            namespace: "watch",
            labels: selector("grafana-tunnel"),
            port: 2000,
            role: "tunnel",
        });
    });

    it("is handed no request without a proof by cloudflared either", () => {
        expect(container("open-grafana-tunnel", "Deployment")).toMatchObject({
            image: images.cloudflared,
            args: ["tunnel", "--no-autoupdate", "--metrics", "0.0.0.0:2000", "--config", "/etc/cloudflared/config/config.yaml", "run"],
            volumeMounts: [
                { name: "tmp", mountPath: "/tmp" },
                { name: "grafana-tunnel-files-0", mountPath: "/etc/cloudflared/config", readOnly: true },
                { name: "grafana-tunnel-secrets-0", mountPath: "/etc/cloudflared/credentials", readOnly: true },
            ],
        });
        expect(stack.inputs("Secret open-grafana-tunnel-secrets-0").stringData).toEqual(secret({ "credentials.json": "[secret]" }));
        expect(parse(tunnelConfig({ tunnelId: "the-tunnel", audience: "the-tag", service: "http://grafana:3000", access }))).toEqual({
            tunnel: "the-tunnel",
            "credentials-file": "/etc/cloudflared/credentials/credentials.json",
            ingress: [
                {
                    hostname: "grafana.example.com",
                    service: "http://grafana:3000",
                    originRequest: { access: { required: true, teamName: "example", audTag: ["the-tag"] } },
                },
                { service: "http_status:404" },
            ],
        });
    });
});
