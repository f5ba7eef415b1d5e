import fc from "fast-check";
import { podSpec } from "../../components/app-cluster/pod";
import { containerOf, eksCluster, localCluster, migrationOf, podOf } from "./clusters";
import { dig, podFaults, podSpecs, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "pods",
        `
${eksCluster}
${localCluster}
eks.addService("web", {
    image: "ghcr.io/acme/web:1.4.2",
    command: ["node", "server.js"],
    args: ["--verbose"],
    port: 8000,
    ports: { grpc: 9000 },
    resources: { cpu: "4", memory: "4Gi" },
    env: { ZONE: "eu", API_URL: "http://api:8000" },
    metrics: { port: 9100 },
    writablePaths: ["/tmp", "/var/cache/web"],
    disks: [{ path: "/data", size: "100Gi" }, { path: "/scratch", size: "20Gi", storageClass: "fast" }],
    uid: 2000,
    nodePool: "graviton",
    shutdownSeconds: 90,
});
for (const cluster of [eks, local]) {
    const secrets = { secrets: { a: pulumi.secret("1") }, secretEnv: { A: pulumi.secret("2") }, disks: [{ path: "/data", size: "1Gi" }] };
    const at = cluster.name;
    cluster.addService(at + "-plain", { image: "ghcr.io/acme/plain@sha256:${"0".repeat(64)}", port: 9000 });
    cluster.addService(at + "-full", { image: "x/web:1", port: 9000, migration: { command: ["migrate"] }, ...secrets });
    cluster.addWorker(at + "-worker", { image: "x/web:1", ...secrets });
    cluster.addCronJob(at + "-cron", { image: "x/web:1", schedule: "0 3 * * *", ...secrets });
    cluster.addJob(at + "-job", { image: "x/web:1", ...secrets });
}
`,
    );
});

describe("the pods of a workload", () => {
    it("has these pods, in full: of its size, of its user, spread over zones, in its node pool", () => {
        expect(podOf(stack, "Deployment web-deployment")).toEqual({
            serviceAccountName: "web",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
                runAsNonRoot: true,
                runAsUser: 2000,
                runAsGroup: 2000,
                fsGroup: 2000,
                seccompProfile: { type: "RuntimeDefault" },
            },
            nodeSelector: { "karpenter.sh/nodepool": "graviton" },
            tolerations: [{ key: "webstack/node-pool", operator: "Equal", value: "graviton", effect: "NoSchedule" }],
            terminationGracePeriodSeconds: 90,
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: selector("web") },
                },
            ],
            containers: [expect.anything()],
            volumes: [
                { name: "scratch-0", emptyDir: { sizeLimit: "1Gi" } },
                { name: "scratch-1", emptyDir: { sizeLimit: "1Gi" } },
                {
                    name: "disk-0",
                    ephemeral: {
                        volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "100Gi" } } } },
                    },
                },
                {
                    name: "disk-1",
                    ephemeral: {
                        volumeClaimTemplate: {
                            spec: {
                                accessModes: ["ReadWriteOnce"],
                                storageClassName: "fast",
                                resources: { requests: { storage: "20Gi" } },
                            },
                        },
                    },
                },
            ],
        });
    });

    it("has this container, in full: requests that equal limits, variables in the order of the alphabet, a read-only root", () => {
        const { startupProbe, livenessProbe, readinessProbe, ...container } = containerOf(stack, "Deployment web-deployment");
        expect([startupProbe, livenessProbe, readinessProbe]).not.toContain(undefined);
        expect(container).toEqual({
            name: "web",
            image: "ghcr.io/acme/web:1.4.2",
            command: ["node", "server.js"],
            args: ["--verbose"],
            ports: [
                { name: "http", containerPort: 8000 },
                { name: "grpc", containerPort: 9000 },
                { name: "metrics", containerPort: 9100 },
            ],
            env: [
                { name: "API_URL", value: "http://api:8000" },
                { name: "ZONE", value: "eu" },
            ],
            resources: { requests: { cpu: "4", memory: "4Gi" }, limits: { cpu: "4", memory: "4Gi" } },
            securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            },
            lifecycle: { preStop: { sleep: { seconds: 15 } } },
            volumeMounts: [
                { name: "scratch-0", mountPath: "/tmp" },
                { name: "scratch-1", mountPath: "/var/cache/web" },
                { name: "disk-0", mountPath: "/data" },
                { name: "disk-1", mountPath: "/scratch" },
            ],
        });
    });

    it("has the defaults where nothing is said", () => {
        const container = containerOf(stack, "Deployment dev-plain-deployment");
        expect(container).toMatchObject({
            image: `ghcr.io/acme/plain@sha256:${"0".repeat(64)}`,
            ports: [{ name: "http", containerPort: 9000 }],
            env: [],
            resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
            volumeMounts: [{ name: "scratch-0", mountPath: "/tmp" }],
        });
        expect(Object.keys(container)).not.toEqual(expect.arrayContaining(["command"]));
        expect(Object.keys(container)).not.toEqual(expect.arrayContaining(["args"]));
        const pod = podOf(stack, "Deployment dev-plain-deployment");
        expect(pod).toMatchObject({
            securityContext: { runAsUser: 1001, runAsGroup: 1001, fsGroup: 1001 },
            terminationGracePeriodSeconds: 40,
        });
        expect([pod.nodeSelector, pod.tolerations]).toEqual([undefined, undefined]);
        expect(dig(stack.inputs("Deployment dev-plain-deployment"), "spec.replicas")).toBe(2);
    });

    it("runs pods of the restricted standard only", () => {
        const all = [...podSpecs(stack)].filter(([name]) => !name.startsWith("app-node-pool-"));
        expect(all.map(([name]) => name).sort()).toEqual(
            [
                "web-deployment",
                ...["app", "dev"].flatMap(at => [
                    `${at}-plain-deployment`,
                    `${at}-full-deployment`,
                    migrationOf(stack, `${at}-full`).replace("Job ", ""),
                    `${at}-worker-deployment`,
                    `${at}-cron-cron-job`,
                    `${at}-job-job-1`,
                ]),
            ].sort(),
        );
        for (const [name, spec] of all) {
            expect([name, podFaults(spec), spec.automountServiceAccountToken, spec.enableServiceLinks]).toEqual([name, [], false, false]);
        }
    });

    it("has the words of its command as they are, and leaves out a list of none", () => {
        fc.assert(
            fc.property(fc.array(fc.string(), { minLength: 1 }), fc.array(fc.string()), (command, args) => {
                const authorities = { volume: undefined, annotations: {}, ready: [] };
                const parts = { image: "x:1", secrets: { ...authorities, env: [] }, authorities, pod: {} };
                const container = (own: object): unknown => dig(podSpec("x", { command, args }, { ...parts, ...own }).containers, "0");
                expect(dig(container({}), "command")).toEqual(command);
                expect(dig(container({}), "args")).toEqual(args.length > 0 ? args : undefined);
                // What a kind of workload runs in place of it.
                expect(dig(container({ command: ["own"], args: ["1"] }), "command")).toEqual(["own"]);
                expect(dig(container({ command: ["own"], args: ["1"] }), "args")).toEqual(["1"]);
                expect(dig(container({ command: ["own"], args: [] }), "args")).toBeUndefined();
            }),
        );
    });
});
