import { validateWorker, workerDefaults, type WorkerArgs } from "../../components/app-cluster/worker-args";
import { containerOf, eksCluster, localCluster, podOf, range, stores, waits } from "./clusters";
import { dig, dns, labels, lines, scraper, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "workers",
        `
${eksCluster}
${localCluster}
${stores}
const mails = eks.addWorker("mails", {
    image: "ghcr.io/acme/worker:3",
    command: ["worker"],
    args: ["--queue", "mails"],
    replicas: 4,
    health: { command: ["worker", "--ping"], startupSeconds: 400 },
    metrics: { job: "mail-worker", path: "/stats", port: 9100 },
    stores: [cache],
    shutdownSeconds: 900,
});
eks.addWorker("plain", { image: "x/worker:1" });
eks.addWorker("scraped", { image: "x/worker:1", metrics: { port: 9200 } });
local.addWorker("there", { image: "x/worker:1" });
exports.metrics = eks.metrics;
exports.none = local.metrics;
exports.own = mails.metrics;
`,
    );
});

describe("a worker", () => {
    it("makes all that a service has but the Service", () => {
        const children = ["Deployment deployment", "NetworkPolicy network", "PodDisruptionBudget disruption"];
        expect(stack.children("plain")).toEqual(
            [...children, "PodIdentityAssociation identity", "Role role", "ServiceAccount account"].map(child =>
                child.replace(" ", " plain-"),
            ),
        );
        expect(stack.children("there")).toEqual([...children, "ServiceAccount account"].map(child => child.replace(" ", " there-")));
    });

    it("has pods that wait for their account, their identity and their network", () => {
        expect(waits(stack, "Deployment plain-deployment")).toEqual([
            "NetworkPolicy app-deny-all",
            "NetworkPolicy plain-network",
            "PodIdentityAssociation plain-identity",
            "ServiceAccount plain-account",
        ]);
    });

    it("is one pod that has a minute to finish its work, where nothing is said", () => {
        expect(workerDefaults).toEqual({
            replicas: 1,
            shutdownSeconds: 60,
            health: { startupSeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failures: 3 },
        });
        expect(dig(stack.inputs("Deployment plain-deployment"), "spec.replicas")).toBe(1);
        expect(podOf(stack, "Deployment plain-deployment").terminationGracePeriodSeconds).toBe(60);
        // It gets no requests that somebody would have to take elsewhere first, and nobody asks it for its health.
        const container = Object.keys(containerOf(stack, "Deployment plain-deployment"));
        expect(container.sort()).toEqual(["env", "image", "name", "resources", "securityContext", "volumeMounts"]);
    });

    it("takes as many pods, as long an end and as slow a start as it says", () => {
        expect(dig(stack.inputs("Deployment mails-deployment"), "spec.replicas")).toBe(4);
        expect(dig(stack.inputs("Deployment mails-deployment"), "spec.progressDeadlineSeconds")).toBe(700);
        expect(podOf(stack, "Deployment mails-deployment").terminationGracePeriodSeconds).toBe(900);
        expect(containerOf(stack, "Deployment mails-deployment")).toMatchObject({
            command: ["worker"],
            args: ["--queue", "mails"],
            ports: [{ name: "metrics", containerPort: 9100 }],
            startupProbe: { exec: { command: ["worker", "--ping"] }, failureThreshold: 80 },
            livenessProbe: { exec: { command: ["worker", "--ping"] } },
        });
    });

    it("lets nobody in but Prometheus, where it is scraped", () => {
        const policy = (name: string): unknown => stack.inputs(`NetworkPolicy ${name}-network`).spec;
        expect(policy("there")).toEqual({
            podSelector: { matchLabels: selector("there") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dns],
        });
        expect(dig(policy("mails"), "ingress")).toEqual([scraper(9100)]);
    });

    it("is scraped by its name where no job is named", () => {
        const mails = { kind: "pods", job: "mail-worker", namespace: "app", labels: selector("mails"), port: 9100, path: "/stats" };
        expect(stack.outputs.metrics).toEqual([
            mails,
            { kind: "pods", job: "scraped", namespace: "app", labels: selector("scraped"), port: 9200 },
        ]);
        expect(stack.outputs.own).toEqual(mails);
        expect(stack.outputs.none).toEqual([]);
    });

    it("is selected by its name, and labelled as a caller of its stores", () => {
        expect(stack.inputs("Deployment mails-deployment").metadata).toMatchObject({ name: "mails", labels: labels("mails", "app") });
        expect(dig(stack.inputs("Deployment mails-deployment"), "spec.selector")).toEqual({ matchLabels: selector("mails") });
        expect(dig(stack.inputs("Deployment mails-deployment"), "spec.template.metadata.labels")).toEqual({
            ...labels("mails", "app"),
            "calls-sessions": "true",
        });
    });
});

describe("validateWorker", () => {
    const check = (args: Partial<WorkerArgs>, name = "mails"): string[] => lines(validateWorker(name, { image: "x/worker:1", ...args }));

    it("takes the defaults, and undefined", () => {
        expect(check({})).toEqual([]);
        expect(check({ replicas: undefined, shutdownSeconds: undefined, health: undefined, metrics: undefined })).toEqual([]);
    });

    it.each<[string, Partial<WorkerArgs>, string[]]>([
        ["number of pods", { replicas: 101 }, [range("replicas", 101, 1, 100)]],
        ["end", { shutdownSeconds: 0 }, [range("shutdownSeconds", 0, 1, 3600)]],
        ["end that never comes", { shutdownSeconds: 3601 }, [range("shutdownSeconds", 3601, 1, 3600)]],
        ["metrics port", { metrics: { port: 1023 } }, [range("metrics.port", 1023, 1024, 65535)]],
        ["autoscaling", { autoscaling: { min: 2, max: 1 } }, ["autoscaling.max: got 1; allowed: at least autoscaling.min, which is 2."]],
        ["migration", { migration: { command: [] } }, ["migration.command: got []; allowed: a command and its arguments."]],
        ["user", { uid: 0 }, [range("uid", 0, 1, 65535)]],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for an image without a version, and for a name that is none", () => {
        expect(check({ image: "worker" }, "Mails")).toEqual([
            `name: got "Mails"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`,
            'image: got "worker"; allowed: an image with a tag other than latest, or a digest. ' +
                "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.",
        ]);
    });
});
