import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as aws from "../core/aws";
import type { AlarmDescription } from "../core/alarms";
import type { Component } from "../core/component";
import { oncePerClient, type Connection } from "../core/connection";
import { keyArgs, logsUser } from "../core/encryption";
import { redisDefaults, type ElastiCacheArgs } from "./args";
import { withDefaults } from "../core/defaults";

const port = 6379;

/** Makes the replication group with all it needs. */
export function createElastiCache(self: Component, args: ElastiCacheArgs): { connection: Connection; alarms: AlarmDescription[] } {
    const settings = withDefaults(redisDefaults, args);
    const { network } = settings;
    const key = self.child(
        aws.kms.Key,
        "key",
        keyArgs(`Data of ${self.name}`, args.accountId, [logsUser(args.region, args.accountId)], self.tags()),
        { protect: settings.deletionProtection || undefined },
    );
    // ElastiCache takes 16 to 128 printable characters, and no '@', '"' or '/'.
    const token = self.child(random.RandomPassword, "token", { length: 64, special: false });
    const group = self.child(aws.ec2.SecurityGroup, "group", {
        vpcId: network.vpcId,
        description: `Redis ${self.name}: its port, from named groups only`,
        tags: self.tags(),
    });
    const subnets = self.child(aws.elasticache.SubnetGroup, "subnets", {
        subnetIds: [...network.subnetIds.cache],
        description: `Private subnets of ${self.name}`,
        tags: self.tags(),
    });
    const parameters = self.child(aws.elasticache.ParameterGroup, "parameters", {
        family: "valkey8",
        description: `Valkey 8 for ${self.name}`,
        parameters: [{ name: "maxmemory-policy", value: settings.eviction }],
        tags: self.tags(),
    });
    const logs = self.child(aws.cloudwatch.LogGroup, "logs", {
        retentionInDays: settings.logDays,
        kmsKeyId: key.arn,
        tags: self.tags("logs"),
    });
    const finalSnapshot = self.child(random.RandomId, "final-snapshot", { byteLength: 4 });
    const several = settings.nodes > 1;
    const cache = self.child(
        aws.elasticache.ReplicationGroup,
        "cache",
        {
            description: `Redis ${self.name}`,
            engine: "valkey",
            engineVersion: "8.1",
            nodeType: settings.nodeType,
            numCacheClusters: settings.nodes,
            automaticFailoverEnabled: several,
            multiAzEnabled: several,
            port,
            parameterGroupName: parameters.name,
            subnetGroupName: subnets.name,
            securityGroupIds: [group.id],
            atRestEncryptionEnabled: true,
            kmsKeyId: key.arn,
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
            authToken: token.result,
            authTokenUpdateStrategy: "ROTATE",
            snapshotRetentionLimit: settings.snapshotDays,
            snapshotWindow: settings.snapshotWindow,
            maintenanceWindow: settings.maintenanceWindow,
            finalSnapshotIdentifier: pulumi.interpolate`${self.name}-final-${finalSnapshot.hex}`,
            autoMinorVersionUpgrade: true,
            applyImmediately: false,
            logDeliveryConfigurations: (["slow-log", "engine-log"] as const).map(logType => ({
                destination: logs.name,
                destinationType: "cloudwatch-logs",
                logFormat: "json",
                logType,
            })),
            tags: self.tags(),
        },
        { protect: settings.deletionProtection || undefined },
    );
    return {
        alarms: alarmsOf(cache),
        connection: {
            kind: "redis",
            name: self.name,
            host: cache.primaryEndpointAddress,
            port,
            url: pulumi.secret(pulumi.interpolate`rediss://:${token.result}@${cache.primaryEndpointAddress}:${port}`),
            target: { kind: "cidrs", cidrs: network.subnetCidrs.cache },
            allowFrom: oncePerClient((client, securityGroupId) => {
                self.child(aws.vpc.SecurityGroupIngressRule, `from-${client}`, {
                    securityGroupId: group.id,
                    referencedSecurityGroupId: securityGroupId,
                    description: `Redis from ${client}`,
                    ipProtocol: "tcp",
                    fromPort: port,
                    toPort: port,
                    tags: self.tags(`from-${client}`),
                });
            }),
        },
    };
}

/** The group's own metrics; those of single nodes carry node names that only AWS knows. */
function alarmsOf(cache: aws.elasticache.ReplicationGroup): AlarmDescription[] {
    const common = {
        namespace: "AWS/ElastiCache",
        dimensions: { ReplicationGroupId: cache.replicationGroupId },
        period: 60,
        missingData: "missing",
        comparison: "GreaterThanThreshold",
    } as const;
    return [
        {
            ...common,
            name: "cpu",
            description: "CPU of the cache engine above 80 % for 5 minutes",
            severity: "warning",
            metricName: "EngineCPUUtilization",
            statistic: "Average",
            threshold: 80,
            periods: 5,
        },
        {
            ...common,
            name: "memory",
            description: "Memory of the cache above 80 % for 5 minutes",
            severity: "warning",
            metricName: "DatabaseMemoryUsagePercentage",
            statistic: "Average",
            threshold: 80,
            periods: 5,
        },
        {
            ...common,
            name: "evictions",
            description: "Keys evicted for 15 minutes",
            severity: "warning",
            metricName: "Evictions",
            statistic: "Sum",
            threshold: 0,
            periods: 15,
        },
        {
            ...common,
            name: "auth-failures",
            description: "Wrong passwords at the cache",
            severity: "critical",
            metricName: "AuthenticationFailures",
            statistic: "Sum",
            threshold: 0,
            periods: 1,
        },
    ];
}
