import type { KubernetesObject } from "./client";
import type { PodTemplate } from "./pods";

interface Reference {
    readonly kind: string;
    readonly name: string;
    /** The entry of a ConfigMap or Secret. */
    readonly key?: string;
}

/** What a pod names that is nowhere among the objects: its containers would wait for it, and the API server says nothing. */
export function missingReferences({ of, namespace, pod }: PodTemplate, manifests: readonly KubernetesObject[]): string[] {
    const there = new Set(manifests.filter(({ metadata }) => metadata.namespace === namespace).flatMap(offers));
    return referencesIn(pod.spec)
        .map(({ kind, name, key }) => [kind, name, ...(key === undefined ? [] : [key])].join(" "))
        .filter(reference => !there.has(reference))
        .map(reference => `${of}: ${reference}`);
}

/** What an object may be named for: itself, its entries, and the Secret that the driver makes for a SecretProviderClass. */
function offers(object: KubernetesObject): string[] {
    const { kind, metadata, spec } = object;
    const { data = {}, stringData = {} } = object as { data?: object; stringData?: object };
    const synced = kind === "SecretProviderClass" ? ((spec?.secretObjects ?? []) as { secretName: string; data: { key: string }[] }[]) : [];
    return [
        `${kind} ${metadata.name}`,
        ...[...Object.keys(data), ...Object.keys(stringData)].map(key => `${kind} ${metadata.name} ${key}`),
        ...synced.flatMap(({ secretName, data: entries }) => entries.map(({ key }) => `Secret ${secretName} ${key}`)),
    ];
}

/** By the name of the field, what it names. */
const readers: Readonly<Record<string, (value: never) => Reference>> = {
    serviceAccountName: (name: string) => ({ kind: "ServiceAccount", name }),
    secretKeyRef: ({ name, key }: Reference) => ({ kind: "Secret", name, key }),
    configMapKeyRef: ({ name, key }: Reference) => ({ kind: "ConfigMap", name, key }),
    configMap: ({ name }: Reference) => ({ kind: "ConfigMap", name }),
    secret: ({ secretName, name }: { secretName?: string; name: string }) => ({ kind: "Secret", name: secretName ?? name }),
    configMapRef: ({ name }: Reference) => ({ kind: "ConfigMap", name }),
    secretRef: ({ name }: Reference) => ({ kind: "Secret", name }),
    secretProviderClass: (name: string) => ({ kind: "SecretProviderClass", name }),
};

function referencesIn(value: unknown): Reference[] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
        const read = Array.isArray(value) ? undefined : readers[key];
        return read ? [read(inner as never)] : referencesIn(inner);
    });
}
