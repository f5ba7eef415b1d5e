import type { ExecutionContext } from "@cloudflare/workers-types";
import type { Bindings } from "./bindings";
import type { AnswerStore } from "./cache";
import type { WorkerConfig } from "./config";
import { durableObjectCounter } from "./durable-objects";
import type { EdgeRequest } from "./facts";
import { handle, type Services } from "./handle";
import { identifier } from "./identity";
import { redisCounter } from "./redis";

/** Stands in the script before the bundle. */
declare const WEBSTACK_EDGE: WorkerConfig;
/** Cloudflare's word for answers that its own cache must not keep, of whatever status. */
const notKept = { cf: { cacheTtlByStatus: { "100-599": -1 } } };
declare const caches: { readonly default: AnswerStore };

/** Bindings are the same for all requests of an isolate: the key is read once. */
const services = new WeakMap<Bindings, Omit<Services, "later">>();

function servicesOf(env: Bindings): Omit<Services, "later"> {
    const known = services.get(env);
    if (known) return known;
    const { identity, store, scope } = WEBSTACK_EDGE;
    const ask = (request: Request, past: boolean): Promise<Response> => fetch(request, past ? (notKept as RequestInit) : undefined);
    const made = {
        counter: store === "redis" ? redisCounter(env.REDIS_URL, env.REDIS_TOKEN, fetch, scope) : durableObjectCounter(env.LIMITER),
        identify: identity ? identifier(identity, env.IDENTITY_KEY) : () => Promise.resolve(undefined),
        cache: caches.default,
        ask,
        random: Math.random,
    };
    services.set(env, made);
    return made;
}

export default {
    fetch: (request: EdgeRequest, env: Bindings, context: ExecutionContext): Promise<Response> =>
        handle(request, WEBSTACK_EDGE, { ...servicesOf(env), later: work => context.waitUntil(work) }),
};

export { Limiter } from "./limiter";
