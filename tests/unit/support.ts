import type { PropertyMap, ResourceState, SynthResult } from "../../synth/types";
import { WebstackError, type Problem } from "../../components/core/errors";
import { below, synthProgram } from "../support/synth";

/** What a program made, by `Type name`: `Subnet network-app-0`. */
export class Stack {
    readonly resources: readonly ResourceState[];

    constructor(readonly result: SynthResult) {
        this.resources = result.deployment.deployment.resources;
    }

    /** All that lies below a component, sorted. */
    children(component: string): string[] {
        return [...below(this.result, component).keys()].sort();
    }

    get(key: string): ResourceState {
        const found = this.resources.filter(({ urn, type }) => `${type.split(":").at(-1)} ${urn.split("::").at(-1)}` === key);
        if (found.length !== 1) throw new Error(`there are ${found.length} of '${key}'`);
        return found[0]!;
    }

    inputs(key: string): PropertyMap {
        return this.get(key).inputs ?? {};
    }

    /** The id of what a cloud would make. */
    id(key: string): string {
        return this.get(key).id!;
    }

    arn(key: string): string {
        return this.get(key).outputs!.arn as string;
    }

    /** The names of what a resource waits for, sorted. */
    waitsFor(key: string): string[] {
        return (this.get(key).dependencies ?? []).map(urn => urn.split("::").at(-1)!).sort();
    }

    /** The name of a resource's provider. */
    provider(key: string): string {
        return this.get(key).provider!.split("::").at(-2)!;
    }

    /** What has this component itself as its parent, sorted. */
    own(component: string): string[] {
        const parents = this.resources.filter(({ urn, custom }) => !custom && urn.endsWith(`::${component}`)).map(({ urn }) => urn);
        return this.resources
            .filter(({ parent }) => parents.includes(parent ?? ""))
            .map(({ type, urn }) => `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`)
            .sort();
    }

    ofType(type: string): ResourceState[] {
        return this.resources.filter(state => state.type.endsWith(`:${type}`));
    }

    /** What the program exported. */
    get outputs(): PropertyMap {
        return this.resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs!;
    }
}

/** Runs the statements as a program with the built library. `tryTo` keeps what a call threw, in the output `refused`. */
export async function stackOf(name: string, statements: string): Promise<Stack> {
    const before = `
const refused = [];
const tryTo = make => {
    try {
        make();
        refused.push("not refused");
    } catch (error) {
        refused.push(error.message);
    }
};
`;
    return new Stack(await synthProgram(name, `${before}${statements}\nexports.refused = refused;\n`));
}

/** The lines a user reads of these problems. */
export function lines(problems: readonly Problem[]): string[] {
    if (problems.length === 0) return [];
    return new WebstackError("", problems).message
        .split("\n")
        .slice(1)
        .map(line => line.slice(2));
}

/** The value at a path of keys and positions: `spec.template.spec.containers.0`. */
export function dig(value: unknown, path: string): unknown {
    return path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}

/** JSON text as the value it stands for. */
export const json = (value: unknown): unknown => JSON.parse(value as string) as unknown;

/** How the document shows a secret, with the keys of a secret map left readable. */
export const secret = (shown: unknown = "[secret]"): PropertyMap => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(shown),
});

export const account = "123456789012";
export const region = "eu-west-1";

/** The labels of an object of the cluster. */
export const labels = (name: string, namespace: string): Record<string, string> => ({
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": namespace,
    "app.kubernetes.io/managed-by": "pulumi",
});

export const selector = (name: string): Record<string, string> => ({ "app.kubernetes.io/name": name });

/** What lets Prometheus in at a port of the system's pods, and the collector. */
export const scraper = (port: number) => ({
    from: ["prometheus", "opentelemetry-collector"].map(name => ({ namespaceSelector: {}, podSelector: { matchLabels: selector(name) } })),
    ports: [{ protocol: "TCP", port }],
});

export const dns = {
    to: [
        { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
        { ipBlock: { cidr: "10.100.0.10/32" } },
        { ipBlock: { cidr: "172.20.0.10/32" } },
    ],
    ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
    ],
};

/** A network that is there, as statements of a program: `network`. */
export const existingNetwork = `
const ids = tier => [1, 2].map(index => "subnet-" + tier + "000000" + index);
const network = new webstack.Network("there", {
    kind: "existing",
    vpcId: "vpc-0a1b2c3d",
    cidr: "10.9.0.0/16",
    subnetIds: { public: ids("a"), app: ids("b"), db: ids("c"), cache: ids("d") },
    subnetCidrs: {
        public: ["10.9.0.0/24", "10.9.1.0/24"],
        app: ["10.9.2.0/24", "10.9.3.0/24"],
        db: ["10.9.4.0/24", "10.9.5.0/24"],
        cache: ["10.9.6.0/24", "10.9.7.0/24"],
    },
});
`;

/** The network of `existingNetwork`, for checks that make nothing. */
export const parts = {
    cidr: "10.9.0.0/16",
    subnetIds: { public: [], app: [], db: [], cache: [] },
    subnetCidrs: { public: [], app: [], db: [], cache: [] },
} as never;

interface Container {
    readonly image: string;
    readonly ports?: readonly { readonly hostPort?: number }[];
    readonly securityContext?: Record<string, unknown>;
    readonly resources?: { readonly requests?: object; readonly limits?: object };
}

interface PodSpec {
    readonly [key: string]: unknown;
    readonly securityContext?: Record<string, unknown>;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Record<string, unknown>[];
}

/** The pod specs of everything that runs pods, by name. */
export function podSpecs(stack: Stack): Map<string, PodSpec> {
    const found = new Map<string, PodSpec>();
    for (const { type, urn, inputs } of stack.resources) {
        const template = type.endsWith(":CronJob") ? dig(inputs, "spec.jobTemplate.spec.template") : dig(inputs, "spec.template");
        if (type.startsWith("kubernetes:") && template) found.set(urn.split("::").at(-1)!, dig(template, "spec") as PodSpec);
    }
    return found;
}

/** What the restricted Pod Security Standard has against a pod, and what this library promises beyond it. */
export function podFaults(spec: PodSpec): string[] {
    const pod = spec.securityContext ?? {};
    const volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
    const containers = [...spec.containers, ...(spec.initContainers ?? [])];
    const faults: Record<string, boolean> = {
        "shares a namespace of the node": Boolean(spec.hostNetwork ?? spec.hostPID ?? spec.hostIPC),
        "has no container": containers.length === 0,
        "has a volume of a kind that is not allowed": (spec.volumes ?? []).some(volume =>
            Object.keys(volume).some(key => key !== "name" && !volumes.includes(key)),
        ),
        "sets sysctls": "sysctls" in pod,
        "opens a port of the node": containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort !== undefined)),
        "may gain privileges": containers.some(
            ({ securityContext: own }) => own?.allowPrivilegeEscalation !== false || own.privileged === true,
        ),
        "keeps capabilities": containers.some(({ securityContext: own }) => JSON.stringify(own?.capabilities) !== '{"drop":["ALL"]}'),
        "may run as root": containers.some(({ securityContext: own }) => {
            const { runAsNonRoot, runAsUser } = { ...pod, ...own };
            return runAsNonRoot !== true || typeof runAsUser !== "number" || runAsUser === 0;
        }),
        "has no seccomp profile": containers.some(
            ({ securityContext: own }) => dig({ ...pod, ...own }, "seccompProfile.type") !== "RuntimeDefault",
        ),
        "can write to its root": containers.some(({ securityContext: own }) => own?.readOnlyRootFilesystem !== true),
        "has limits other than its requests": containers.some(
            ({ resources }) => !resources?.requests || JSON.stringify(resources.requests) !== JSON.stringify(resources.limits),
        ),
        "has an image without a version": containers.some(({ image }) => !/(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/.test(image)),
        "does not say whose account it has": typeof spec.serviceAccountName !== "string" || spec.serviceAccountName === "default",
    };
    return Object.keys(faults).filter(fault => faults[fault]);
}
