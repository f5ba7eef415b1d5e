import { every, some, type Truth } from "./truth";
import { Unknown } from "./values";

/** Ports that something opens to everybody, or may open. */
export interface Opening {
    /** "" is for all there are. */
    readonly protocol: string | Unknown;
    readonly from: number;
    readonly to: number;
    /** Whether it does. */
    readonly holds: Truth;
}

const all = 65536;

/** Every port of every protocol, if something holds. */
export const everyPort = (holds: Truth): Opening => ({ protocol: "", from: 0, to: all - 1, holds });

/** Whether one protocol's openings add up to more than half of its ports: that is no port that anybody has named. */
export const opensMost = (openings: readonly Opening[]): Truth =>
    some([...new Set(openings.map(({ protocol }) => (protocol instanceof Unknown ? "" : protocol)))].map(name => mostOf(name, openings)));

function mostOf(name: string, openings: readonly Opening[]): Truth {
    const ofName = openings.map(opening => ({ ...opening, holds: every([opening.holds, isOf(name, opening)]) }));
    const sure = ofName.filter(({ holds }) => holds === true);
    const possible = ofName.filter(({ holds }) => holds !== false);
    if (2 * countOf(sure) > all) return true;
    return 2 * countOf(possible) > all ? (possible.map(({ holds }) => holds).find(holds => holds instanceof Unknown) ?? false) : false;
}

const isOf = (name: string, { protocol }: Opening): Truth =>
    protocol instanceof Unknown ? protocol : protocol === "" || protocol === name;

/** How many ports there are in all of them together. */
function countOf(openings: readonly Opening[]): number {
    const [count] = [...openings]
        .sort((one, other) => one.from - other.from)
        .reduce(([sum, next], { from, to }) => [sum + Math.max(0, to - Math.max(from, next) + 1), Math.max(next, to + 1)], [0, 0] as [
            number,
            number,
        ]);
    return count;
}
