import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { validateGateway, type NginxIngressArgs, type TunnelEntrance } from "../../components/app-cluster/gateway/args";
import { reservedNames } from "../../components/app-cluster/names";
import { images } from "../../components/core/images";
import { authorityPem, leafPem } from "./certificates";
import { containerOf, podOf, range } from "./clusters";
import { account, dig, dns, existingNetwork, labels, lines, podFaults, region, scraper, selector, stackOf, type Stack } from "./support";

const tunnelId = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";
const credentials = JSON.stringify({ AccountTag: "0123", TunnelSecret: "c2VjcmV0", TunnelID: tunnelId });
const given = `{ kind: "given", certificate: ${JSON.stringify(leafPem)}, key: pulumi.secret("-----BEGIN PRIVATE KEY-----\\n") }`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "gateway-tunnel",
        `
${existingNetwork}
const entrance = { kind: "tunnel", tunnelId: pulumi.output("${tunnelId}"), credentials: pulumi.output(${JSON.stringify(credentials)}) };
const existing = { kind: "existing" };
const eks = { kind: "eks", accountId: "${account}", region: "${region}", network, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"] };
const cluster = (name, cluster, ingress) => {
    const made = new webstack.AppCluster(name, { cluster, ingress: { kind: "nginx", entrance, ...ingress } }, { providers });
    const web = made.addService(name + "-web", { image: "x/web:1", port: 8000, metrics: { port: 9100 } });
    const before = made.metrics;
    const address = made.expose([{ host: "www.example.com", service: web }, { host: "api.example.com", path: "/v1", service: web }]);
    return { address, before, metrics: made.metrics, alarms: made.alarms.map(({ name }) => name) };
};
exports.home = cluster("home", existing, { tls: { kind: "self-signed" } });
exports.cloud = cluster("cloud", eks, {
    tls: ${given}, replicas: 3, clusterDomain: "k8s.example.com",
    entrance: { ...entrance, replicas: 4, resources: { cpu: "1", memory: "1Gi" }, image: "x/cloudflared:2026.10.0" },
});
exports.managed = cluster("managed", existing, { tls: { kind: "secret", name: "shop-tls" } });
exports.private = cluster("private", existing, { tls: { kind: "secret", name: "shop-tls" }, entrance: { ...entrance, authority: pulumi.output("the authority") } });
tryTo(() => new webstack.AppCluster("taken", { cluster: existing, ingress: { kind: "nginx", entrance, tls: { kind: "self-signed" } } }, { providers })
    .addWorker("cloudflared", { image: "x/y:1" }));
`,
    );
});

const checksum = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
const metadata = (namespace: string, name = "cloudflared") => ({ name, namespace, labels: labels("cloudflared", namespace) });
const textOf = (name: string): string =>
    (dig(stack.inputs(`ConfigMap ${name}-tunnel-config`), "data") as Record<string, string>)["config.yaml"]!;
const config = (name: string): unknown => parse(textOf(name));

describe("a tunnel", () => {
    it.each([
        ["home", ["ConfigMap tunnel-authority"]],
        ["cloud", ["ConfigMap tunnel-authority"]],
        ["managed", []],
        ["private", ["ConfigMap tunnel-authority"]],
    ])("is made of these: %s", (name, more) => {
        const made = stack.children(name).filter(child => child.includes("-tunnel"));
        const expected = [
            "ConfigMap tunnel-config",
            "Deployment tunnel",
            "NetworkPolicy tunnel-network",
            "PodDisruptionBudget tunnel-disruption",
            "Secret tunnel-credentials",
            "ServiceAccount tunnel-account",
            ...more,
        ];
        expect(made).toEqual(expected.map(child => child.replace(" ", ` ${name}-`)).sort());
    });

    it("is reached by the name that Cloudflare gives it", () => {
        for (const name of ["home", "cloud", "managed", "private"])
            expect(dig(stack.outputs, `${name}.address`)).toBe(`${tunnelId}.cfargotunnel.com`);
    });

    it("leads each host to the gateway, which must show a certificate for it, and no other host anywhere", () => {
        const rule = (hostname: string, service: string) => ({ hostname, service, originRequest: { originServerName: hostname } });
        const whole = (service: string, more: object) => ({
            "credentials-file": "/etc/cloudflared/credentials.json",
            "grace-period": "30s",
            originRequest: { connectTimeout: "5s", keepAliveTimeout: "60s", ...more },
            ingress: [rule("www.example.com", service), rule("api.example.com", service), { service: "http_status:404" }],
        });
        const pool = { caPool: "/etc/cloudflared/authority.pem" };
        expect(config("home")).toEqual(whole("https://gateway.home.svc.cluster.local", pool));
        expect(config("cloud")).toEqual(whole("https://gateway.cloud.svc.k8s.example.com", pool));
        expect(config("managed")).toEqual(whole("https://gateway.managed.svc.cluster.local", {}));
        expect(config("private")).toEqual(whole("https://gateway.private.svc.cluster.local", pool));
        expect(JSON.stringify(stack.resources)).not.toMatch(/noTLSVerify/i);
    });

    it("keeps its configuration under a name that changes with it, and its credentials secret", () => {
        const files = stack.inputs("ConfigMap home-tunnel-config");
        const text = textOf("home");
        const name = `cloudflared-${createHash("sha256").update(text).digest("hex").slice(0, 10)}`;
        expect(files).toMatchObject({ metadata: metadata("home", name), immutable: true });
        expect(dig(podOf(stack, "Deployment home-tunnel"), "volumes")).toEqual([
            {
                name: "files",
                projected: {
                    defaultMode: 0o440,
                    sources: [
                        { configMap: { name } },
                        { secret: { name: "cloudflared-credentials" } },
                        { configMap: { name: "cloudflared-authority" } },
                    ],
                },
            },
        ]);
        expect(stack.inputs("Secret home-tunnel-credentials")).toMatchObject({ metadata: metadata("home", "cloudflared-credentials") });
        expect(JSON.stringify(stack.inputs("Secret home-tunnel-credentials"))).toContain("[secret]");
        expect(JSON.stringify(stack.resources)).not.toContain("c2VjcmV0");
    });

    it("compares the gateway's certificate: with its authority, with itself, with a named one, or with those that all know", () => {
        const authority = (name: string): unknown => dig(stack.inputs(`ConfigMap ${name}-tunnel-authority`), "data");
        expect(authority("cloud")).toEqual({ "authority.pem": leafPem });
        expect(authority("private")).toEqual({ "authority.pem": "the authority" });
        expect(stack.inputs("SelfSignedCert home-gateway-authority")).toMatchObject({
            isCaCertificate: true,
            subject: { commonName: "home gateway authority" },
            allowedUses: ["cert_signing"],
            validityPeriodHours: 175200,
        });
        expect(stack.inputs("LocallySignedCert home-gateway-certificate")).toMatchObject({
            allowedUses: ["digital_signature", "server_auth"],
            validityPeriodHours: 8760,
            earlyRenewalHours: 720,
        });
        expect(stack.inputs("CertRequest home-gateway-request")).toMatchObject({ dnsNames: ["www.example.com", "api.example.com"] });
        expect(stack.waitsFor("ConfigMap home-tunnel-authority")).toContain("home-gateway-authority");
    });

    it("runs in restricted pods without a token, as many and as large as it is told", () => {
        for (const name of ["home", "cloud", "managed"]) expect(podFaults(podOf(stack, `Deployment ${name}-tunnel`) as never)).toEqual([]);
        expect(podOf(stack, "Deployment home-tunnel")).toMatchObject({
            serviceAccountName: "cloudflared",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 35,
            securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532 },
            topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(topologyKey => ({
                maxSkew: 1,
                topologyKey,
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: selector("cloudflared") },
            })),
        });
        const size = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });
        expect(containerOf(stack, "Deployment home-tunnel")).toEqual({
            name: "cloudflared",
            image: images.cloudflared,
            args: ["tunnel", "--no-autoupdate", "--metrics", "0.0.0.0:2000", "--config", "/etc/cloudflared/config.yaml", "run", tunnelId],
            ports: [{ name: "metrics", containerPort: 2000 }],
            resources: size("250m", "256Mi"),
            securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            },
            livenessProbe: {
                httpGet: { path: "/healthcheck", port: "metrics" },
                periodSeconds: 10,
                timeoutSeconds: 5,
                failureThreshold: 3,
            },
            readinessProbe: { httpGet: { path: "/ready", port: "metrics" }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
            volumeMounts: [{ name: "files", mountPath: "/etc/cloudflared", readOnly: true }],
        });
        expect(containerOf(stack, "Deployment cloud-tunnel")).toMatchObject({
            image: "x/cloudflared:2026.10.0",
            resources: size("1", "1Gi"),
        });
        expect(["home", "cloud"].map(name => dig(stack.inputs(`Deployment ${name}-tunnel`), "spec.replicas"))).toEqual([2, 4]);
        expect(stack.inputs("PodDisruptionBudget home-tunnel-disruption")).toMatchObject({
            metadata: metadata("home"),
            spec: { maxUnavailable: 1, selector: { matchLabels: selector("cloudflared") } },
        });
    });

    it("starts anew with other credentials or another authority, which it reads once", () => {
        const annotations = (name: string): Record<string, string> =>
            dig(stack.inputs(`Deployment ${name}-tunnel`), "spec.template.metadata.annotations") as never;
        expect(Object.keys(annotations("managed"))).toEqual(["webstack/credentials-checksum"]);
        expect(annotations("private")["webstack/authority-checksum"]).toBe(checksum("the authority"));
        expect(annotations("cloud")["webstack/authority-checksum"]).toBe(checksum(leafPem));
    });

    it("comes after the gateway that it calls", () => {
        expect(stack.waitsFor("Deployment home-tunnel")).toContain("home-gateway-service");
    });

    it("talks to the DNS, the gateway and Cloudflare alone, and only Prometheus talks to it", () => {
        const ports = (port: number, ...protocols: string[]) => protocols.map(protocol => ({ protocol, port }));
        expect(stack.inputs("NetworkPolicy home-tunnel-network")).toMatchObject({
            metadata: metadata("home"),
            spec: {
                podSelector: { matchLabels: selector("cloudflared") },
                policyTypes: ["Ingress", "Egress"],
                ingress: [scraper(2000)],
                egress: [
                    dns,
                    { to: [{ podSelector: { matchLabels: selector("gateway") } }], ports: ports(8443, "TCP") },
                    {
                        to: [
                            {
                                ipBlock: {
                                    cidr: "0.0.0.0/0",
                                    except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
                                },
                            },
                        ],
                        ports: ports(7844, "TCP", "UDP"),
                    },
                ],
            },
        });
    });

    it("is watched by Prometheus, once there are routes, and by no alarm of a load balancer", () => {
        const target = {
            kind: "pods",
            role: "tunnel",
            job: "cloudflared",
            namespace: "cloud",
            labels: selector("cloudflared"),
            port: 2000,
        };
        const jobs = (path: string): unknown => (dig(stack.outputs, path) as { job: string }[]).map(({ job }) => job);
        expect([jobs("cloud.before"), jobs("cloud.metrics")]).toEqual([["cloud-web"], ["cloud-web", "nginx", "cloudflared"]]);
        expect(dig(stack.outputs, "cloud.metrics.2")).toEqual(target);
        expect((dig(stack.outputs, "cloud.alarms") as string[]).filter(name => name.startsWith("lb-"))).toEqual([]);
    });

    it("fails beside a workload of its name", () => {
        expect(stack.outputs.refused).toEqual([expect.stringContaining('got "cloudflared"')]);
        expect(reservedNames("nginx", "tunnel")).toEqual(["deny-all", "gateway", "cloudflared"]);
        expect(reservedNames("nginx", "node-port")).toEqual(["deny-all", "gateway"]);
    });
});

describe("a gateway behind a tunnel", () => {
    it("has no port outside of the cluster, and no load balancer", () => {
        for (const name of ["home", "cloud"]) {
            expect(stack.inputs(`Service ${name}-gateway-service`).spec).toEqual({
                type: "ClusterIP",
                selector: selector("gateway"),
                ports: [{ name: "https", port: 443, targetPort: "https" }],
            });
        }
        expect(dig(stack.inputs("Namespace cloud-namespace"), "metadata.labels")).not.toHaveProperty([
            "eks.amazonaws.com/pod-readiness-gate-inject",
        ]);
    });

    it("lets in cloudflared's pods alone, and takes their word alone about a visitor's address", () => {
        expect(dig(stack.inputs("NetworkPolicy cloud-gateway-network"), "spec.ingress")).toEqual([
            { from: [{ podSelector: { matchLabels: selector("cloudflared") } }], ports: [{ protocol: "TCP", port: 8443 }] },
            scraper(9113),
        ]);
        const { "nginx.conf": text } = dig(stack.inputs("ConfigMap home-gateway-config"), "data") as Record<string, string>;
        expect(text!.match(/(set_real_ip_from|real_ip_header) [^;]+/g)).toEqual([
            "set_real_ip_from 10.0.0.0/8",
            "set_real_ip_from 100.64.0.0/10",
            "set_real_ip_from 172.16.0.0/12",
            "set_real_ip_from 192.168.0.0/16",
            "real_ip_header CF-Connecting-IP",
        ]);
        expect(text!.match(/if \(\$http_x_forwarded_proto = "http"\)/g)).toHaveLength(2);
    });

    it("leaves as in any cluster: no load balancer goes on sending", () => {
        for (const name of ["home", "cloud"]) {
            expect(dig(containerOf(stack, `Deployment ${name}-gateway`), "lifecycle.preStop.sleep.seconds")).toBe(15);
            expect(podOf(stack, `Deployment ${name}-gateway`).terminationGracePeriodSeconds).toBe(50);
        }
    });
});

describe("a tunnel's arguments", () => {
    const problems = (entrance: Partial<TunnelEntrance>, more: Partial<NginxIngressArgs> = {}, cluster = "existing"): string[] =>
        lines(
            validateGateway(
                { kind: "nginx", tls: { kind: "self-signed" }, ...more, entrance: { kind: "tunnel", tunnelId, credentials, ...entrance } },
                cluster,
            ),
        );

    it("are taken on every cluster, with every certificate, known or not", () => {
        expect(problems({})).toEqual([]);
        expect(problems({}, {}, "eks")).toEqual([]);
        const later = { tunnelId: pulumi.output("x"), credentials: pulumi.output("x"), authority: pulumi.output("x") };
        expect(problems({ ...later, replicas: 25, image: "x/y:1" }, { tls: { kind: "secret", name: "x" } })).toEqual([]);
        expect(problems({ authority: authorityPem, replicas: 1 }, { tls: { kind: "secret", name: "x" } })).toEqual([]);
    });

    const other = "00000000-0000-0000-0000-000000000000";
    const noCredentials =
        'entrance.credentials: got "something else"; allowed: JSON with AccountTag, TunnelSecret, TunnelID. ' +
        "Take `edge.tunnel().credentials`, or the file that `cloudflared tunnel create` wrote; a token is none.";
    it.each<[string, Partial<TunnelEntrance>, Partial<NginxIngressArgs>, string]>([
        ["no replicas", { replicas: 0 }, {}, range("entrance.replicas", 0, 1, 25)],
        ["more connections than Cloudflare takes", { replicas: 26 }, {}, range("entrance.replicas", 26, 1, 25)],
        [
            "a name for an id",
            { tunnelId: "shop", credentials: pulumi.output("x") },
            {},
            'entrance.tunnelId: got "shop"; allowed: the UUID of a tunnel, in lower case.',
        ],
        ["a token for credentials", { credentials: "ZXlKaElqb2k=" }, {}, noCredentials],
        ["credentials without a secret", { credentials: '{"AccountTag":"a","TunnelID":"b"}' }, {}, noCredentials],
        ["credentials that are a list", { credentials: "[1]" }, {}, noCredentials],
        [
            "credentials of another tunnel",
            { tunnelId: other },
            {},
            'entrance.credentials: got "those of another tunnel"; allowed: the credentials of tunnelId.',
        ],
        [
            "an authority beside a self-signed certificate",
            { authority: authorityPem },
            {},
            'entrance.authority: got "certificates"; allowed: nothing, with a self-signed certificate: that vouches for itself.',
        ],
        [
            "an authority that is none",
            { authority: leafPem },
            { tls: { kind: "secret", name: "x" } },
            'entrance.authority: got "something else"; allowed: certificates of authorities, in PEM. Give what signed the certificate ' +
                "that is shown, not that one, and no key: `openssl x509 -noout -ext basicConstraints` says CA:TRUE.",
        ],
        [
            "no memory",
            { resources: { cpu: "1", memory: "1" } },
            {},
            'entrance.resources.memory: got "1"; allowed: a size such as 512Mi or 4Gi.',
        ],
        [
            "half a processor too few",
            { resources: { cpu: "0", memory: "1Gi" } },
            {},
            'entrance.resources.cpu: got "0"; allowed: CPUs such as 500m or 2.',
        ],
        [
            "an image without a version",
            { image: "x/y" },
            {},
            'entrance.image: got "x/y"; allowed: an image with a tag other than latest, or a digest. ' +
                "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.",
        ],
        [
            "a lock that cloudflared has no key for",
            {},
            { clientCa: authorityPem },
            'clientCa: got "certificates"; allowed: nothing, with a tunnel. ' +
                "cloudflared has no certificate to show; nobody else reaches the gateway.",
        ],
    ])("fails with %s", (_, entrance, more, problem) => {
        expect(problems(entrance, more)).toEqual([problem]);
    });

    it("fails without a word of what is secret", () => {
        expect(problems({ credentials: '{"TunnelSecret":"hush"}' }).join()).not.toContain("hush");
    });
});
