import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { AlarmDescription } from "../../core/alarms";
import type { Component } from "../../core/component";
import { keyArgs, serviceTrust } from "../../core/encryption";
import type { MonitoringStackArgs, SnsNotifyArgs } from "../args";

/** An encrypted topic, with a mail to everybody named; CloudWatch and Alertmanager's pod may publish. */
export function createTopic(self: Component, notify: SnsNotifyArgs, namespace: string): aws.sns.Topic {
    const { accountId, region } = notify;
    const key = self.child(
        aws.kms.Key,
        "alerts-key",
        keyArgs(
            `Alerts of ${self.name}`,
            accountId,
            [{ service: "cloudwatch.amazonaws.com", condition: { StringEquals: { "aws:SourceAccount": accountId } } }],
            self.tags("alerts"),
        ),
    );
    const topic = self.child(aws.sns.Topic, "alerts", { kmsMasterKeyId: key.arn, tags: self.tags("alerts") });
    self.child(aws.sns.TopicPolicy, "alerts", { arn: topic.arn, policy: topic.arn.apply(arn => topicPolicy(arn, accountId, region)) });
    // Named by address: who leaves takes nobody else's confirmation along.
    for (const endpoint of notify.emails) {
        self.child(aws.sns.TopicSubscription, `email-${endpoint}`, { topic: topic.arn, protocol: "email", endpoint });
    }
    const role = self.child(aws.iam.Role, "alertmanager-role", {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": accountId },
        }),
        tags: self.tags("alertmanager"),
    });
    self.child(aws.iam.RolePolicy, "alertmanager-publishes", {
        role: role.id,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "sns:Publish", Resource: topic.arn },
                { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: key.arn },
            ],
        }),
    });
    self.child(aws.eks.PodIdentityAssociation, "alertmanager", {
        clusterName: notify.clusterName,
        namespace,
        serviceAccount: "alertmanager",
        roleArn: role.arn,
        tags: self.tags("alertmanager"),
    });
    return topic;
}

/** CloudWatch's alarms of this account may publish, over TLS; nobody may without TLS. */
function topicPolicy(arn: string, accountId: string, region: string): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "CloudWatchAlarms",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: "sns:Publish",
                Resource: arn,
                Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${accountId}:alarm:*` } },
            },
            {
                Sid: "AccountPublishes",
                Effect: "Allow",
                Principal: { AWS: `arn:aws:iam::${accountId}:root` },
                Action: "sns:Publish",
                Resource: arn,
            },
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "sns:Publish",
                Resource: arn,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });
}

/** An alarm for each description; going off and getting well are both told. */
export function createAlarms(self: Component, described: NonNullable<MonitoringStackArgs["alarms"]>, topic: aws.sns.Topic): void {
    for (const { of, alarms } of described) {
        for (const alarm of alarms) {
            const name = `${of}-${alarm.name}`;
            self.child(aws.cloudwatch.MetricAlarm, name, metricAlarm(alarm, topic, self.tags(name)));
        }
    }
}

function metricAlarm(alarm: AlarmDescription, topic: aws.sns.Topic, tags: Record<string, string>): aws.cloudwatch.MetricAlarmArgs {
    return {
        alarmDescription: `${alarm.severity}: ${alarm.description}`,
        namespace: alarm.namespace,
        metricName: alarm.metricName,
        dimensions: { ...alarm.dimensions },
        statistic: alarm.statistic,
        comparisonOperator: alarm.comparison,
        threshold: alarm.threshold,
        period: alarm.period,
        evaluationPeriods: alarm.periods,
        treatMissingData: alarm.missingData,
        alarmActions: [topic.arn],
        okActions: [topic.arn],
        tags: { ...tags, Severity: alarm.severity },
    };
}
