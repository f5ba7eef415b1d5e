import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { validatePostgres, type PostgresWithBackupsArgs } from "./args";
import { createInCluster } from "./in-cluster";
import { createRds } from "./rds";

/**
 * A PostgreSQL database that survives: on RDS with a standby, point-in-time recovery and backups by AWS Backup, or
 * on the cluster with nightly dumps, for development.
 *
 * A db.t4g.medium with standby and 20 GiB costs about 100 USD a month (eu-west-1, 2026).
 */
export class PostgresWithBackups extends Component {
    readonly connection: Connection;
    /** Credentials in Secrets Manager; `undefined` in the cluster. */
    readonly secretArn: pulumi.Output<string> | undefined;
    /** Hosts of the read replicas. */
    readonly replicaHosts: readonly pulumi.Output<string>[];
    /** Where dumps are copied to, `s3://bucket/database/`; `undefined` where none are. */
    readonly dumpLocation: pulumi.Output<string> | undefined;
    /** What MonitoringStack makes alarms of. */
    readonly alarms: readonly AlarmDescription[];

    constructor(name: string, args: PostgresWithBackupsArgs, opts?: pulumi.ComponentResourceOptions) {
        // A backup plan's name has at most 50 characters.
        super("PostgresWithBackups", name, args, validatePostgres(args), opts, args.kind === "rds" ? 34 : 40);
        if (args.kind === "rds") {
            const rds = createRds(this, args);
            this.connection = rds.connection;
            this.secretArn = rds.secretArn;
            this.replicaHosts = rds.replicaHosts;
            this.alarms = rds.alarms;
            this.dumpLocation = rds.dumpLocation;
        } else {
            this.connection = createInCluster(this, args);
            this.secretArn = undefined;
            this.replicaHosts = [];
            this.alarms = [];
            this.dumpLocation = undefined;
        }
        this.registerOutputs({ host: this.connection.host, port: this.connection.port, secretArn: this.secretArn });
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validatePostgres;
}
