import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { startScript } from "../../components/app-cluster/gateway/start";
import { images } from "../../components/core/images";
import { dig, dns, labels, podFaults, scraper, selector, stackOf, type Stack } from "./support";

const pem = (kind: string): string => `-----BEGIN ${kind}-----\nMII=\n-----END ${kind}-----\n`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "gateway",
        `
const { createGateway } = require("../../../dist/components/app-cluster/gateway/gateway");
class Box extends webstack.Component {
    constructor(name, args, clusterKind, balancerCidrs = [], routes = web) {
        super("Box", name, {}, [], { providers: [providers.kubernetes, new tls.Provider(name + "-tls", {})] });
        const ingress = { kind: "nginx", ...args };
        this.address = createGateway(this, { namespace: name, provider: providers.kubernetes, routes, args: ingress, clusterKind, balancerCidrs });
        this.registerOutputs({});
    }
}
const backend = (name, color, weight) => ({
    name, labels: { "app.kubernetes.io/name": "web", ...(color ? { "webstack/color": color } : {}) }, port: 3000, weight,
});
const service = backends => ({ name: "web", port: 3000, backends, ready: [] });
const web = [{ host: "www.example.com", service: service([backend("web-blue", "blue", 100), backend("web-green", "green", 0)]) }];
const green = { host: "green.example.com", path: "/", color: "green", service: web[0].service };
const api = { host: "www.example.com", path: "/api", service: service([{ name: "api", labels: { "app.kubernetes.io/name": "api" }, port: 4000, weight: 100 }]) };

const nodePort = { kind: "node-port" };
const balancer = { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24", "198.51.100.0/24"] };
const given = { kind: "given", certificate: ${JSON.stringify(pem("CERTIFICATE"))}, key: ${JSON.stringify(pem("PRIVATE KEY"))} };
const laptop = new Box("laptop", { entrance: nodePort, tls: { kind: "self-signed" } }, "existing", [], [...web, green, api]);
const eks = new Box("eks", { entrance: balancer, tls: given, replicas: 3, resources: { cpu: "2", memory: "1Gi" } }, "eks", ["10.0.1.0/24", "10.0.0.0/24"]);
const other = new Box("other", { entrance: { ...balancer, class: "metallb.io/metallb" }, tls: { kind: "secret", name: "shop-tls" }, image: "nginx:1.31.3", exporterImage: "registry.example.com/exporter:1" }, "existing");
new Box("locked", { entrance: balancer, tls: given, clientCa: pulumi.output("the authority") }, "eks");
exports.addresses = [laptop.address, eks.address, other.address];
tryTo(() => new Box("wrong", { entrance: nodePort, tls: { kind: "self-signed" }, websockets: [{ path: "/", host: "a.example.com" }] }, "existing", [], [{ ...web[0], path: "/a b" }]));
`,
    );
});

const pod = (name: string): Record<string, unknown> & Parameters<typeof podFaults>[0] =>
    dig(stack.inputs(`Deployment ${name}-gateway`), "spec.template.spec") as never;
const container = (name: string): Record<string, unknown> => dig(pod(name), "containers.0") as never;
const metadata = (namespace: string, name = "gateway") => ({ name, namespace, labels: labels("gateway", namespace) });
const tcp = (...ports: number[]) => ports.map(port => ({ protocol: "TCP", port }));

describe("a gateway", () => {
    const common = [
        "ConfigMap gateway-config",
        "Deployment gateway",
        "NetworkPolicy gateway-network",
        "PodDisruptionBudget gateway-disruption",
        "Service gateway-service",
        "ServiceAccount gateway-account",
    ];
    it.each([
        ["laptop", [...common, "PrivateKey gateway-key", "Secret gateway-tls", "SelfSignedCert gateway-certificate"]],
        ["eks", [...common, "Secret gateway-tls"]],
        ["other", common],
        ["locked", [...common, "ConfigMap gateway-client-ca", "Secret gateway-tls"]],
    ])("is made of these: %s", (name, expected) => {
        expect(stack.children(name)).toEqual(expected.map(child => child.replace(" ", ` ${name}-`)).sort());
    });

    it("keeps its configuration under a name that changes with it, so that a broken one does not reach running pods", () => {
        const files = stack.inputs("ConfigMap laptop-gateway-config");
        const text = dig(files, "data") as Record<string, string>;
        const name = `gateway-${createHash("sha256").update(text["nginx.conf"]!).digest("hex").slice(0, 10)}`;
        expect(files).toMatchObject({ metadata: metadata("laptop", name), immutable: true });
        expect(dig(pod("laptop"), "volumes.0")).toEqual({ name: "config", configMap: { name } });
        expect(dig(stack.inputs("ConfigMap eks-gateway-config"), "metadata.name")).not.toBe(name);
        expect(dig(stack.inputs("Deployment laptop-gateway"), "spec.strategy")).toEqual({
            type: "RollingUpdate",
            rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
        });
    });

    it("sends a route of one colour to that release, whatever its weight", () => {
        const { "nginx.conf": text } = dig(stack.inputs("ConfigMap laptop-gateway-config"), "data") as Record<string, string>;
        const hosts = text!
            .split("server_name ")
            .slice(2)
            .map(part => [part.split(";")[0], [...part.matchAll(/proxy_pass (\S+);/g)].map(([, to]) => to)]);
        expect(hosts).toEqual([
            ["www.example.com", ["http://api", "http://web-blue"]],
            ["green.example.com", ["http://web-green"]],
        ]);
    });

    it("runs in restricted pods without a token, of the size and number it is told", () => {
        for (const name of ["laptop", "eks", "other"]) expect(podFaults(pod(name))).toEqual([]);
        expect(pod("laptop")).toMatchObject({
            serviceAccountName: "gateway",
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 101, fsGroup: 101 },
            topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(topologyKey => ({
                maxSkew: 1,
                topologyKey,
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: selector("gateway") },
            })),
        });
        expect(container("laptop")).toMatchObject({
            image: images.nginx,
            resources: { requests: { cpu: "500m", memory: "256Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
            ports: [
                { name: "http", containerPort: 8080 },
                { name: "https", containerPort: 8443 },
                { name: "health", containerPort: 8081 },
            ],
            volumeMounts: [
                { name: "config", mountPath: "/etc/nginx/gateway", readOnly: true },
                { name: "tls", mountPath: "/etc/nginx/tls", readOnly: true },
                { name: "scratch", mountPath: "/tmp" },
            ],
        });
        expect(container("other").image).toBe("nginx:1.31.3");
        expect(container("eks").resources).toEqual({ requests: { cpu: "2", memory: "1Gi" }, limits: { cpu: "2", memory: "1Gi" } });
        expect(["laptop", "eks"].map(name => dig(stack.inputs(`Deployment ${name}-gateway`), "spec.replicas"))).toEqual([2, 3]);
        expect(stack.inputs("PodDisruptionBudget eks-gateway-disruption")).toMatchObject({
            metadata: metadata("eks"),
            spec: { maxUnavailable: 1, selector: { matchLabels: selector("gateway") } },
        });
    });

    it("goes on answering while the load balancer takes it out, and ends after its last request", () => {
        const end = (name: string): unknown[] => [
            dig(container(name), "lifecycle.preStop.sleep.seconds"),
            pod(name).terminationGracePeriodSeconds,
        ];
        expect(["laptop", "eks", "other"].map(end)).toEqual([
            [15, 50],
            [150, 185],
            [15, 50],
        ]);
    });

    it("is asked for its health by Kubernetes", () => {
        const httpGet = { path: "/healthz", port: "health" };
        expect(container("eks")).toMatchObject({
            startupProbe: { httpGet, periodSeconds: 1, failureThreshold: 30 },
            livenessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
            readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
        });
    });

    it("lets in clients, and out to the DNS and the pods of its backends, those without requests too", () => {
        const spec = (name: string): unknown => stack.inputs(`NetworkPolicy ${name}-gateway-network`).spec;
        const of = (color: string) => ({
            to: [{ podSelector: { matchLabels: { ...selector("web"), "webstack/color": color } } }],
            ports: tcp(3000),
        });
        expect(spec("laptop")).toEqual({
            podSelector: { matchLabels: selector("gateway") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [{ ports: tcp(8080, 8443) }, scraper(9113)],
            egress: [dns, of("blue"), of("green"), { to: [{ podSelector: { matchLabels: selector("api") } }], ports: tcp(4000) }],
        });
        const from = ["198.51.100.0/24", "203.0.113.0/24"].map(cidr => ({ ipBlock: { cidr } }));
        const balancer = ["10.0.0.0/24", "10.0.1.0/24"].map(cidr => ({ ipBlock: { cidr } }));
        expect(dig(spec("eks"), "ingress")).toEqual([
            { from, ports: tcp(8080, 8443) },
            { from: balancer, ports: tcp(8081) },
            scraper(9113),
        ]);
        expect(dig(spec("other"), "ingress")).toEqual([{ from, ports: tcp(8080, 8443) }, scraper(9113)]);
    });

    it("has an exporter beside nginx, which stays for as long as nginx is sent connections, and no longer", () => {
        const exporter = (seconds: number) => ({
            name: "exporter",
            image: images.nginxExporter,
            args: ["--nginx.scrape-uri=http://127.0.0.1:8082/status", "--web.listen-address=:9113", "--log.format=json"],
            ports: [{ name: "metrics", containerPort: 9113 }],
            resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "10m", memory: "32Mi" } },
            securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            },
            livenessProbe: { tcpSocket: { port: "metrics" }, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
            lifecycle: { preStop: { sleep: { seconds } } },
        });
        const beside = (name: string): unknown => dig(pod(name), "containers.1");
        const drained = (name: string): unknown => dig(container(name), "lifecycle.preStop.sleep.seconds");
        expect([beside("laptop"), beside("eks")]).toEqual([exporter(drained("laptop") as number), exporter(150)]);
        expect(drained("eks")).toBe(150);
        expect(dig(beside("other"), "image")).toBe("registry.example.com/exporter:1");
        expect(container("laptop").ports).toEqual([
            { name: "http", containerPort: 8080 },
            { name: "https", containerPort: 8443 },
            { name: "health", containerPort: 8081 },
        ]);
    });

    it("is reached at ports of the nodes", () => {
        expect(stack.inputs("Service laptop-gateway-service").spec).toEqual({
            type: "NodePort",
            selector: selector("gateway"),
            ports: [
                { name: "http", port: 80, targetPort: "http", nodePort: 30080 },
                { name: "https", port: 443, targetPort: "https", nodePort: 30443 },
            ],
        });
        expect(dig(stack.outputs.addresses, "0")).toBe("localhost");
    });

    const balanced = {
        type: "LoadBalancer",
        selector: selector("gateway"),
        ports: [
            { name: "http", port: 80, targetPort: "http" },
            { name: "https", port: 443, targetPort: "https" },
        ],
        loadBalancerSourceRanges: ["198.51.100.0/24", "203.0.113.0/24"],
    };

    it("is reached through a Network Load Balancer on EKS, which keeps the client's address", () => {
        const service = stack.inputs("Service eks-gateway-service");
        expect(service.spec).toEqual({ ...balanced, loadBalancerClass: "eks.amazonaws.com/nlb", allocateLoadBalancerNodePorts: false });
        const prefix = "service.beta.kubernetes.io/aws-load-balancer";
        expect(dig(service, "metadata.annotations")).toEqual({
            [`${prefix}-scheme`]: "internet-facing",
            [`${prefix}-nlb-target-type`]: "ip",
            [`${prefix}-healthcheck-protocol`]: "HTTP",
            [`${prefix}-healthcheck-path`]: "/healthz",
            [`${prefix}-healthcheck-port`]: "8081",
            [`${prefix}-attributes`]: "load_balancing.cross_zone.enabled=true",
            [`${prefix}-target-group-attributes`]: "preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=120",
        });
    });

    it("is reached through the load balancer of another cluster", () => {
        expect(stack.inputs("Service other-gateway-service").spec).toEqual({
            ...balanced,
            loadBalancerClass: "metallb.io/metallb",
            externalTrafficPolicy: "Local",
        });
    });

    describe("has a certificate", () => {
        it("made here, for all hosts", () => {
            expect(stack.inputs("PrivateKey laptop-gateway-key")).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
            expect(stack.inputs("SelfSignedCert laptop-gateway-certificate")).toMatchObject({
                dnsNames: ["www.example.com", "green.example.com"],
                allowedUses: ["digital_signature", "server_auth"],
                validityPeriodHours: 8760,
                earlyRenewalHours: 720,
            });
            expect(stack.provider("PrivateKey laptop-gateway-key")).toBe("laptop-tls");
            expect(stack.inputs("Secret laptop-gateway-tls")).toMatchObject({
                metadata: metadata("laptop", "gateway-tls"),
                type: "kubernetes.io/tls",
            });
        });

        it("given, whose key is a secret and whose checksum restarts the pods", () => {
            const shown = JSON.stringify(stack.inputs("Secret eks-gateway-tls"));
            expect(shown).toContain("[secret]");
            expect(JSON.stringify(stack.resources)).not.toContain("BEGIN PRIVATE KEY");
            const checksum = createHash("sha256").update(pem("CERTIFICATE")).digest("hex").slice(0, 16);
            expect(dig(stack.inputs("Deployment eks-gateway"), "spec.template.metadata.annotations")).toEqual({
                "webstack/certificate-checksum": checksum,
            });
            expect(dig(pod("eks"), "volumes.1")).toEqual({ name: "tls", secret: { secretName: "gateway-tls", defaultMode: 0o440 } });
        });

        it("of somebody else, which is read again", () => {
            expect(dig(pod("other"), "volumes.1")).toEqual({ name: "tls", secret: { secretName: "shop-tls", defaultMode: 0o440 } });
            expect(dig(container("other"), "command.2")).toContain(
                "while sleep 43200; do nginx -e stderr -c /etc/nginx/gateway/nginx.conf -s reload; done",
            );
            expect(dig(container("eks"), "command.2")).not.toContain("reload");
        });
    });

    it("asks clients for a certificate of the authorities that it is given, and starts anew with others", () => {
        expect(stack.inputs("ConfigMap locked-gateway-client-ca")).toEqual({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: metadata("locked", "gateway-client-ca"),
            data: { "ca.crt": "the authority" },
        });
        expect(dig(pod("locked"), "volumes.2")).toEqual({ name: "client-ca", configMap: { name: "gateway-client-ca" } });
        expect(dig(container("locked"), "volumeMounts.2")).toEqual({
            name: "client-ca",
            mountPath: "/etc/nginx/client-ca",
            readOnly: true,
        });
        expect(dig(stack.inputs("Deployment locked-gateway"), "spec.template.metadata.annotations")).toMatchObject({
            "webstack/client-ca-checksum": createHash("sha256").update("the authority").digest("hex").slice(0, 16),
        });
        expect(stack.waitsFor("Deployment locked-gateway")).toContain("locked-gateway-client-ca");
        const config = (name: string): string =>
            (dig(stack.inputs(`ConfigMap ${name}-gateway-config`), "data") as Record<string, string>)["nginx.conf"]!;
        expect(config("locked").match(/ssl_(client_certificate|verify_\w+) [^;]+/g)).toEqual([
            "ssl_client_certificate /etc/nginx/client-ca/ca.crt",
            "ssl_verify_client on",
            "ssl_verify_depth 2",
        ]);
        expect(config("locked")).toContain('"certificate":"$ssl_client_verify"}');
        expect(config("eks")).not.toMatch(/ssl_client|ssl_verify/);
    });

    it("fails with routes and options that do not go together", () => {
        expect(stack.outputs.refused).toEqual([
            [
                "AppCluster 'wrong': 2 problems",
                '  routes.0.path: got "/a b"; allowed: a path such as /api/, of letters, digits and . _ ~ @ + - between single slashes.',
                '  ingress.websockets.0.host: got "a.example.com"; allowed: www.example.com.',
            ].join("\n"),
        ]);
    });
});

describe("the start of a pod", () => {
    it("tells nginx the cluster's DNS servers, and becomes nginx", () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gateway-"));
        const at = (name: string): string => path.join(folder, name);
        fs.writeFileSync(at("resolv.conf"), "search shop.svc.cluster.local\nnameserver 10.96.0.10\nnameserver fd00::a\noptions ndots:5\n");
        fs.writeFileSync(at("nginx"), '#!/bin/sh\necho "$$ $*"\n', { mode: 0o755 });
        const script = startScript({ scratch: folder }, "/etc/nginx/gateway/nginx.conf", { resolvConf: at("resolv.conf") });
        const { stdout, status, pid } = spawnSync("/bin/sh", ["-c", script], {
            encoding: "utf8",
            env: { PATH: `${folder}:${process.env.PATH}` },
        });
        expect([status, stdout]).toEqual([0, `${pid} -e stderr -c /etc/nginx/gateway/nginx.conf\n`]);
        expect(fs.readFileSync(at("resolver.conf"), "utf8")).toBe("resolver 10.96.0.10 [fd00::a] valid=5s;\n");
        fs.rmSync(folder, { recursive: true });
    });
});
