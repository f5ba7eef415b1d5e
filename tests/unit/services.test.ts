import { serviceDefaults, validateService, type ServiceArgs } from "../../components/app-cluster/service-args";
import { workloadDefaults } from "../../components/app-cluster/workload-args";
import { containerOf, eksCluster, localCluster, notAwaited, rolledOutIn, stores, waits } from "./clusters";
import { dig, labels, lines, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "services",
        `
${eksCluster}
${localCluster}
${stores}
const web = eks.addService("web", {
    image: "ghcr.io/acme/web:1.4.2",
    port: 8000,
    ports: { grpc: 9000, "admin-1": 9001 },
    replicas: 3,
    metrics: { job: "shop-web", path: "/internal/metrics", port: 9100 },
    stores: [database, cache],
    calls: [{ name: "api", port: 8080 }],
    tags: { Team: "web" },
});
const api = eks.addService("api", {
    image: "ghcr.io/acme/api:1.4.2",
    port: 8080,
    metrics: {},
    transform: { "apps.Deployment": { metadata: { annotations: { note: "kept" } } }, "core.Service": { spec: { sessionAffinity: "ClientIP" } } },
});
const grpc = eks.addService("own-metrics", { image: "x/web:1", port: 8000, ports: { prom: 9100 }, metrics: { port: 9100 } });
const plain = local.addService("plain", { image: "ghcr.io/acme/plain@sha256:${"0".repeat(64)}", port: 9000 });
exports.ports = [web.port, plain.port];
exports.backends = web.backends;
exports.ready = web.ready.map(({ urn }) => urn);
exports.metrics = [eks.metrics, local.metrics];
exports.none = plain.metrics === undefined;
exports.allowed = pulumi.all(allowed);
exports.group = eks.securityGroupId;
`,
    );
});

describe("a service", () => {
    it("makes exactly this on EKS", () => {
        expect(stack.children("web")).toEqual(
            [
                "Deployment deployment",
                "NetworkPolicy network",
                "PodDisruptionBudget disruption",
                "PodIdentityAssociation identity",
                "Role role",
                "Service service",
                "ServiceAccount account",
            ].map(child => child.replace(" ", " web-")),
        );
        expect(stack.get("Service web").parent).toBe(stack.get("AppCluster app").urn);
    });

    it("makes exactly this on a cluster that is there", () => {
        expect(stack.children("plain")).toEqual(
            [
                "Deployment deployment",
                "NetworkPolicy network",
                "PodDisruptionBudget disruption",
                "Service service",
                "ServiceAccount account",
            ].map(child => child.replace(" ", " plain-")),
        );
    });

    it("waits for the namespace and its policy, and each of its parts does", () => {
        expect(stack.waitsFor("Service web")).toEqual(["app-deny-all"]);
        for (const child of stack.children("web"))
            expect([child, stack.waitsFor(child)]).toEqual([child, expect.arrayContaining(["app-deny-all"])]);
    });

    it("has pods that wait for their account, their identity and their network", () => {
        expect(waits(stack, "Deployment web-deployment")).toEqual([
            "NetworkPolicy app-deny-all",
            "NetworkPolicy web-network",
            "PodIdentityAssociation web-identity",
            "ServiceAccount web-account",
        ]);
        expect(waits(stack, "Deployment plain-deployment")).toEqual([
            "NetworkPolicy dev-deny-all",
            "NetworkPolicy plain-network",
            "ServiceAccount plain-account",
        ]);
    });

    it("is put into its own cluster's namespace by that cluster's provider", () => {
        expect(stack.provider("Deployment web-deployment")).toBe("app-kubernetes");
        expect(stack.provider("Deployment plain-deployment")).toBe("dev-kubernetes");
        expect(dig(stack.inputs("Deployment plain-deployment"), "metadata")).toEqual({
            name: "plain",
            namespace: "dev",
            labels: labels("plain", "dev"),
            annotations: rolledOutIn(720),
        });
    });

    it("has this Deployment, in full", () => {
        expect(stack.inputs("Deployment web-deployment")).toEqual({
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "web", namespace: "app", labels: labels("web", "app"), annotations: rolledOutIn(780) },
            spec: {
                replicas: 3,
                selector: { matchLabels: selector("web") },
                strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
                template: {
                    metadata: {
                        labels: { ...labels("web", "app"), "calls-orders": "true", "calls-sessions": "true", "calls-api": "true" },
                        annotations: {},
                    },
                    spec: expect.anything() as unknown,
                },
            },
        });
    });

    it("keeps all pods but one through a drain, and has an account without a token", () => {
        const metadata = { name: "web", namespace: "app", labels: labels("web", "app") };
        expect(stack.inputs("PodDisruptionBudget web-disruption")).toEqual({
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: selector("web") } },
        });
        expect(stack.inputs("ServiceAccount web-account")).toEqual({
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata,
            automountServiceAccountToken: false,
        });
    });

    it("answers on all its ports but the one that Prometheus scrapes", () => {
        const port = (name: string, number: number): unknown => ({ name, port: number, targetPort: name });
        expect(stack.inputs("Service web-service").spec).toEqual({
            selector: selector("web"),
            ports: [port("http", 8000), port("grpc", 9000), port("admin-1", 9001)],
        });
        expect(dig(stack.inputs("Service own-metrics-service"), "spec.ports")).toEqual([port("http", 8000), port("prom", 9100)]);
        expect(dig(stack.inputs("Service plain-service"), "metadata")).toEqual({
            name: "plain",
            namespace: "dev",
            labels: labels("plain", "dev"),
            annotations: notAwaited,
        });
    });

    it("is one backend with all the requests, ready when its pods are", () => {
        expect(stack.outputs.ports).toEqual([8000, 9000]);
        expect(stack.outputs.backends).toEqual([{ name: "web", labels: selector("web"), port: 8000, weight: 100 }]);
        expect(stack.outputs.ready).toEqual([stack.get("Deployment web-deployment").urn]);
    });

    it("is scraped where it says, and on its own port where it does not", () => {
        expect(stack.outputs.metrics).toEqual([
            [
                { kind: "pods", job: "shop-web", namespace: "app", labels: selector("web"), port: 9100, path: "/internal/metrics" },
                { kind: "pods", job: "api", namespace: "app", labels: selector("api"), port: 8080 },
                { kind: "pods", job: "own-metrics", namespace: "app", labels: selector("own-metrics"), port: 9100 },
            ],
            [],
        ]);
        expect(stack.outputs.none).toBe(true);
        expect(containerOf(stack, "Deployment api-deployment").ports).toEqual([{ name: "http", containerPort: 8080 }]);
        expect(containerOf(stack, "Deployment own-metrics-deployment").ports).toEqual([
            { name: "http", containerPort: 8000 },
            { name: "prom", containerPort: 9100 },
        ]);
    });

    it("asks its stores to let the cluster's security group in", () => {
        expect(stack.outputs.group).toBe(dig(stack.get("Cluster app-cluster").outputs, "vpcConfig.clusterSecurityGroupId"));
        expect(stack.outputs.allowed).toEqual([
            ["app", stack.outputs.group],
            ["app", stack.outputs.group],
        ]);
    });

    it("takes transforms of its Deployment and its Service, and tags beside the cluster's", () => {
        expect(dig(stack.inputs("Deployment api-deployment"), "metadata.annotations")).toEqual({ ...rolledOutIn(720), note: "kept" });
        expect(dig(stack.inputs("Service api-service"), "spec.sessionAffinity")).toBe("ClientIP");
        expect(stack.inputs("Role web-role").tags).toEqual({ Project: "shop", Team: "web", Component: "web", Name: "web-role" });
    });

    it("takes the defaults, and undefined", () => {
        const check = (args: Partial<ServiceArgs>): string[] =>
            lines(validateService("web", { image: "x/web:1", port: 8000, ...args } as ServiceArgs));
        expect(check({})).toEqual([]);
        expect(check({ replicas: undefined, health: undefined, metrics: undefined, uid: undefined, writablePaths: undefined })).toEqual([]);
        expect(serviceDefaults).toEqual({
            replicas: 2,
            shutdownSeconds: 40,
            health: { path: "/health", startupSeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failures: 3, livenessDelaySeconds: 30 },
        });
        expect(workloadDefaults).toEqual({ resources: { cpu: "500m", memory: "512Mi" }, writablePaths: ["/tmp"], uid: 1001 });
    });
});
