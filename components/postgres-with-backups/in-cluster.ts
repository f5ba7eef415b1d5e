import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { shortHash } from "../core/hash";
import { images } from "../core/images";
import { createInClusterStore, createStoreCertificate, tlsFolder, type StoreCertificate } from "../core/in-cluster-store";
import { callerLabel, labelsOf } from "../core/kubernetes";
import { createBucketDumps, type DumpParts } from "./bucket-dumps";
import { createBucketRestore } from "./bucket-restore";
import { commonDefaults, poolOf, serverDefaults } from "./common-args";
import { createAuthorityMap, createCredentials, credentialsOf, postgresUid as uid, type ServerAccess } from "./database-pod";
import { dumpName } from "./dump-script";
import { inClusterDefaults, type InClusterArgs } from "./in-cluster-args";
import { connectionOf, createLogin, type Server } from "./logins";
import { serverSettings } from "./parameters";
import type { PostgresParts } from "./parts";
import { nightly } from "./recovery-facts";
import { createRestoreJob } from "./restore-job";
import { latest, restoreScript } from "./restore-script";
import { createRolesJob } from "./roles-job";
import { appRole, readOnlyRole, verifiers as roleVerifiers } from "./roles-sql";
import { createVolumeDumps, dumpVolume } from "./volume-dumps";

const port = 5432;

/** Who may connect, and how: from outside of the pod over TLS with a password only. */
const hba = ["local all all trust", "hostssl all all all scram-sha-256", ""].join("\n");

/** The settings with their defaults in. */
const settingsOf = (args: InClusterArgs) => withDefaults({ ...commonDefaults, ...serverDefaults, ...inClusterDefaults }, args);
type Settings = ReturnType<typeof settingsOf>;

/** PostgreSQL as one pod with a volume, TLS only, with roles, and a dump of it each night. */
export function createInCluster(self: Component, args: InClusterArgs): PostgresParts {
    const settings = settingsOf(args);
    const { username, database, namespace, restores = {}, active } = settings;
    const { result: password } = self.child(random.RandomPassword, "password", { length: 40, special: false });
    const logins = {
        owner: { user: username, password },
        app: createLogin(self, "app", appRole(database)),
        readOnly: createLogin(self, "read-only", readOnlyRole(database)),
    };
    const certificate = createStoreCertificate(self, namespace);
    const credentials = createCredentials(self, namespace, database, logins.owner);
    const access = self.child(k8s.core.v1.ConfigMap, "access", {
        metadata: { name: `${self.name}-access`, namespace, labels: labelsOf(self.name, namespace) },
        data: { "pg_hba.conf": hba },
    });
    const needs = [credentials, access];
    const first = createServer(self, settings, certificate, needs);
    const authority = createAuthorityMap(self, accessTo(self, settings, first));
    const jobNeeds = [credentials, ...authority];
    const verifiers = { [roleVerifiers.app]: logins.app, [roleVerifiers.readOnly]: logins.readOnly };
    const roles = (server: Server, suffix: string): pulumi.Resource =>
        createRolesJob(
            self,
            {
                suffix,
                access: accessTo(self, settings, server),
                sql: { database, owner: username, extensions: [...settings.extensions] },
                logins: verifiers,
                serviceAccountName: self.name,
                labels: callerLabel(self.name),
            },
            { dependsOn: jobNeeds },
        );
    const servers: readonly (readonly [string | undefined, Server, readonly pulumi.Resource[]])[] = [
        [undefined, first, [roles(first, "roles")]],
        ...Object.entries(restores).map(([name, { from }]) => {
            const server = createServer(self, settings, certificate, needs, name);
            const made = roles(server, `roles-${name}`);
            return [name, server, [made, restore(self, settings, server, name, from.file, [...jobNeeds, made])]] as const;
        }),
    ];
    const [, server, ready] = servers.find(([name]) => name === active)!;
    const at = { ...server, ready };
    const dumps = createDumps(self, settings, server, jobNeeds);
    return {
        connection: connectionOf(at, logins.owner),
        connections: { app: connectionOf(at, logins.app), readOnly: connectionOf(at, logins.readOnly) },
        secretArn: undefined,
        appSecretArn: undefined,
        replicaHosts: [],
        replicas: [],
        regionReplicas: {},
        alarms: dumps.alarms,
        backups: [dumps.metrics],
        dumpLocation: dumps.location,
        dumpBefore: dumps.before,
    };
}

/** One server: the first, or one beside it. */
function createServer(
    self: Component,
    settings: Settings,
    certificate: StoreCertificate,
    dependsOn: readonly pulumi.Resource[],
    beside?: string,
): Server {
    const { version, username, database, namespace, storage, resources, parameters = {} } = settings;
    const own = serverSettings(parameters);
    const started = [
        ["ssl", "on"],
        ["ssl_cert_file", `${tlsFolder}/tls.crt`],
        ["ssl_key_file", `${tlsFolder}/tls.key`],
        ["hba_file", "/etc/postgresql/pg_hba.conf"],
        ...own,
    ];
    const ready = { exec: { command: ["pg_isready", "-U", username, "-d", database] }, timeoutSeconds: 5, failureThreshold: 5 };
    const store = createInClusterStore(
        self,
        {
            namespace,
            beside,
            portName: "postgres",
            port,
            uid,
            storage,
            container: {
                name: "postgres",
                image: images[`postgres:${version}`],
                args: ["postgres", ...started.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
                envFrom: [{ secretRef: { name: credentialsOf(self) } }],
                env: [{ name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" }],
                resources: { requests: resources, limits: resources },
                // After a crash it may take its time to get to the end of its log: half an hour.
                startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 360 },
                livenessProbe: { ...ready, periodSeconds: 30 },
                readinessProbe: { ...ready, periodSeconds: 10 },
                volumeMounts: [
                    { name: "data", mountPath: "/var/lib/postgresql/data" },
                    { name: "access", mountPath: "/etc/postgresql", readOnly: true },
                    { name: "run", mountPath: "/var/run/postgresql" },
                    { name: "tmp", mountPath: "/tmp" },
                ],
            },
            pod: {
                terminationGracePeriodSeconds: 60,
                volumes: [
                    { name: "access", configMap: { name: `${self.name}-access` } },
                    { name: "run", emptyDir: {} },
                    { name: "tmp", emptyDir: {} },
                ],
            },
            annotations: { "webstack/access-checksum": shortHash(hba, 16) },
            dependsOn,
        },
        certificate,
    );
    return { ...store, database, pool: poolOf(settings) };
}

/** How jobs reach a server. */
function accessTo(self: Component, { namespace, version }: Settings, { host, authority, target }: Server): ServerAccess {
    const { labels } = target as Extract<Server["target"], { kind: "pods" }>;
    return {
        namespace,
        host,
        port,
        authority,
        image: images[`postgres:${version}`],
        credentials: credentialsOf(self),
        egress: [{ to: [{ podSelector: { matchLabels: { ...labels } } }], ports: [{ protocol: "TCP", port }] }],
    };
}

/** Dumps of the server in use go to a bucket, where there is one, or to a volume. */
function createDumps(self: Component, settings: Settings, server: Server, dependsOn: readonly pulumi.Resource[]): DumpParts {
    const { namespace, database, dumps, dumpDays, storage } = settings;
    const access = accessTo(self, settings, server);
    const labels = callerLabel(self.name);
    if (!dumps) return createVolumeDumps(self, { access, labels, database, days: dumpDays, storage, schedule: nightly, dependsOn });
    const { accountId, region, cluster, ...args } = dumps;
    const identifier = `${namespace}/${self.name}`;
    return createBucketDumps(self, {
        accountId,
        region,
        cluster,
        access,
        labels,
        args,
        database,
        schedule: nightly,
        identifier,
        dependsOn,
    });
}

/** Brings a dump, from where they are kept, into a server that is empty. */
function restore(
    self: Component,
    settings: Settings,
    server: Server,
    name: string,
    file: string,
    dependsOn: readonly pulumi.Resource[],
): pulumi.Resource {
    const { namespace, database, dumps } = settings;
    const access = accessTo(self, settings, server);
    const labels = callerLabel(self.name);
    if (dumps) {
        const { accountId, region, cluster, ...args } = dumps;
        return createBucketRestore(self, name, { accountId, region, cluster, access, labels, args, database, file, dependsOn });
    }
    return createRestoreJob(
        self,
        name,
        {
            namespace,
            serviceAccountName: self.name,
            labels,
            steps: [
                {
                    name: "restore",
                    image: access.image,
                    script: restoreScript,
                    env: [{ name: "SOURCE", value: file === latest ? dumpName({ prefix: database, extension: "dump" }, latest) : file }],
                    server: access,
                },
            ],
            resources: { cpu: "250m", memory: "256Mi" },
            volume: dumpVolume(self),
            egress: access.egress,
        },
        { dependsOn },
    );
}
