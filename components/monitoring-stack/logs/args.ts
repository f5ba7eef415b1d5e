import type * as pulumi from "@pulumi/pulumi";
import type { RedactionArgs } from "./redaction";

export type { RedactionArgs, RedactionKind, RedactionPattern } from "./redaction";

/**
 * What a line of a log is, and so how long it is kept. A line that is one JSON object is `audit` with a field
 * `action`, or with `audit` true; else `error` with a `level` of error, fatal or critical. All others are `access`.
 */
export const logClasses = ["access", "error", "audit"] as const;
export type LogClass = (typeof logClasses)[number];

/**
 * Where the pods' logs go: an agent on every node ships what they write to their standard output and error. Every line
 * arrives once or more: after an update of the agent, some twice.
 */
export type LogsArgs = CloudWatchLogsArgs | OpenSearchLogsArgs | LokiLogsArgs;

interface CommonLogsArgs {
    /** Namespaces whose pods' logs are shipped. At least one. */
    readonly namespaces: readonly string[];
    /** What of a line never leaves its node. @default tokens, passwords, mail addresses and card numbers */
    readonly redact?: RedactionArgs;
}

/** A log group of CloudWatch for each class of logs, encrypted with a key of their own. For clusters on EKS; needs `aws`. */
export interface CloudWatchLogsArgs extends CommonLogsArgs {
    readonly kind: "cloudwatch";
    /**
     * Days that the logs of a class are kept: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096,
     * 1827, 2192, 2557, 2922, 3288 or 3653.
     * @default { access: 365, error: 731, audit: 1827 }
     */
    readonly retentionDays?: Readonly<Partial<Record<LogClass, number>>>;
    /**
     * First part of the groups' names, the class is the last: letters, digits and `_-./#`, with `/` before it and not
     * after. No other stack of the account has the same in the region.
     * @default "/webstack/<project>/<stack>"
     */
    readonly prefix?: string;
    /** Whether Pulumi and AWS refuse to delete the groups, and Pulumi their key and the archive. @default true */
    readonly deletionProtection?: boolean;
    /** Audit logs in a bucket as well, in which nobody changes or deletes them before their time. @default none */
    readonly archive?: ArchiveArgs;
}

/**
 * A bucket under Object Lock, encrypted with the logs' key. The agents put audit lines there as gzipped JSON lines below
 * `audit/<year>/<month>/<day>/`, each container's every ten minutes; until then they are on the node's disk, and in the
 * log group. After 90 days the files lie in Glacier Instant Retrieval, after a year in Deep Archive (S3 leaves those
 * below 128 KB where they are); when the lock is over they are deleted.
 *
 * `governance`: nobody deletes a file but who may lift a lock (`s3:BypassGovernanceRetention`), which nothing here
 * grants. Whoever must erase a person's data on demand needs that way. `compliance`: nobody, not the account's root and
 * not AWS. That needs `cannotBeUndone: true`, for it cannot be.
 */
export type ArchiveArgs =
    | {
          /** Days that a file is locked, 1–3650. @default 1827 */
          readonly days?: number;
          /** @default "governance" */
          readonly mode?: "governance";
      }
    | { readonly days?: number; readonly mode: "compliance"; readonly cannotBeUndone: true };

/**
 * A time series collection of OpenSearch Serverless, with OpenSearch Dashboards: what Elasticsearch and Kibana are
 * elsewhere. One index for each class, `access`, `error` and `audit`, of documents with `@timestamp`, `namespace`,
 * `pod`, `container`, `line`, and the fields of a line that is JSON by their type, below `texts`, `numbers` and `flags`:
 * `texts.level`, `numbers.status`, `texts.user_id` for `{"user":{"id":"…"}}`; at most 60 of a line.
 *
 * For clusters on EKS; needs `aws`. With a key of its own a collection costs at least two capacity units, some
 * 350 USD a month, and half of that without `standby` (0.24 USD for a unit and hour in us-east-1; AWS Big Data Blog,
 * "Amazon OpenSearch Serverless cost-effective search capabilities, at any scale"), and what it keeps in S3.
 */
export interface OpenSearchLogsArgs extends CommonLogsArgs {
    readonly kind: "opensearch";
    /**
     * Days that the logs of a class are kept at least, 1–3650; OpenSearch deletes them within 48 hours or a tenth of
     * the time.
     * @default { access: 365, error: 731, audit: 1827 }
     */
    readonly retentionDays?: Readonly<Partial<Record<LogClass, number>>>;
    /**
     * Roles that may search, and save what they look at; at least one. They need `aoss:APIAccessAll` and
     * `aoss:DashboardsAccessAll` as well.
     */
    readonly readerRoleArns: readonly pulumi.Input<string>[];
    /**
     * Where the collection has addresses in a network; then it has no others, and who looks at the Dashboards must be
     * in the network too.
     * @default the internet, where every request is signed by a role with a right to it
     */
    readonly network?: OpenSearchNetworkArgs;
    /** Whether replicas stand by in other zones; a change makes the collection anew. @default true */
    readonly standby?: boolean;
    /** Whether Pulumi refuses to delete the collection and its key. @default true */
    readonly deletionProtection?: boolean;
}

export interface OpenSearchNetworkArgs {
    readonly vpcId: pulumi.Input<string>;
    /** 1–6, each in another zone. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Who may connect beside the cluster's pods: groups of those who look at the Dashboards. @default nobody */
    readonly readerSecurityGroupIds?: readonly pulumi.Input<string>[];
}

/** Loki as one pod with a volume, searched in Grafana: for development, on any cluster. */
export interface LokiLogsArgs extends CommonLogsArgs {
    readonly kind: "loki";
    /** Days that logs are kept, 1–90. @default 7 */
    readonly days?: number;
    /** Disk for logs; it is not made larger later. @default "10Gi" */
    readonly storage?: string;
}

const retentionDays = { access: 365, error: 731, audit: 1827 } as const;
export const logDefaults = { deletionProtection: true, retentionDays } as const;
export const archiveDefaults = { days: 1827, mode: "governance" } as const;
export const openSearchDefaults = { deletionProtection: true, standby: true, retentionDays } as const;
export const lokiDefaults = { days: 7, storage: "10Gi" } as const;
