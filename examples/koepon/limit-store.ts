import * as pulumi from "@pulumi/pulumi";
import type { EdgeStore } from "pulumi-webstack";

/**
 * Where the edge counts requests: in a Redis that is asked by HTTPS, as Upstash's is; without one in itself. The token stands in
 * no file: only an update needs it.
 */
export function limitStore(
    url: string | undefined,
    token = process.env.KOEPON_REDIS_REST_TOKEN,
    isDryRun = pulumi.runtime.isDryRun(),
): EdgeStore {
    if (!url) return { kind: "durable-object" };
    if (!token && !isDryRun) throw new pulumi.RunError(`${url} opens to a token: set KOEPON_REDIS_REST_TOKEN. Previews do without.`);
    return { kind: "redis", url, token: pulumi.secret(token || "known to updates alone") };
}
