import fc from "fast-check";
import { serviceProbes, workerProbes } from "../../components/app-cluster/probes";
import { validateServiceArgs, type HealthArgs, type RollingServiceArgs } from "../../components/app-cluster/service-args";
import { validateWorkerArgs, type CommandHealthArgs } from "../../components/app-cluster/worker-args";
import { containerOf, eksCluster, localCluster, notAwaited, range, rolledOutIn } from "./clusters";
import { dig, lines, stackOf, type Stack } from "./support";

const service = (health: HealthArgs | false | undefined, rest: Partial<RollingServiceArgs> = {}): RollingServiceArgs => ({
    image: "x/web:1",
    port: 8000,
    health,
    ...rest,
});

describe("the probes of a service", () => {
    it("have the figures of the documents where nothing is said", () => {
        const httpGet = { path: "/health", port: "http" };
        expect(serviceProbes(service(undefined))).toEqual({
            // Sixty seconds to start: twelve checks, one in five.
            startupProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 12 },
            livenessProbe: { httpGet, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 3 },
            readinessProbe: { httpGet, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 3 },
        });
        expect(serviceProbes(service({}))).toEqual(serviceProbes(service(undefined)));
        expect(serviceProbes(service({ path: undefined, failures: undefined }))).toEqual(serviceProbes(service(undefined)));
    });

    it("follow each option", () => {
        const httpGet = { path: "/api/health?deep=1", port: "admin" };
        const health = {
            path: "/api/health?deep=1",
            port: 9001,
            startupSeconds: 61,
            periodSeconds: 20,
            timeoutSeconds: 4,
            failures: 5,
            livenessDelaySeconds: 15,
        };
        expect(serviceProbes(service(health, { ports: { admin: 9001 } }))).toEqual({
            startupProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 13 },
            livenessProbe: { httpGet, initialDelaySeconds: 15, periodSeconds: 20, timeoutSeconds: 4, failureThreshold: 5 },
            readinessProbe: { httpGet, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 5 },
        });
    });

    it("ask the port of the metrics where that is named", () => {
        const { startupProbe } = serviceProbes(service({ port: 9100 }, { metrics: { port: 9100 } }));
        expect(startupProbe!.httpGet).toEqual({ path: "/health", port: "metrics" });
    });

    it("ask a fast pod no slower than it says", () => {
        const { livenessProbe, readinessProbe } = serviceProbes(service({ periodSeconds: 2 }));
        expect([livenessProbe!.periodSeconds, readinessProbe!.periodSeconds]).toEqual([2, 2]);
    });

    it("are none for a container that cannot tell", () => expect(serviceProbes(service(false))).toEqual({}));

    it("give every start its time, and less than one check more", () => {
        fc.assert(
            fc.property(fc.integer({ min: 5, max: 3600 }), startupSeconds => {
                const { startupProbe } = serviceProbes(service({ startupSeconds }));
                const given = (startupProbe!.failureThreshold as number) * (startupProbe!.periodSeconds as number);
                expect(given).toBeGreaterThanOrEqual(startupSeconds);
                expect(given - startupSeconds).toBeLessThan(5);
            }),
        );
    });

    it("fails for a port that the container lacks", () => {
        const problems = (health: HealthArgs, rest: Partial<RollingServiceArgs>): string[] =>
            lines(validateServiceArgs(service(health, rest)));
        expect(problems({ port: 9001 }, {})).toEqual(["health.port: got 9001; allowed: one of the container's ports: 8000."]);
        expect(problems({ port: 9002 }, { ports: { admin: 9001 }, metrics: { port: 9100 } })).toEqual([
            "health.port: got 9002; allowed: one of the container's ports: 8000, 9001, 9100.",
        ]);
        expect(problems({ port: 8000 }, {})).toEqual([]);
    });

    it("fails for figures out of range, and for a path that is none", () => {
        const health = { path: "health", startupSeconds: 4, periodSeconds: 0, timeoutSeconds: 301, failures: 21, livenessDelaySeconds: -1 };
        expect(lines(validateServiceArgs(service(health)))).toEqual([
            'health.path: got "health"; allowed: a path that starts with /.',
            range("health.startupSeconds", 4, 5, 3600),
            range("health.periodSeconds", 0, 1, 300),
            range("health.timeoutSeconds", 301, 1, 300),
            range("health.failures", 21, 1, 20),
            range("health.livenessDelaySeconds", -1, 0, 600),
        ]);
        for (const path of ["", "//host name", "/a\nb", "/a#b", "/a,b"]) {
            expect(lines(validateServiceArgs(service({ path })))).toEqual([
                `health.path: got ${JSON.stringify(path)}; allowed: a path that starts with /.`,
            ]);
        }
    });

    it("takes the first and the last figure of each range", () => {
        const first = { startupSeconds: 5, periodSeconds: 1, timeoutSeconds: 1, failures: 1, livenessDelaySeconds: 0 };
        const last = { startupSeconds: 3600, periodSeconds: 300, timeoutSeconds: 300, failures: 20, livenessDelaySeconds: 600 };
        expect([first, last].flatMap(health => lines(validateServiceArgs(service(health))))).toEqual([]);
    });
});

describe("the probes of a worker", () => {
    const worker = (health: CommandHealthArgs) => ({ image: "x/worker:1", health });

    it("are a command's, and nobody asks whether it is ready", () => {
        const exec = { command: ["pgrep", "worker"] };
        expect(workerProbes({ command: ["pgrep", "worker"] })).toEqual({
            startupProbe: { exec, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 12 },
            livenessProbe: { exec, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 3 },
        });
        expect(workerProbes({ command: ["ok"], startupSeconds: 12, periodSeconds: 30, timeoutSeconds: 5, failures: 2 })).toEqual({
            startupProbe: { exec: { command: ["ok"] }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
            livenessProbe: { exec: { command: ["ok"] }, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 2 },
        });
    });

    it("are none where none is named", () => expect(workerProbes(undefined)).toEqual({}));

    it("fails for no command, and for figures out of range", () => {
        expect(
            lines(validateWorkerArgs(worker({ command: [], startupSeconds: 3601, periodSeconds: 301, timeoutSeconds: 0, failures: 0 }))),
        ).toEqual([
            "health.command: got []; allowed: a command and its arguments.",
            range("health.startupSeconds", 3601, 5, 3600),
            range("health.periodSeconds", 301, 1, 300),
            range("health.timeoutSeconds", 0, 1, 300),
            range("health.failures", 0, 1, 20),
        ]);
    });
});

describe("the health that a load balancer asks for", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "probes",
            `
${eksCluster}
${localCluster}
eks.addService("plain", { image: "x/web:1", port: 8000 });
eks.addService("web", { image: "x/web:1", port: 8000, health: { path: "/api/health", periodSeconds: 20, timeoutSeconds: 4, failures: 5 } });
eks.addService("quick", { image: "x/web:1", port: 8000, health: { path: "/", periodSeconds: 2, timeoutSeconds: 60, failures: 1 } });
eks.addService("slow", { image: "x/web:1", port: 8000, ports: { admin: 9001 }, health: { port: 9001, periodSeconds: 300, timeoutSeconds: 300, failures: 20 } });
eks.addService("mute", { image: "x/web:1", port: 8000, health: false });
eks.addService("patient", { image: "x/web:1", port: 8000, health: { startupSeconds: 301 } });
eks.addService("scaled", { image: "x/web:1", port: 8000, autoscaling: { min: 2, max: 10 }, health: { startupSeconds: 90 } });
eks.addService("three", { image: "x/web:1", port: 8000, replicas: 3 });
eks.addWorker("worker", { image: "x/worker:1" });
eks.addWorker("slow-worker", { image: "x/worker:1", health: { command: ["ok"], startupSeconds: 400 } });
eks.addService("limit", { image: "x/web:1", port: 8000, health: { startupSeconds: 300 } });
local.addService("local", { image: "x/web:1", port: 8000 });
`,
        );
    });

    it("is where and as often as Kubernetes does, within its own limits", () => {
        const annotations = (path: string, interval: number, timeout: number, failures: number, port?: number): object => ({
            ...notAwaited,
            "alb.ingress.kubernetes.io/healthcheck-path": path,
            "alb.ingress.kubernetes.io/success-codes": "200-399",
            ...(port === undefined ? {} : { "alb.ingress.kubernetes.io/healthcheck-port": String(port) }),
            "alb.ingress.kubernetes.io/healthcheck-interval-seconds": String(interval),
            "alb.ingress.kubernetes.io/healthcheck-timeout-seconds": String(timeout),
            "alb.ingress.kubernetes.io/unhealthy-threshold-count": String(failures),
        });
        const of = (name: string): unknown => dig(stack.inputs(`Service ${name}-service`), "metadata.annotations");
        // It waits less long than until its next question, and for two failures at least, ten at most.
        expect(of("plain")).toEqual(annotations("/health", 10, 9, 3));
        expect(of("web")).toEqual(annotations("/api/health", 20, 4, 5));
        expect(of("quick")).toEqual(annotations("/", 5, 4, 2));
        expect(of("slow")).toEqual(annotations("/health", 300, 120, 10, 9001));
        expect(of("mute")).toEqual(notAwaited);
        expect(of("local")).toEqual(notAwaited);
    });

    it("is not asked of a container that cannot tell, which nobody probes either", () => {
        const container = containerOf(stack, "Deployment mute-deployment");
        expect(Object.keys(container).filter(key => key.endsWith("Probe"))).toEqual([]);
        expect(container.lifecycle).toEqual({ preStop: { sleep: { seconds: 15 } } });
    });

    it("leaves a rollout time for a slow start, and for a node that comes first", () => {
        const patience = (name: string): unknown[] => [
            dig(stack.inputs(`Deployment ${name}-deployment`), "spec.progressDeadlineSeconds"),
            dig(stack.inputs(`Deployment ${name}-deployment`), "metadata.annotations"),
        ];
        // Kubernetes counts anew at each step; Pulumi waits for all pods, though they started one after the other.
        expect(patience("patient")).toEqual([601, rolledOutIn(601 + 2 * 301)]);
        expect(patience("limit")).toEqual([undefined, rolledOutIn(600 + 2 * 300)]);
        expect(patience("mute")).toEqual([undefined, rolledOutIn(600 + 2 * 60)]);
        expect(patience("plain")).toEqual([undefined, rolledOutIn(720)]);
        expect(patience("three")).toEqual([undefined, rolledOutIn(780)]);
        expect(patience("scaled")).toEqual([undefined, rolledOutIn(600 + 10 * 90)]);
        expect(patience("worker")).toEqual([undefined, rolledOutIn(660)]);
        expect(patience("slow-worker")).toEqual([700, rolledOutIn(700 + 400)]);
    });
});
