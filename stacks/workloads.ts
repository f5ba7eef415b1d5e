import type * as pulumi from "@pulumi/pulumi";
import type { AppCluster, Connection, FileStorage, Grantee, PostgresWithBackups, RedisCache, Route } from "../components";
import { authorityPath } from "../components/core/connection";
import type { Settings, WorkloadSettings } from "./config";
import { routesTo } from "./route-plan";
import { cronJobArgs, jobArgs, partsOf, secretId, serviceArgs, variables, workerArgs } from "./workload-plan";

/** What workloads use. */
export interface Stores {
    readonly postgres: PostgresWithBackups;
    readonly redis: RedisCache;
    readonly files: FileStorage | undefined;
}

/** The secrets that were made up, by their names. */
export type GeneratedSecrets = ReadonlyMap<string, pulumi.Output<string>>;

/** Makes up the secrets of all workloads: the same name is the same secret. */
export function generateSecrets(cluster: AppCluster, { services, workers, cronJobs, jobs }: Settings): GeneratedSecrets {
    const lengths = new Map([services, workers, cronJobs, jobs].flat().flatMap(({ generatedSecrets }) => Object.entries(generatedSecrets)));
    return new Map([...lengths].map(([name, length]) => [name, cluster.generateSecret(secretId(name), { length })]));
}

/** Adds every workload of a stack, and returns what leads to them from outside. */
export function addWorkloads(cluster: AppCluster, settings: Settings, stores: Stores, secrets: GeneratedSecrets): Route[] {
    /** What a workload says of others, as they are. */
    const links = (workload: WorkloadSettings) => {
        const { uses, databaseRole, calls, env, files, generatedSecrets } = workload;
        const connections = uses.map(store => connectionTo(stores, store, databaseRole));
        return {
            stores: connections,
            dependsOn: partsOf(workload).migration?.dumpFirst ? [stores.postgres.dumpBefore(imagesOf(workload))] : [],
            calls: calls.map(name => ({ name, port: settings.services.find(other => other.name === name)!.port })),
            env: { ...adviceOf(connections), ...env, ...(files ? { FILES_BUCKET: stores.files!.bucketName } : {}) },
            secretEnv: {
                ...Object.fromEntries(connections.map(({ kind, url }) => [variables[kind], url])),
                ...Object.fromEntries(Object.keys(generatedSecrets).map(name => [name, secrets.get(name)!])),
            },
        };
    };
    const add = <S extends WorkloadSettings, W extends Grantee>(all: readonly S[], make: (settings: S) => W): W[] =>
        all.map(workload => {
            const made = make(workload);
            if (workload.files === "read") stores.files!.grantRead(made);
            if (workload.files === "read-write") stores.files!.grantReadWrite(made);
            return made;
        });
    const services = add(settings.services, service => cluster.addService(service.name, { ...serviceArgs(service), ...links(service) }));
    add(settings.workers, worker => cluster.addWorker(worker.name, { ...workerArgs(worker), ...links(worker) }));
    add(settings.cronJobs, job => cluster.addCronJob(job.name, { ...cronJobArgs(job), ...links(job) }));
    add(settings.jobs, job => cluster.addJob(job.name, { ...jobArgs(job), ...links(job) }));
    return settings.services.flatMap((service, index) => routesTo(services[index]!, service));
}

/** What a release is told by: other images, another release. */
const imagesOf = (workload: WorkloadSettings): string => {
    const { blueGreen } = partsOf(workload);
    return blueGreen ? `${blueGreen.images.blue} ${blueGreen.images.green}` : (workload.image ?? "");
};

const adviceOf = (connections: readonly Connection[]): Record<string, string> =>
    Object.fromEntries(connections.flatMap(connection => Object.entries(advice(connection))));

/** What clients of a store do well to know beside its address; the database's has its authority in it. */
function advice({ kind, name, authority, pool, ttlSeconds }: Connection): Record<string, string> {
    return {
        ...(pool
            ? {
                  DATABASE_POOL_MIN: String(pool.min),
                  DATABASE_POOL_MAX: String(pool.max),
                  DATABASE_POOL_TIMEOUT: String(pool.timeoutMs),
                  DATABASE_POOL_IDLE: String(pool.idleMs),
              }
            : {}),
        ...(ttlSeconds ? { REDIS_TTL_SECONDS: JSON.stringify(ttlSeconds) } : {}),
        ...(kind === "redis" && authority ? { REDIS_CA_FILE: authorityPath(name) } : {}),
    };
}

/** As the role that a workload asks for; the settings were checked for there being one. */
function connectionTo(stores: Stores, store: "postgres" | "redis", role: WorkloadSettings["databaseRole"] = "owner"): Connection {
    if (store === "redis" || role === "owner") return stores[store].connection;
    return stores.postgres.connections[role]!;
}
