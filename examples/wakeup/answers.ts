import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "pulumi-webstack";
import { stack } from "./environment";

const namespace = `WakeUp/${stack}`;

/** What the gateway answers that should not be, as its log says: nginx counts requests, and not by their status. */
const counted = [
    {
        name: "too-large",
        pattern: "{ $.status = 413 }",
        threshold: 20,
        severity: "warning",
        description: "Files are larger than may be sent",
    },
    {
        name: "too-late",
        pattern: "{ $.status = 504 }",
        threshold: 10,
        severity: "critical",
        description: "The application does not answer in time",
    },
    {
        name: "errors",
        pattern: "{ $.status >= 500 }",
        threshold: 50,
        severity: "critical",
        description: "Many answers are errors of the server",
    },
] as const;

/** An alarm for each of them, by the number of such answers in five minutes. */
export const answerAlarms: readonly MetricAlarmDescription[] = counted.map(({ name, threshold, severity, description }) => ({
    name,
    description,
    severity,
    namespace,
    metricName: name,
    dimensions: {},
    statistic: "Sum",
    comparison: "GreaterThanThreshold",
    threshold,
    period: 300,
    periods: 1,
    missingData: "notBreaching",
}));

/** CloudWatch counts the lines as they come in. */
export function countAnswers(logGroupName: pulumi.Input<string>, opts: pulumi.CustomResourceOptions): void {
    for (const { name, pattern } of counted) {
        new aws.cloudwatch.LogMetricFilter(
            `gateway-${name}`,
            { logGroupName, pattern, metricTransformation: { namespace, name, value: "1", defaultValue: "0" } },
            opts,
        );
    }
}
