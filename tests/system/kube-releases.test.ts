import type { KubernetesClient, KubernetesObject } from "./kubernetes/client";
import { ControlPlane } from "./kubernetes/control-plane";
import { deploy, type Outcome } from "./kubernetes/deploy";
import { PodWatch, type PodState } from "./kubernetes/pod-watch";
import { synthesiseProgram } from "./kubernetes/programs";
import type { Synthesis } from "./kubernetes/stacks";

/** Releases of a service with a migration, step by step, each a change of plain settings. */
let plane: ControlPlane;
let client: KubernetesClient;

beforeAll(async () => {
    plane = await ControlPlane.start();
    client = plane.client;
    await plane.startControllers(["a", "b", "c"], 1);
}, 3_600_000);
afterAll(() => plane?.stop());

/** The image's tag tells kwok how its pods fare: see stages.yaml. */
const image = (tag: string): string => `registry.example.com/shop:${tag}`;

/** A system of one service, in a namespace of its own. */
async function system(namespace: string, service: object): Promise<Synthesis> {
    const { manifests, resources } = await synthesiseProgram(
        `system-${namespace}`,
        `
const cluster = new webstack.AppCluster("app", {
    namespace: "${namespace}",
    cluster: { kind: "existing" },
    ingress: { kind: "nginx", entrance: { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] }, tls: { kind: "secret", name: "tls" } },
}, { providers });
const web = cluster.addService("web", ${JSON.stringify({ port: 8080, replicas: 3, migration: { command: ["migrate"] }, ...service })});
cluster.expose([{ host: "example.com", service: web }]);
`,
    );
    return { manifests: manifests.map(impatient), resources };
}

/** What would fail after ten minutes fails after 3 seconds: a version that is never ready, a migration that never ends. */
function impatient(object: KubernetesObject): KubernetesObject {
    if (object.kind === "Deployment") return { ...object, spec: { ...object.spec, progressDeadlineSeconds: 3 } };
    if (object.kind === "Job") return { ...object, spec: { ...object.spec, activeDeadlineSeconds: 3 } };
    return object;
}

const release = async (namespace: string, service: object): Promise<Outcome> => deploy(client, await system(namespace, service));

/** The configuration that the gateway runs with: the name of its ConfigMap, which tells the content. */
async function gatewayConfig(namespace: string): Promise<string> {
    const gateway = await client.must("GET", `/apis/apps/v1/namespaces/${namespace}/deployments/gateway`);
    return /"gateway-[0-9a-f]{10}"/.exec(JSON.stringify(gateway.body.spec))![0];
}

/** All is well: three pods of a version. */
const three = (tag: string): PodState => ({ pods: 3, ready: 3, serving: [image(tag)] });

/** What every Service of a namespace selects. */
async function selectors(namespace: string): Promise<Readonly<Record<string, unknown>>> {
    const services = await client.list(`/api/v1/namespaces/${namespace}/services`);
    return Object.fromEntries(services.map(({ metadata, spec }) => [metadata.name, spec?.selector]));
}

describe("a rolling release", () => {
    let pods: PodWatch;

    beforeAll(async () => {
        expect(await release("rolling", { image: image("1.0.0") })).toMatchObject({ failed: [], left: [] });
        pods = await PodWatch.start(client, "rolling", "web");
        await pods.until(three("1.0.0"));
    });
    afterAll(() => pods.stop());

    test("the migration comes to its end before the first pod of its image", async () => {
        const { done, failed } = await release("rolling", { image: image("2.0.0") });
        expect(failed).toEqual([]);
        const migration = done.findIndex(label => label.startsWith("Job rolling/web-migrate-"));
        expect([migration >= 0, migration < done.indexOf("Deployment rolling/web")]).toEqual([true, true]);
        await pods.until(three("2.0.0"));
    });

    test.each([
        ["3.0.0-failing", "BackoffLimitExceeded"],
        ["3.1.0-hanging", "DeadlineExceeded"],
    ])("a migration of %s leaves pods and traffic as they were: %s", async (tag, reason) => {
        const before = await selectors("rolling");
        pods.states();
        const { failed, left } = await release("rolling", { image: image(tag) });
        expect(failed).toEqual([expect.stringMatching(new RegExp(`^Job rolling/web-migrate-[0-9a-f]{8}: ${reason}$`))]);
        expect(left).toContain("Deployment rolling/web");
        expect(await selectors("rolling")).toEqual(before);
        expect(pods.states()).toEqual([three("2.0.0")]);
    });

    test("a version that is never ready leaves two pods of the old one serving", async () => {
        pods.states();
        const { failed } = await release("rolling", { image: image("4.0.0-unready") });
        expect(failed).toEqual([
            expect.stringMatching(/^Deployment rolling\/web: ReplicaSet "web-[a-z0-9]+" has timed out progressing\.$/),
        ]);
        await pods.until({ ...three("2.0.0"), pods: 4, ready: 2 });
        const states = pods.states();
        expect(Math.min(...states.map(({ ready }) => ready))).toBe(2);
        expect(states.map(({ serving }) => serving)).toEqual(states.map(() => [image("2.0.0")]));
    });

    test("the way back is the old setting", async () => {
        expect(await release("rolling", { image: image("2.0.0") })).toMatchObject({ failed: [], left: [] });
        await pods.until(three("2.0.0"));
    });
});

describe("a blue/green release", () => {
    const watches = new Map<string, PodWatch>();
    const step = (activeColor: string, blue: string, green: string): Promise<Outcome> =>
        release("colors", { blueGreen: { images: { blue: image(blue), green: image(green) }, activeColor } });
    const answering = async (): Promise<unknown> => ((await selectors("colors")).web as Record<string, string>)["webstack/color"];
    const configs = new Map<string, string>();
    const states = (color: string) => watches.get(color)!.states();

    beforeAll(async () => {
        expect(await step("blue", "1.0.0", "1.0.0")).toMatchObject({ failed: [], left: [] });
        for (const color of ["blue", "green"])
            watches.set(color, await PodWatch.start(client, "colors", "web", { "webstack/color": color }));
        for (const watch of watches.values()) await watch.until(three("1.0.0"));
        configs.set("blue", await gatewayConfig("colors"));
    });
    afterAll(() => watches.forEach(watch => watch.stop()));

    /** Nothing else held at any time. */
    const still = (tag: string) => [three(tag)];

    test("a new version comes up beside the one that answers", async () => {
        states("blue");
        expect(await step("blue", "1.0.0", "2.0.0")).toMatchObject({ failed: [], left: [] });
        expect(await answering()).toBe("blue");
        expect(states("blue")).toEqual(still("1.0.0"));
        await watches.get("green")!.until(three("2.0.0"));
    });

    test("the switch moves no pod", async () => {
        states("green");
        expect(await step("green", "1.0.0", "2.0.0")).toMatchObject({ failed: [], left: [] });
        expect(await answering()).toBe("green");
        configs.set("green", await gatewayConfig("colors"));
        expect(configs.get("green")).not.toBe(configs.get("blue"));
        expect([states("blue"), states("green")]).toEqual([still("1.0.0"), still("2.0.0")]);
    });

    test("nor does the way back", async () => {
        expect(await step("blue", "1.0.0", "2.0.0")).toMatchObject({ failed: [], left: [] });
        expect([await answering(), await gatewayConfig("colors")]).toEqual(["blue", configs.get("blue")]);
        expect([states("blue"), states("green")]).toEqual([still("1.0.0"), still("2.0.0")]);
    });

    test("fails to switch to a version whose migration failed, and makes no pod of it", async () => {
        const { failed, left } = await step("green", "1.0.0", "3.0.0-failing");
        expect(failed).toEqual([expect.stringMatching(/^Job colors\/web-green-migrate-[0-9a-f]{8}: BackoffLimitExceeded$/)]);
        expect(left).toEqual(expect.arrayContaining(["Deployment colors/web-green", "Service colors/web", "Deployment colors/gateway"]));
        expect([await answering(), await gatewayConfig("colors")]).toEqual(["blue", configs.get("blue")]);
        expect([states("blue"), states("green")]).toEqual([still("1.0.0"), still("2.0.0")]);
    });

    test("fails to switch to a version that is never ready", async () => {
        const { failed, left } = await step("green", "1.0.0", "4.0.0-unready");
        expect(failed).toEqual([expect.stringMatching(/^Deployment colors\/web-green: ReplicaSet "web-green-[a-z0-9]+" has timed out/)]);
        expect(left).toEqual(expect.arrayContaining(["Service colors/web", "Deployment colors/gateway"]));
        expect([await answering(), await gatewayConfig("colors")]).toEqual(["blue", configs.get("blue")]);
        expect(states("blue")).toEqual(still("1.0.0"));
    });
});
