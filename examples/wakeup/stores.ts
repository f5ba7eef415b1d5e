import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FileStorage, PostgresWithBackups, RedisCache, type ClusterRef, type NetworkParts } from "pulumi-webstack";
import type { Environment } from "./environment";
import { databaseAuthority, databasePasswordArn, supabase } from "./settings";

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

/**
 * The database at Supabase, as far as it is ours to look after: a dump each night, which nobody deletes for 30 days. On a
 * laptop there is no S3.
 */
export function createDumps(cluster: ClusterRef, { cloud, tags }: Place, opts: pulumi.ComponentResourceOptions) {
    if (!cloud) return undefined;
    const providers = opts.providers as Readonly<Record<string, pulumi.ProviderResource>>;
    const backups = new FileStorage(
        "backups",
        { ...cloud, expireDays: 30, oldVersionDays: 7, objectLock: { days: 30 }, tags },
        { providers },
    );
    const { secretString } = aws.secretsmanager.getSecretVersionOutput({ secretId: databasePasswordArn() }, { provider: providers.aws });
    return new PostgresWithBackups(
        "postgres",
        {
            kind: "existing",
            ...supabase.database,
            database: "postgres",
            username: supabase.owner,
            password: pulumi.secret(secretString),
            authority: databaseAuthority,
            dumps: { ...cloud, to: backups.target, cluster, version: "17", prefix: "db/", filePrefix: "wakeup", extension: "sql" },
            tags,
        },
        opts,
    );
}

/** Voice files, copied every day to where nobody deletes them. On a laptop there is no S3, and the application does without. */
export function createFiles({ cloud, tags }: Place, opts: pulumi.ComponentResourceOptions): FileStorage | undefined {
    return cloud && new FileStorage("files", { ...cloud, backup: {}, tags }, opts);
}
