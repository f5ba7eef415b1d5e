import type { WorkerSplit } from "./config";
import type { Facts } from "./facts";

export type SplitTarget = WorkerSplit["targets"][number];

/** Where a request goes. */
export interface Choice {
    readonly split: WorkerSplit;
    readonly target: SplitTarget;
    /** Whether the client's cookies name this target already. */
    readonly known: boolean;
}

/**
 * Where a client came before it stays, for as long as that target has a weight: with the weight everybody leaves it. Who
 * wants to look at a target says so in a cookie of its own, whatever the weights.
 *
 * @param random from 0, below 1
 */
export function chooseTarget(splits: readonly WorkerSplit[], facts: Facts, random: () => number): Choice | undefined {
    const split = splits.find(({ host }) => host === facts.host);
    if (split === undefined) return undefined;
    const named = (cookie: string): SplitTarget | undefined => split.targets.find(({ name }) => name === facts.cookies.get(cookie));
    const looked = named(lookCookie(split));
    if (looked) return { split, target: looked, known: true };
    const came = named(split.cookie);
    if (came && came.weight > 0) return { split, target: came, known: true };
    const target = byWeight(split.targets, random());
    return target && { split, target, known: false };
}

/** The cookie by which somebody looks at a target. */
export const lookCookie = ({ cookie }: WorkerSplit): string => `${cookie}-look`;

/** A weight of 0 gets nothing, unless there is none above it. */
export function byWeight(targets: readonly SplitTarget[], random: number): SplitTarget | undefined {
    const total = targets.reduce((sum, { weight }) => sum + weight, 0);
    let left = random * total;
    return targets.find(({ weight }) => (left -= weight) < 0) ?? targets[0];
}

export const targetUrl = (url: string, target: SplitTarget): string => onHost(new URL(url), target.host);

/** For the client to come back to the same target, until it closes its browser. */
export const splitCookie = ({ split, target }: Choice): string => `${split.cookie}=${target.name}; Path=/; HttpOnly; Secure; SameSite=Lax`;

/** Where the target sends clients to itself, the host that they know stands there. */
export function clientLocation(location: string, { split, target }: Choice): string {
    if (!URL.canParse(location)) return location;
    const url = new URL(location);
    return url.hostname === target.host ? onHost(url, split.host) : location;
}

function onHost(url: URL, host: string): string {
    url.hostname = host;
    url.port = "";
    return url.href;
}
