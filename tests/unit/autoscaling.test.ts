import fc from "fast-check";
import { minimumPods, scalingProblems, type AutoscalingArgs } from "../../components/app-cluster/scaling-args";
import { eksCluster, range, waits } from "./clusters";
import { dig, labels, lines, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "autoscaling",
        `
${eksCluster}
const measured = new webstack.AppCluster("measured", {
    cluster: { kind: "existing" }, customMetrics: true, ingress: { kind: "class", className: "nginx" },
}, { providers });
eks.addService("api", { image: "x/api:1", port: 8080, autoscaling: { min: 2, max: 8 } });
eks.addService("cpu", { image: "x/api:1", port: 8080, autoscaling: { min: 3, max: 30, cpuPercent: 50 } });
eks.addService("lonely", { image: "x/api:1", port: 8080, autoscaling: { min: 1, max: 4, memoryPercent: 80 } });
eks.addService("one", { image: "x/api:1", port: 8080, replicas: 1 });
eks.addService("fixed", { image: "x/api:1", port: 8080, replicas: 5 });
eks.addWorker("worker", { image: "x/worker:1", autoscaling: { min: 2, max: 200, cpuPercent: 60, memoryPercent: 70 } });
eks.addService("colours", {
    blueGreen: { images: { blue: "x/api:1", green: "x/api:2" }, activeColor: "blue" }, port: 8080, autoscaling: { min: 2, max: 8 },
});
measured.addService("busy", {
    image: "x/api:1", port: 8080, autoscaling: { min: 2, max: 8, requestsPerSecond: { metric: "http_requests:rate1m", perPod: 25 } },
});
measured.addService("all", {
    image: "x/api:1", port: 8080,
    autoscaling: { min: 2, max: 8, cpuPercent: 60, memoryPercent: 75, requestsPerSecond: { metric: "rps", perPod: 1 } },
});
const requestsPerSecond = { metric: "rps", perPod: 25 };
tryTo(() => eks.addService("unmeasured", { image: "x/api:1", port: 8080, autoscaling: { min: 2, max: 8, requestsPerSecond } }));
tryTo(() => eks.addWorker("unmeasured", { image: "x/api:1", autoscaling: { min: 2, max: 8, requestsPerSecond } }));
`,
    );
});

const aims = (name: string): unknown => dig(stack.inputs(`HorizontalPodAutoscaler ${name}-autoscaler`), "spec.metrics");
const use = (name: string, averageUtilization: number): unknown => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
});
const requests = (name: string, averageValue: string): unknown => ({
    type: "Pods",
    pods: { metric: { name }, target: { type: "AverageValue", averageValue } },
});

describe("an autoscaler", () => {
    it("is this, in full, and waits for what it scales", () => {
        expect(stack.inputs("HorizontalPodAutoscaler api-autoscaler")).toEqual({
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "api", namespace: "app", labels: labels("api", "app") },
            spec: {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
                minReplicas: 2,
                maxReplicas: 8,
                metrics: [use("cpu", 70)],
            },
        });
        expect(waits(stack, "HorizontalPodAutoscaler api-autoscaler")).toEqual(["Deployment api-deployment", "NetworkPolicy app-deny-all"]);
    });

    it("aims at what is named, and at 70 percent of the CPU only where nothing is", () => {
        expect(aims("cpu")).toEqual([use("cpu", 50)]);
        expect(aims("lonely")).toEqual([use("memory", 80)]);
        expect(aims("worker")).toEqual([use("cpu", 60), use("memory", 70)]);
        expect(aims("busy")).toEqual([requests("http_requests:rate1m", "25")]);
        expect(aims("all")).toEqual([use("cpu", 60), use("memory", 75), requests("rps", "1")]);
    });

    it("owns the number of pods once they are there: its least of them", () => {
        const replicas = (name: string): unknown => dig(stack.inputs(`Deployment ${name}-deployment`), "spec.replicas");
        expect(["api", "cpu", "lonely", "worker", "one", "fixed"].map(replicas)).toEqual([2, 3, 1, 2, 1, 5]);
        const ignored = (name: string): unknown => stack.get(`Deployment ${name}-deployment`).ignoreChanges;
        for (const name of ["api", "cpu", "lonely", "worker"]) expect([name, ignored(name)]).toEqual([name, ["spec.replicas"]]);
        for (const name of ["one", "fixed"]) expect([name, ignored(name)]).toEqual([name, undefined]);
    });

    it("is made for each colour, and not where nobody asks for one", () => {
        expect(stack.ofType("HorizontalPodAutoscaler").map(({ inputs }) => dig(inputs, "spec.scaleTargetRef.name"))).toEqual(
            expect.arrayContaining(["api", "cpu", "lonely", "worker", "colours-blue", "colours-green", "busy", "all"]),
        );
        expect(stack.ofType("HorizontalPodAutoscaler")).toHaveLength(8);
        expect(dig(stack.inputs("HorizontalPodAutoscaler colours-autoscaler-green"), "metadata.name")).toBe("colours-green");
        expect(waits(stack, "HorizontalPodAutoscaler colours-autoscaler-green")).toContain("Deployment colours-deployment-green");
    });

    it("fails for requests that nothing in the cluster counts", () => {
        const said = [
            '  autoscaling.requestsPerSecond: got {"metric":"rps","perPod":25}; allowed: a cluster with customMetrics.',
            "Install what serves custom.metrics.k8s.io (prometheus-adapter, KEDA), and set AppCluster's customMetrics.",
        ].join(" ");
        expect(stack.outputs.refused).toEqual([`Service 'unmeasured': 1 problem\n${said}`, `Worker 'unmeasured': 1 problem\n${said}`]);
        expect(stack.resources.filter(({ urn }) => urn.includes("unmeasured"))).toEqual([]);
    });
});

describe("an update", () => {
    it("takes one pod away and adds one, and keeps the last", () => {
        const rolling = (name: string): unknown => dig(stack.inputs(`Deployment ${name}-deployment`), "spec.strategy");
        const strategy = (maxUnavailable: number): unknown => ({ type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable } });
        expect(["api", "fixed", "worker"].map(rolling)).toEqual([strategy(1), strategy(1), strategy(1)]);
        expect(["lonely", "one"].map(rolling)).toEqual([strategy(0), strategy(0)]);
    });
});

describe("what says how many pods there are", () => {
    const check = (args: { replicas?: number; autoscaling?: AutoscalingArgs }): string[] => lines(scalingProblems(args, 2));

    it("is the least that an autoscaler leaves, the number, or the workload's own", () => {
        expect(minimumPods({}, 2)).toBe(2);
        expect(minimumPods({ replicas: 7 }, 2)).toBe(7);
        expect(minimumPods({ autoscaling: { min: 3, max: 9 } }, 2)).toBe(3);
    });

    it("takes every range that is one", () => {
        const ranges = fc.integer({ min: 1, max: 100 }).chain(min => fc.tuple(fc.constant(min), fc.integer({ min, max: 200 })));
        fc.assert(fc.property(ranges, ([min, max]) => expect(check({ autoscaling: { min, max } })).toEqual([])));
        expect(check({ replicas: 1 })).toEqual([]);
        expect(check({ replicas: 100 })).toEqual([]);
    });

    it("fails for a minimum above the maximum", () => {
        expect(check({ autoscaling: { min: 5, max: 4 } })).toEqual([
            "autoscaling.max: got 4; allowed: at least autoscaling.min, which is 5.",
        ]);
        expect(check({ autoscaling: { min: 5, max: 5 } })).toEqual([]);
    });

    it("fails for a number beside an autoscaler", () => {
        expect(check({ replicas: 2, autoscaling: { min: 2, max: 4 } })).toEqual([
            "replicas: got 2; allowed: nothing beside autoscaling. Autoscaling owns the number of pods: remove one of the two.",
        ]);
    });

    it("fails for figures out of range", () => {
        expect([0, 101, 1.5].flatMap(replicas => check({ replicas }))).toEqual([
            range("replicas", 0, 1, 100),
            range("replicas", 101, 1, 100),
            range("replicas", 1.5, 1, 100),
        ]);
        expect(check({ autoscaling: { min: 0, max: 201, cpuPercent: 101, memoryPercent: 0 } })).toEqual([
            range("autoscaling.min", 0, 1, 100),
            range("autoscaling.max", 201, 1, 200),
            range("autoscaling.cpuPercent", 101, 1, 100),
            range("autoscaling.memoryPercent", 0, 1, 100),
        ]);
    });

    it("fails for requests that are none, and for a metric that has no name", () => {
        const asking = (metric: string, perPod: number): string[] =>
            check({ autoscaling: { min: 1, max: 2, requestsPerSecond: { metric, perPod } } });
        expect(asking("requests per second", 0)).toEqual([
            range("autoscaling.requestsPerSecond.perPod", 0, 1, 1_000_000),
            `autoscaling.requestsPerSecond.metric: got "requests per second"; allowed: a metric's name: letters, digits, '_' and ':'.`,
        ]);
        expect(asking("rate5m", 1_000_001)).toEqual([range("autoscaling.requestsPerSecond.perPod", 1_000_001, 1, 1_000_000)]);
        expect(asking("5m_rate", 1)).toHaveLength(1);
        expect(asking("job:rate5m", 1_000_000)).toEqual([]);
    });
});
