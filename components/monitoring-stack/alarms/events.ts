import * as pulumi from "@pulumi/pulumi";
import type { EventAlarmDescription, MetricAlarmDescription } from "../../core/alarms";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { keyArgs, logsUser } from "../../core/encryption";
import type { AwsPlace } from "../args";

/** Where a region's events are kept, for whoever was told of one to read. */
export interface EventLog {
    readonly name: string;
    readonly arn: pulumi.Output<string>;
    /** Of the region, where it is not the first one. */
    readonly elsewhere: { readonly region?: string };
    /** What must be there before EventBridge can write. */
    readonly writable: pulumi.Resource;
}

const keptDays = 365;

/** The log group, which EventBridge may write to. */
export function createEventLog(self: Component, place: AwsPlace, home: AwsPlace): EventLog {
    const { accountId, region } = place;
    const elsewhere = region === home.region ? {} : { region };
    const suffix = region === home.region ? "events" : `events-${region}`;
    const of = `${pulumi.getProject()}-${pulumi.getStack()}-${self.name}`;
    const tags = self.tags(suffix);
    const key = self.child(aws.kms.Key, `${suffix}-key`, {
        ...keyArgs(`Events that ${self.name} tells of`, accountId, [logsUser(region, accountId)], tags),
        ...elsewhere,
    });
    // EventBridge writes to groups below /aws/events.
    const name = `/aws/events/${of}`;
    const group = self.child(aws.cloudwatch.LogGroup, suffix, { name, retentionInDays: keptDays, kmsKeyId: key.arn, tags, ...elsewhere });
    const writable = self.child(aws.cloudwatch.LogResourcePolicy, suffix, {
        policyName: `${of}-events`,
        policyDocument: group.arn.apply(arn => mayWrite(arn, place)),
        ...elsewhere,
    });
    return { name, arn: group.arn, elsewhere, writable };
}

/** As the EventBridge user guide has it ("Using resource-based policies": CloudWatch Logs permissions), for this account's rules alone. */
function mayWrite(arn: string, { accountId, region }: AwsPlace): string {
    const principals = { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] };
    const allow = (Action: string, Resource: string, Condition?: object) => ({
        Effect: "Allow",
        Principal: principals,
        Action,
        Resource,
        ...(Condition ? { Condition } : {}),
    });
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            allow("logs:CreateLogStream", `${arn}:*`),
            allow("logs:PutLogEvents", `${arn}:*:*`, { ArnLike: { "aws:SourceArn": `arn:aws:events:${region}:${accountId}:rule/*` } }),
        ],
    });
}

/**
 * A rule for the event, and the metric that counts it. An alarm on that tells every kind of receiver alike: PagerDuty's
 * CloudWatch integration understands alarms, and no events.
 */
export function watchEvents(self: Component, name: string, event: EventAlarmDescription, log: EventLog): MetricAlarmDescription {
    const rule = self.child(aws.cloudwatch.EventRule, name, {
        // A rule's name has at most 64 characters, of which the provider's part takes 26.
        namePrefix: `${`${self.name}-${name}`.slice(0, 37)}-`,
        description: event.description,
        eventPattern: pulumi.jsonStringify({ source: [event.source], "detail-type": [event.detailType], detail: event.detail }),
        tags: self.tags(name),
        ...log.elsewhere,
    });
    self.child(
        aws.cloudwatch.EventTarget,
        name,
        { rule: rule.name, targetId: "log", arn: log.arn, ...log.elsewhere },
        { dependsOn: [log.writable] },
    );
    return {
        name: event.name,
        description: `${event.description}. The log group ${log.name} has the event`,
        severity: event.severity,
        namespace: "AWS/Events",
        // By the rule's name alone it counts rules of the default event bus, which AWS's services write to.
        metricName: "MatchedEvents",
        dimensions: { RuleName: rule.name },
        statistic: "Sum",
        comparison: "GreaterThanThreshold",
        threshold: 0,
        period: 60,
        periods: 1,
        missingData: "notBreaching",
    };
}
