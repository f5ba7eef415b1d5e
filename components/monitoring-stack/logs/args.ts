import type * as pulumi from "@pulumi/pulumi";
import { accountId, distinct, dnsLabel, logRetentionDays, oneOf } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";

/**
 * What a line of a log is, and so how long it is kept. A line that is one JSON object is `audit` with a field
 * `action`, or with `audit` true; else `error` with a `level` of error, fatal or critical. All others are `access`.
 */
export const logClasses = ["access", "error", "audit"] as const;
export type LogClass = (typeof logClasses)[number];

/**
 * A log group of CloudWatch for each class of logs, encrypted with a key of their own, and an agent on every node
 * that ships what pods write to their standard output and error. For clusters on EKS.
 *
 * Every line arrives once or more: after an update of the agent, some twice.
 */
export interface CloudWatchLogsArgs {
    readonly kind: "cloudwatch";
    readonly accountId: string;
    readonly region: string;
    /** EKS cluster whose pods write. */
    readonly clusterName: pulumi.Input<string>;
    /** Namespaces whose pods' logs are shipped. At least one. */
    readonly namespaces: readonly string[];
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
    /** Whether Pulumi and AWS refuse to delete the groups, and Pulumi their key. @default true */
    readonly deletionProtection?: boolean;
}

export const logDefaults = { deletionProtection: true, retentionDays: { access: 365, error: 731, audit: 1827 } } as const;

/** How long each class is kept. */
export const daysOf = ({ retentionDays }: CloudWatchLogsArgs): Readonly<Record<LogClass, number>> =>
    withDefaults(logDefaults.retentionDays, retentionDays);

export function validateLogs(logs: CloudWatchLogsArgs): Problem[] {
    const { namespaces, prefix } = logs;
    const days = daysOf(logs);
    return [
        ...accountId("logs.accountId", logs.accountId),
        ...(namespaces.length > 0
            ? []
            : [{ path: "logs.namespaces", got: [], allowed: "at least one namespace", fix: "Leave logs out to ship none." }]),
        ...namespaces.flatMap(namespace => dnsLabel("logs.namespaces", namespace)),
        ...distinct("logs.namespaces", namespaces),
        ...logClasses.flatMap(name => oneOf(`logs.retentionDays.${name}`, days[name], logRetentionDays)),
        ...(prefix === undefined || (/^(\/[\w.#-]+)+$/.test(prefix) && prefix.length <= 500 && !/^\/aws(\/|$)/.test(prefix))
            ? []
            : [
                  {
                      path: "logs.prefix",
                      got: prefix,
                      allowed: "a path such as /shop/production, at most 500 characters, which does not begin with /aws",
                  },
              ]),
    ];
}
