import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { validateRedis, type RedisCacheArgs } from "./args";
import { createElastiCache } from "./elasticache";
import { createInClusterCache } from "./in-cluster";

/**
 * A cache that speaks Redis: ElastiCache with failover, TLS and a password, or one pod on the cluster, for
 * development. Its data survives a restart either way.
 *
 * Two cache.t4g.small cost about 50 USD a month (eu-west-1, 2026).
 */
export class RedisCache extends Component {
    readonly connection: Connection;
    /** What MonitoringStack makes alarms of. */
    readonly alarms: readonly AlarmDescription[];

    constructor(name: string, args: RedisCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        // A replication group's id has at most 40 characters.
        super("RedisCache", name, args, validateRedis(args), opts, args.kind === "elasticache" ? 26 : 40);
        const { connection, alarms } =
            args.kind === "elasticache" ? createElastiCache(this, args) : { connection: createInClusterCache(this, args), alarms: [] };
        this.connection = connection;
        this.alarms = alarms;
        this.registerOutputs({ host: connection.host, port: connection.port });
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateRedis;
}
