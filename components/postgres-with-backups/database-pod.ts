import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { authoritiesFolder, authorityFile } from "../core/connection";
import { dnsEgress, labelsOf, restrictedContainer, restrictedPod, selectorOf } from "../core/kubernetes";
import { dumpFolder } from "./dump-script";
import type { Login } from "./logins";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;
type EnvVar = k8s.types.input.core.v1.EnvVar;
type Egress = k8s.types.input.networking.v1.NetworkPolicyEgressRule;

/** The user `postgres` of the Debian image. */
export const postgresUid = 999;

/** Name of a Secret with POSTGRES_USER, POSTGRES_DB and POSTGRES_PASSWORD; or who it is, where a step finds the password out. */
export type Credentials = string | { readonly user: string; readonly database: string };

/** How jobs reach a server, and as whom. */
export interface ServerAccess {
    /** Of the objects: jobs of one server share its name. */
    readonly namespace: string;
    readonly host: pulumi.Input<string>;
    readonly port: number;
    /** Who vouches for the server; its certificate goes unasked where nobody is known to. */
    readonly authority: pulumi.Input<string> | undefined;
    /** PostgreSQL of the server's major version: an older pg_dump refuses it. */
    readonly image: string;
    readonly credentials: Credentials;
    /** The way to the server. */
    readonly egress: readonly Egress[];
}

/** A container of a job; they run one after the other, and each only when the one before has succeeded. */
export interface Step {
    readonly name: string;
    readonly image: string;
    readonly script: string;
    readonly env?: readonly EnvVar[];
    /** The server, for steps that talk to it: no other gets to see the credentials. */
    readonly server?: ServerAccess;
}

/** What a job's pods are, whatever starts them. */
export interface DatabaseJob {
    /** Of the pods, and of their network. */
    readonly name: string;
    readonly namespace: string;
    readonly serviceAccountName: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly steps: readonly Step[];
    readonly resources: Readonly<Record<string, string>>;
    /** Where dumps are written. */
    readonly volume: Omit<k8s.types.input.core.v1.Volume, "name">;
    /** Whom the pods call, beside the DNS. */
    readonly egress: readonly Egress[];
}

/** The name of the Secret with the owner's login, for jobs and for a server of our own. */
export const credentialsOf = (self: Component): string => `${self.name}-credentials`;

export const createCredentials = (
    self: Component,
    namespace: string,
    database: string,
    { user, password }: Login,
    opts?: ChildOptions,
): pulumi.Resource =>
    self.child(
        k8s.core.v1.Secret,
        "credentials",
        {
            metadata: { name: credentialsOf(self), namespace, labels: labelsOf(self.name, namespace) },
            stringData: { POSTGRES_USER: user, POSTGRES_DB: database, POSTGRES_PASSWORD: password },
        },
        opts,
    );

/** The name of the ConfigMap with the authority of a component's servers. */
const authorityMap = (self: Component): string => `${self.name}-authority`;

/** What `server` steps read; made once for all jobs of a component. */
export function createAuthorityMap(
    self: Component,
    { namespace, authority }: Pick<ServerAccess, "namespace" | "authority">,
    opts?: ChildOptions,
): pulumi.Resource[] {
    if (authority === undefined) return [];
    const name = authorityMap(self);
    const metadata = { name, namespace, labels: labelsOf(self.name, namespace) };
    return [self.child(k8s.core.v1.ConfigMap, "authority", { metadata, data: { [authorityFile(self.name)]: authority } }, opts)];
}

/** Opens the network of a job's pods to the server and to what else they call; nothing comes in. */
export function createJobNetwork(
    self: Component,
    suffix: string,
    { name, namespace, egress }: DatabaseJob,
    opts?: ChildOptions,
): pulumi.Resource {
    return self.child(
        k8s.networking.v1.NetworkPolicy,
        suffix,
        {
            metadata: { name, namespace, labels: labelsOf(name, namespace) },
            spec: {
                podSelector: { matchLabels: selectorOf(name) },
                policyTypes: ["Ingress", "Egress"],
                ingress: [],
                egress: [dnsEgress, ...egress],
            },
        },
        opts,
    );
}

/** The pods of a job: labels, annotations and spec. */
export function podTemplate(self: Component, job: DatabaseJob): k8s.types.input.core.v1.PodTemplateSpec {
    return {
        metadata: {
            labels: { ...labelsOf(job.name, job.namespace), ...job.labels },
            // EKS Auto Mode moves pods to save nodes; a run would begin anew.
            annotations: { "karpenter.sh/do-not-disrupt": "true" },
        },
        spec: podOf(self, job),
    };
}

function podOf(self: Component, job: DatabaseJob): PodSpec {
    const authority = job.steps.some(({ server }) => server?.authority !== undefined);
    const containers = job.steps.map(step => containerOf(self, job, step));
    return {
        restartPolicy: "Never",
        serviceAccountName: job.serviceAccountName,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: restrictedPod(postgresUid),
        ...(containers.length > 1 ? { initContainers: containers.slice(0, -1) } : {}),
        containers: containers.slice(-1),
        volumes: [
            { name: "backups", ...job.volume },
            { name: "tmp", emptyDir: {} },
            ...(authority ? [{ name: "authority", configMap: { name: authorityMap(self) } }] : []),
        ],
    };
}

function containerOf(self: Component, { resources }: DatabaseJob, { name, image, script, env = [], server }: Step): Container {
    return {
        name,
        image,
        command: ["/bin/bash", "-c", script],
        env: [...(server ? accessOf(self, server) : []), ...env],
        resources: { requests: resources, limits: resources },
        securityContext: restrictedContainer,
        volumeMounts: [
            { name: "backups", mountPath: dumpFolder },
            { name: "tmp", mountPath: "/tmp" },
            ...(server?.authority === undefined ? [] : [{ name: "authority", mountPath: authoritiesFolder, readOnly: true }]),
        ],
    };
}

/** libpq's own variables. */
function accessOf(self: Component, { host, port, authority, credentials }: ServerAccess): EnvVar[] {
    return [
        { name: "PGHOST", value: host },
        { name: "PGPORT", value: String(port) },
        ...(authority === undefined
            ? [{ name: "PGSSLMODE", value: "require" }]
            : [
                  { name: "PGSSLMODE", value: "verify-full" },
                  { name: "PGSSLROOTCERT", value: `${authoritiesFolder}/${authorityFile(self.name)}` },
              ]),
        ...loginOf(credentials),
    ];
}

function loginOf(credentials: Credentials): EnvVar[] {
    if (typeof credentials !== "string") {
        return [
            { name: "PGUSER", value: credentials.user },
            { name: "PGDATABASE", value: credentials.database },
        ];
    }
    const secret = (variable: string, key: string) => ({ name: variable, valueFrom: { secretKeyRef: { name: credentials, key } } });
    return [secret("PGUSER", "POSTGRES_USER"), secret("PGDATABASE", "POSTGRES_DB"), secret("PGPASSWORD", "POSTGRES_PASSWORD")];
}
