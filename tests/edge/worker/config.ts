import type { Condition } from "../../../components/edge-cdn/conditions";
import type { WorkerConfig } from "../../../components/edge-cdn/worker/config";

/** A Worker that does nothing yet. */
export const idle: WorkerConfig = {
    requestId: false,
    blocks: [],
    redirects: [],
    limits: [],
    store: "durable-object",
    uploads: [],
    splits: [],
    caches: [],
    headers: {},
};

export const under = (prefix: string): Condition => ({ kind: "path", prefix });

/** What the systems limit: by role, an API that costs, payments, and by seconds. */
export const limits: WorkerConfig["limits"] = [
    limit("api", "/api/", 100, 600, { per: "user", roles: { vtuber: 500, admin: 1000 } }),
    limit("gacha", "/gacha/", 10, 60, { per: "user" }),
    limit("payment", "/payment/", 5, 60, { per: "user", onStoreFailure: "closed" }),
    limit("ten-a-second", "/ten/", 100, 10),
    limit("thirty-a-second", "/thirty/", 300, 10),
];

export function limit(
    name: string,
    prefix: string,
    requests: number,
    periodSeconds: number,
    more: Partial<WorkerConfig["limits"][number]> = {},
): WorkerConfig["limits"][number] {
    return { name, when: under(prefix), per: "address", requests, periodSeconds, roles: {}, onStoreFailure: "open", ...more };
}
