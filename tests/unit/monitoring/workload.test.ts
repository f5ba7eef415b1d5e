import { images } from "../../../components/core/images";
import { dig, labels, podFaults, podSpecs, secret, selector, stackOf, type Stack } from "../support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-workload",
        `
const { createWorkload } = require("../../../dist/components/monitoring-stack/workload");
class Box extends webstack.Component {
    constructor(name, ...workloads) {
        super("Box", name, {}, [], { providers });
        const namespace = this.child(k8s.core.v1.Namespace, "namespace", { metadata: { name } });
        for (const workload of workloads) createWorkload(this, name, { ...common, ...workload }, { dependsOn: [namespace] });
        this.registerOutputs({});
    }
}
const common = {
    image: "registry.example.com/server:1.2.3", uid: 1234, port: 9000, args: ["--serve"], resources: { cpu: "100m", memory: "64Mi" }, healthPath: "/healthy",
    reload: "itself", network: { ingress: [], egress: [] },
};
const waited = new random.RandomId("waited", { byteLength: 1 }, { provider: providers.random });
const files = { "/etc/server": { "a.yml": "a: 1", "b.yml": pulumi.output("b: 2") }, "/etc/rules": { "rules.yml": "[]" } };
const secretFiles = { "/etc/secrets": { token: "the token" } };
new Box("box",
    { name: "plain", healthScheme: "HTTPS", command: ["/server"], ports: { peers: 9001 }, podLabels: { "calls-store": "true" } },
    { name: "keeping", files, secretFiles, data: { path: "/data", storage: "5Gi" }, dependsOn: [waited], reload: { path: "/-/reload" }, needsApi: true },
    { name: "many", replicas: 2, secretEnv: { TOKEN: "the token" }, env: [{ name: "MODE", value: "all" }] },
);
// Of each two, one thing that its pod reads is another.
const variants = {
    first: {}, config: { files: { "/etc/x": { y: "2" } } }, hidden: { secretFiles: { "/etc/s": { t: "2" } } }, variable: { secretEnv: { T: "2" } },
};
for (const [name, more] of Object.entries(variants)) {
    const reads = { files: { "/etc/x": { y: "1" } }, secretFiles: { "/etc/s": { t: "1" } }, secretEnv: { T: "1" }, ...more };
    new Box(name, { name: "restarts", reload: "restart", ...reads }, { name: "itself", reload: "itself", ...reads });
}
`,
    );
});

const pod = (key: string): Record<string, unknown> => dig(stack.inputs(key), "spec.template.spec") as never;
const container = (key: string, index = 0): Record<string, unknown> => dig(pod(key), `containers.${index}`) as never;

it("is a Deployment with what belongs to it, or a StatefulSet where it keeps something", () => {
    const common = (name: string) => [`NetworkPolicy box-${name}`, `Service box-${name}`, `ServiceAccount box-${name}`];
    expect(stack.children("box")).toEqual(
        [
            "Namespace box-namespace",
            ...[...common("plain"), "Deployment box-plain"],
            ...[...common("keeping"), "StatefulSet box-keeping", "Secret box-keeping-secrets-0"],
            ...["ConfigMap box-keeping-files-0", "ConfigMap box-keeping-files-1"],
            ...[...common("many"), "Deployment box-many", "PodDisruptionBudget box-many", "Secret box-many-env"],
        ].sort(),
    );
});

it("runs a pod of the restricted standard, with the server and its probes", () => {
    for (const [name, spec] of podSpecs(stack)) expect([name, podFaults(spec)]).toEqual([name, []]);
    const probe = { httpGet: { path: "/healthy", port: "http", scheme: "HTTPS" }, timeoutSeconds: 5 };
    expect(container("Deployment box-plain")).toMatchObject({
        name: "plain",
        image: "registry.example.com/server:1.2.3",
        command: ["/server"],
        args: ["--serve"],
        env: [],
        ports: [
            { name: "http", containerPort: 9000 },
            { name: "peers", containerPort: 9001 },
        ],
        resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
        startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 60 },
        livenessProbe: { ...probe, periodSeconds: 30 },
        readinessProbe: { ...probe, periodSeconds: 10 },
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    });
    expect(container("StatefulSet box-keeping")).not.toHaveProperty("command");
    expect(dig(container("StatefulSet box-keeping"), "livenessProbe.httpGet")).toEqual({ path: "/healthy", port: "http" });
    expect(pod("Deployment box-plain")).toMatchObject({ serviceAccountName: "plain", enableServiceLinks: false });
    expect(pod("Deployment box-plain")).not.toHaveProperty("topologySpreadConstraints");
    expect(dig(stack.inputs("Deployment box-plain"), "spec.template.metadata")).toEqual({
        labels: { ...labels("plain", "box"), "calls-store": "true" },
    });
});

it("has a token only where it asks the API server", () => {
    expect(["Deployment box-plain", "StatefulSet box-keeping"].map(key => pod(key).automountServiceAccountToken)).toEqual([false, true]);
    for (const { inputs } of stack.ofType("ServiceAccount")) expect(inputs!.automountServiceAccountToken).toBe(false);
});

it("is reached by its ports' names, and by nobody whom its network does not name", () => {
    expect(stack.inputs("Service box-plain").spec).toEqual({
        selector: selector("plain"),
        ports: [
            { name: "http", port: 9000, targetPort: "http" },
            { name: "peers", port: 9001, targetPort: "peers" },
        ],
    });
    expect(stack.inputs("NetworkPolicy box-plain").spec).toEqual({
        podSelector: { matchLabels: selector("plain") },
        policyTypes: ["Ingress", "Egress"],
        ingress: [],
        egress: [],
    });
});

it("has its files from ConfigMaps and Secrets, for its own group alone where they are secret", () => {
    expect(stack.inputs("ConfigMap box-keeping-files-0")).toMatchObject({
        metadata: { name: "keeping-files-0", namespace: "box" },
        data: { "a.yml": "a: 1", "b.yml": "b: 2" },
    });
    expect(stack.inputs("ConfigMap box-keeping-files-1").data).toEqual({ "rules.yml": "[]" });
    expect(stack.inputs("Secret box-keeping-secrets-0")).toMatchObject({
        metadata: { name: "keeping-secrets-0", namespace: "box" },
        stringData: secret({ token: "[secret]" }),
    });
    expect(container("StatefulSet box-keeping").volumeMounts).toEqual([
        { name: "data", mountPath: "/data" },
        { name: "tmp", mountPath: "/tmp" },
        { name: "keeping-files-0", mountPath: "/etc/server", readOnly: true },
        { name: "keeping-files-1", mountPath: "/etc/rules", readOnly: true },
        { name: "keeping-secrets-0", mountPath: "/etc/secrets", readOnly: true },
    ]);
    expect(pod("StatefulSet box-keeping").volumes).toEqual([
        { name: "tmp", emptyDir: {} },
        { name: "keeping-files-0", configMap: { name: "keeping-files-0" } },
        { name: "keeping-files-1", configMap: { name: "keeping-files-1" } },
        { name: "keeping-secrets-0", secret: { secretName: "keeping-secrets-0", defaultMode: 0o440 } },
    ]);
    expect(stack.waitsFor("StatefulSet box-keeping")).toEqual(
        ["box-keeping-files-0", "box-keeping-files-1", "box-keeping-secrets-0", "box-namespace", "waited"].sort(),
    );
});

it("has secrets as variables by their names in a Secret", () => {
    expect(container("Deployment box-many").env).toEqual([
        { name: "MODE", value: "all" },
        { name: "TOKEN", valueFrom: { secretKeyRef: { name: "many-env", key: "TOKEN" } } },
    ]);
    expect(stack.inputs("Secret box-many-env").stringData).toEqual(secret({ TOKEN: "[secret]" }));
    expect(stack.waitsFor("Deployment box-many")).toEqual(["box-many-env", "box-namespace"]);
    expect(JSON.stringify(stack.result.deployment)).not.toContain("the token");
});

it("keeps its data in a claim, which Kubernetes never changes", () => {
    const { spec } = stack.inputs("StatefulSet box-keeping");
    expect(spec).toMatchObject({
        serviceName: "keeping",
        replicas: 1,
        volumeClaimTemplates: [
            { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "5Gi" } } } },
        ],
    });
    expect(stack.get("StatefulSet box-keeping").ignoreChanges).toEqual(["spec.volumeClaimTemplates"]);
    expect(stack.get("Deployment box-plain").ignoreChanges).toBeUndefined();
    expect(dig(stack.inputs("Deployment box-plain"), "spec.volumeClaimTemplates")).toBeUndefined();
});

it("stands apart where there are several, of which one is taken away at a time", () => {
    const labelSelector = { matchLabels: selector("many") };
    expect(pod("Deployment box-many").topologySpreadConstraints).toEqual(
        ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(topologyKey => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector,
        })),
    );
    expect(dig(stack.inputs("Deployment box-many"), "spec.replicas")).toBe(2);
    expect(stack.inputs("PodDisruptionBudget box-many").spec).toEqual({ maxUnavailable: 1, selector: labelSelector });
});

describe("what changes about its files", () => {
    const annotations = (box: string, name: string): unknown =>
        dig(stack.inputs(`Deployment ${box}-${name}`), "spec.template.metadata.annotations");
    const checksum = (box: string): unknown => dig(annotations(box, "restarts"), "webstack/files-checksum");

    it("makes new pods where it has no other way to read them, also where they are secret, and only there", () => {
        const [first, ...others] = ["first", "config", "hidden", "variable"].map(checksum);
        for (const sum of [first, ...others]) expect(sum).toMatch(/^[0-9a-f]{16}$/);
        expect(new Set([first, ...others]).size).toBe(4);
        expect(annotations("first", "itself")).toBeUndefined();
        expect(dig(stack.inputs("StatefulSet box-keeping"), "spec.template.metadata")).toEqual({ labels: labels("keeping", "box") });
    });

    it("is told by a container beside it, which looks after every folder and may read no more", () => {
        expect((pod("StatefulSet box-keeping").containers as unknown[]).length).toBe(2);
        const resources = { cpu: "10m", memory: "32Mi" };
        expect(container("StatefulSet box-keeping", 1)).toMatchObject({
            name: "reloader",
            image: images.configReloader,
            args: [
                "--reload-url=http://127.0.0.1:9000/-/reload",
                "--watched-dir=/etc/server",
                "--watched-dir=/etc/rules",
                "--watched-dir=/etc/secrets",
                "--listen-address=:8081",
                "--log-format=json",
            ],
            env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
            ports: [{ name: "reloader", containerPort: 8081 }],
            resources: { requests: resources, limits: resources },
            livenessProbe: { httpGet: { path: "/healthz", port: "reloader" }, timeoutSeconds: 5, periodSeconds: 30 },
            volumeMounts: [
                { name: "keeping-files-0", mountPath: "/etc/server", readOnly: true },
                { name: "keeping-files-1", mountPath: "/etc/rules", readOnly: true },
                { name: "keeping-secrets-0", mountPath: "/etc/secrets", readOnly: true },
            ],
        });
        for (const name of ["plain", "many"]) expect((pod(`Deployment box-${name}`).containers as unknown[]).length).toBe(1);
    });
});
