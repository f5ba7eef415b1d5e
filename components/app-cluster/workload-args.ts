import type * as pulumi from "@pulumi/pulumi";
import { binaryQuantity, cidrRanges, componentName, cpuQuantity, distinct, hostName, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import { authoritiesFolder, type Connection } from "../core/connection";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import type { SecretValue } from "./secret-values";

/** What every workload takes: services, workers, cron jobs and jobs. */
export interface WorkloadArgs extends ComponentArgs {
    /** @default the image's entry point */
    readonly command?: readonly string[];
    /** What the command gets. @default the image's own */
    readonly args?: readonly string[];
    /**
     * Size of a pod; requests equal limits, so that a pod gets just this.
     * @default { cpu: "500m", memory: "512Mi" }
     */
    readonly resources?: { readonly cpu: string; readonly memory: string };
    /** Environment variables without secrets. Names that say "secret" are refused. @default none */
    readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Secrets mounted as files: `/etc/secrets/<key>`. On EKS they lie in Secrets Manager, elsewhere in a Kubernetes
     * Secret.
     * @default none
     */
    readonly secrets?: Readonly<Record<string, SecretValue>>;
    /** Secrets as environment variables, for programs that read no files. @default none */
    readonly secretEnv?: Readonly<Record<string, SecretValue>>;
    /** Stores it talks to: the network opens to these, and to nothing else. @default none */
    readonly stores?: readonly Connection[];
    /** Services of the same cluster it calls; `monitoring.pushgateway` is one. @default none */
    readonly calls?: readonly ServiceRef[];
    /** What it may reach outside of the cluster. @default none */
    readonly reaches?: readonly (HostReach | CidrReach)[];
    /** Folders it writes to, 1 GiB each; all else is read-only. @default ["/tmp"] */
    readonly writablePaths?: readonly string[];
    /**
     * Volumes of its own for each pod, made with the pod and gone with it: for more room than `writablePaths` give.
     * @default none
     */
    readonly disks?: readonly DiskArgs[];
    /** User and group the container runs as: 1–65535, never root. @default 1001 */
    readonly uid?: number;
    /** What must be there, or be done, before its pods start: `job.done`. @default nothing more */
    readonly dependsOn?: readonly pulumi.Resource[];
    /** The node pool its pods run in, one of the cluster's `nodePools`. @default where the cluster likes */
    readonly nodePool?: string;
}

/** Another service, by name and port. */
export interface ServiceRef {
    readonly name: string;
    /** Where it runs, if not beside its caller: `monitoring.pushgateway` says so. @default the caller's namespace */
    readonly namespace?: string;
    readonly port: number;
}

/**
 * A host outside of the cluster, or all below one: `*.example.com`. EKS opens to the addresses that its DNS gives for
 * the name. Other clusters know no names in policies: there the port opens to every public address.
 */
export interface HostReach {
    readonly host: string;
    /** TCP port, 1–65535. @default 443 */
    readonly port?: number;
}

/** Addresses outside of the cluster. */
export interface CidrReach {
    readonly cidr: string;
    /** TCP port, 1–65535. @default 443 */
    readonly port?: number;
}

export interface DiskArgs {
    /** Where it is mounted. */
    readonly path: string;
    /** `100Gi` */
    readonly size: string;
    /** @default the cluster's default class; on EKS made here: encrypted SSD, gp3 */
    readonly storageClass?: string;
}

export const workloadDefaults = {
    resources: { cpu: "500m", memory: "512Mi" },
    writablePaths: ["/tmp"],
    uid: 1001,
} as const;

/** The names of colours and of migrations are made of a workload's name and at most ten characters more. */
export const workloadName = (name: string): Problem[] => componentName("name", name, 40);

export function validateWorkload(args: WorkloadArgs): Problem[] {
    const { resources, uid } = withDefaults(workloadDefaults, args);
    return [
        ...cpuQuantity("resources.cpu", resources.cpu),
        ...binaryQuantity("resources.memory", resources.memory),
        ...wholeNumber("uid", uid, 1, 65535),
        ...pathProblems(args),
        ...(args.reaches ?? []).flatMap((reach, index) => reachProblems(`reaches.${index}`, reach)),
        ...nameProblems(args),
    ];
}

function pathProblems(args: WorkloadArgs): Problem[] {
    const { writablePaths } = withDefaults(workloadDefaults, args);
    const disks = args.disks ?? [];
    const mounts = [
        ...(Object.keys({ ...args.secrets, ...args.secretEnv }).length > 0 ? [secretsFolder] : []),
        ...(args.stores?.some(({ authority }) => authority) ? [authoritiesFolder] : []),
    ];
    const wrong = (path: string, values: readonly string[]): Problem[] =>
        values.filter(value => !/^(\/[\w.-]+)+$/.test(value)).map(got => ({ path, got, allowed: "absolute paths" }));
    return [
        ...wrong("writablePaths", writablePaths),
        ...disks.flatMap(({ path, size }, index) => [
            ...wrong(`disks.${index}.path`, [path]),
            ...binaryQuantity(`disks.${index}.size`, size),
        ]),
        ...distinct("writablePaths", [...writablePaths, ...disks.map(({ path }) => path), ...mounts]),
    ];
}

function reachProblems(path: string, reach: HostReach | CidrReach): Problem[] {
    const target = "host" in reach ? hostName(`${path}.host`, reach.host.replace(/^\*\./, "")) : rangeProblems(`${path}.cidr`, reach.cidr);
    return [...target, ...wholeNumber(`${path}.port`, reach.port ?? 443, 1, 65535)];
}

/** The whole internet is no range of somebody's: it has the cluster's own network in it, and the node's metadata. */
const rangeProblems = (path: string, cidr: string): Problem[] => [
    ...cidrRanges(path, [cidr]),
    ...(cidr.endsWith("/0") ? [{ path, got: cidr, allowed: "named ranges", fix: 'Name a host: { host: "api.example.com" }.' }] : []),
];

/** Names of variables that hold a secret, whoever chose them; what a browser gets to see is none. */
const secretName =
    /^(?!NEXT_PUBLIC_|VITE_|REACT_APP_).*(PASSWORD|PASSWD|PASSPHRASE|_PASS|SECRET|TOKEN|(API|ACCESS|ENCRYPTION|PRIVATE|SECRET|SIGNING)_?KEY|SECRET_KEY_BASE)$/i;
const cloudKeys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/** A name is one that a shell or a file system takes, and no key of the cloud. */
function nameProblems({ env = {}, secretEnv = {}, secrets = {} }: WorkloadArgs): Problem[] {
    return [
        ...envProblems(env, secretEnv),
        ...variableNames("secretEnv", Object.keys(secretEnv)),
        ...Object.keys(secrets)
            .filter(name => !/^[\w-][\w.-]{0,199}$/.test(name) || name === secretsFile)
            .map(got => ({ path: "secrets", got, allowed: `file names of letters, digits, '.', '_' and '-', other than ${secretsFile}` })),
        ...cloudKeyProblems("secretEnv", secretEnv),
        ...cloudKeyProblems("secrets", secrets),
    ];
}

const variableNames = (path: string, names: readonly string[]): Problem[] =>
    names.filter(name => !/^[A-Za-z_]\w*$/.test(name)).map(got => ({ path, got, allowed: "names of letters, digits and _" }));

const cloudKeyProblems = (path: string, values: object): Problem[] =>
    Object.keys(values)
        .filter(name => cloudKeys.includes(name))
        .map(got => ({
            path,
            got,
            allowed: "no keys of the cloud",
            fix: "Pods have an identity of their own: bucket.grantRead(service).",
        }));

/** Variables in the open: each set once, none of them a secret. */
export function envProblems(env: NonNullable<WorkloadArgs["env"]>, secretEnv: WorkloadArgs["secretEnv"] = {}): Problem[] {
    const inText = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return [
        ...variableNames("env", Object.keys(env)),
        ...Object.keys(env)
            .filter(name => Object.hasOwn(secretEnv, name))
            .map(got => ({ path: "env", got, allowed: "each variable in env or in secretEnv" })),
        ...inText
            .filter(([, value]) => /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:[^/@\s]+@/.test(value))
            .map(([name]) => ({ path: `env.${name}`, got: "an address with a password in it", allowed: "no secret", fix: elsewhere })),
        ...Object.entries(env)
            .filter(([name, value]) => secretName.test(name) && value !== "" && !cloudKeys.includes(name))
            .map(([name]) => ({ path: `env.${name}`, got: "a value in the open", allowed: "no secret", fix: elsewhere })),
        ...cloudKeyProblems("env", env),
    ];
}

const elsewhere = "Put it in secretEnv or secrets.";

/** Where secrets are mounted. */
export const secretsFolder = "/etc/secrets";

/** The file beside the secrets in which Secrets Manager's driver leaves the whole entry. */
export const secretsFile = "secrets.json";
