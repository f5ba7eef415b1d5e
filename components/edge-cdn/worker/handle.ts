import { laterAnswer, plainAnswer } from "./answers";
import { cacheKey, keyedUrl } from "./cache-key";
import { mayAsk } from "./cache-rules";
import { marked, throughCache, type AnswerStore, type CachePlan } from "./cache";
import type { WorkerConfig } from "./config";
import type { Counter } from "./counter";
import { factsOf, type EdgeRequest, type Facts } from "./facts";
import { finished, forwarded } from "./headers";
import { checkLimits } from "./limits";
import { maintenanceAnswer } from "./maintenance";
import { matches } from "./matches";
import { redirectAnswer } from "./redirects";
import { newRequestId } from "./request-id";
import { chooseTarget, lookCookie, targetUrl, type Choice } from "./splits";
import { checkUploads } from "./uploads";
import { tokenOf, type User } from "./users";

/** What the Worker works with. */
export interface Services {
    readonly counter: Counter;
    readonly identify: (token: string) => Promise<User | undefined>;
    readonly cache: AnswerStore;
    /** Asks the service; `past` Cloudflare's own cache, which lies in between. */
    readonly ask: (request: Request, past: boolean) => Promise<Response>;
    /** Does the rest after the answer has gone. */
    readonly later: (work: Promise<unknown>) => void;
    /** From 0, below 1. */
    readonly random: () => number;
}

/** A request on its way. */
interface Passage {
    readonly requestId: string | undefined;
    /** As the service gets it. */
    request: Request;
    facts?: Facts;
    /** Set where the request goes no further. */
    answer?: Response;
    limitHeaders: Readonly<Record<string, string>>;
    choice?: Choice;
    cache?: CachePlan | "BYPASS";
    /** Whether Cloudflare's own cache must not have a part in it: it keeps files by their ending, and knows no user. */
    past?: boolean;
}

/**
 * The order of `WorkerConfig`. Everything is decided before the service is asked, so that an error of the Worker's own loses
 * no request and sends none twice: then it is answered 503 where a limit that matches is closed, and goes on otherwise.
 */
export async function handle(incoming: EdgeRequest, config: WorkerConfig, services: Services): Promise<Response> {
    const passage: Passage = { requestId: config.requestId ? newRequestId() : undefined, request: incoming, limitHeaders: {} };
    try {
        await decide(passage, incoming, config, services);
    } catch (error) {
        console.error(`The Worker failed: ${error instanceof Error ? error.name : "no error"}.`);
        if (isClosed(config, passage.facts)) passage.answer = laterAnswer();
    }
    const answer = passage.answer ?? (await served(passage, services));
    const { requestId, limitHeaders, choice } = passage;
    return finished(answer, { requestId, headers: [limitHeaders, config.headers], choice: passage.answer ? undefined : choice });
}

async function decide(passage: Passage, incoming: EdgeRequest, config: WorkerConfig, services: Services): Promise<void> {
    const facts = (passage.facts = factsOf(incoming));
    passage.request = forwarded(incoming, facts, passage.requestId);
    passage.answer =
        maintenanceAnswer(config.maintenance, facts) ?? blockAnswer(config, facts) ?? redirectAnswer(config.redirects, facts, incoming.url);
    if (passage.answer) return;
    await limit(passage, facts, config, services);
    if (passage.answer) return;
    const form = await checkUploads(matching(config.uploads, facts), passage.request);
    if (form && "answer" in form) passage.answer = form.answer;
    else if (form) passage.request = new Request(passage.request, { body: form.body });
    if (passage.answer) return;
    passage.choice = chooseTarget(config.splits, facts, services.random);
    if (passage.choice) passage.request = new Request(targetUrl(passage.request.url, passage.choice.target), passage.request);
    passage.cache = await cachePlan(config, facts, incoming.url, passage.choice);
    const { cache, request } = passage;
    // The service is not asked what the key does not have.
    if (cache && cache !== "BYPASS") passage.request = new Request(keyedUrl(cache.rule, request.url), request);
    passage.past = cache !== undefined || (config.sharedZone === true && ["Cookie", "Authorization"].some(name => facts.headers.has(name)));
}

const matching = <T extends { readonly when: Parameters<typeof matches>[0] }>(rules: readonly T[], facts: Facts): T[] =>
    rules.filter(({ when }) => matches(when, facts));

const blockAnswer = ({ blocks }: WorkerConfig, facts: Facts): Response | undefined =>
    matching(blocks, facts).length > 0 ? plainAnswer(403, "Forbidden.") : undefined;

async function limit(passage: Passage, facts: Facts, config: WorkerConfig, services: Services): Promise<void> {
    const limits = matching(config.limits, facts);
    if (limits.length === 0) return;
    const token = config.identity && limits.some(({ per }) => per === "user") ? tokenOf(config.identity, facts) : undefined;
    const user = token === undefined ? undefined : await services.identify(token);
    const { answer, headers } = await checkLimits(limits, { address: facts.address, user }, services.counter);
    passage.limitHeaders = headers;
    passage.answer = answer;
}

/** Of several rules the last one counts. */
async function cachePlan(
    config: WorkerConfig,
    facts: Facts,
    url: string,
    choice: Choice | undefined,
): Promise<CachePlan | "BYPASS" | undefined> {
    const rule = config.caches.findLast(({ when }) => matches(when, facts));
    if (rule === undefined) return undefined;
    if (rule.edgeSeconds === 0) return "BYPASS";
    const from = config.identity?.from;
    const credentials = {
        headers: from && "header" in from ? [from.header] : [],
        cookies: from && "cookie" in from ? [from.cookie] : [],
        ownCookies: config.splits.flatMap(split => [split.cookie, lookCookie(split)]),
    };
    return mayAsk(rule, facts, credentials) ? { rule, key: await cacheKey(rule, facts, url, choice?.target.name) } : "BYPASS";
}

async function served({ cache, request, past = false }: Passage, services: Services): Promise<Response> {
    const ask = (forward: Request): Promise<Response> =>
        services.ask(forward, past).catch(() => plainAnswer(502, "The service does not answer."));
    if (cache === undefined) return ask(request);
    if (cache === "BYPASS") return marked(await ask(request), "BYPASS");
    return throughCache(cache, request, ask, services.cache, services.later);
}

/** Where it is not known what matches, every closed limit may. */
const isClosed = ({ limits }: WorkerConfig, facts: Facts | undefined): boolean =>
    limits.some(({ when, onStoreFailure }) => onStoreFailure === "closed" && (facts === undefined || matches(when, facts)));
