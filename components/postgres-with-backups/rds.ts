import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as aws from "../core/aws";
import type { AlarmDescription } from "../core/alarms";
import type { Component } from "../core/component";
import { oncePerClient, type Connection } from "../core/connection";
import { keyArgs, serviceTrust } from "../core/encryption";
import { rdsSettings, type RdsArgs } from "./args";
import { createBackupPlan } from "./backup-plan";
import { createRdsDumps } from "./rds-dumps";

export interface RdsParts {
    readonly connection: Connection;
    /** The master user's credentials in Secrets Manager. */
    readonly secretArn: pulumi.Output<string>;
    readonly replicaHosts: readonly pulumi.Output<string>[];
    readonly alarms: readonly AlarmDescription[];
    readonly dumpLocation: pulumi.Output<string> | undefined;
}

const port = 5432;

/** What every instance of a version is started with. Static parameters wait for a reboot, and so say so. */
const parameters: aws.rds.ParameterGroupArgs["parameters"] = [
    { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
    { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
    { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
];

/** Makes the instance, its replicas and its backups. */
export function createRds(self: Component, args: RdsArgs): RdsParts {
    const settings = rdsSettings(args);
    const { network, deletionProtection } = settings;
    const key = self.child(aws.kms.Key, "key", keyArgs(`Data of ${self.name}`, args.accountId, [], self.tags()), {
        protect: deletionProtection || undefined,
    });
    const password = self.child(random.RandomPassword, "password", { length: 40, special: false });
    const group = self.child(aws.ec2.SecurityGroup, "group", {
        vpcId: network.vpcId,
        description: `PostgreSQL ${self.name}: its port, from named groups only`,
        tags: self.tags(),
    });
    const subnets = self.child(aws.rds.SubnetGroup, "subnets", {
        subnetIds: [...network.subnetIds.db],
        description: `Private subnets of ${self.name}`,
        tags: self.tags(),
    });
    const parameterGroup = self.child(aws.rds.ParameterGroup, `parameters-${settings.version}`, {
        family: `postgres${settings.version}`,
        description: `PostgreSQL ${settings.version} for ${self.name}`,
        parameters,
        tags: self.tags(),
    });
    const monitoring = self.child(aws.iam.Role, "monitoring-role", {
        assumeRolePolicy: serviceTrust("monitoring.rds.amazonaws.com", undefined, {
            StringEquals: { "aws:SourceAccount": args.accountId },
        }),
        tags: self.tags("monitoring"),
    });
    const mayMonitor = self.child(aws.iam.RolePolicyAttachment, "monitoring-policy", {
        role: monitoring.name,
        policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    });
    // A name that was used for a snapshot before would make the next deletion fail.
    const snapshotId = self.child(random.RandomId, "final-snapshot", { byteLength: 4, keepers: { database: args.database } });

    const observed: Partial<aws.rds.InstanceArgs> = {
        instanceClass: settings.instanceClass,
        storageEncrypted: true,
        kmsKeyId: key.arn,
        parameterGroupName: parameterGroup.name,
        vpcSecurityGroupIds: [group.id],
        publiclyAccessible: false,
        iamDatabaseAuthenticationEnabled: true,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: key.arn,
        performanceInsightsRetentionPeriod: 7,
        monitoringInterval: 60,
        monitoringRoleArn: monitoring.arn,
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        autoMinorVersionUpgrade: true,
        maintenanceWindow: settings.maintenanceWindow,
        deletionProtection,
        copyTagsToSnapshot: true,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        applyImmediately: false,
    };
    const primary = self.child(
        aws.rds.Instance,
        "instance",
        {
            ...observed,
            engine: "postgres",
            engineVersion: settings.version,
            engineLifecycleSupport: "open-source-rds-extended-support-disabled",
            dbName: args.database,
            username: settings.username,
            password: password.result,
            port,
            storageType: "gp3",
            allocatedStorage: settings.storageGb,
            maxAllocatedStorage: settings.maxStorageGb,
            multiAz: settings.multiAz,
            dbSubnetGroupName: subnets.name,
            backupRetentionPeriod: settings.backup.pitrDays,
            backupWindow: settings.backup.window,
            deleteAutomatedBackups: false,
            skipFinalSnapshot: false,
            finalSnapshotIdentifier: pulumi.interpolate`${self.name}-final-${snapshotId.hex}`,
            tags: self.tags(),
        } as aws.rds.InstanceArgs,
        {
            dependsOn: [mayMonitor],
            protect: deletionProtection || undefined,
            // Auto minor upgrades and storage autoscaling move these on; an update must not move them back.
            ignoreChanges: ["allocatedStorage"],
        },
    );
    const replicas = Array.from({ length: settings.replicas }, (_, index) =>
        self.child(
            aws.rds.Instance,
            `replica-${index}`,
            {
                ...observed,
                replicateSourceDb: primary.identifier,
                skipFinalSnapshot: true,
                tags: self.tags(`replica-${index}`),
            } as aws.rds.InstanceArgs,
            { dependsOn: [mayMonitor] },
        ),
    );
    const url = pulumi.secret(
        pulumi.interpolate`postgresql://${settings.username}:${password.result}@${primary.address}:${port}/${args.database}?sslmode=require`,
    );
    const secretArn = storeCredentials(self, key, {
        username: settings.username,
        password: password.result,
        host: primary.address,
        port,
        dbname: args.database,
    });
    createBackupPlan(self, args, primary, key);
    const connection: Connection = {
        kind: "postgres",
        name: self.name,
        host: primary.address,
        port,
        url,
        target: { kind: "cidrs", cidrs: network.subnetCidrs.db },
        allowFrom: oncePerClient((client, securityGroupId) => {
            self.child(aws.vpc.SecurityGroupIngressRule, `from-${client}`, {
                securityGroupId: group.id,
                referencedSecurityGroupId: securityGroupId,
                description: `PostgreSQL from ${client}`,
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                tags: self.tags(`from-${client}`),
            });
        }),
    };
    return {
        connection,
        secretArn,
        replicaHosts: replicas.map(({ address }) => address),
        alarms: alarmsOf(primary, replicas),
        dumpLocation: args.dumps && createRdsDumps(self, args, args.dumps, connection, password.result),
    };
}

function storeCredentials(
    self: Component,
    key: aws.kms.Key,
    credentials: Record<string, pulumi.Input<string | number>>,
): pulumi.Output<string> {
    const secret = self.child(aws.secretsmanager.Secret, "secret", {
        description: `Owner of the database ${self.name}`,
        kmsKeyId: key.arn,
        recoveryWindowInDays: 30,
        tags: self.tags(),
    });
    self.child(aws.secretsmanager.SecretVersion, "secret", {
        secretId: secret.id,
        secretString: pulumi.secret(pulumi.jsonStringify(credentials)),
    });
    return secret.arn;
}

/** CPU, memory, disk and connections; and the lag of every replica. */
function alarmsOf(primary: aws.rds.Instance, replicas: readonly aws.rds.Instance[]): AlarmDescription[] {
    const common = { namespace: "AWS/RDS", period: 60, missingData: "missing" } as const;
    const of = (instance: aws.rds.Instance) => ({ DBInstanceIdentifier: instance.identifier });
    const dimensions = of(primary);
    return [
        {
            ...common,
            name: "cpu",
            description: "CPU of the database above 80 % for 5 minutes",
            severity: "warning",
            metricName: "CPUUtilization",
            dimensions,
            statistic: "Average",
            comparison: "GreaterThanThreshold",
            threshold: 80,
            periods: 5,
        },
        {
            ...common,
            name: "storage",
            description: "Less than 5 GiB of disk left",
            severity: "critical",
            metricName: "FreeStorageSpace",
            dimensions,
            statistic: "Minimum",
            comparison: "LessThanThreshold",
            threshold: 5 * 1024 ** 3,
            periods: 5,
        },
        {
            ...common,
            name: "memory",
            description: "Less than 128 MiB of memory left",
            severity: "warning",
            metricName: "FreeableMemory",
            dimensions,
            statistic: "Minimum",
            comparison: "LessThanThreshold",
            threshold: 128 * 1024 ** 2,
            periods: 5,
        },
        ...replicas.map((replica, index) => ({
            ...common,
            name: `replica-${index}-lag`,
            description: `Replica ${index} more than 30 s behind`,
            severity: "warning" as const,
            metricName: "ReplicaLag",
            dimensions: of(replica),
            statistic: "Maximum" as const,
            comparison: "GreaterThanThreshold" as const,
            threshold: 30,
            periods: 5,
        })),
    ];
}
