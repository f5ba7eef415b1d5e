import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { serviceTrust } from "../core/encryption";
import type { RdsSettings } from "./rds-args";
import { port, type Place } from "./rds-place";

/** What instances of one database share, wherever they stand. */
export interface Basis {
    readonly settings: RdsSettings;
    /** The master's; `undefined` where RDS keeps it. */
    readonly password: pulumi.Output<string> | undefined;
    readonly monitoringRoleArn: pulumi.Output<string>;
    /** What must be there before an instance. */
    readonly mayMonitor: pulumi.Resource;
}

export function createBasis(self: Component, settings: RdsSettings): Basis {
    const password =
        settings.masterSecret === "generated"
            ? self.child(random.RandomPassword, "password", { length: 40, special: false }).result
            : undefined;
    const monitoring = self.child(aws.iam.Role, "monitoring-role", {
        assumeRolePolicy: serviceTrust("monitoring.rds.amazonaws.com", undefined, {
            StringEquals: { "aws:SourceAccount": settings.accountId },
        }),
        tags: self.tags("monitoring"),
    });
    const mayMonitor = self.child(aws.iam.RolePolicyAttachment, "monitoring-policy", {
        role: monitoring.name,
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    });
    return { settings, password, monitoringRoleArn: monitoring.arn, mayMonitor };
}

/** The master: the owner of the database, but where RDS keeps its password. */
export const masterOf = ({ masterSecret, username }: RdsSettings): string =>
    masterSecret === "generated" ? username : `${username}_admin`;

/** What every instance has, replicas too. */
function observed({ settings, monitoringRoleArn }: Basis, place: Place): Partial<aws.rds.InstanceArgs> {
    return {
        ...(place.region ? { region: place.region } : {}),
        instanceClass: settings.instanceClass,
        storageEncrypted: true,
        kmsKeyId: place.keyArn,
        parameterGroupName: place.parameters.name,
        vpcSecurityGroupIds: [place.group.id],
        publiclyAccessible: false,
        iamDatabaseAuthenticationEnabled: true,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: place.keyArn,
        performanceInsightsRetentionPeriod: settings.performanceInsightsDays,
        monitoringInterval: settings.monitoringSeconds,
        monitoringRoleArn,
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        autoMinorVersionUpgrade: true,
        maintenanceWindow: settings.maintenanceWindow,
        deletionProtection: settings.deletionProtection,
        copyTagsToSnapshot: true,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        applyImmediately: settings.applyImmediately,
    };
}

/** What an instance has that takes writes: a version, room to grow, backups, and a last snapshot. */
function standing(self: Component, suffix: string, { settings, password }: Basis, place: Place): Partial<aws.rds.InstanceArgs> {
    // A name that was used for a snapshot before would make the next deletion fail.
    const snapshot = self.child(random.RandomId, suffix === "instance" ? "final-snapshot" : `${suffix}-final-snapshot`, {
        byteLength: 4,
        keepers: { database: settings.database },
    });
    const name = suffix === "instance" ? self.name : `${self.name}-${suffix}`;
    return {
        engineVersion: settings.version,
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        ...(settings.allowMajorVersionUpgrade ? { allowMajorVersionUpgrade: true } : {}),
        ...(password ? { password } : { manageMasterUserPassword: true, masterUserSecretKmsKeyId: place.keyArn }),
        port,
        storageType: "gp3",
        maxAllocatedStorage: settings.maxStorageGb,
        multiAz: settings.multiAz,
        backupRetentionPeriod: settings.backup.pitrDays,
        backupWindow: settings.backup.window,
        deleteAutomatedBackups: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: pulumi.interpolate`${name}-final-${snapshot.hex}`,
    };
}

/** RDS enlarges disks by itself, and an update must not take them back. */
const grown = ["allocatedStorage"];

/** What is read once, when an instance is made from data of before: it may be gone later, and nothing may be made anew for it. */
const origin = ["snapshotIdentifier", "restoreToPointInTime", "kmsKeyId", "dbName", "username"];

/** An empty database: the first, or one that a dump is restored into. */
export function createEmptyInstance(self: Component, suffix: string, basis: Basis, place: Place): aws.rds.Instance {
    const { settings } = basis;
    return self.child(
        aws.rds.Instance,
        suffix,
        {
            ...observed(basis, place),
            ...standing(self, suffix, basis, place),
            engine: "postgres",
            dbName: settings.database,
            username: masterOf(settings),
            allocatedStorage: settings.storageGb,
            dbSubnetGroupName: place.subnets.name,
            tags: self.tags(suffix === "instance" ? undefined : suffix),
        } as aws.rds.InstanceArgs,
        { dependsOn: [basis.mayMonitor], protect: settings.deletionProtection || undefined, ignoreChanges: grown },
    );
}

/** An instance with data of before. Restoring takes AWS an hour and more, with a backup at its end. */
export function createRestoredInstance(
    self: Component,
    suffix: string,
    basis: Basis,
    place: Place,
    source: Pick<aws.rds.InstanceArgs, "snapshotIdentifier" | "restoreToPointInTime">,
): aws.rds.Instance {
    const { deletionProtection } = basis.settings;
    return self.child(
        aws.rds.Instance,
        suffix,
        {
            ...observed(basis, place),
            ...standing(self, suffix, basis, place),
            engine: "postgres",
            ...source,
            dbSubnetGroupName: place.subnets.name,
            tags: self.tags(suffix),
        } as aws.rds.InstanceArgs,
        {
            dependsOn: [basis.mayMonitor],
            protect: deletionProtection || undefined,
            ignoreChanges: [...grown, ...origin],
            customTimeouts: { create: "6h" },
        },
    );
}

/** What a replica has beside what it takes from its primary. */
export interface ReplicaArgs {
    /** Its id in the same region, its ARN from another. */
    readonly replicateSourceDb: pulumi.Input<string>;
    readonly instanceClass?: string;
    /** Whether its primary is in another region: in the same, it takes that one's subnets and refuses to be told. */
    readonly acrossRegions?: boolean;
}

export function createReplica(
    self: Component,
    suffix: string,
    basis: Basis,
    place: Place,
    { replicateSourceDb, instanceClass, acrossRegions = false }: ReplicaArgs,
): aws.rds.Instance {
    return self.child(
        aws.rds.Instance,
        suffix,
        {
            ...observed(basis, place),
            ...(instanceClass ? { instanceClass } : {}),
            replicateSourceDb,
            ...(acrossRegions ? { dbSubnetGroupName: place.subnets.name } : {}),
            skipFinalSnapshot: true,
            tags: self.tags(suffix),
        } as aws.rds.InstanceArgs,
        { dependsOn: [basis.mayMonitor] },
    );
}

/**
 * A replica that has become a database of its own: the same resource, without what it replicated. It says no engine, as
 * the replica said none: an engine that is new would make another instance.
 */
export function createPromotedReplica(
    self: Component,
    suffix: string,
    basis: Basis,
    place: Place,
    { instanceClass }: Pick<ReplicaArgs, "instanceClass">,
): aws.rds.Instance {
    return self.child(
        aws.rds.Instance,
        suffix,
        {
            ...observed(basis, place),
            ...standing(self, suffix, basis, place),
            ...(instanceClass ? { instanceClass } : {}),
            dbSubnetGroupName: place.subnets.name,
            tags: self.tags(suffix),
        } as aws.rds.InstanceArgs,
        {
            dependsOn: [basis.mayMonitor],
            protect: basis.settings.deletionProtection || undefined,
            ignoreChanges: [...grown, ...origin],
        },
    );
}
