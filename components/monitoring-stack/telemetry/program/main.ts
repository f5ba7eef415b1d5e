import type { Server } from "node:http";
import { Figures } from "./figures";
import { metricsServer, publicServer, serviceServer } from "./servers";

/** What the pod is told, as JSON in the variable `TELEMETRY`. */
export interface TelemetryConfig {
    readonly origins: readonly string[];
    readonly pages: readonly string[];
    readonly events: readonly string[];
    readonly ports: { readonly public: number; readonly services: number; readonly metrics: number };
}

function main({ origins, pages, events, ports }: TelemetryConfig): void {
    const figures = new Figures({ pages, events });
    const servers: readonly (readonly [Server, number])[] = [
        [publicServer(figures, origins), ports.public],
        [serviceServer(figures), ports.services],
        [metricsServer(figures), ports.metrics],
    ];
    for (const [server, port] of servers) server.listen(port);
    process.once("SIGTERM", () => {
        for (const [server] of servers) server.close();
    });
}

main(JSON.parse(process.env.TELEMETRY ?? "{}") as TelemetryConfig);
