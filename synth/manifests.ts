import { stringify } from "yaml";
import { hidden, isRecord, isSecret, mapValues } from "./wire";
import type { Deployment, PropertyMap, ResourceState } from "./types";

/** One Kubernetes object as a file for `kubectl apply -f`. */
export interface Manifest {
    readonly file: string;
    readonly object: PropertyMap;
    readonly yaml: string;
}

/** What must exist before what: kubectl applies a folder in the order of its file names. */
const ranks: readonly (readonly string[])[] = [
    ["Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "IngressClass", "IngressClassParams"],
    [
        "ServiceAccount",
        "Role",
        "ClusterRole",
        "RoleBinding",
        "ClusterRoleBinding",
        "NetworkPolicy",
        "ConfigMap",
        "Secret",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "SecretProviderClass",
    ],
    ["Service"],
];

/** Every Kubernetes object of the deployment. Secrets are hidden: their values read `[secret]`. */
export function manifestsOf({ deployment }: Deployment): Manifest[] {
    const taken = new Set<string>();
    return deployment.resources
        .filter(isKubernetesObject)
        .map(state => objectOf(state))
        .sort((a, b) => (fileStem(a) < fileStem(b) ? -1 : fileStem(a) > fileStem(b) ? 1 : 0))
        .map(object => {
            const stem = fileStem(object);
            let file = `${stem}.yaml`;
            for (let times = 2; taken.has(file); times++) file = `${stem}-${times}.yaml`;
            taken.add(file);
            return { file, object, yaml: stringify(object, { lineWidth: 0 }) };
        });
}

function isKubernetesObject(state: ResourceState): boolean {
    return (
        state.custom &&
        !state.external &&
        state.type.startsWith("kubernetes:") &&
        isRecord(state.inputs) &&
        "kind" in state.inputs &&
        "apiVersion" in state.inputs
    );
}

/** The inputs as the provider sends them: with the name it gave, and without the marks of the document. */
function objectOf(state: ResourceState): PropertyMap {
    const { apiVersion, kind, metadata, ...rest } = state.inputs!;
    const named = isRecord(state.outputs?.metadata) ? state.outputs.metadata.name : undefined;
    const shown = visible({
        apiVersion,
        kind,
        metadata: { ...(isRecord(metadata) ? metadata : {}), ...(named ? { name: named } : {}) },
        ...rest,
    }) as PropertyMap;
    if (kind === "Secret" && isRecord(shown.data)) {
        // `data` must be base64, even where its value is hidden.
        shown.data = Object.fromEntries(Object.entries(shown.data).map(([key, value]) => [key, value === hidden ? btoa(hidden) : value]));
    }
    return shown;
}

function visible(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(visible);
    if (!isRecord(value)) return value;
    if (isSecret(value)) return JSON.parse(String(value.plaintext)) as unknown;
    return mapValues(value, visible);
}

function fileStem(object: PropertyMap): string {
    const { name, namespace } = object.metadata as { name?: string; namespace?: string };
    const kind = String(object.kind);
    const rank = ranks.findIndex(kinds => kinds.includes(kind));
    return [rank < 0 ? ranks.length : rank, namespace, kind, name]
        .filter(part => part !== undefined)
        .join("-")
        .toLowerCase()
        .replace(/[^a-z0-9.-]/g, "_")
        .slice(0, 200);
}
