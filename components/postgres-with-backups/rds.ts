import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import { createBackups, createVaults } from "../core/backups";
import type { Component } from "../core/component";
import { createBucketDumps, type DumpParts } from "./bucket-dumps";
import { connectionOf } from "./logins";
import type { PostgresParts } from "./parts";
import { instanceAlarms } from "./rds-alarms";
import { rdsSettings, type RdsArgs, type RdsSettings } from "./rds-args";
import { createBasis, type Basis } from "./rds-instance";
import { createInstances, suffixOf, type Instances, type Standing } from "./rds-instances";
import { accessTo, createPreparation, createRdsJobs, type RdsJobs } from "./rds-jobs";
import { createPlace, type Place } from "./rds-place";
import { createProxy } from "./rds-proxy";
import { behindProxy, createLogins, serverOf, storeLogins, type RdsLogins } from "./rds-servers";
import { backupHours, dumpSchedule } from "./recovery-facts";

/** Makes the instances, their backups, and the jobs that prepare and dump them. */
export function createRds(self: Component, args: RdsArgs): PostgresParts {
    const settings = rdsSettings(args);
    const home = createPlace(self, settings, { prefix: "", network: settings.network });
    const basis = createBasis(self, settings);
    const { instances, alarms } = createBackedUpInstances(self, basis, home);
    const { active, replicas, regionReplicas } = instances;

    const logins = createLogins(self, basis);
    const jobs = createJobs(self, settings, home, logins);
    const ready = jobs ? prepare(self, jobs, instances) : new Map<Standing, pulumi.Resource[]>();
    const direct = { ...serverOf(self, settings, active), ready: ready.get(active) ?? [] };
    const secretArns = storeLogins(self, home, logins, direct);
    const { accountId } = settings;
    const server = settings.proxy ? behindProxy(self, direct, createProxy(self, { accountId, ...active, secretArns })) : direct;
    const dumps = jobs && createDumps(self, jobs, active);
    const { owner, app, readOnly } = logins;
    const replicaOf = (instance: aws.rds.Instance) => ({ ...direct, ...serverOf(self, settings, { instance, place: active.place }) });
    return {
        connection: connectionOf(server, owner),
        connections: { app: app && connectionOf(server, app), readOnly: readOnly && connectionOf(server, readOnly) },
        secretArn: secretArns[0],
        appSecretArn: secretArns[1],
        replicaHosts: replicas.map(({ address }) => address),
        replicas: replicas.map(instance => connectionOf(replicaOf(instance), readOnly ?? owner)),
        regionReplicas: Object.fromEntries(
            regionReplicas.map(replica => [replica.region, connectionOf(serverOf(self, settings, replica), owner)]),
        ),
        alarms: [...instanceAlarms(settings, instances), ...alarms, ...(dumps?.alarms ?? [])],
        backups: dumps ? [dumps.metrics] : [],
        dumpLocation: dumps?.location,
        dumpBefore: dumps?.before,
    };
}

/** Everything that runs, with the vaults that keep what becomes of it, and what is worth an alarm of those. */
function createBackedUpInstances(
    self: Component,
    basis: Basis,
    home: Place,
): { readonly instances: Instances; readonly alarms: readonly AlarmDescription[] } {
    const { settings } = basis;
    const { accountId, backup, deletionProtection } = settings;
    const common = { accountId, keyArn: home.keyArn, plan: backup, protect: deletionProtection || undefined };
    const vaults = createVaults(self, common);
    const instances = createInstances(self, basis, home, vaults.copies?.key.arn);
    const atHome = instances.standing.filter(({ place }) => place === home);
    const alarms = createBackups(
        self,
        {
            ...common,
            resources: atHome.map(({ instance }) => instance.arn),
            hours: backupHours(settings),
            policies: ["service-role/AWSBackupServiceRolePolicyForBackup", "service-role/AWSBackupServiceRolePolicyForRestores"],
            restored: {
                type: "RDS",
                // Where the database stands. Lists are JSON, and keys are AWS Backup's own.
                metadata: {
                    dbSubnetGroupName: home.subnets.name,
                    vpcSecurityGroupIds: pulumi.jsonStringify([home.group.id]),
                    multiAz: "false",
                    publiclyAccessible: "false",
                },
            },
        },
        vaults,
    );
    const { copyTo } = backup;
    if (copyTo?.pointInTime) {
        for (const standing of atHome) {
            self.child(
                aws.rds.InstanceAutomatedBackupsReplication,
                `copies-${suffixOf(standing)}`,
                {
                    region: copyTo.region,
                    sourceDbInstanceArn: standing.instance.arn,
                    kmsKeyId: vaults.copies!.key.arn,
                    retentionPeriod: backup.pitrDays,
                },
                // An instance has one in a region. What was replicated stays until its time is over.
                { deleteBeforeReplace: true },
            );
        }
    }
    return { instances, alarms };
}

function createJobs(self: Component, settings: RdsSettings, home: Place, { owner, made }: RdsLogins): RdsJobs | undefined {
    const { cluster } = settings;
    if (!cluster) return undefined;
    home.allowFrom(cluster.name, cluster.securityGroupId!);
    return createRdsJobs(self, { settings, cluster, home, owner, logins: made });
}

/** What must be done before an instance is of use; at home, where the cluster is. */
const prepare = (self: Component, jobs: RdsJobs, { standing }: Instances): Map<Standing, pulumi.Resource[]> =>
    new Map(standing.filter(({ place }) => place === jobs.home).map(one => [one, createPreparation(self, jobs, one)]));

/** Dumps of the instance in use; of one in another region the jobs of that region's stack make them. */
function createDumps(self: Component, jobs: RdsJobs, { instance, place }: Standing): DumpParts | undefined {
    const { settings, cluster, ready } = jobs;
    if (!settings.dumps || place !== jobs.home) return undefined;
    return createBucketDumps(self, {
        accountId: settings.accountId,
        region: settings.region,
        cluster,
        access: accessTo(self, jobs, instance.address),
        args: settings.dumps,
        database: settings.database,
        schedule: dumpSchedule(settings),
        identifier: instance.identifier,
        dependsOn: ready,
    });
}
