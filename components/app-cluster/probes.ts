import type * as k8s from "@pulumi/kubernetes";
import { withDefaults } from "../core/defaults";
import { portsOf, serviceDefaults, type CommonServiceArgs } from "./service-args";
import { workerDefaults, type CommandHealthArgs } from "./worker-args";

type Probe = k8s.types.input.core.v1.Probe;

/** How Kubernetes asks a container whether it is well. */
export interface Probes {
    readonly startupProbe?: Probe;
    readonly livenessProbe?: Probe;
    readonly readinessProbe?: Probe;
}

/** Seconds between two checks of a container that is starting. */
const startupPeriod = 5;

/** The startup probe gives a slow start its time; the others then judge the running pod. */
export function serviceProbes(args: CommonServiceArgs): Probes {
    if (args.health === false) return {};
    const { path, port, startupSeconds, periodSeconds, timeoutSeconds, failures, livenessDelaySeconds } = withDefaults(
        serviceDefaults.health,
        args.health,
    );
    const [portName] = Object.entries(portsOf(args)).find(([, number]) => number === (port ?? args.port))!;
    const httpGet = { path, port: portName };
    return {
        startupProbe: startup({ httpGet }, startupSeconds, timeoutSeconds),
        livenessProbe: { httpGet, initialDelaySeconds: livenessDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold: failures },
        readinessProbe: {
            httpGet,
            initialDelaySeconds: 5,
            periodSeconds: Math.min(5, periodSeconds),
            timeoutSeconds,
            failureThreshold: failures,
        },
    };
}

/** A worker gets no requests that it could be ready for: it has started, and it lives. */
export function workerProbes(health: CommandHealthArgs | undefined): Probes {
    if (!health) return {};
    const { command, startupSeconds, periodSeconds, timeoutSeconds, failures } = withDefaults(workerDefaults.health, health);
    const exec = { command: [...command] };
    return {
        startupProbe: startup({ exec }, startupSeconds, timeoutSeconds),
        livenessProbe: { exec, periodSeconds, timeoutSeconds, failureThreshold: failures },
    };
}

const startup = (check: Probe, seconds: number, timeoutSeconds: number): Probe => ({
    ...check,
    periodSeconds: startupPeriod,
    timeoutSeconds,
    failureThreshold: Math.ceil(seconds / startupPeriod),
});
