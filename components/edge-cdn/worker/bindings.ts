import type { DurableObjectNamespace } from "@cloudflare/workers-types";
import type { Secrets } from "./config";

/** All that the Worker is bound to. */
export interface Bindings extends Secrets {
    /** Namespace of the class `Limiter`, where counters live in Durable Objects. */
    readonly LIMITER?: DurableObjectNamespace;
}
