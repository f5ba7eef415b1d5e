import { selectorOf } from "../core/kubernetes";

/** The two releases that a blue/green service has side by side. */
export const colors = ["blue", "green"] as const;
export type Color = (typeof colors)[number];

/** The pods of the nginx gateway are called so, in whatever namespace. */
export const gatewayName = "gateway";

/** And so are those that bring it requests through a tunnel. */
export const tunnelName = "cloudflared";

/** What answers for a service: the pods of one release, and their share of the requests. */
export interface Backend {
    /** Name of the Kubernetes Service before the pods. */
    readonly name: string;
    /** What selects the pods. */
    readonly labels: Readonly<Record<string, string>>;
    readonly port: number;
    /** Percent of the requests, 0–100. Those of all backends of a route add up to 100. */
    readonly weight: number;
}

/** A label that only the pods of one colour have. */
const colorLabel = "webstack/color";

export const colorLabels = (color: Color): Record<string, string> => ({ [colorLabel]: color });

/** The Service without an address of its own, whose DNS name lists the ready pods. */
export const podsServiceOf = (backend: Pick<Backend, "name">): string => `${backend.name}-pods`;

/** The one release of a service that has no colours. */
export const soleBackend = (name: string, port: number): Backend => ({ name, labels: selectorOf(name), port, weight: 100 });
