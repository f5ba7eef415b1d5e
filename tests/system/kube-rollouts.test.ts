import { has, type KubernetesClient, type KubernetesObject } from "./kubernetes/client";
import { ControlPlane } from "./kubernetes/control-plane";
import { deploy, labelOf, settled } from "./kubernetes/deploy";
import { PodWatch, imageOf, type PodState } from "./kubernetes/pod-watch";
import { until } from "./kubernetes/server";
import { synthesise, type Synthesis } from "./kubernetes/stacks";
import { offerVolumes } from "./kubernetes/volumes";

/** The production stack, brought up whole in a cluster of three zones; its backend has three pods at least. */
let plane: ControlPlane;
let client: KubernetesClient;
let synthesis: Synthesis;
let backend: Deployment;
let pods: PodWatch;

const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

beforeAll(async () => {
    plane = await ControlPlane.start();
    client = plane.client;
    await plane.startControllers(zones, 2);
    synthesis = synthesise({ project: ".", stack: "production" });
    backend = synthesis.manifests.find(object => labelOf(object) === "Deployment app/backend") as Deployment;
    await offerVolumes(client, synthesis.manifests);
    pods = await PodWatch.start(client, "app", "backend");
}, 3_600_000);
afterAll(async () => {
    pods?.stop();
    await plane?.stop();
});

test("the production stack comes up whole, each object after what it depends on", async () => {
    const { done, failed, left } = await deploy(client, synthesis);
    expect({ failed, left }).toEqual({ failed: [], left: [] });
    expect([...done].sort()).toEqual(synthesis.manifests.map(labelOf).sort());
    const namespace = done.indexOf("Namespace app");
    const account = done.indexOf("ServiceAccount app/backend");
    const deployment = done.indexOf("Deployment app/backend");
    expect([namespace < account, account < deployment]).toEqual([true, true]);
});

test("the autoscaler brings the service to its minimum, spread over the zones", async () => {
    await until("three pods are ready", () => pods.now.ready === 3);
    const nodes = pods.pods.map(({ spec }) => spec?.nodeName as string);
    expect(nodes.map(node => node.replace(/-\d$/, "")).sort()).toEqual(zones);
});

test("a rolling update never has fewer than two pods ready, nor more than four", async () => {
    const next = withImage(backend, "1.5.0");
    const states = await during(() => release(next), three(next));
    expect(least(states)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...states.map(state => state.pods))).toBeLessThanOrEqual(4);
    // One by one: for a while both versions serve. The deployment sets no number of pods: the autoscaler's three stay three.
    expect(states.map(({ serving }) => serving)).toContainEqual([expect.stringContaining(":1.4.2"), expect.stringContaining(":1.5.0")]);
});

test("fails to keep two pods ready where an update may take all away", async () => {
    const next = withImage(backend, "1.6.0-unready");
    await client.apply({ ...next, spec: { ...next.spec, strategy: { rollingUpdate: { maxUnavailable: "100%", maxSurge: 0 } } } });
    await pods.until({ pods: 3, ready: 0, serving: [] });
});

test("a version that is never ready leaves two pods of the old one serving, and the way back is open", async () => {
    const good = withImage(backend, "1.7.0");
    await during(() => release(good), three(good));
    const bad = withImage(backend, "1.8.0-unready");
    const states = await during(
        () =>
            expect(release({ ...bad, spec: { ...bad.spec, progressDeadlineSeconds: 3 } })).rejects.toThrow(
                /^ReplicaSet "backend-[a-z0-9]+" has timed out progressing\.$/,
            ),
        { ...three(good), pods: 4, ready: 2 },
    );
    expect(least(states)).toBe(2);
    expect(states.map(({ serving }) => serving)).toEqual(states.map(() => three(good).serving));
    expect(least(await during(() => release(good), three(good)))).toBe(2);
});

test("fails to evict a second pod before the first is replaced", async () => {
    const nodes = await client.list("/api/v1/nodes");
    // A replacement finds no node, as during the drain of a zone.
    const cordon = async (unschedulable: boolean): Promise<void> => {
        for (const { metadata } of nodes) {
            await client.must("PATCH", `/api/v1/nodes/${metadata.name}`, {
                contentType: "application/merge-patch+json",
                body: { spec: { unschedulable } },
            });
        }
    };
    const budget = synthesis.manifests.find(object => labelOf(object) === "PodDisruptionBudget app/backend")!;
    await until("one disruption is allowed", async () => (await client.get(budget)).status?.disruptionsAllowed === 1);
    await cordon(true);
    const [first, second] = pods.pods.filter(pod => has(pod, "Ready")) as [KubernetesObject, KubernetesObject];
    expect((await evict(first)).status).toBe(201);
    const refusal = await evict(second);
    expect([refusal.status, refusal.body.message]).toEqual([429, "Cannot evict pod as it would violate the pod's disruption budget."]);
    await until("the replacement waits for a node", () => pods.now.pods === 3 && pods.now.ready === 2);
    await cordon(false);
    await until("three pods are ready again", () => pods.now.ready === 3);
});

type Deployment = KubernetesObject & { readonly spec: { readonly template: KubernetesObject } };

/** The same deployment with another tag, as a release makes it. */
function withImage(deployment: Deployment, tag: string): Deployment {
    const changed = JSON.stringify(deployment).replaceAll(/:1\.4\.2@sha256:[0-9a-f]{64}/g, `:${tag}`);
    expect(changed).toContain(`:${tag}"`);
    return JSON.parse(changed) as Deployment;
}

async function release(deployment: Deployment): Promise<void> {
    await client.apply(deployment);
    await settled(client, deployment);
}

/** All is well: three pods of a version. */
const three = ({ spec }: Deployment): PodState => ({ pods: 3, ready: 3, serving: [imageOf(spec.template)] });

/** What held of the backend's pods after each event, up to what holds at the end. */
async function during(step: () => Promise<void>, end: PodState): Promise<readonly PodState[]> {
    pods.states();
    await step();
    await pods.until(end);
    return pods.states();
}

const least = (states: readonly PodState[]): number => Math.min(...states.map(({ ready }) => ready));

const evict = ({ metadata: { name, namespace } }: KubernetesObject) =>
    client.ask<{ message?: string }>("POST", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } },
    });
