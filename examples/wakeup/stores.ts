import type * as pulumi from "@pulumi/pulumi";
import { FileStorage, RedisCache, type NetworkParts } from "pulumi-webstack";
import type { Environment } from "./environment";

/** Where the stores of an environment are made. */
export interface Place {
    readonly namespace: string;
    readonly network: NetworkParts | undefined;
    readonly cloud: { readonly accountId: string; readonly region: string } | undefined;
    readonly tags: Readonly<Record<string, string>>;
}

/** Sessions and cache: a pod on a laptop, ElastiCache elsewhere, with a replica in production. */
export function createRedis({ redis }: Environment, place: Place, opts: pulumi.ComponentResourceOptions): RedisCache {
    if (redis === "in-cluster") return new RedisCache("redis", { kind: "in-cluster", namespace: place.namespace, tags: place.tags }, opts);
    return new RedisCache("redis", { kind: "elasticache", ...place.cloud!, network: place.network!, tags: place.tags, ...redis }, opts);
}

/** Voice files. On a laptop there is no S3, and the application does without. */
export function createFiles({ cloud, tags }: Place, opts: pulumi.ComponentResourceOptions): FileStorage | undefined {
    return cloud && new FileStorage("files", { accountId: cloud.accountId, tags }, opts);
}
