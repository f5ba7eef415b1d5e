import { binaryQuantity, dnsLabel } from "../core/checks";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { sizedDefaults, validateTtls, validateUse, type SizedCacheArgs } from "./common-args";

/** A StatefulSet on the cluster, for development and small systems: one pod, append-only file on a volume, TLS, a password. */
export interface InClusterCacheArgs extends SizedCacheArgs {
    readonly kind: "in-cluster";
    /** A namespace that exists, such as `cluster.namespace`. */
    readonly namespace: string;
    /** The disk. One that is there keeps its size. @default "2Gi" */
    readonly storage?: string;
    /** The data may fill three quarters of it. @default "256Mi" */
    readonly memory?: string;
}

export const inClusterDefaults = { ...sizedDefaults, storage: "2Gi", memory: "256Mi" } as const;

export function validateInCluster(args: InClusterCacheArgs): Problem[] {
    const { namespace, storage, memory, ttlSeconds } = withDefaults(inClusterDefaults, args);
    return [
        ...validateUse(args),
        ...validateTtls(ttlSeconds),
        ...dnsLabel("namespace", namespace),
        ...binaryQuantity("storage", storage),
        ...binaryQuantity("memory", memory),
    ];
}
