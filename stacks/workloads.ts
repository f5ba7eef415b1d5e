import type * as pulumi from "@pulumi/pulumi";
import type { AppCluster, FileStorage, Grantee, PostgresWithBackups, RedisCache, Route } from "../components";
import type { Settings, WorkloadSettings } from "./config";
import { routesTo } from "./route-plan";
import { cronJobArgs, jobArgs, secretId, serviceArgs, variables, workerArgs } from "./workload-plan";

/** What workloads use. */
export interface Stores {
    readonly postgres: PostgresWithBackups;
    readonly redis: RedisCache;
    readonly files: FileStorage | undefined;
}

/** Adds every workload of a stack, and returns what leads to them from outside. */
export function addWorkloads(cluster: AppCluster, settings: Settings, stores: Stores): Route[] {
    const secrets = new Map<string, pulumi.Output<string>>();
    const secretOf = (name: string, length: number): pulumi.Output<string> => {
        const known = secrets.get(name) ?? cluster.generateSecret(secretId(name), { length });
        secrets.set(name, known);
        return known;
    };
    /** What a workload says of others, as they are. */
    const links = ({ uses, calls, env, files, generatedSecrets }: WorkloadSettings) => ({
        stores: uses.map(store => stores[store].connection),
        calls: calls.map(name => ({ name, port: settings.services.find(other => other.name === name)!.port })),
        env: { ...env, ...(files ? { FILES_BUCKET: stores.files!.bucketName } : {}) },
        secretEnv: {
            ...Object.fromEntries(uses.map(store => [variables[store], stores[store].connection.url])),
            ...Object.fromEntries(Object.entries(generatedSecrets).map(([name, length]) => [name, secretOf(name, length)])),
        },
    });
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
