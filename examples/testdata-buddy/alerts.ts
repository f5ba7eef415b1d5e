import type { AlertsArgs } from "pulumi-webstack";
import { averageSeconds } from "./figures";

/**
 * The three of the document, and its limits. Its figures are percent, milliseconds and connections, of which the database
 * has 100; Prometheus counts shares and seconds. An average is not what the standard alert looks at.
 */
export const alerts: AlertsArgs = {
    thresholds: { errorRate: 0.05, cpuPercent: 80, memoryPercent: 85, diskPercent: 90, connectionsFullPercent: 90 },
    changes: {
        HighErrorRate: { severity: "critical" },
        DatabaseConnectionPoolFull: { route: ["mail", "slack", "phone"] },
    },
    extra: [
        {
            name: "SlowResponseTime",
            expression: `${averageSeconds("5m")} > 5`,
            for: "5m",
            severity: "warning",
            summary: "Answers take longer than 5 s on average",
            runbook: "services#highlatency",
        },
    ],
};
