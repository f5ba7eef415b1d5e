import * as pulumi from "@pulumi/pulumi";
import type { MetricAlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { Component } from "../core/component";

/** What a load balancer passes on: requests of HTTP, or connections. */
export type LoadBalancerKind = "application" | "network";

/** An alarm without what is the same for all: the load balancer, and that no data means no trouble. */
type Row = Pick<MetricAlarmDescription, "name" | "description" | "severity" | "metricName" | "statistic" | "threshold" | "periods">;

/**
 * Metrics that AWS reports for a load balancer as a whole, in minutes. Two minutes of errors are what the systems' own
 * rules wait for, five minutes what they wait for slow answers; ten errors a minute are more than a pod that goes
 * leaves behind. CloudWatch has no shares without metric math: the shares are Prometheus's to watch.
 */
const rows: Readonly<Record<LoadBalancerKind, { readonly namespace: string; readonly rows: readonly Row[] }>> = {
    application: {
        namespace: "AWS/ApplicationELB",
        rows: [
            {
                name: "lb-errors",
                description:
                    "The load balancer itself answered more than 10 requests a minute with 5xx, for 2 minutes: no pod was there to answer",
                severity: "critical",
                metricName: "HTTPCode_ELB_5XX_Count",
                statistic: "Sum",
                threshold: 10,
                periods: 2,
            },
            {
                name: "lb-target-errors",
                description: "Pods answered more than 10 requests a minute with 5xx, for 2 minutes",
                severity: "warning",
                metricName: "HTTPCode_Target_5XX_Count",
                statistic: "Sum",
                threshold: 10,
                periods: 2,
            },
            {
                name: "lb-response-time",
                description: "Pods took more than 1 s on average to answer, for 5 minutes",
                severity: "warning",
                metricName: "TargetResponseTime",
                statistic: "Average",
                threshold: 1,
                periods: 5,
            },
            {
                name: "lb-unreachable-targets",
                description: "The load balancer could not connect to pods more than 10 times a minute, for 2 minutes",
                severity: "warning",
                metricName: "TargetConnectionErrorCount",
                statistic: "Sum",
                threshold: 10,
                periods: 2,
            },
            {
                name: "lb-rejected",
                description: "The load balancer turned connections away: it has as many as it can hold",
                severity: "critical",
                metricName: "RejectedConnectionCount",
                statistic: "Sum",
                threshold: 0,
                periods: 1,
            },
        ],
    },
    network: {
        namespace: "AWS/NetworkELB",
        rows: [
            {
                name: "lb-no-healthy-targets",
                description: "The load balancer sends connections to pods that are not well, for 2 minutes: there are no others",
                severity: "critical",
                metricName: "UnhealthyRoutingFlowCount",
                statistic: "Sum",
                threshold: 0,
                periods: 2,
            },
            {
                name: "lb-ports",
                description: "The load balancer ran out of ports towards the pods: connections fail. More pods help",
                severity: "critical",
                metricName: "PortAllocationErrorCount",
                statistic: "Sum",
                threshold: 0,
                periods: 1,
            },
            {
                name: "lb-target-resets",
                description: "Pods broke off more than 100 connections a minute, for 5 minutes",
                severity: "warning",
                metricName: "TCP_Target_Reset_Count",
                statistic: "Sum",
                threshold: 100,
                periods: 5,
            },
        ],
    },
};

/**
 * What is worth an alarm of a load balancer that EKS Auto Mode made. Its metrics go by a part of its ARN, which is
 * AWS's to choose and stands nowhere in the cluster: it is looked up by the name, which the host name begins with. In
 * the preview of a first update nobody knows either, and nothing is looked up.
 */
export function loadBalancerAlarms(self: Component, kind: LoadBalancerKind, hostname: pulumi.Output<string>): MetricAlarmDescription[] {
    const LoadBalancer = hostname.apply(address => lookUp(self, address));
    return rows[kind].rows.map(row => ({
        ...row,
        namespace: rows[kind].namespace,
        dimensions: { LoadBalancer },
        comparison: "GreaterThanThreshold",
        period: 60,
        missingData: "notBreaching",
    }));
}

/** The dimension of the load balancer's metrics. */
function lookUp(self: Component, address: string): pulumi.Output<string> {
    const name = loadBalancerName(address);
    if (name !== undefined) {
        const after = self.childrenOf("ingress", "gateway-service");
        return aws.lb.getLoadBalancerOutput({ name }, { parent: self, dependsOn: after }).arnSuffix;
    }
    // No reason to leave everything else unfinished: the next update makes the alarms right.
    void pulumi.log.warn(
        `'${address}' is no host name of a load balancer of AWS: its alarms watch nothing until the next \`pulumi up\` finds one. ` +
            "The events of the Ingress or Service say why the controller has made none.",
        self,
    );
    return pulumi.output("none");
}

/**
 * The name of the load balancer behind a host name: `name-123.eu-west-1.elb.amazonaws.com` of an application load
 * balancer, `name-0a1b.elb.eu-west-1.amazonaws.com` of one for connections, with `internal-` before it where it faces
 * the network only.
 */
export const loadBalancerName = (hostname: string): string | undefined =>
    /^(?:internal-)?(?<name>[\w-]{1,32})-[0-9a-f]+\.(?:[a-z0-9-]+\.elb|elb\.[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.groups
        ?.name;
