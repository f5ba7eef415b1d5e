import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { refuse, type Problem } from "../core/errors";
import type { MetricsTarget } from "../core/metrics";
import { longestName, validatePostgres, type PostgresWithBackupsArgs } from "./args";
import { createExisting } from "./existing";
import { createInCluster } from "./in-cluster";
import type { Connections, PostgresParts } from "./parts";
import { createRds } from "./rds";
import { estimateRecovery, recoveryReport, type RecoveryReport } from "./recovery";
import { promisesOf, recoveryFacts } from "./recovery-facts";

/**
 * A PostgreSQL database that survives: on RDS with a standby, point-in-time recovery, backups by AWS Backup, copies in
 * another region and dumps; on the cluster with nightly dumps; or one that somebody else runs.
 *
 * A db.t4g.medium with standby and 20 GiB costs about 100 USD a month (eu-west-1, 2026).
 */
export class PostgresWithBackups extends Component {
    /** As the owner of the database, who may change its tables: for migrations, and for services that know no roles. */
    readonly connection: Connection;
    /** As roles that may do less. */
    readonly connections: Connections;
    /** Credentials of the owner in Secrets Manager; `undefined` elsewhere than on RDS. */
    readonly secretArn: pulumi.Output<string> | undefined;
    /** Those of the role for services; `undefined` where there is none. */
    readonly appSecretArn: pulumi.Output<string> | undefined;
    /** Hosts of the read replicas in the same region. */
    readonly replicaHosts: readonly pulumi.Output<string>[];
    /** Replicas in other regions, by region; clients there name them among their `stores`. */
    readonly regionReplicas: Readonly<Record<string, Connection>>;
    /** Where dumps are copied to, `s3://bucket/database/`; `undefined` where none are. */
    readonly dumpLocation: pulumi.Output<string> | undefined;
    /** What MonitoringStack makes alarms of. */
    readonly alarms: readonly AlarmDescription[];
    /** What Prometheus asks: the server and its replicas in the region, by whoever may do least, and the jobs that dump it. */
    readonly metrics: readonly MetricsTarget[];
    /** What comes back after a disaster, how soon and with what loss; `webstack recover` prints it. */
    readonly recovery: RecoveryReport;
    readonly #dumpBefore: PostgresParts["dumpBefore"];
    /** Why there is no dump before something. */
    readonly #undumped: Problem;

    constructor(name: string, args: PostgresWithBackupsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("PostgresWithBackups", name, args, validatePostgres(args), opts, longestName(args));
        const parts = create(this, args);
        this.connection = parts.connection;
        this.connections = parts.connections;
        this.secretArn = parts.secretArn;
        this.appSecretArn = parts.appSecretArn;
        this.replicaHosts = parts.replicaHosts;
        this.regionReplicas = parts.regionReplicas;
        this.alarms = parts.alarms;
        this.metrics = [
            { kind: "store", job: name, connection: parts.connections.readOnly ?? parts.connection },
            ...parts.replicas.map((connection, index) => ({
                ...{ kind: "store" as const, job: `${name}-replica-${index}`, connection },
                replica: true,
            })),
            ...parts.backups,
        ];
        this.dumpLocation = parts.dumpLocation;
        this.recovery = recoveryReport(estimateRecovery(recoveryFacts(args)), args.kind === "rds" ? promisesOf(args) : args.recovery);
        this.#dumpBefore = parts.dumpBefore;
        this.#undumped =
            "dumps" in args && args.dumps
                ? {
                      path: "active",
                      got: "active" in args ? args.active : undefined,
                      allowed: "an instance in the region of the cluster, with dumpBefore",
                      fix: "The job runs there and reaches no other: dump it by the stack of its own region.",
                  }
                : { path: "dumps", got: undefined, allowed: "a database that is dumped", fix: "Set dumps." };
        this.registerOutputs({
            host: this.connection.host,
            port: this.connection.port,
            secretArn: this.secretArn,
            recovery: this.recovery,
        });
    }

    /**
     * A dump that is made at once, and once for each key: the image whose migration comes next. Whoever depends on it
     * waits until it counts, and stays as it was when it fails:
     * `addService("api", { image, migration, dependsOn: [postgres.dumpBefore(image)] })`.
     */
    dumpBefore(key: string): pulumi.Resource {
        refuse(`PostgresWithBackups '${this.name}'`, this.#dumpBefore ? [] : [this.#undumped]);
        return this.#dumpBefore!(key);
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validatePostgres;
}

function create(self: Component, args: PostgresWithBackupsArgs): PostgresParts {
    switch (args.kind) {
        case "rds":
            return createRds(self, args);
        case "in-cluster":
            return createInCluster(self, args);
        case "existing":
            return createExisting(self, args);
    }
}
