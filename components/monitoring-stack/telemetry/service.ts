import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withDefaults } from "../../core/defaults";
import { refuse } from "../../core/errors";
import { images } from "../../core/images";
import { telemetryDefaults, telemetryJob, validateTelemetry, type TelemetryArgs } from "./args";
import type { TelemetryConfig } from "./program/main";

const ports = { public: 8080, services: 8081, metrics: 9464 } as const;

/**
 * An endpoint that browsers tell how fast and how well pages work, and services of security events; Prometheus scrapes
 * it. For `cluster.addService("telemetry", telemetryService({ … }))`, with a route of its own.
 *
 * Browsers POST `/vitals`, as `navigator.sendBeacon` does: `{ "page": "/checkout", "vitals": [{ "name": "LCP", "value":
 * 1234.5 }], "errors": [{ "kind": "javascript" }], "events": ["purchase"] }`. Times are milliseconds (LCP, INP, FCP,
 * TTFB, load), CLS has no unit, memory is bytes; errors are of kind javascript, api or promise. Services POST
 * `/security` at the port `services`, which no route leads to: `{ "service": "backend", "kind": "authentication" }`, or
 * authorization, rate-limit, suspicious. Nothing of a person is kept: the figures have no addresses, ids or texts.
 *
 * Anybody can send to a public endpoint: the figures are as true as those who report. Limit it at the edge.
 */
export function telemetryService(args: TelemetryArgs) {
    refuse("telemetryService", validateTelemetry(args));
    const { origins, pages, events } = withDefaults(telemetryDefaults as Required<Omit<TelemetryArgs, "origins">>, args);
    const config: TelemetryConfig = { origins, pages, events, ports };
    return {
        image: images.node,
        command: ["node", "-e", programText()],
        env: { TELEMETRY: JSON.stringify(config) },
        port: ports.public,
        ports: { services: ports.services },
        metrics: { job: telemetryJob, port: ports.metrics },
        health: { path: "/health" },
        replicas: 2,
        resources: { cpu: "100m", memory: "128Mi" },
        uid: 65534,
    } as const;
}

/** Written by the build; beside the built library, wherever this file runs from. */
function programText(): string {
    const places = [__dirname, join(__dirname, "..", "..", "..", "dist", "components", "monitoring-stack", "telemetry")];
    const files = places.map(place => join(place, "program", "bundle.js"));
    return readFileSync(files.find(existsSync) ?? files[0]!, "utf8");
}
