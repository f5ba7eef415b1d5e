import type { KubernetesClient, KubernetesObject } from "./client";

interface Claim extends KubernetesObject {
    readonly spec: {
        readonly storageClassName?: string;
        readonly accessModes: readonly string[];
        readonly resources: { readonly requests: object };
    };
}

interface SetSpec {
    readonly replicas: number;
    readonly volumeClaimTemplates: readonly Claim[];
}

/** A volume for each claim of each pod of each StatefulSet: there is no driver here that would make one. */
export async function offerVolumes(client: KubernetesClient, manifests: readonly KubernetesObject[]): Promise<void> {
    const isDefault = "storageclass.kubernetes.io/is-default-class";
    const fallback = manifests.find(({ kind, metadata }) => kind === "StorageClass" && metadata.annotations?.[isDefault] === "true");
    for (const set of manifests.filter(({ kind }) => kind === "StatefulSet")) {
        const { replicas = 1, volumeClaimTemplates = [] } = set.spec as unknown as Partial<SetSpec>;
        for (const { metadata, spec } of volumeClaimTemplates) {
            for (let pod = 0; pod < replicas; pod++) {
                const name = `${set.metadata.namespace}-${set.metadata.name}-${metadata.name}-${pod}`;
                await client.apply({
                    apiVersion: "v1",
                    kind: "PersistentVolume",
                    metadata: { name },
                    spec: {
                        storageClassName: spec.storageClassName ?? fallback?.metadata.name,
                        accessModes: spec.accessModes,
                        capacity: spec.resources.requests,
                        csi: { driver: "ebs.csi.eks.amazonaws.com", volumeHandle: name },
                    },
                });
            }
        }
    }
}
