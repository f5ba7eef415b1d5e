import type * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "../core/defaults";
import { selectorOf } from "../core/kubernetes";
import type { MetricsTarget } from "../core/metrics";
import { createMigrations } from "./completion";
import { createDeployment } from "./deployment";
import { scraperOf } from "./policies";
import { workerProbes } from "./probes";
import { validateWorker, validateWorkerArgs, workerDefaults, type WorkerArgs } from "./worker-args";
import { Workload } from "./workload";
import type { WorkloadCluster } from "./workload-cluster";

/** A workload that nobody calls: all that a service has but the Service. */
export class Worker extends Workload {
    /** What Prometheus scrapes; `undefined` where it does not. */
    readonly metrics: MetricsTarget | undefined;

    /** Workers are made by `cluster.addWorker`. */
    constructor(name: string, cluster: WorkloadCluster, args: WorkerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("Worker", name, cluster, args, validateWorkerArgs(args), args.metrics ? [scraperOf(args.metrics.port)] : [], opts);
        const { shutdownSeconds } = withDefaults(workerDefaults, args);
        const { startupSeconds } = withDefaults(workerDefaults.health, args.health);
        const [migration] = createMigrations(this, args, [{ image: args.image, suffix: "", env: args.env }]);
        createDeployment(this, args, {
            name,
            suffix: "",
            selector: selectorOf(name),
            replicas: workerDefaults.replicas,
            shutdownSeconds,
            startupSeconds,
            container: {
                image: args.image,
                ...(args.metrics ? { ports: { metrics: args.metrics.port } } : {}),
                life: workerProbes(args.health),
            },
            dependsOn: migration!,
        });
        this.metrics = args.metrics && this.scraped(args.metrics.port, args.metrics);
        this.registerOutputs({});
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateWorker;
}
