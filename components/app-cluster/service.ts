import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "../core/defaults";
import { labelsOf, selectorOf } from "../core/kubernetes";
import type { MetricsTarget } from "../core/metrics";
import { colorLabels, colors, podsServiceOf, soleBackend, type Backend } from "./backends";
import { createMigrations } from "./completion";
import { createDeployment } from "./deployment";
import { lameDuckSeconds } from "./drain";
import { askersOf, callersOf, scraperOf } from "./policies";
import { serviceProbes } from "./probes";
import { weightsOf } from "./release-args";
import {
    portsOf,
    releasesOf,
    serviceDefaults,
    validateService,
    validateServiceArgs,
    type CommonServiceArgs,
    type ServiceArgs,
} from "./service-args";
import { Workload } from "./workload";
import type { WorkloadCluster } from "./workload-cluster";
import type { ServiceRef } from "./workload-args";

/**
 * A workload that answers on a port, with all that belongs to it: Deployment, Service, autoscaler, disruption budget,
 * service account, identity, network policy, secrets; two of what runs, where it is released blue/green.
 */
export class Service extends Workload implements ServiceRef {
    /** TCP port of pods and Service alike. */
    readonly port: number;
    /** What Prometheus scrapes; `undefined` where it does not. */
    readonly metrics: MetricsTarget | undefined;
    /** What answers requests from outside, with their shares. */
    readonly backends: readonly Backend[];
    /** Whether anybody asks the pods for their health. */
    readonly checked: boolean;
    /** What must be up before requests are sent here. */
    readonly ready: readonly pulumi.Resource[];

    /** Services are made by `cluster.addService`. */
    constructor(name: string, cluster: WorkloadCluster, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("Service", name, cluster, args, validateServiceArgs(args), ingressOf(name, args, cluster), opts);
        this.port = args.port;
        this.checked = args.health !== false;
        this.backends = backendsOf(name, args);
        this.metrics = args.metrics && this.scraped(args.metrics.port ?? args.port, args.metrics);
        this.ready = this.#releases(args);
        this.registerOutputs({});
    }

    /** The pods of each image, behind a Service of their own. */
    #releases(args: ServiceArgs): readonly pulumi.Resource[] {
        const releases = releasesOf(args);
        const migrations = createMigrations(this, args, releases);
        const { shutdownSeconds } = withDefaults(serviceDefaults, args);
        const deployments = releases.map(({ image, suffix, env }, index) => {
            const { name, labels: selector } = this.backends[index]!;
            const deployment = createDeployment(
                this,
                { ...args, env },
                {
                    name,
                    suffix,
                    selector,
                    replicas: serviceDefaults.replicas,
                    shutdownSeconds,
                    startupSeconds: startupSecondsOf(args),
                    container: {
                        image,
                        ports: portsOf(args),
                        life: { ...serviceProbes(args), lifecycle: { preStop: { sleep: { seconds: lameDuckSeconds } } } },
                    },
                    dependsOn: migrations[index]!,
                },
            );
            this.#expose(args, `service${suffix}`, name, selector);
            if (this.cluster.ingressKind === "nginx") this.#listPods(args, `pods${suffix}`, this.backends[index]!);
            return deployment;
        });
        if (!args.blueGreen) return deployments;
        // Callers inside the cluster know one name: it leads to the active colour, once that is up.
        const { activeColor } = args.blueGreen;
        const active = colors.indexOf(activeColor);
        this.#expose(args, "service", this.name, this.backends[active]!.labels, [deployments[active]!]);
        return deployments;
    }

    #expose(
        args: ServiceArgs,
        suffix: string,
        name: string,
        selector: Readonly<Record<string, string>>,
        dependsOn: readonly pulumi.Resource[] = [],
    ): void {
        const annotations = { ...notAwaited, ...(this.cluster.ingressKind === "alb" ? albHealth(args) : {}) };
        const { metrics: _, ...ports } = portsOf(args);
        this.child(
            k8s.core.v1.Service,
            suffix,
            {
                metadata: { name, namespace: this.cluster.namespace, labels: this.#labels(), annotations },
                spec: {
                    selector: { ...selector },
                    ports: Object.entries(ports).map(([portName, port]) => ({ name: portName, port, targetPort: portName })),
                },
            },
            { dependsOn: [...dependsOn] },
        );
    }

    /** A name in the DNS for each ready pod: the gateway balances the load itself. */
    #listPods(args: ServiceArgs, suffix: string, backend: Backend): void {
        this.child(k8s.core.v1.Service, suffix, {
            metadata: { name: podsServiceOf(backend), namespace: this.cluster.namespace, labels: this.#labels(), annotations: notAwaited },
            spec: {
                clusterIP: "None",
                selector: { ...backend.labels },
                ports: [{ name: "http", port: args.port, targetPort: "http" }],
            },
        });
    }

    #labels(): Record<string, string> {
        return labelsOf(this.name, this.cluster.namespace);
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateService;
}

/**
 * Pulumi would wait ten minutes for a Service's first pod, which may have a migration before it. The Deployment is what
 * is waited for.
 */
const notAwaited = { "pulumi.com/skipAwait": "true" };

/** @internal */
export function backendsOf(name: string, args: Pick<ServiceArgs, "port" | "blueGreen">): readonly Backend[] {
    if (!args.blueGreen) return [soleBackend(name, args.port)];
    const weights = weightsOf(args.blueGreen);
    return colors.map(color => ({
        name: `${name}-${color}`,
        labels: { ...selectorOf(name), ...colorLabels(color) },
        port: args.port,
        weight: weights[color],
    }));
}

function ingressOf(name: string, args: ServiceArgs, { entrances, ingressKind }: WorkloadCluster) {
    const { metrics, ports = {}, health } = args;
    const called = [args.port, ...Object.values(ports)];
    const asked = ingressKind === "alb" && health && health.port !== undefined && !called.includes(health.port) ? [health.port] : [];
    return [
        callersOf(name, called, entrances),
        ...asked.map(port => askersOf(port, entrances)),
        ...(metrics ? [scraperOf(metrics.port ?? args.port)] : []),
    ];
}

const startupSecondsOf = ({ health }: CommonServiceArgs): number =>
    (health === false ? undefined : health?.startupSeconds) ?? serviceDefaults.health.startupSeconds;

/**
 * The load balancer asks each service where, and as often as, Kubernetes does: one path for all would be wrong for all
 * but one. It takes no figures outside of its own limits (HealthCheck* of ELB's CreateTargetGroup), and waits for an
 * answer less long than for the next question.
 */
function albHealth({ health }: CommonServiceArgs): Record<string, string> {
    if (health === false) return {};
    const { path, port, periodSeconds, timeoutSeconds, failures } = withDefaults(serviceDefaults.health, health);
    const within = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most);
    const interval = within(5, periodSeconds, 300);
    return {
        "alb.ingress.kubernetes.io/healthcheck-path": path,
        // What Kubernetes takes for well.
        "alb.ingress.kubernetes.io/success-codes": "200-399",
        ...(port === undefined ? {} : { "alb.ingress.kubernetes.io/healthcheck-port": String(port) }),
        "alb.ingress.kubernetes.io/healthcheck-interval-seconds": String(interval),
        "alb.ingress.kubernetes.io/healthcheck-timeout-seconds": String(within(2, Math.min(timeoutSeconds, interval - 1), 120)),
        "alb.ingress.kubernetes.io/unhealthy-threshold-count": String(within(2, failures, 10)),
    };
}
