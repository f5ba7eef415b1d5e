import type { DurableObjectNamespace } from "@cloudflare/workers-types";
import { inTime, verdictOf, type Counter } from "./counter";
import type { CountRequest } from "./limiter";
import type { Verdict } from "./sliding-window";

/** Counts in an object of the class `Limiter` for each key. */
export const durableObjectCounter = (namespace: DurableObjectNamespace | undefined): Counter => ({
    async count(key, requests, periodMs) {
        if (namespace === undefined) throw new Error("The binding LIMITER is missing.");
        const asked: CountRequest = { requests, periodMs };
        return inTime(async () => {
            const object = namespace.get(namespace.idFromName(key));
            const answer = await object.fetch("https://limiter/", { method: "POST", body: JSON.stringify(asked) });
            const { allowed, remaining, waitMs } = await answer.json<Partial<Verdict>>();
            return verdictOf(allowed, remaining, waitMs);
        });
    },
});
