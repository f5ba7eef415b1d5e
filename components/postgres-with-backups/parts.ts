import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import type { Connection } from "../core/connection";
import type { BackupMetrics } from "../core/metrics";
import type { DumpBefore } from "./dump-job";

/** What a database is to those who use it, whatever kind it is of. */
export interface PostgresParts {
    readonly connection: Connection;
    readonly connections: Connections;
    readonly secretArn: pulumi.Output<string> | undefined;
    readonly appSecretArn: pulumi.Output<string> | undefined;
    readonly replicaHosts: readonly pulumi.Output<string>[];
    /** Those replicas, as whoever may do least. */
    readonly replicas: readonly Connection[];
    readonly regionReplicas: Readonly<Record<string, Connection>>;
    readonly dumpLocation: pulumi.Output<string> | undefined;
    readonly dumpBefore: DumpBefore | undefined;
    readonly alarms: readonly AlarmDescription[];
    /** Jobs that dump it. */
    readonly backups: readonly BackupMetrics[];
}

/** The same database as other roles; each is `undefined` where no job could make the role. */
export interface Connections {
    /** Reads and writes rows, and changes no table: for services. */
    readonly app: Connection | undefined;
    /** Reads, also how the server fares: for reports, people and Prometheus. */
    readonly readOnly: Connection | undefined;
}
