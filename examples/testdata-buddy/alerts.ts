import { standardAlerts, type AlertRule } from "pulumi-webstack";
import { averageSeconds, connections, failures } from "./figures";

const window = "5m";

/** The three of the document. Its figures are percent, milliseconds and connections; Prometheus counts shares and seconds. */
const ofDocument: readonly AlertRule[] = [
    {
        name: "HighErrorRate",
        expression: `${failures(window)} > 0.05`,
        for: "2m",
        severity: "critical",
        summary: "More than 5 % of requests fail",
    },
    {
        name: "SlowResponseTime",
        expression: `${averageSeconds(window)} > 5`,
        for: "5m",
        severity: "warning",
        summary: "Answers take longer than 5 s on average",
    },
    {
        name: "DatabaseConnectionPoolFull",
        expression: `${connections} > 90`,
        for: "1m",
        severity: "critical",
        summary: "More than 90 of the database's 100 connections are taken",
    },
];

/** What the document's figures cannot say: that there are none, and that a disk is nearly full. */
const more: readonly AlertRule[] = [
    {
        name: "DatabaseConnectionError",
        expression: "pg_up == 0 or absent(pg_up)",
        for: "1m",
        severity: "critical",
        summary: "Database connection lost",
    },
    {
        name: "DiskFull",
        expression:
            '100 * max by (instance, device) (container_fs_usage_bytes{id="/"}) / ' +
            'max by (instance, device) (container_fs_limit_bytes{id="/"} > 0) > 90',
        for: "5m",
        severity: "warning",
        summary: "More than 90 % of a node's disk is used",
    },
];

const standard = standardAlerts({ cpuPercent: 80, memoryPercent: 85 });

/** All that somebody is told of. The standard one for errors asks for a counter that the back end does not have. */
export const alerts: readonly AlertRule[] = [...standard.filter(({ name }) => name !== "HighErrorRate"), ...ofDocument, ...more];
