import type { WorkerMaintenance } from "./config";
import type { Facts } from "./facts";
import { matches } from "./matches";

/** The page, for those who may not look. */
export function maintenanceAnswer(maintenance: WorkerMaintenance | undefined, facts: Facts): Response | undefined {
    if (maintenance === undefined || !matches(maintenance.when, facts)) return undefined;
    return new Response(maintenance.html, {
        status: 503,
        headers: {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-store",
            "Retry-After": String(maintenance.retryAfterSeconds),
        },
    });
}
