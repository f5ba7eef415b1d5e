import type * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "../core/alarms";

/** Of Amazon VPC's user guide ("Monitor NAT gateways with Amazon CloudWatch"). */
const rows = [
    {
        name: "ports",
        description: "ran out of ports towards a destination: connections to the internet fail. Fewer connections help, or another address",
        severity: "critical",
        metricName: "ErrorPortAllocation",
        threshold: 0,
        periods: 1,
    },
    {
        // A few are lost on any day; without metric math there is no share of all.
        name: "drops",
        description: "lost more than 100 packets a minute, for 5 minutes: AWS's health dashboard may know why",
        severity: "warning",
        metricName: "PacketsDropCount",
        threshold: 100,
        periods: 5,
    },
] as const;

/** The alarms of each NAT gateway. */
export const natAlarms = (ids: readonly pulumi.Output<string>[]): MetricAlarmDescription[] =>
    ids.flatMap((NatGatewayId, index) =>
        rows.map(({ name, description, ...row }) => ({
            ...row,
            name: `nat-${index}-${name}`,
            description: `NAT gateway ${index} ${description}`,
            namespace: "AWS/NATGateway",
            dimensions: { NatGatewayId },
            statistic: "Sum",
            comparison: "GreaterThanThreshold",
            period: 60,
            missingData: "notBreaching",
        })),
    );
