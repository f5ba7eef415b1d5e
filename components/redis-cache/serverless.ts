import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { keyArgs } from "../core/encryption";
import { connectionsOf, createAccess } from "./access";
import { serverlessAlarms } from "./alarms";
import { ttlSecondsOf } from "./common-args";
import type { MadeCache } from "./elasticache";
import { engines } from "./engines";
import { serverlessDefaults, type ServerlessCacheArgs } from "./serverless-args";
import { createUsers } from "./users";

/** Makes the serverless cache with all it needs. */
export function createServerlessCache(self: Component, args: ServerlessCacheArgs): MadeCache {
    const settings = withDefaults(serverlessDefaults, args);
    const { network } = settings;
    const protect = settings.deletionProtection || undefined;
    const key = self.child(aws.kms.Key, "key", keyArgs(`Data of ${self.name}`, args.accountId, [], self.tags()), { protect });
    const users = createUsers(self, settings.engine, settings.users);
    const access = createAccess(self, network);
    const cache = self.child(
        aws.elasticache.ServerlessCache,
        "cache",
        {
            description: `Redis ${self.name}`,
            engine: settings.engine,
            majorEngineVersion: engines[settings.engine].major,
            cacheUsageLimits: {
                dataStorage: { maximum: settings.maxStorageGb, unit: "GB" },
                ecpuPerSeconds: [{ maximum: settings.maxEcpuPerSecond }],
            },
            dailySnapshotTime: settings.snapshotTime,
            snapshotRetentionLimit: settings.snapshotDays,
            kmsKeyId: key.arn,
            subnetIds: [...network.subnetIds.cache],
            securityGroupIds: [access.groupId],
            userGroupId: users.groupId,
            tags: self.tags(),
        },
        { protect },
    );
    return {
        ...connectionsOf(users.credentials, {
            name: self.name,
            host: cache.endpoints.apply(endpoints => endpoints?.[0]?.address ?? ""),
            ttlSeconds: ttlSecondsOf(args),
            target: { kind: "cidrs", cidrs: network.subnetCidrs.cache },
            allowFrom: access.allowFrom,
        }),
        alarms: serverlessAlarms(cache.name, settings),
    };
}
