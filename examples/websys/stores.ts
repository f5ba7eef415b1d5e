import type * as pulumi from "@pulumi/pulumi";
import { PostgresWithBackups, RedisCache, type NetworkParts, type PostgresWithBackupsArgs } from "pulumi-webstack";
import type { Environment } from "./environment";

type RdsArgs = Extract<PostgresWithBackupsArgs, { kind: "rds" }>;

/** Where the stores of an environment are made. */
export interface Place {
    readonly namespace: string;
    readonly network: NetworkParts | undefined;
    readonly cloud: { readonly accountId: string; readonly region: string } | undefined;
    readonly tags: Readonly<Record<string, string>>;
}

/** PostgreSQL 15: a pod on a laptop, RDS elsewhere, with a replica in production. */
export function createPostgres(
    { postgres }: Environment,
    database: string,
    place: Place & Pick<RdsArgs, "cluster" | "dumps">,
    opts: pulumi.ComponentResourceOptions,
): PostgresWithBackups {
    const common = { version: "15", database, tags: place.tags } as const;
    if (postgres === "in-cluster") {
        return new PostgresWithBackups("postgres", { ...common, kind: "in-cluster", username: "admin", namespace: place.namespace }, opts);
    }
    // RDS reserves the name `admin`.
    return new PostgresWithBackups(
        "postgres",
        {
            ...common,
            kind: "rds",
            username: "websys",
            ...place.cloud!,
            network: place.network!,
            cluster: place.cluster,
            dumps: place.dumps,
            ...postgres,
        },
        opts,
    );
}

/** Redis whose data survives a restart: an append-only file on a laptop; a replica and snapshots on ElastiCache. */
export function createRedis({ redis }: Environment, place: Place, opts: pulumi.ComponentResourceOptions): RedisCache | undefined {
    if (redis === "none") return undefined;
    if (redis === "in-cluster") return new RedisCache("redis", { kind: "in-cluster", namespace: place.namespace, tags: place.tags }, opts);
    return new RedisCache("redis", { kind: "elasticache", ...place.cloud!, network: place.network!, tags: place.tags, ...redis }, opts);
}
