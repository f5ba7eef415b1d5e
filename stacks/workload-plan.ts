import type { Problem } from "../components";
import { CronJob, Job, Service, Worker } from "../components";
import type { CronJobSettings, JobSettings, ServiceSettings, Settings, WorkerSettings, WorkloadSettings } from "./config";
import { part } from "./setting-paths";

/** What all workloads say of themselves; stores, callees and secrets come from the topology. */
const common = ({ command, args, resources, env, reaches, nodePool }: WorkloadSettings) => ({
    command,
    args,
    resources,
    env,
    reaches,
    nodePool,
});

export function serviceArgs(service: ServiceSettings) {
    const { image = "", blueGreen, migration, port, replicas, autoscaling, health, metrics } = service;
    return {
        ...common(service),
        ...(blueGreen ? { blueGreen } : { image }),
        migration,
        port,
        replicas,
        autoscaling,
        health: { path: health },
        ...(metrics ? { metrics: { path: metrics } } : {}),
    };
}

export const workerArgs = (worker: WorkerSettings) => {
    const { image, migration, replicas, autoscaling } = worker;
    return { ...common(worker), image, migration, replicas, autoscaling };
};

export const cronJobArgs = (job: CronJobSettings) => {
    const { image, schedule, timeZone, concurrency, timeoutSeconds, retries } = job;
    return { ...common(job), image, schedule, timeZone, concurrency, timeoutSeconds, retries };
};

export const jobArgs = (job: JobSettings) => {
    const { image, run, timeoutSeconds, retries } = job;
    return { ...common(job), image, run, timeoutSeconds, retries };
};

/** Every workload of a stack, with where it stands in the stack file. */
function workloadsOf({ services, workers, cronJobs, jobs }: Settings): { readonly at: string; readonly workload: WorkloadSettings }[] {
    return Object.entries({ services, workers, cronJobs, jobs }).flatMap(([list, all]) =>
        (all as readonly WorkloadSettings[]).map((workload, index) => ({ at: `${list}[${index}]`, workload })),
    );
}

export function workloadProblems(settings: Settings): Problem[] {
    const { services, workers, cronJobs, jobs } = settings;
    return [
        ...services.flatMap((service, index) => serviceProblems(service, `services[${index}]`, settings)),
        ...workers.flatMap((worker, index) => part(`workers[${index}]`, Worker.validate(worker.name, workerArgs(worker)))),
        ...cronJobs.flatMap((job, index) => part(`cronJobs[${index}]`, CronJob.validate(job.name, cronJobArgs(job)))),
        ...jobs.flatMap((job, index) => part(`jobs[${index}]`, Job.validate(job.name, jobArgs(job)))),
        ...workloadsOf(settings).flatMap(({ at, workload }) => neighbourProblems(`webstack:${at}`, workload, settings)),
        ...secretProblems(settings),
    ];
}

function serviceProblems(service: ServiceSettings, at: string, { services, ingress }: Settings): Problem[] {
    const path = `webstack:${at}`;
    const { image, blueGreen, colorHosts, hosts } = service;
    const clash = services.find(
        other => other !== service && other.path === service.path && other.hosts.some(host => hosts.includes(host)),
    );
    const versions = [image, blueGreen].filter(version => version !== undefined).length;
    return [
        ...(versions === 1
            ? part(at, Service.validate(service.name, serviceArgs(service)))
            : [{ path: `${path}.image`, got: image, allowed: "an image, or blueGreen with one for each colour" }]),
        ...(clash ? [{ path: `${path}.hosts`, got: hosts, allowed: `hosts and paths that ${clash.name} does not have` }] : []),
        ...(colorHosts && !blueGreen ? [{ path: `${path}.colorHosts`, got: colorHosts, allowed: "nothing, without blueGreen" }] : []),
        ...(blueGreen?.weights && ingress.kind === "class"
            ? [{ path: `${path}.blueGreen.weights`, got: blueGreen.weights, allowed: "nothing, unless the ingress is alb or nginx" }]
            : []),
    ];
}

/** What a workload says of others, and of what the stack has. */
function neighbourProblems(path: string, workload: WorkloadSettings, settings: Settings): Problem[] {
    const { services, postgres, redis, files, cluster } = settings;
    const stores = [postgres.kind === "in-cluster" && "postgres", redis.kind === "in-cluster" && "redis"];
    const others = workloadsOf(settings).filter(other => other.workload !== workload);
    const callees = services.filter(other => other !== workload).map(({ name }) => name);
    return [
        ...(stores.includes(workload.name)
            ? [{ path: `${path}.name`, got: workload.name, allowed: "a name that no store in the cluster has" }]
            : []),
        ...(others.some(other => other.workload.name === workload.name)
            ? [{ path: `${path}.name`, got: workload.name, allowed: "a name of its own" }]
            : []),
        ...workload.calls
            .filter(name => !callees.includes(name))
            .map(got => ({ path: `${path}.calls`, got, allowed: callees.join(", ") || "nothing: there is no other service" })),
        ...(workload.files && (!files || cluster.kind !== "eks")
            ? [{ path: `${path}.files`, got: workload.files, allowed: "nothing, unless the stack has files and the cluster is eks" }]
            : []),
    ];
}

/** One secret has one length, whoever uses it. */
function secretProblems(settings: Settings): Problem[] {
    const lengths = new Map<string, number>();
    return workloadsOf(settings).flatMap(({ at, workload }) =>
        Object.entries(workload.generatedSecrets).flatMap(([name, length]) => {
            const path = `webstack:${at}.generatedSecrets.${name}`;
            const known = lengths.get(name) ?? length;
            lengths.set(name, known);
            return [
                ...(length >= 16 && length <= 256 ? [] : [{ path, got: length, allowed: "16 to 256 characters" }]),
                ...(known === length ? [] : [{ path, got: length, allowed: `${known}, as another workload has it` }]),
            ];
        }),
    );
}
