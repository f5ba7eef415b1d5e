import fc from "fast-check";
import { soleBackend } from "../../components/app-cluster/backends";
import { validateBlueGreen, weightsOf, type BlueGreenArgs } from "../../components/app-cluster/release-args";
import { validateServiceArgs } from "../../components/app-cluster/service-args";
import { containerOf, eksCluster, localCluster, migrationOf, notAwaited, rolledOutIn, waits } from "./clusters";
import { dig, labels, lines, selector, stackOf, type Stack } from "./support";

const program = (name: string, activeColor: "blue" | "green"): Promise<Stack> =>
    stackOf(
        name,
        `
${eksCluster}
${localCluster}
const gated = new webstack.AppCluster("gated", {
    cluster: { kind: "existing" }, ingress: { kind: "nginx", entrance: { kind: "node-port" }, tls: { kind: "secret", name: "shop-tls" } },
}, { providers });
const blueGreen = { images: { blue: "x/web:1.0", green: "x/web:2.0" }, activeColor: "${activeColor}" };
const versions = { ...blueGreen, env: { blue: { VERSION: "1.0", ZONE: "old" }, green: { VERSION: "2.0" } } };
const args = { blueGreen: versions, port: 8000, ports: { grpc: 9000 }, replicas: 6, env: { ZONE: "eu" }, secretEnv: { A: pulumi.secret("1") }, migration: { command: ["migrate"] } };
const web = eks.addService("web", args);
const shared = eks.addService("shared", { blueGreen: { ...blueGreen, weights: { blue: 30, green: 70 } }, port: 8000, metrics: {} });
const there = local.addService("there", { blueGreen, port: 8000 });
const behind = gated.addService("behind", { blueGreen, port: 8000 });
gated.addService("rolling", { image: "x/web:1.0", port: 8000 });
eks.expose([{ host: "shop.example.com", service: web }]);
gated.expose([{ host: "shop.example.com", service: behind }]);
exports.backends = [web, shared, there].map(({ backends }) => backends);
exports.ready = web.ready.map(({ urn }) => urn);
exports.metrics = eks.metrics;
`,
    );

let blue: Stack;
let green: Stack;
beforeAll(async () => {
    [blue, green] = await Promise.all([program("blue-green-blue", "blue"), program("blue-green-green", "green")]);
});

const colored = (name: string, color: string): Record<string, string> => ({ ...selector(name), "webstack/color": color });

describe("a service with two colours", () => {
    it("makes exactly this: two of what runs, one of all else", () => {
        expect(blue.children("web")).toEqual(
            [
                ...["-blue", "-green"].map(suffix => migrationOf(blue, "web", suffix).replace("web-", "")),
                ...["Deployment deployment", "PodDisruptionBudget disruption", "Service service"].flatMap(child => [
                    `${child}-blue`,
                    `${child}-green`,
                ]),
                "NetworkPolicy migration-network",
                "NetworkPolicy network",
                "PodIdentityAssociation identity",
                "Role role",
                "RolePolicy may-read-secrets",
                "Secret secrets",
                "SecretProviderClass secrets",
                "SecretVersion secrets",
                "Service service",
                "ServiceAccount account",
            ]
                .map(child => child.replace(" ", " web-"))
                .sort(),
        );
    });

    it("runs both in full size, each with its image and the colour's own selector", () => {
        for (const [color, image] of [
            ["blue", "x/web:1.0"],
            ["green", "x/web:2.0"],
        ] as const) {
            const { metadata, spec } = blue.inputs(`Deployment web-deployment-${color}`);
            expect(metadata).toEqual({
                name: `web-${color}`,
                namespace: "app",
                labels: { ...labels("web", "app"), "webstack/color": color },
                annotations: rolledOutIn(960),
            });
            expect(spec).toMatchObject({
                replicas: 6,
                selector: { matchLabels: colored("web", color) },
                strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
            });
            expect(dig(spec, "template.metadata.labels")).toEqual({ ...labels("web", "app"), "webstack/color": color });
            expect(dig(spec, "template.spec.topologySpreadConstraints.0.labelSelector")).toEqual({ matchLabels: colored("web", color) });
            expect(containerOf(blue, `Deployment web-deployment-${color}`).image).toBe(image);
            expect(blue.inputs(`PodDisruptionBudget web-disruption-${color}`)).toMatchObject({
                metadata: { name: `web-${color}` },
                spec: { maxUnavailable: 1, selector: { matchLabels: colored("web", color) } },
            });
            expect(blue.inputs(`Service web-service-${color}`)).toMatchObject({
                metadata: { name: `web-${color}` },
                spec: { selector: colored("web", color) },
            });
        }
    });

    it("tells each colour what is its own, beside and before what is told to both, and its migration too", () => {
        const env = (key: string): unknown =>
            (containerOf(blue, key).env as { name: string; value?: string }[]).filter(({ value }) => value);
        const keys = (suffix: string): string[] => [`Deployment web-deployment${suffix}`, migrationOf(blue, "web", suffix)];
        for (const key of keys("-blue"))
            expect(env(key)).toEqual([
                { name: "VERSION", value: "1.0" },
                { name: "ZONE", value: "old" },
            ]);
        for (const key of keys("-green"))
            expect(env(key)).toEqual([
                { name: "VERSION", value: "2.0" },
                { name: "ZONE", value: "eu" },
            ]);
        expect(containerOf(blue, "Deployment shared-deployment-blue").env).toEqual([]);
    });

    it("has one account, one set of secrets and one network for both", () => {
        for (const color of ["blue", "green"]) {
            expect(dig(blue.inputs(`Deployment web-deployment-${color}`), "spec.template.spec.serviceAccountName")).toBe("web");
        }
        expect(dig(blue.inputs("NetworkPolicy web-network"), "spec.podSelector")).toEqual({ matchLabels: selector("web") });
        expect(blue.outputs.metrics).toEqual([{ kind: "pods", job: "shared", namespace: "app", labels: selector("shared"), port: 8000 }]);
    });

    it("leads callers inside the cluster to the active colour by the service's own name, once that colour is up", () => {
        expect(blue.inputs("Service web-service")).toMatchObject({ metadata: { name: "web" }, spec: { selector: colored("web", "blue") } });
        expect(dig(blue.inputs("Service web-service"), "spec.ports")).toEqual([
            { name: "http", port: 8000, targetPort: "http" },
            { name: "grpc", port: 9000, targetPort: "grpc" },
        ]);
        expect(waits(blue, "Service web-service")).toEqual(["Deployment web-deployment-blue", "NetworkPolicy app-deny-all"]);
        expect(green.inputs("Service web-service").spec).toMatchObject({ selector: colored("web", "green") });
        expect(waits(green, "Service web-service")).toEqual(["Deployment web-deployment-green", "NetworkPolicy app-deny-all"]);
        // What is asked for by its colour does not wait for the other one.
        expect(waits(blue, "Service web-service-green")).toEqual(["NetworkPolicy app-deny-all"]);
    });

    it("is ready when both are", () => {
        expect(blue.outputs.ready).toEqual(["blue", "green"].map(color => blue.get(`Deployment web-deployment-${color}`).urn));
    });

    it("has a backend for each colour, with all requests for the active one, or their shares", () => {
        const backends = (name: string, ...weights: number[]): unknown =>
            ["blue", "green"].map((color, index) => ({
                name: `${name}-${color}`,
                labels: colored(name, color),
                port: 8000,
                weight: weights[index],
            }));
        expect(blue.outputs.backends).toEqual([backends("web", 100, 0), backends("shared", 30, 70), backends("there", 100, 0)]);
        expect(green.outputs.backends).toEqual([backends("web", 0, 100), backends("shared", 30, 70), backends("there", 0, 100)]);
        expect(soleBackend("web", 8000)).toEqual({ name: "web", labels: selector("web"), port: 8000, weight: 100 });
    });

    it("has names that list the ready pods of each colour, where the gateway balances the load", () => {
        const listed = (name: string, labelled: Record<string, string>): unknown => ({
            apiVersion: "v1",
            kind: "Service",
            metadata: {
                name: `${name}-pods`,
                namespace: "gated",
                labels: labels(name.split("-")[0]!, "gated"),
                annotations: notAwaited,
            },
            spec: { clusterIP: "None", selector: labelled, ports: [{ name: "http", port: 8000, targetPort: "http" }] },
        });
        expect(blue.inputs("Service behind-pods-blue")).toEqual(listed("behind-blue", colored("behind", "blue")));
        expect(blue.inputs("Service behind-pods-green")).toEqual(listed("behind-green", colored("behind", "green")));
        expect(blue.inputs("Service rolling-pods")).toEqual(listed("rolling", selector("rolling")));
        expect([...blue.children("web"), ...blue.children("there")].filter(child => child.includes("-pods"))).toEqual([]);
    });
});

describe("the Services of a workload", () => {
    it("are not waited for, whoever they are for: the Deployments are", () => {
        const services = blue.resources.filter(
            ({ type, urn }) => type === "kubernetes:core/v1:Service" && !urn.endsWith("-gateway-service"),
        );
        const names = ["behind", "shared", "there", "web"].flatMap(name =>
            ["", "-blue", "-green"].map(suffix => `${name}-service${suffix}`),
        );
        expect(services.map(({ urn }) => urn.split("::").at(-1)).sort()).toEqual(
            [...names, "behind-pods-blue", "behind-pods-green", "rolling-pods", "rolling-service"].sort(),
        );
        for (const { urn, inputs } of services)
            expect([urn, dig(inputs, "metadata.annotations")]).toEqual([urn, expect.objectContaining(notAwaited)]);
    });
});

describe("a switch from one colour to the other", () => {
    it("changes the selector of the service's own name and the weights outside, and nothing else", () => {
        const changed = blue.resources
            .filter(({ urn, inputs }) => {
                const after = green.resources.find(other => other.urn === urn);
                return JSON.stringify(inputs) !== JSON.stringify(after?.inputs);
            })
            .map(({ urn }) => urn.split("::").at(-1))
            .sort();
        // The configuration of the gateway has its pods restarted; see the tests of the gateway.
        const gateway = changed.filter(name => name!.startsWith("gated-"));
        expect(changed.filter(name => !gateway.includes(name))).toEqual([
            "app-ingress",
            "behind-service",
            "shared-service",
            "there-service",
            "web-service",
        ]);
        const without = (stack: Stack): unknown => {
            const { spec, ...rest } = stack.inputs("Service web-service");
            return [rest, { ...(spec as object), selector: undefined }];
        };
        expect(without(green)).toEqual(without(blue));
    });

    it("makes and deletes nothing", () => {
        expect(green.resources.map(({ urn }) => urn).sort()).toEqual(blue.resources.map(({ urn }) => urn).sort());
    });
});

describe("the variables of a colour", () => {
    it("fails for what env fails for", () => {
        const env = { blue: { JWT_SECRET: "x", A: "1" }, green: { "1ST": "x", AWS_ACCESS_KEY_ID: "x" } };
        const blueGreen = { images: { blue: "x/web:1", green: "x/web:2" }, activeColor: "blue", env } as const;
        expect(lines(validateServiceArgs({ blueGreen, port: 8000, secretEnv: { A: "2" } }))).toEqual([
            'blueGreen.env.blue: got "A"; allowed: each variable in env or in secretEnv.',
            'blueGreen.env.blue.JWT_SECRET: got "a value in the open"; allowed: no secret. Put it in secretEnv or secrets.',
            'blueGreen.env.green: got "1ST"; allowed: names of letters, digits and _.',
            'blueGreen.env.green: got "AWS_ACCESS_KEY_ID"; allowed: no keys of the cloud. ' +
                "Pods have an identity of their own: bucket.grantRead(service).",
        ]);
    });
});

describe("weights", () => {
    const images = { blue: "x/web:1", green: "x/web:2" };
    const check = (args: Partial<BlueGreenArgs>, health?: false): string[] =>
        lines(validateBlueGreen({ blueGreen: { images, activeColor: "blue", ...args }, health }));

    it("are all for the active colour where nothing is said", () => {
        expect(weightsOf({ images, activeColor: "blue" })).toEqual({ blue: 100, green: 0 });
        expect(weightsOf({ images, activeColor: "green" })).toEqual({ blue: 0, green: 100 });
        expect(weightsOf({ images, activeColor: "green", weights: { blue: 90, green: 10 } })).toEqual({ blue: 90, green: 10 });
    });

    it("are taken as long as they add up to 100 and the active colour has some", () => {
        const colors = fc.constantFrom("blue" as const, "green" as const);
        fc.assert(
            fc.property(colors, fc.integer({ min: 1, max: 100 }), (activeColor, share) => {
                const weights = { blue: 100 - share, green: 100 - share, [activeColor]: share } as { blue: number; green: number };
                expect(check({ activeColor, weights })).toEqual([]);
            }),
        );
    });

    it("fails for every pair that does not add up to 100", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }), (one, other) => {
                fc.pre(one + other !== 100);
                expect(check({ weights: { blue: one, green: other } })).toEqual([
                    `blueGreen.weights: got {"blue":${one},"green":${other}}; allowed: percentages that add up to 100.`,
                ]);
            }),
        );
    });

    it("fails for shares that are no percentages", () => {
        expect(check({ weights: { blue: 150, green: -50 } })).toEqual([
            "blueGreen.weights.blue: got 150; allowed: a whole number from 0 to 100.",
            "blueGreen.weights.green: got -50; allowed: a whole number from 0 to 100.",
        ]);
        expect(check({ weights: { blue: 99.5, green: 0.5 } })).toHaveLength(2);
    });

    it("fails for none at the active colour", () => {
        expect(check({ activeColor: "green", weights: { blue: 100, green: 0 } })).toEqual([
            'blueGreen.weights: got {"blue":100,"green":0}; allowed: some requests for green, the active colour. ' +
                "Set activeColor to the colour that is to answer, and leave the weights out.",
        ]);
    });

    it("fails without checks of health: nobody would know that the other colour is ready", () => {
        expect(check({}, false)).toEqual([
            "health: got false; allowed: checks, with blueGreen. Without them nobody knows that the other colour is ready for requests.",
        ]);
    });

    it("fails for an image without a version, and for a colour that is none", () => {
        const fix = "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.";
        expect(check({ images: { blue: "x/web", green: "x/web:latest" }, activeColor: "red" as never })).toEqual([
            `blueGreen.images.blue: got "x/web"; allowed: an image with a tag other than latest, or a digest. ${fix}`,
            `blueGreen.images.green: got "x/web:latest"; allowed: an image with a tag other than latest, or a digest. ${fix}`,
            'blueGreen.activeColor: got "red"; allowed: blue, green.',
        ]);
    });
});
