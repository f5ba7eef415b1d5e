import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { keyArgs, logsUser } from "../../core/encryption";
import { createArchive } from "./archive";
import { logClasses, logDefaults, type CloudWatchLogsArgs, type LogClass } from "./args";
import { createFluentBit, type LogsNamespaces } from "./fluent-bit";
import { awsEgress, createIdentity, identityChildren, type LogsPlace } from "./identity";
import { toArchive, toCloudWatch } from "./outputs";

/** The groups, the archive, and the agent that fills them, in a namespace of its own. Returns the groups' names. */
export function createCloudWatch(
    self: Component,
    namespaces: LogsNamespaces,
    logs: CloudWatchLogsArgs,
    place: LogsPlace,
): Readonly<Record<LogClass, pulumi.Output<string>>> {
    const { deletionProtection } = withDefaults(logDefaults, logs);
    const protect = deletionProtection || undefined;
    const { accountId, region } = place;
    // One key for all: without it, what is still kept could not be read, so it is protected like that.
    const key = self.child(
        aws.kms.Key,
        "logs-key",
        keyArgs(`Logs of ${self.name}`, accountId, [logsUser(region, accountId)], self.tags("logs")),
        { protect },
    );
    const groups = createGroups(self, logs, key, deletionProtection);
    const archive = logs.archive && createArchive(self, logs.archive, { key, protect });
    // The agent may add to these; it may neither read nor make any.
    createIdentity(self, namespaces.agents, place, [
        {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: Object.values(groups).map(({ arn }) => pulumi.interpolate`${arn}:*`),
        },
        ...(archive?.statements ?? []),
    ]);
    const names = byClass(name => groups[name].name);
    createFluentBit(self, namespaces, {
        ...logs,
        outputs: pulumi
            .all([names, archive?.bucket])
            .apply(([all, bucket]) => [...toCloudWatch(region, all), ...(archive ? [toArchive(region, bucket!)] : [])]),
        egress: awsEgress,
        buffer: archive ? "2Gi" : "1Gi",
        after: [...identityChildren, "archive-policy", "archive-lock"],
    });
    return names;
}

const byClass = <T>(make: (name: LogClass) => T): Record<LogClass, T> =>
    Object.fromEntries(logClasses.map(name => [name, make(name)])) as Record<LogClass, T>;

function createGroups(
    self: Component,
    { retentionDays, prefix = `/webstack/${pulumi.getProject()}/${pulumi.getStack()}` }: CloudWatchLogsArgs,
    key: aws.kms.Key,
    deletionProtection: boolean,
): Record<LogClass, aws.cloudwatch.LogGroup> {
    const days = withDefaults(logDefaults.retentionDays, retentionDays);
    return byClass(name =>
        self.child(
            aws.cloudwatch.LogGroup,
            `logs-${name}`,
            {
                name: `${prefix}/${name}`,
                kmsKeyId: key.arn,
                retentionInDays: days[name],
                deletionProtectionEnabled: deletionProtection,
                tags: self.tags(`logs-${name}`),
            },
            { protect: deletionProtection || undefined },
        ),
    );
}
