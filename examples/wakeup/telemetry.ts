import { telemetryService, type AppCluster, type Service } from "pulumi-webstack";
import type { Environment } from "./environment";

/** Where pages of the site report, and by which part of their address the gateway knows it. */
export const vitalsPath = "/vitals";

/** What browsers measure and run into, what people do, and what the application tells of those who attack it. */
export const addTelemetry = (cluster: AppCluster, { domain }: Environment): Service =>
    cluster.addService(
        "telemetry",
        telemetryService({ origins: [`https://${domain}`], events: ["session", "sign-up", "message-recorded", "message-sent"] }),
    );

/** Where the application tells of attacks: a port that no route leads to. */
export const securityEvents = { port: 8081, path: "/security" };
