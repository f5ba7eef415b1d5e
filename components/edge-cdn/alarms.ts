import type * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "../core/alarms";

/**
 * ACM renews a certificate 60 days before its end. It reports the days left twice a day until then, and nothing
 * afterwards: no data is no news, neither that all is well nor that it is not.
 */
const rows = [
    {
        name: "certificate-renewal",
        description:
            "The load balancer's certificate ends in less than 20 days, and ACM has not renewed it: are its records still in the zone?",
        severity: "warning",
        threshold: 20,
    },
    {
        name: "certificate-end",
        description: "The load balancer's certificate ends in less than 3 days: then nobody reaches the system",
        severity: "critical",
        threshold: 3,
    },
] as const;

export const certificateAlarms = (CertificateArn: pulumi.Output<string>): MetricAlarmDescription[] =>
    rows.map(row => ({
        ...row,
        namespace: "AWS/CertificateManager",
        metricName: "DaysToExpiry",
        dimensions: { CertificateArn },
        statistic: "Minimum",
        comparison: "LessThanThreshold",
        period: 86_400,
        periods: 1,
        missingData: "missing",
    }));
