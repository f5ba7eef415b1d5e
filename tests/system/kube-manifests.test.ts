import { parse } from "yaml";
import { clusterDefaults } from "../../components/app-cluster/eks-args";
import { RefusedError, type Answer, type KubernetesClient, type KubernetesObject } from "./kubernetes/client";
import { ControlPlane } from "./kubernetes/control-plane";
import { breaches, podTemplatesOf, type PodTemplate } from "./kubernetes/pods";
import { everything, monitoringOfAll, synthesiseProgram } from "./kubernetes/programs";
import { missingReferences } from "./kubernetes/references";
import { bad, good } from "./kubernetes/samples";
import { until } from "./kubernetes/server";
import { allStacks, exemptedFrom, synthesise, type Synthesis } from "./kubernetes/stacks";

let plane: ControlPlane;
let client: KubernetesClient;
const counts = { objects: 0, pods: 0, refused: 0 };

beforeAll(async () => {
    plane = await ControlPlane.start();
    client = plane.client;
}, 3_600_000);
afterAll(async () => {
    await plane?.stop();
    process.stderr.write(`${counts.objects} objects accepted, ${counts.pods} pods admitted, ${counts.refused} broken pods refused\n`);
});

test("the API server is of the version that a cluster has by default", async () => {
    const { major, minor } = (await client.must<Record<string, string>>("GET", "/version")).body;
    expect(`${major}.${minor}`).toBe(clusterDefaults.version);
});

describe("custom resources", () => {
    test.each(good.map(object => [object.kind, object] as const))("%s: what the documentation shows is accepted", async (kind, object) => {
        expect(await refusals(kind, () => client.apply(object, { dryRun: "All" }))).toEqual([]);
    });

    test.each(bad)("fails: %s", async (_mistake, says, object) => {
        expect(await refusals(object.kind, () => client.apply(object, { dryRun: "All" }))).toEqual([expect.stringMatching(says)]);
    });
});

test("there are stacks of this project and of the examples", () => {
    const names = allStacks().map(({ project, stack }) => `${project} ${stack}`);
    expect(names).toEqual(expect.arrayContaining([". development", ". staging", ". production", "examples/websys production"]));
});

interface Case {
    readonly name: string;
    readonly synthesise: () => Synthesis | Promise<Synthesis>;
    /** URNs of workloads that need not keep to the restricted standard. */
    readonly exempted: readonly string[];
}

const cases: readonly Case[] = [
    ...allStacks().map(ref => ({
        name: `${ref.project} ${ref.stack}`,
        synthesise: () => synthesise(ref),
        exempted: exemptedFrom("pss-restricted", ref),
    })),
    ...Object.entries(everything).map(([name, statements]) => ({
        name: `all that AppCluster makes: ${name}`,
        synthesise: () => synthesiseProgram("system-everything", statements),
        exempted: [],
    })),
    {
        name: "all that MonitoringStack makes",
        synthesise: () => synthesiseProgram("system-monitoring", monitoringOfAll),
        exempted: ["all-nodes", "all-fluent-bit", "lax-nodes", "lax-fluent-bit"].map(
            name => `urn:pulumi:test::test::webstack:index:MonitoringStack$kubernetes:apps/v1:DaemonSet::${name}`,
        ),
    },
];

describe.each(cases)("$name", ({ synthesise, exempted }) => {
    let synthesis: Synthesis = { manifests: [], resources: [] };
    let namespaces: ReadonlyMap<string, KubernetesObject>;
    let templates: readonly PodTemplate[];
    const answers: string[] = [];

    beforeAll(async () => {
        synthesis = await synthesise();
        const { manifests } = synthesis;
        namespaces = new Map(manifests.filter(({ kind }) => kind === "Namespace").map(each => [each.metadata.name, each]));
        templates = podTemplatesOf(manifests);
        for (const manifest of manifests) answers.push(...(await refusals(nameOf(manifest), () => client.apply(manifest))));
    });
    // The next stack has the same names. To take all away is faster than another server.
    afterAll(async () => {
        for (const manifest of synthesis.manifests.toReversed()) {
            await client.remove(manifest).catch((error: unknown) => {
                if (!(error instanceof RefusedError) || error.status !== 404) throw error;
            });
        }
    });

    test("every object is accepted, without a warning", () => {
        expect(answers).toEqual([]);
        expect(synthesis.manifests.length).toBeGreaterThan(10);
        counts.objects += synthesis.manifests.length;
    });

    test("every namespace enforces the restricted standard, or has none but exempted workloads", () => {
        const lax = templates.filter(({ namespace }) => !isRestricted(namespaces.get(namespace)));
        const freed = synthesis.resources.filter(({ urn }) => exempted.includes(urn)).map(workloadOf);
        expect(lax.map(({ of }) => of).sort()).toEqual(freed.sort());
    });

    test("a pod of every template is admitted, without a warning", async () => {
        expect(templates.length).toBeGreaterThan(1);
        const found = await Promise.all(templates.map(template => refusals(template.of, () => tryPod(template.pod))));
        expect(found.flat()).toEqual([]);
        counts.pods += templates.length;
    });

    test("whatever a pod names is there, or is the Secret that a person puts there", () => {
        const missing = templates.flatMap(template => missingReferences(template, synthesis.manifests));
        expect(missing.filter(reference => !/: Secret given( |$)/.test(reference))).toEqual([]);
    });

    test("what the secrets' driver is to mount is written as its provider for AWS reads it", () => {
        for (const { spec } of synthesis.manifests.filter(({ kind }) => kind === "SecretProviderClass")) {
            const { objects } = spec!.parameters as { objects: string };
            for (const object of parse(objects) as readonly object[])
                expect(driverFields).toEqual(expect.arrayContaining(Object.keys(object)));
        }
    });

    test("fails for each pod that is broken in one point", async () => {
        const restricted = templates.filter(({ namespace }) => isRestricted(namespaces.get(namespace)));
        const broken = restricted.flatMap(({ of, pod }) =>
            Object.entries(breaches).map(([breach, change]) => ({ name: `${of}: ${breach}`, pod: { ...pod, spec: change(pod.spec) } })),
        );
        const admitted = await Promise.all(
            broken.map(async ({ name, pod }) => {
                const [refusal] = await refusals(name, () => tryPod(pod));
                return refusal?.includes('violates PodSecurity "restricted:') ? [] : [refusal ?? `${name}: admitted`];
            }),
        );
        expect(admitted.flat()).toEqual([]);
        counts.refused += broken.length;
    });

    test("fails for an exempted pod in a namespace that enforces the restricted standard", async () => {
        const [strict] = [...namespaces.values()].filter(isRestricted);
        const lax = templates.filter(({ namespace }) => !isRestricted(namespaces.get(namespace)));
        for (const { of, pod } of lax) {
            // An account of that namespace, so that nothing else is wrong.
            const serviceAccountName = templates.find(({ namespace }) => namespace === strict!.metadata.name)!.pod.spec.serviceAccountName;
            const moved = {
                ...pod,
                metadata: { ...pod.metadata, namespace: strict!.metadata.name },
                spec: { ...pod.spec, serviceAccountName },
            };
            expect(await refusals(of, () => tryPod(moved))).toEqual([expect.stringContaining('violates PodSecurity "restricted:')]);
        }
    });

    test("the accounts of pods may do what monitoring needs, and nothing else", async () => {
        const bindings = synthesis.manifests.filter(({ kind }) => kind.endsWith("RoleBinding"));
        const bound = new Set(bindings.flatMap(subjectsOf).map(({ namespace, name }) => `${namespace}/${name}`));
        for (const { of, namespace, pod } of templates) {
            const account = `${namespace}/${pod.spec.serviceAccountName}`;
            const wanted = rights[of] ?? [];
            expect([of, bound.has(account)]).toEqual([of, wanted.length > 0]);
            if (bound.has(account)) {
                // The server learns of a binding a moment after it was made.
                await until(`the rights of ${account} hold`, async () => (await rightsOf(account, namespace)).length > 0);
            }
            for (const where of [...namespaces.keys(), "kube-system"]) {
                for (const right of await rightsOf(account, where)) expect([of, wanted]).toEqual([of, expect.arrayContaining([right])]);
            }
        }
    });
});

/** AWS Secrets Manager user guide, "AWS Secrets and Configuration Provider code examples". */
const driverFields = [
    ...["objectName", "objectType", "objectAlias", "objectVersion", "objectVersionLabel"],
    ...["failoverObject", "jmesPath", "objectTemplate"],
];

const subjectsOf = (binding: KubernetesObject) =>
    (binding as KubernetesObject & { readonly subjects: readonly { readonly namespace: string; readonly name: string }[] }).subjects;

/** Finding pods and reading the figures of nodes: no secret, no change, no star. */
const finding = ["get,list,watch pods", "get,list,watch nodes", "get nodes/metrics"];

/** What a workload may ask the API server, where it may ask at all. */
const rights: Readonly<Record<string, readonly string[]>> = {
    "StatefulSet prometheus": finding,
    "Deployment opentelemetry-collector": finding,
    "Deployment kube-state-metrics": [
        ...["nodes", "persistentvolumeclaims", "pods", "daemonsets", "deployments", "statefulsets", "horizontalpodautoscalers"],
        ...["cronjobs", "jobs", "poddisruptionbudgets"],
    ].map(resource => `list,watch ${resource}`),
};

interface Rules {
    readonly resourceRules: readonly { readonly verbs: readonly string[]; readonly resources: readonly string[] }[];
    readonly nonResourceRules: readonly { readonly verbs: readonly string[]; readonly nonResourceURLs: readonly string[] }[];
}

/** What an account may do in a namespace, beyond what every account may. */
async function rightsOf(account: string, namespace: string): Promise<string[]> {
    const rulesOf = async (name: string): Promise<string[]> => {
        const { body } = await client.must<{ status: Rules }>("POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", {
            body: { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectRulesReview", spec: { namespace } },
            as: `system:serviceaccount:${name.replace("/", ":")}`,
        });
        const { resourceRules, nonResourceRules } = body.status;
        return [
            ...resourceRules.flatMap(({ verbs, resources }) => resources.map(resource => `${[...verbs].sort().join()} ${resource}`)),
            ...nonResourceRules.flatMap(({ verbs, nonResourceURLs }) => nonResourceURLs.map(url => `${[...verbs].sort().join()} ${url}`)),
        ];
    };
    const everybody = new Set(await rulesOf("nowhere/nobody"));
    return (await rulesOf(account)).filter(rule => !everybody.has(rule));
}

const nameOf = ({ kind, metadata }: KubernetesObject): string => [kind, metadata.namespace, metadata.name].filter(Boolean).join(" ");

/** `Deployment backend` of the resource that makes it. */
const workloadOf = ({ inputs, outputs }: Synthesis["resources"][number]): string => `${inputs?.kind} ${outputs?.metadata?.name}`;

const isRestricted = (namespace: KubernetesObject | undefined): boolean =>
    namespace?.metadata.labels?.["pod-security.kubernetes.io/enforce"] === "restricted";

const tryPod = (pod: KubernetesObject): Promise<Answer> =>
    client.must("POST", `/api/v1/namespaces/${pod.metadata.namespace}/pods`, {
        body: pod,
        query: { dryRun: "All", fieldValidation: "Strict" },
    });

/** Why the server refused, and what it warned of; none where it took it as it is. */
async function refusals(name: string, request: () => Promise<Answer>): Promise<string[]> {
    try {
        return (await request()).warnings.map(warning => `${name}: warning: ${warning}`);
    } catch (error) {
        if (error instanceof RefusedError) return [`${name}: ${error.message}`];
        throw error;
    }
}
