import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { withDefaults } from "../core/defaults";
import { keyArgs, logsUser } from "../core/encryption";
import { connectionsOf, createAccess } from "./access";
import { nodeAlarms } from "./alarms";
import { rotationDefaults, type TokenAuth, type UsersAuth } from "./auth-args";
import { evictionOf, ttlSecondsOf } from "./common-args";
import { elastiCacheDefaults, type ElastiCacheArgs } from "./elasticache-args";
import { engines, port, type Engine } from "./engines";
import { createRotatedSecret } from "./rotation";
import { createUsers, type Credentials } from "./users";

/** What every kind comes to. */
export interface MadeCache {
    readonly connection: Connection;
    /** By user, where there are users. */
    readonly connections: Readonly<Record<string, Connection>>;
    readonly alarms: readonly AlarmDescription[];
}

/** Makes the replication group with all it needs. */
export function createElastiCache(self: Component, args: ElastiCacheArgs): MadeCache {
    const settings = withDefaults(elastiCacheDefaults, args);
    const { network } = settings;
    const engine = engines[settings.engine];
    const key = self.child(
        aws.kms.Key,
        "key",
        keyArgs(`Data of ${self.name}`, args.accountId, [logsUser(args.region, args.accountId)], self.tags()),
        { protect: settings.deletionProtection || undefined },
    );
    const auth = createAuth(self, settings.engine, settings.auth);
    const access = createAccess(self, network);
    const subnets = self.child(aws.elasticache.SubnetGroup, "subnets", {
        subnetIds: [...network.subnetIds.cache],
        description: `Private subnets of ${self.name}`,
        tags: self.tags(),
    });
    const parameters = self.child(aws.elasticache.ParameterGroup, "parameters", {
        family: engine.family,
        description: `${engine.title} for ${self.name}`,
        parameters: [{ name: "maxmemory-policy", value: evictionOf(args) }],
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
            engine: settings.engine,
            engineVersion: engine.version,
            nodeType: settings.nodeType,
            numCacheClusters: settings.nodes,
            automaticFailoverEnabled: several,
            multiAzEnabled: several,
            port,
            parameterGroupName: parameters.name,
            subnetGroupName: subnets.name,
            securityGroupIds: [access.groupId],
            atRestEncryptionEnabled: true,
            kmsKeyId: key.arn,
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
            ...auth.settings,
            snapshotRetentionLimit: settings.snapshotDays,
            snapshotWindow: settings.snapshotWindow,
            maintenanceWindow: settings.maintenanceWindow,
            finalSnapshotIdentifier: pulumi.interpolate`${self.name}-final-${finalSnapshot.hex}`,
            autoMinorVersionUpgrade: true,
            applyImmediately: settings.applyImmediately,
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
    const memberIds = Array.from({ length: settings.nodes }, (_, index) =>
        cache.memberClusters.apply(ids => [...(ids ?? [])].sort()[index] ?? ""),
    );
    return {
        ...connectionsOf(auth.credentials, {
            name: self.name,
            host: cache.primaryEndpointAddress,
            ttlSeconds: ttlSecondsOf(args),
            target: { kind: "cidrs", cidrs: network.subnetCidrs.cache },
            allowFrom: access.allowFrom,
        }),
        alarms: nodeAlarms({ memberIds, nodeType: settings.nodeType, use: settings.use }),
    };
}

type AuthSettings = Pick<aws.elasticache.ReplicationGroupArgs, "authToken" | "authTokenUpdateStrategy" | "userGroupIds">;

/**
 * ROTATE leaves the token before valid, SET ends it, and a change of the strategy alone is carried out like one of the
 * token. To make the group it means nothing.
 */
function createAuth(
    self: Component,
    engine: Engine,
    auth: TokenAuth | UsersAuth,
): { readonly settings: AuthSettings; readonly credentials: readonly Credentials[] } {
    if (auth.kind === "users") {
        const { groupId, credentials } = createUsers(self, engine, auth.users);
        // For a group that had a token: without this AWS refuses users.
        return { settings: { authTokenUpdateStrategy: "DELETE", userGroupIds: [groupId] }, credentials };
    }
    const { previous } = withDefaults(rotationDefaults, auth);
    const { current } = createRotatedSecret(self, "token", auth);
    return {
        settings: { authToken: current, authTokenUpdateStrategy: previous === "valid" ? "ROTATE" : "SET" },
        credentials: [{ password: current }],
    };
}
