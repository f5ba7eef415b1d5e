import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { keyArgs, logsUser, serviceTrust } from "../../core/encryption";
import { createFluentBit } from "./fluent-bit";
import { daysOf, logClasses, logDefaults, type CloudWatchLogsArgs, type LogClass } from "./args";

/** The groups, and the agent that fills them, in a namespace of its own. Returns the groups' names by class. */
export function createLogs(
    self: Component,
    namespace: string,
    logs: CloudWatchLogsArgs,
): Readonly<Record<LogClass, pulumi.Output<string>>> {
    const groups = createGroups(self, logs);
    createIdentity(self, namespace, logs, Object.values(groups));
    const names = byClass(name => groups[name].name);
    createFluentBit(self, namespace, logs, names);
    return names;
}

const byClass = <T>(make: (name: LogClass) => T): Record<LogClass, T> =>
    Object.fromEntries(logClasses.map(name => [name, make(name)])) as Record<LogClass, T>;

/** One key for the three: without it, what the groups still hold could not be read, so it is protected like them. */
function createGroups(self: Component, logs: CloudWatchLogsArgs): Record<LogClass, aws.cloudwatch.LogGroup> {
    const { accountId, region, prefix = `/webstack/${pulumi.getProject()}/${pulumi.getStack()}` } = logs;
    const { deletionProtection } = withDefaults(logDefaults, logs);
    const days = daysOf(logs);
    const protect = deletionProtection || undefined;
    const key = self.child(
        aws.kms.Key,
        "logs-key",
        keyArgs(`Logs of ${self.name}`, accountId, [logsUser(region, accountId)], self.tags("logs")),
        { protect },
    );
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
            { protect },
        ),
    );
}

/** The agent's pods may add to these groups; they may neither read nor make any. */
function createIdentity(
    self: Component,
    namespace: string,
    { accountId, clusterName }: CloudWatchLogsArgs,
    groups: readonly aws.cloudwatch.LogGroup[],
): void {
    const role = self.child(aws.iam.Role, "fluent-bit-role", {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": accountId },
        }),
        tags: self.tags("fluent-bit"),
    });
    self.child(aws.iam.RolePolicy, "fluent-bit-writes", {
        role: role.id,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: groups.map(({ arn }) => pulumi.interpolate`${arn}:*`),
                },
            ],
        }),
    });
    self.child(aws.eks.PodIdentityAssociation, "fluent-bit-identity", {
        clusterName,
        namespace,
        serviceAccount: "fluent-bit",
        roleArn: role.arn,
        tags: self.tags("fluent-bit"),
    });
}
