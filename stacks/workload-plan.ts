import type { Problem } from "../components";
import { CronJob, Job, Service, Worker } from "../components";
import { withoutSlash } from "../components/app-cluster/gateway/paths";
import { namesOf, reservedNames } from "../components/app-cluster/names";
import type { CronJobSettings, JobSettings, ServiceSettings, Settings, WorkerSettings, WorkloadSettings } from "./config";
import { entranceOf } from "./entrance-plan";
import { hostsOfService } from "./route-plan";
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
        migration: migrationArgs(migration),
        port,
        replicas,
        autoscaling,
        health: { path: health },
        ...(metrics ? { metrics: { path: metrics } } : {}),
    };
}

export const workerArgs = (worker: WorkerSettings) => {
    const { image, migration, replicas, autoscaling } = worker;
    return { ...common(worker), image, migration: migrationArgs(migration), replicas, autoscaling };
};

const migrationArgs = (migration: ServiceSettings["migration"]) =>
    migration && { command: migration.command, timeoutSeconds: migration.timeoutSeconds, retries: migration.retries, run: migration.run };

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
        ...workers.flatMap((worker, index) =>
            part(`workers[${index}]`, Worker.validate(worker.name, { ...workerArgs(worker), ...secretNames(worker) })),
        ),
        ...cronJobs.flatMap((job, index) =>
            part(`cronJobs[${index}]`, CronJob.validate(job.name, { ...cronJobArgs(job), ...secretNames(job) })),
        ),
        ...jobs.flatMap((job, index) => part(`jobs[${index}]`, Job.validate(job.name, { ...jobArgs(job), ...secretNames(job) }))),
        ...workloadsOf(settings).flatMap(({ at, workload }) => neighbourProblems(`webstack:${at}`, workload, settings)),
        ...secretProblems(settings),
    ];
}

/** The variable that has the address of a store. */
export const variables = { postgres: "DATABASE_URL", redis: "REDIS_URL" } as const;

/** The variables that a workload gets from others: their names are all there is to check before they exist. */
const secretNames = ({ uses, generatedSecrets }: WorkloadSettings) => ({
    secretEnv: Object.fromEntries([...uses.map(store => variables[store]), ...Object.keys(generatedSecrets)].map(name => [name, "later"])),
});

function serviceProblems(service: ServiceSettings, at: string, { services, ingress }: Settings): Problem[] {
    const path = `webstack:${at}`;
    const { image, blueGreen, colorHosts, hosts } = service;
    const own = hostsOfService(service);
    const place = withoutSlash(service.path);
    const clash = services.find(
        other => other !== service && withoutSlash(other.path) === place && hostsOfService(other).some(host => own.includes(host)),
    );
    const twice = own.find((host, index) => own.indexOf(host) !== index);
    const versions = [image, blueGreen].filter(version => version !== undefined).length;
    return [
        ...(versions === 1
            ? part(at, Service.validate(service.name, { ...serviceArgs(service), ...secretNames(service) }))
            : [{ path: `${path}.image`, got: image, allowed: "an image, or blueGreen with one for each colour" }]),
        ...(clash ? [{ path: `${path}.hosts`, got: hosts, allowed: `hosts and paths that ${clash.name} does not have` }] : []),
        ...(twice === undefined ? [] : [{ path: `${path}.hosts`, got: twice, allowed: "each host once, those of the colours included" }]),
        ...(colorHosts && !blueGreen ? [{ path: `${path}.colorHosts`, got: colorHosts, allowed: "nothing, without blueGreen" }] : []),
        ...(blueGreen?.weights && ingress.kind === "class"
            ? [{ path: `${path}.blueGreen.weights`, got: blueGreen.weights, allowed: "nothing, unless the ingress is alb or nginx" }]
            : []),
    ];
}

/** What gives a workload further objects. */
export const partsOf = (workload: WorkloadSettings) => ({
    blueGreen: "blueGreen" in workload ? workload.blueGreen : undefined,
    migration: "migration" in workload ? workload.migration : undefined,
});

/** What a workload says of others, and of what the stack has. */
function neighbourProblems(path: string, workload: WorkloadSettings, settings: Settings): Problem[] {
    const { services, files, cluster, ingress } = settings;
    const reserved = reservedNames(ingress.kind, entranceOf(settings) === "tunnel" ? "tunnel" : undefined);
    const pools = cluster.kind === "eks" ? (cluster.nodePools ?? []).map(({ name }) => name) : [];
    const store = storesOfNamespace(settings).find(name => `${workload.name}-`.startsWith(`${name}-`));
    const others = workloadsOf(settings).filter(other => other.workload !== workload);
    const callees = services.filter(other => other !== workload).map(({ name }) => name);
    return [
        ...(store
            ? [
                  {
                      path: `${path}.name`,
                      got: workload.name,
                      allowed: `a name other than ${store}, and without ${store}- before it: the store has those`,
                  },
              ]
            : []),
        ...(others.some(other => other.workload.name === workload.name)
            ? [{ path: `${path}.name`, got: workload.name, allowed: "a name of its own" }]
            : []),
        ...(reserved.includes(workload.name)
            ? [{ path: `${path}.name`, got: workload.name, allowed: `a name other than ${inWords(reserved)}` }]
            : []),
        ...others
            .filter(other => namesOf(other.workload.name, partsOf(other.workload)).slice(1).includes(workload.name))
            .map(other => ({
                path: `${path}.name`,
                got: workload.name,
                allowed: `a name that nothing made beside ${other.workload.name} has`,
            })),
        ...(workload.nodePool !== undefined && !pools.includes(workload.nodePool)
            ? [
                  {
                      path: `${path}.nodePool`,
                      got: workload.nodePool,
                      allowed: pools.join(", ") || "nothing: the cluster has no nodePools",
                  },
              ]
            : []),
        ...roleProblems(path, workload, settings),
        ...(partsOf(workload).migration?.dumpFirst && !hasDumps(settings)
            ? [{ path: `${path}.migration.dumpFirst`, got: true, allowed: "false, unless postgres has dumps" }]
            : []),
        ...workload.calls
            .filter(name => !callees.includes(name))
            .map(got => ({ path: `${path}.calls`, got, allowed: callees.join(", ") || "nothing: there is no other service" })),
        ...(workload.files && (!files || cluster.kind !== "eks")
            ? [{ path: `${path}.files`, got: workload.files, allowed: "nothing, unless the stack has files and the cluster is eks" }]
            : []),
    ];
}

const inWords = (names: readonly string[]): string => [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");

/** Stores whose servers or jobs have objects in the namespace of the workloads, all called by the store's name. */
const storesOfNamespace = ({ postgres, redis }: Settings): string[] => [
    ...(postgres.kind === "existing" ? [] : ["postgres"]),
    ...(redis.kind === "in-cluster" ? ["redis"] : []),
];

/** As whom a workload connects: roles are made by a job, of databases that are made here. */
function roleProblems(path: string, workload: WorkloadSettings, { postgres }: Settings): Problem[] {
    const { databaseRole: got, uses } = workload;
    if (got === undefined) return [];
    const problem = (allowed: string, fix?: string): Problem[] => [{ path: `${path}.databaseRole`, got, allowed, fix }];
    if (!uses.includes("postgres")) return problem("nothing, unless it uses postgres");
    if (got === "owner") return [];
    if (postgres.kind === "existing") return problem("owner: a database that is there already has the roles that it has");
    const { migration } = partsOf(workload);
    return migration ? problem("owner, with a migration", "It connects as its workload does, and changes tables.") : [];
}

/** A database in the cluster is dumped to its volume without being asked. */
const hasDumps = ({ postgres }: Settings): boolean =>
    postgres.kind === "in-cluster" || (postgres.kind === "rds" && postgres.dumps !== undefined);

/** One secret has one length, whoever uses it, and a name that none other is too like. */
function secretProblems(settings: Settings): Problem[] {
    const known = new Map<string, { readonly name: string; readonly length: number }>();
    return workloadsOf(settings).flatMap(({ at, workload }) =>
        Object.entries(workload.generatedSecrets).flatMap(([name, length]) => {
            const path = `webstack:${at}.generatedSecrets.${name}`;
            const first = known.get(secretId(name)) ?? { name, length };
            known.set(secretId(name), first);
            const store = workload.uses.find(one => variables[one] === name);
            return [
                ...(/^[A-Za-z][A-Za-z0-9]*(_+[A-Za-z0-9]+)*$/.test(name)
                    ? []
                    : [{ path, got: name, allowed: "a name of letters, digits and single '_', such as JWT_SECRET" }]),
                ...(first.name === name
                    ? []
                    : [{ path, got: name, allowed: `a name that differs from ${first.name} in more than capitals` }]),
                ...(store ? [{ path, got: name, allowed: `nothing: it is the address of ${store}` }] : []),
                ...(length >= 16 && length <= 256 ? [] : [{ path, got: length, allowed: "16 to 256 characters" }]),
                ...(first.length === length ? [] : [{ path, got: length, allowed: `${first.length}, as another workload has it` }]),
            ];
        }),
    );
}

/** What a generated secret is called among the resources: JWT_SECRET is jwt-secret. */
export const secretId = (name: string): string => name.toLowerCase().replace(/_+/g, "-");
