import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const enforce = "pod-security.kubernetes.io/enforce";
const labelled = (labels: unknown, name: unknown = "shop"): Sketch => ({
    type: "kubernetes:core/v1:Namespace",
    props: { metadata: { name, labels } },
});
const at = `metadata.labels["${enforce}"] is`;

export const proof: Proof = {
    fails: {
        "no labels": { stack: { shop: labelled(null) }, says: { shop: `${at} not set` } },
        "no metadata": { stack: { shop: { type: "kubernetes:core/v1:Namespace", props: {} } }, says: { shop: `${at} not set` } },
        "a warning alone": { stack: { shop: labelled({ "pod-security.kubernetes.io/warn": "restricted" }) }, says: { shop: at } },
        "the level that lets everything through": { stack: { shop: labelled({ [enforce]: "privileged" }) }, says: { shop: at } },
        "a level that there is not": { stack: { shop: labelled({ [enforce]: "Restricted" }) }, says: { shop: at } },
        "a patch that gives it up, and a member of a list": {
            stack: {
                patch: { ...labelled({ [enforce]: "privileged" }), type: "kubernetes:core/v1:NamespacePatch" },
                list: {
                    type: "kubernetes:core/v1:NamespaceList",
                    props: { items: [labelled({ [enforce]: "baseline" }).props, labelled({}).props] },
                },
            },
            says: { patch: at, list: `items[1].${at} not set` },
        },
    },
    passes: {
        restricted: { shop: labelled({ [enforce]: "restricted" }) },
        baseline: { shop: labelled({ [enforce]: "baseline" }, unknown) },
        "a patch of something else": { patch: { ...labelled({ team: "shop" }), type: "kubernetes:core/v1:NamespacePatch" } },
    },
    unknowns: {
        "the level": { stack: { shop: labelled({ [enforce]: unknown }), other: labelled({}) }, of: ["shop"], says: { other: at } },
        labels: { stack: { shop: labelled(unknown) }, of: ["shop"] },
    },
    secrets: { shop: labelled({ team: secret("hunter2-team") }) },
    ignores: {
        system: labelled({}, "kube-system"),
        map: { type: "kubernetes:core/v1:ConfigMap", props: { metadata: { name: "shop" } } },
        other: { type: "kubernetes:example.com/v1:Namespace", props: { metadata: { name: "shop" } } },
    },
    breaks: changing("Namespace", "app-namespace", ({ metadata }) => delete metadata.labels[enforce]),
};
