import { browserControl, mayKeep, varyOf } from "./cache-rules";
import type { WorkerCache } from "./config";

/** As `caches.default` has it. */
export interface AnswerStore {
    match(key: Request): Promise<Response | undefined>;
    put(key: Request, answer: Response): Promise<void>;
}

export const cacheHeader = "X-Webstack-Cache";
/** Holds, in the cache, what the service said to browsers. */
const originControl = "X-Webstack-Origin-Cache-Control";

const conditions = ["If-None-Match", "If-Modified-Since"];

/** A request that the cache may answer: where it stands there, and how long. */
export interface CachePlan {
    readonly rule: WorkerCache;
    readonly key: string;
}

/** From the cache, or from the service and into the cache. A cache that fails is an empty one. */
export async function throughCache(
    { rule, key }: CachePlan,
    request: Request,
    ask: (request: Request) => Promise<Response>,
    store: AnswerStore,
    later: (work: Promise<unknown>) => void,
): Promise<Response> {
    const kept = await store.match(new Request(key, { headers: pick(request.headers, conditions) })).catch(() => undefined);
    if (kept) return forClient(rule, kept, "HIT");
    const answer = await ask(withoutConditions(request));
    if (!mayKeep(rule, answer)) return marked(answer, "BYPASS");
    later(store.put(new Request(key), forStore(rule, answer.clone())).catch(() => undefined));
    return forClient(rule, answer, "MISS");
}

export function marked(answer: Response, how: "HIT" | "MISS" | "BYPASS"): Response {
    const copy = new Response(answer.body, answer);
    copy.headers.set(cacheHeader, how);
    return copy;
}

/** As it is kept: for as long as the rule says, and with nothing of the client that asked. */
function forStore(rule: WorkerCache, answer: Response): Response {
    const copy = new Response(answer.body, answer);
    const said = copy.headers.get("Cache-Control");
    for (const name of [originControl, "Set-Cookie", "Expires", "Pragma", "Age"]) copy.headers.delete(name);
    if (said !== null) copy.headers.set(originControl, said);
    copy.headers.set("Cache-Control", `public, max-age=${rule.edgeSeconds}`);
    return copy;
}

function forClient(rule: WorkerCache, answer: Response, how: "HIT" | "MISS"): Response {
    const copy = marked(answer, how);
    const { headers } = copy;
    const origin = how === "HIT" ? headers.get(originControl) : headers.get("Cache-Control");
    const control = browserControl(rule) ?? origin;
    headers.delete(originControl);
    headers.delete("Set-Cookie");
    headers.delete("Cache-Control");
    if (control !== null) headers.set("Cache-Control", control);
    // A browser counts from when it is told, unless the service says what to count.
    if (rule.browserSeconds !== "origin") for (const name of ["Age", "Expires", "Pragma"]) headers.delete(name);
    const vary = varyOf(rule, headers.get("Vary"));
    if (vary !== "") headers.set("Vary", vary);
    return copy;
}

/** A whole answer is what can be kept. */
function withoutConditions(request: Request): Request {
    const copy = new Request(request);
    for (const name of conditions) copy.headers.delete(name);
    return copy;
}

function pick(headers: Headers, names: readonly string[]): Headers {
    const picked = new Headers();
    for (const name of names) {
        const value = headers.get(name);
        if (value !== null) picked.set(name, value);
    }
    return picked;
}
