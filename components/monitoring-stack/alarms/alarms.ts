import type * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "../../core/alarms";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import type { Severity } from "../alerts/args";
import type { Alarms, AwsPlace } from "../args";
import { createEventLog, watchEvents, type EventLog } from "./events";

/** ARNs of the topics in a region of those who hear of each severity. */
export type TopicsIn = (region: string) => Readonly<Record<Severity, readonly pulumi.Input<string>[]>>;

/**
 * An alarm for each description. It stands where its metric is, and tells topics there: CloudWatch reaches no other region, and
 * neither could when the first one fails.
 *
 * @param topicsIn asked once for each region that has an alarm
 */
export function createAlarms(self: Component, described: readonly Alarms[], topicsIn: TopicsIn, place: AwsPlace): void {
    const topics = once(topicsIn);
    const logs = once((region: string): EventLog => createEventLog(self, { ...place, region }, place));
    for (const { of, alarms } of described) {
        for (const alarm of alarms) {
            const name = `${of}-${alarm.name}`;
            const region = alarm.region ?? place.region;
            const actions = topics(region)[alarm.severity];
            const metric = alarm.kind === "event" ? watchEvents(self, name, alarm, logs(region)) : alarm;
            self.child(aws.cloudwatch.MetricAlarm, name, {
                ...metricAlarm(metric, self.tags(name)),
                ...(region === place.region ? {} : { region }),
                alarmActions: [...actions],
                // Nothing tells of an event's end: whoever was told says when it is over.
                ...(alarm.kind === "event" ? {} : { okActions: [...actions] }),
            });
        }
    }
}

/** The regions beside the first that have alarms, and need topics. */
export const alarmRegions = (described: readonly Alarms[], { region: home }: AwsPlace): string[] =>
    [...new Set(described.flatMap(({ alarms }) => alarms.map(({ region = home }) => region)))].filter(region => region !== home).sort();

/** What an alarm watches and how it says so, without whom it tells. */
export function metricAlarm(alarm: MetricAlarmDescription, tags: Record<string, string>): aws.cloudwatch.MetricAlarmArgs {
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
        tags: { ...tags, Severity: alarm.severity },
    };
}

function once<Made>(make: (region: string) => Made): (region: string) => Made {
    const made = new Map<string, Made>();
    return region => {
        const known = made.get(region) ?? make(region);
        made.set(region, known);
        return known;
    };
}
