import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../core/component";
import { shortHash } from "../core/hash";
import { labelsOf, waitingFor } from "../core/kubernetes";
import { createJobNetwork, podTemplate, type DatabaseJob, type ServerAccess, type Step } from "./database-pod";
import type { MadeLogin } from "./logins";
import { rolesSql, type RolesOptions } from "./roles-sql";

/** What the roles of one server are made of. */
export interface RolesJob {
    /** Behind the component's name, and before the logical suffixes: `roles`. */
    readonly suffix: string;
    /** As who makes roles: the master. */
    readonly access: ServerAccess;
    readonly sql: RolesOptions;
    /** By the variable that the SQL reads its verifier from. */
    readonly logins: Readonly<Record<string, MadeLogin>>;
    /** Steps before, that find out the master's password and leave it in `passwordFile`. */
    readonly before?: readonly Step[];
    readonly egress?: DatabaseJob["egress"];
    readonly serviceAccountName: string;
    readonly labels?: Readonly<Record<string, string>>;
}

/** Where a step leaves the master's password for the next. */
export const passwordFile = "/tmp/master-password";

const minutes = 15;

/**
 * Makes the roles and extensions of a database by a Job, and again whenever its SQL or a password changes: what it runs
 * can run twice. Whoever connects as one of the roles waits for it.
 */
export function createRolesJob(self: Component, roles: RolesJob, opts: ChildOptions): pulumi.Resource {
    const { suffix, access, logins, before = [], serviceAccountName } = roles;
    const { namespace } = access;
    const name = `${self.name}-${suffix}`;
    const labels = labelsOf(name, namespace);
    const sql = rolesSql(roles.sql);
    const verifiers = Object.fromEntries(Object.entries(logins).map(([variable, { verifier }]) => [variable, verifier]));
    // What it does is in its name, so that it runs again when that changes. Verifiers are salted: a hash of them tells nothing.
    const run = pulumi.unsecret(pulumi.jsonStringify([sql, verifiers, access.host]).apply(text => shortHash(text ?? "", 8)));
    const secret = self.child(
        k8s.core.v1.Secret,
        `${suffix}-verifiers`,
        { metadata: { name: `${name}-verifiers`, namespace, labels }, stringData: pulumi.secret(verifiers) },
        opts,
    );
    const job: DatabaseJob = {
        name,
        namespace,
        serviceAccountName,
        labels: roles.labels,
        steps: [
            ...before,
            {
                name: "roles",
                image: access.image,
                script: [
                    "set -euo pipefail",
                    ...(before.length > 0 ? [`PGPASSWORD="$(< ${passwordFile})"`, "export PGPASSWORD"] : []),
                    "psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 << 'SQL'",
                    sql.trimEnd(),
                    "SQL",
                ].join("\n"),
                env: Object.keys(verifiers).map(variable => ({
                    name: variable,
                    valueFrom: { secretKeyRef: { name: `${name}-verifiers`, key: variable } },
                })),
                server: access,
            },
        ],
        resources: { cpu: "100m", memory: "128Mi" },
        volume: { emptyDir: {} },
        egress: [...access.egress, ...(roles.egress ?? [])],
    };
    const network = createJobNetwork(self, `${suffix}-network`, job, opts);
    return self.child(
        k8s.batch.v1.Job,
        suffix,
        {
            metadata: { name: pulumi.interpolate`${name}-${run}`, namespace, labels, annotations: waitingFor(minutes * 60) },
            // The server may take a while to answer: it has just been made.
            spec: { backoffLimit: 6, activeDeadlineSeconds: minutes * 60, template: podTemplate(self, job) },
        },
        { ...opts, dependsOn: [...(opts.dependsOn ?? []), secret, network] },
    );
}
