import type { Sketch } from "./proof";

/** A pod, or the template of pods. */
export interface Pod {
    readonly metadata?: object;
    readonly spec: unknown;
}

const selector = { matchLabels: { app: "web" } };
const ofTemplate = (template: Pod): object => ({ spec: { selector, template } });

type Kind = readonly [type: string, path: string, make: (pod: Pod) => object];

/** Every kind that makes pods, and where it keeps them. */
const kinds: readonly Kind[] = [
    ["core/v1:Pod", "", pod => pod],
    ["apps/v1:Deployment", "spec.template.", ofTemplate],
    ["apps/v1:StatefulSet", "spec.template.", template => ({ spec: { selector, serviceName: "web", template } })],
    ["apps/v1:DaemonSet", "spec.template.", ofTemplate],
    ["apps/v1:ReplicaSet", "spec.template.", ofTemplate],
    ["core/v1:ReplicationController", "spec.template.", template => ({ spec: { template } })],
    ["batch/v1:Job", "spec.template.", template => ({ spec: { template } })],
    [
        "batch/v1:CronJob",
        "spec.jobTemplate.spec.template.",
        template => ({ spec: { schedule: "@daily", jobTemplate: { spec: { template } } } }),
    ],
    ["core/v1:PodTemplate", "template.", template => ({ template })],
];

const sketch = (type: string, props: object): Sketch => ({ type: `kubernetes:${type}`, props });

/** By its form, an object that makes such pods, and the path to them. Lists have an object with others before it. */
export const formsOf = (pod: Pod, others: Pod): Readonly<Record<string, readonly [made: Sketch, path: string]>> => ({
    ...Object.fromEntries(kinds.map(([type, path, make]) => [`a ${type.split(":")[1]}`, [sketch(type, make(pod)), path]])),
    "a DeploymentList": [sketch("apps/v1:DeploymentList", { items: [ofTemplate(others), ofTemplate(pod)] }), "items[1].spec.template."],
    "a List of any kinds": [
        sketch("v1:List", {
            apiVersion: "v1",
            kind: "List",
            items: [
                { apiVersion: "v1", kind: "ConfigMap" },
                { apiVersion: "v1", kind: "Pod", ...pod },
            ],
        }),
        "items[1].",
    ],
    "a CustomResource": [sketch("v1:Pod", { apiVersion: "v1", kind: "Pod", ...pod }), ""],
});

/** A patch of a Deployment's pods. */
export const patchOf = (pod: object, spec: object = {}): Sketch =>
    sketch("apps/v1:DeploymentPatch", { metadata: { name: "web" }, spec: { ...spec, template: { spec: pod } } });

/** A kind of the same name, which is of another group. */
export const ofOthers = (pod: Pod): Sketch =>
    sketch("example.com/v1:Deployment", { apiVersion: "example.com/v1", kind: "Deployment", ...ofTemplate(pod) });
