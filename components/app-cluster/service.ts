import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { callerLabel, labelsOf, selectorOf } from "../core/kubernetes";
import type { MetricsTarget } from "../core/metrics";
import type { AppCluster } from "./app-cluster";
import { podSpec } from "./pod";
import { servicePolicy } from "./policies";
import { serviceDefaults, validateService, validateServiceArgs, type HealthArgs, type ServiceArgs, type ServiceRef } from "./service-args";

/**
 * A workload with all that belongs to it: Deployment, Service, autoscaler, disruption budget, service account,
 * network policy, secrets.
 */
export class Service extends Component implements ServiceRef {
    /** TCP port of pods and Service alike. */
    readonly port: number;
    /** What Prometheus scrapes; `undefined` where it does not. */
    readonly metrics: MetricsTarget | undefined;

    /** Services are made by `cluster.addService`. */
    constructor(name: string, cluster: AppCluster, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("Service", name, args, validateServiceArgs(args), opts);
        this.port = args.port;
        const { namespace } = cluster;
        const labels = labelsOf(name, namespace);
        const metadata = { name, namespace, labels };

        const account = this.child(k8s.core.v1.ServiceAccount, "account", { metadata, automountServiceAccountToken: false });
        const files = this.#secret("secrets", args.secrets, { namespace, labels });
        const env = this.#secret("env", args.secretEnv, { namespace, labels });
        this.child(k8s.networking.v1.NetworkPolicy, "network", { metadata, spec: servicePolicy(name, args, cluster.entrances) });

        const calls = [...(args.stores ?? []), ...(args.calls ?? [])].map(({ name: callee }) => callerLabel(callee));
        const deployment = this.child(
            k8s.apps.v1.Deployment,
            "deployment",
            {
                metadata,
                spec: {
                    // An autoscaler owns the number of pods: a number here would fight it at every update.
                    ...(args.autoscaling ? {} : { replicas: args.replicas ?? serviceDefaults.replicas }),
                    selector: { matchLabels: selectorOf(name) },
                    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: minimumPods(args) > 1 ? 1 : 0 } },
                    template: {
                        metadata: { labels: mergeLabels(labels, ...calls), annotations: checksums(args) },
                        spec: podSpec(name, args, { serviceAccountName: name, filesSecret: files, envSecret: env }),
                    },
                },
            },
            { dependsOn: [account] },
        );
        this.child(k8s.core.v1.Service, "service", {
            metadata: cluster.albChecksHealth ? { ...metadata, annotations: albHealth(args.health) } : metadata,
            spec: { selector: selectorOf(name), ports: [{ name: "http", port: args.port, targetPort: "http" }] },
        });
        this.child(k8s.policy.v1.PodDisruptionBudget, "disruption", {
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(name) } },
        });
        if (args.autoscaling) this.#autoscale(metadata, args.autoscaling, deployment);

        for (const store of args.stores ?? []) {
            if (cluster.securityGroupId) store.allowFrom(cluster.name, cluster.securityGroupId);
        }
        this.metrics = args.metrics && {
            job: args.metrics.job ?? name,
            namespace,
            labels: selectorOf(name),
            port: args.metrics.port ?? args.port,
            path: args.metrics.path,
        };
        this.registerOutputs({});
    }

    /** A Secret with these keys; its name, or `undefined` where there are none. */
    #secret(
        suffix: string,
        values: ServiceArgs["secrets"],
        { namespace, labels }: { namespace: string; labels: Record<string, string> },
    ): string | undefined {
        if (!values || Object.keys(values).length === 0) return undefined;
        const name = `${this.name}-${suffix}`;
        this.child(k8s.core.v1.Secret, suffix, { metadata: { name, namespace, labels }, stringData: pulumi.secret(values) });
        return name;
    }

    #autoscale(
        metadata: { name: string; namespace: string },
        scaling: NonNullable<ServiceArgs["autoscaling"]>,
        deployment: k8s.apps.v1.Deployment,
    ): void {
        const { min, max, cpuPercent = 70 } = scaling;
        this.child(
            k8s.autoscaling.v2.HorizontalPodAutoscaler,
            "autoscaler",
            {
                metadata,
                spec: {
                    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: this.name },
                    minReplicas: min,
                    maxReplicas: max,
                    metrics: [
                        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } } },
                    ],
                },
            },
            { dependsOn: [deployment] },
        );
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateService;
}

/**
 * The load balancer asks each service where, and as often as, Kubernetes does: one path for all would be wrong for all
 * but one. It takes no figures outside of its own limits (HealthCheck* of ELB's CreateTargetGroup), and waits for an
 * answer less long than for the next question.
 */
function albHealth(health: HealthArgs | undefined): Record<string, string> {
    const { path, periodSeconds, timeoutSeconds, failures } = withDefaults(serviceDefaults.health, health);
    const within = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most);
    const interval = within(5, periodSeconds, 300);
    return {
        "alb.ingress.kubernetes.io/healthcheck-path": path,
        "alb.ingress.kubernetes.io/healthcheck-interval-seconds": String(interval),
        "alb.ingress.kubernetes.io/healthcheck-timeout-seconds": String(within(2, Math.min(timeoutSeconds, interval - 1), 120)),
        "alb.ingress.kubernetes.io/unhealthy-threshold-count": String(within(2, failures, 10)),
    };
}

const minimumPods = ({ replicas, autoscaling }: ServiceArgs): number => autoscaling?.min ?? replicas ?? serviceDefaults.replicas;

/** Changes with the secrets, so that pods restart and read the new ones. */
function checksums({ secrets = {}, secretEnv = {} }: ServiceArgs): Record<string, pulumi.Input<string>> {
    if (Object.keys(secrets).length + Object.keys(secretEnv).length === 0) return {};
    const text = pulumi.secret(pulumi.jsonStringify({ secrets, secretEnv }));
    return { "webstack/secrets-checksum": text.apply(json => createHash("sha256").update(json).digest("hex").slice(0, 16)) };
}

const mergeLabels = (...all: Record<string, string>[]): Record<string, string> =>
    Object.fromEntries(all.flatMap(labels => Object.entries(labels)));
