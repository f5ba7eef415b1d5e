import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import { Component } from "../core/component";
import type { MetricsTarget } from "../core/metrics";
import type { Connection } from "../core/connection";
import { validateRedis, type RedisCacheArgs } from "./args";
import { createElastiCache, type MadeCache } from "./elasticache";
import { existingConnection } from "./existing";
import { createInClusterCache } from "./in-cluster";
import { metricsOf } from "./metrics";
import { createServerlessCache } from "./serverless";

/**
 * A cache that speaks Redis, over TLS and with a password: ElastiCache with failover, ElastiCache Serverless, one pod on
 * the cluster, or a server that somebody else runs. Its data survives a restart.
 *
 * Two cache.t4g.small cost about 50 USD a month (eu-west-1, 2026).
 */
export class RedisCache extends Component {
    /** Of everyone with the token; where there are users, of the first. */
    readonly connection: Connection;
    /** By user, of caches that have users: ElastiCache's with `auth: { kind: "users" }`, and serverless ones. */
    readonly connections: Readonly<Record<string, Connection>>;
    /** What MonitoringStack makes alarms of. */
    readonly alarms: readonly AlarmDescription[];
    /** What Prometheus asks; nothing where all users may but read. */
    readonly metrics: readonly MetricsTarget[];

    constructor(name: string, args: RedisCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        // Ids of caches and of groups of users have at most 40 characters.
        const onAws = args.kind === "elasticache" || args.kind === "serverless";
        super("RedisCache", name, args, validateRedis(args), opts, onAws ? 26 : 40);
        const made = create(this, args);
        const { connection, connections, alarms } = made;
        this.connection = connection;
        this.connections = connections;
        this.alarms = alarms;
        this.metrics = metricsOf(name, args, made);
        this.registerOutputs({ host: connection.host, port: connection.port });
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateRedis;
}

function create(self: Component, args: RedisCacheArgs): MadeCache {
    const alone = (connection: Connection): MadeCache => ({ connection, connections: {}, alarms: [] });
    switch (args.kind) {
        case "elasticache":
            return createElastiCache(self, args);
        case "serverless":
            return createServerlessCache(self, args);
        case "in-cluster":
            return alone(createInClusterCache(self, args));
        case "existing":
            return alone(existingConnection(self, args));
    }
}
