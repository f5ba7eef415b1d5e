import { formsOf, ofOthers, patchOf, type Pod } from "../kinds";
import { changingContainer, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch, type Stack } from "../proof";
import { casesInPreviews, stacksInPreviews, wired } from "../unmade";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const pinned = `ghcr.io/shop/web@${digest}`;
const movable = "ghcr.io/shop/web:1.4.2";

const pod = (image: unknown, more: object = {}): Pod => ({ spec: { containers: [{ name: "web", image }], ...more } });
const podOf = (image: unknown, more: object = {}): Sketch => ({ type: "kubernetes:core/v1:Pod", props: pod(image, more) });

/** What tells by its tag what the stack is for. */
const environment = (name: string): Stack => ({
    environment: {
        type: "aws:sns/topic:Topic",
        props: { tags: { Environment: name } },
        answers: { id: "arn:aws:sns:eu-west-1:123456789012:environment", arn: "arn:aws:sns:eu-west-1:123456789012:environment" },
        provider: { region: "eu-west-1" },
    },
});
const production = environment("production");

const says = (path: string, value = JSON.stringify(movable)): string =>
    `${path} is ${value}: a tag can be moved, and then pods of one release run different code. Name the image by its digest.`;
const ofWeb = (path: string, value?: string): string => says(`${path}spec.containers[0].image (container web)`, value);
const migrate = says("spec.initContainers[0].image (container migrate)");

const entries = <T, U>(cases: Readonly<Record<string, T>>, make: (one: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(cases).map(([what, one]) => [what, make(one)]));

const images: Readonly<Record<string, unknown>> = {
    "a tag": movable,
    "no tag": "nginx",
    "the latest": "nginx:latest",
    "an empty name": "",
    "no image": undefined,
    "a number": 7,
    "a digest alone": digest,
    "a digest without a name": `@${digest}`,
    "a digest as a tag": `nginx:${digest.replace("sha256:", "")}`,
    "a digest that is too short": pinned.slice(0, -1),
    "a digest that is too long": `${pinned}0`,
    "a digest of another kind": `nginx@sha512:${"0".repeat(64)}`,
    "a digest that is not hexadecimal": `nginx@sha256:${"g".repeat(64)}`,
};

const beside = podOf(unknown, { initContainers: [{ name: "migrate", image: movable }] });

export const proof: Proof = {
    fails: casesInPreviews<Proof["fails"][string]>({
        ...entries(images, image => ({
            stack: { ...production, web: podOf(image) },
            says: { web: ofWeb("", image === undefined ? "not set" : JSON.stringify(image)) },
        })),
        "two containers": {
            stack: {
                ...production,
                web: podOf(movable, {
                    initContainers: [
                        { name: "migrate", image: movable },
                        { name: "wait", image: pinned },
                    ],
                }),
            },
            says: { web: [migrate, ofWeb("")] },
        },
        "an ephemeral container": {
            stack: { ...production, web: podOf(pinned, { ephemeralContainers: [{ name: "debug", image: "busybox" }] }) },
            says: { web: says("spec.ephemeralContainers[0].image (container debug)", '"busybox"') },
        },
        "a volume": {
            stack: { ...production, web: podOf(pinned, { volumes: [{ name: "model", image: { reference: movable } }] }) },
            says: { web: says("spec.volumes[0].image.reference") },
        },
        ...entries(formsOf(pod(movable), pod(pinned)), ([web, path]) => ({ stack: { ...production, web }, says: { web: ofWeb(path) } })),
        "a patch of the image": {
            stack: { ...production, web: patchOf({ containers: [{ name: "web", image: movable }] }) },
            says: { web: ofWeb("spec.template.") },
        },
    }),
    passes: stacksInPreviews({
        ...entries(
            {
                "a digest": pinned,
                "a tag and a digest": `ghcr.io/shop/web:1.4.2@${digest}`,
                "a short name": `nginx@${digest}`,
                "a registry with a port": `localhost:5000/web@${digest}`,
            },
            image => ({ ...production, web: podOf(image) }),
        ),
        "all containers and volumes": {
            ...production,
            web: podOf(pinned, {
                initContainers: [{ name: "migrate", image: pinned }],
                ephemeralContainers: [{ name: "debug", image: pinned }],
                volumes: [
                    { name: "data", emptyDir: {} },
                    { name: "model", image: { reference: pinned } },
                ],
            }),
        },
        "beside what is not known": { ...production, web: podOf(pinned, { nodeName: unknown }) },
        ...entries(formsOf(pod(pinned), pod(pinned)), ([web]) => ({ ...production, web })),
        "a patch of something else": { ...production, web: patchOf({ containers: [{ name: "web", command: ["serve"] }] }) },
        "tags in a stack that is not production": {
            ...environment("development"),
            ...entries(images, image => podOf(image)),
            ...entries(formsOf(pod(movable), pod(movable)), ([web]) => web),
            patch: patchOf({ containers: [{ name: "web", image: movable }] }),
            unknown: podOf(unknown),
            beside,
        },
    }),
    unknowns: casesInPreviews<Proof["unknowns"][string]>({
        "an image": { stack: { ...production, web: podOf(unknown) }, of: { web: "spec.containers.0.image" } },
        "one of two images": {
            stack: { ...production, web: beside },
            of: { web: "spec.containers.0.image" },
            says: { web: migrate },
        },
    }),
    secrets: {
        ...production,
        web: podOf(secret("hunter2-image"), {
            initContainers: [{ name: secret("hunter2-name"), image: "nginx", env: [{ name: "TOKEN", value: secret("hunter2-token") }] }],
            volumes: [{ name: secret("hunter2-volume"), image: { reference: secret("hunter2-reference") } }],
        }),
    },
    ignores: wired({
        ...production,
        custom: ofOthers(pod(movable)),
        settings: object("core/v1:ConfigMap", "web", { data: { image: movable } }),
        list: { type: "kubernetes:v1:List", props: { items: [{ apiVersion: "v1", kind: "ConfigMap" }] } },
        task: { type: "aws:ecs/taskDefinition:TaskDefinition", props: { containerDefinitions: JSON.stringify([{ image: movable }]) } },
    }),
    breaks: changingContainer("Deployment", "backend-deployment", container => {
        container.image = (container.image as string).split("@")[0];
    }),
};
