import type * as pulumi from "@pulumi/pulumi";
import type { ClusterRef } from "../core/cluster";
import type { Component } from "../core/component";
import { images } from "../core/images";
import { identityEgress } from "../core/kubernetes";
import { awsEgress, awsStep } from "./bucket-dumps";
import { createBucketRestore } from "./bucket-restore";
import { createAuthorityMap, createCredentials, credentialsOf, type ServerAccess } from "./database-pod";
import { createJobAccount, createJobIdentity, mayReadSecrets } from "./job-identity";
import type { Login, MadeLogin } from "./logins";
import type { RdsSettings } from "./rds-args";
import { masterOf } from "./rds-instance";
import type { Standing } from "./rds-instances";
import { port, type Place } from "./rds-place";
import { createRolesJob, passwordFile } from "./roles-job";

/** What jobs of a database on RDS share: made once, for all of its instances at home. */
export interface RdsJobs {
    readonly settings: RdsSettings;
    readonly cluster: ClusterRef;
    readonly home: Place;
    readonly owner: Login;
    /** The roles that are made, by the variable of their verifier. */
    readonly logins: Readonly<Record<string, MadeLogin>>;
    /** What pods read. */
    readonly ready: readonly pulumi.Resource[];
}

/** Makes what all jobs read: the owner's login, and who vouches for the server. */
export function createRdsJobs(self: Component, jobs: Omit<RdsJobs, "ready">): RdsJobs {
    const { settings, cluster, home, owner } = jobs;
    const { namespace, provider } = cluster;
    const opts = { provider, dependsOn: [cluster.ready] };
    const secret = createCredentials(self, namespace, settings.database, owner, opts);
    return { ...jobs, ready: [secret, ...createAuthorityMap(self, { namespace, authority: home.authority }, opts)] };
}

/** How jobs reach an instance: by its own name, never by a proxy. */
export function accessTo(self: Component, { settings, cluster, home }: RdsJobs, host: pulumi.Input<string>): ServerAccess {
    return {
        namespace: cluster.namespace,
        host,
        port,
        authority: home.authority,
        image: images[`postgres:${settings.version}`],
        credentials: credentialsOf(self),
        egress: [{ to: home.network.subnetCidrs.db.map(cidr => ({ ipBlock: { cidr } })), ports: [{ protocol: "TCP", port }] }],
    };
}

/** Roles, and what a dump brings: what must be done before an instance is of use. */
export function createPreparation(self: Component, jobs: RdsJobs, standing: Standing): pulumi.Resource[] {
    const { name, instance } = standing;
    const source = jobs.settings.restores?.[name ?? ""]?.from;
    const roles = createRoles(self, jobs, standing, name === undefined ? "roles" : `roles-${name}`);
    if (source?.kind !== "dump") return [roles];
    const { cluster, settings } = jobs;
    const { accountId, region, database } = settings;
    const job = createBucketRestore(self, name!, {
        accountId,
        region,
        cluster,
        access: accessTo(self, jobs, instance.address),
        args: settings.dumps!,
        database,
        file: source.file,
        dependsOn: [...jobs.ready, roles],
    });
    return [roles, job];
}

function createRoles(self: Component, jobs: RdsJobs, { instance }: Standing, suffix: string): pulumi.Resource {
    const { settings, cluster, logins } = jobs;
    const { database, username: owner, extensions } = settings;
    const serviceAccountName = `${self.name}-${suffix}`;
    const account = createJobAccount(self, suffix, serviceAccountName, cluster);
    const access = accessTo(self, jobs, instance.address);
    const opts = { provider: cluster.provider, dependsOn: [...jobs.ready, account, instance] };
    const common = { suffix, logins, serviceAccountName, sql: { database, owner, extensions: [...extensions] } };
    if (settings.masterSecret === "generated") return createRolesJob(self, { ...common, access }, opts);
    const secretArn = instance.masterUserSecrets.apply(secrets => secrets?.[0]?.secretArn ?? "");
    const identity = createJobIdentity(self, {
        accountId: settings.accountId,
        cluster,
        serviceAccount: serviceAccountName,
        suffix,
        policies: { [`${suffix}-master`]: mayReadSecrets([secretArn], jobs.home.keyArn) },
    });
    return createRolesJob(
        self,
        {
            ...common,
            sql: { ...common.sql, makeOwner: true },
            access: { ...access, credentials: { user: masterOf(settings), database } },
            before: [awsStep("master", masterPasswordScript, settings.region, [{ name: "MASTER_SECRET", value: secretArn }])],
            egress: [identityEgress, awsEgress],
        },
        { ...opts, dependsOn: [...opts.dependsOn, ...identity] },
    );
}

/** The entry of RDS is JSON with a `password`; the image has no program for JSON, and `printf %b` knows its escapes. */
const masterPasswordScript = [
    "set -euo pipefail",
    "umask 077",
    'entry="$(aws secretsmanager get-secret-value --secret-id "$MASTER_SECRET" --query SecretString --output text)"',
    '[[ $entry =~ \\"password\\":\\ *\\"(([^\\"\\\\]|\\\\.)*)\\" ]] || { echo "$MASTER_SECRET has no password" >&2; exit 1; }',
    `printf '%b' "\${BASH_REMATCH[1]}" > ${passwordFile}`,
    // The next container runs as another user of the same group.
    `chmod 0640 ${passwordFile}`,
].join("\n");
