import type { Problem } from "../core/errors";
import { levels, recoveryLevels, validateRecovery, type RecoveryArgs, type RecoveryLevel, type RecoveryPromise } from "./recovery-args";
import { duration, span, sum, type Range } from "./recovery-figures";
import { recipesOf, type NoWay, type RecoveryFacts, type Recipe } from "./recovery-ways";

export type { DumpFacts, RecoveryFacts } from "./recovery-ways";

/** One way to recover, with what it takes and loses: plain data. */
export interface Way {
    readonly means: string;
    /** Minutes until an answer, and minutes of data that are lost. */
    readonly rto: Range;
    readonly rpo: Range;
    /** In their order. */
    readonly steps: readonly string[];
    /** How the numbers come about, each with its source. */
    readonly derivation: readonly string[];
}

type JudgedWay = Way & Pick<Recipe, "better">;

/** What a level takes: the ways there are, the best first, or why there is none. */
export type LevelEstimate = {
    readonly level: RecoveryLevel;
    readonly name: string;
    readonly databaseGb: number;
    /** The same with another size of the database. */
    readonly waysAt: (databaseGb: number) => readonly Way[] | NoWay;
} & ({ readonly ways: readonly JudgedWay[] } | NoWay);

/** For each level what it takes with these settings. */
export const estimateRecovery = (facts: RecoveryFacts): LevelEstimate[] =>
    levels.map(level => {
        const waysAt = (databaseGb: number): readonly JudgedWay[] | NoWay => {
            const recipes = recipesOf(level, { ...facts, databaseGb });
            return "impossible" in recipes ? recipes : recipes.map(recipe => way(recipe, databaseGb));
        };
        const ways = waysAt(facts.databaseGb);
        const about = { level, name: recoveryLevels[level], databaseGb: facts.databaseGb };
        return "impossible" in ways ? { ...about, ...ways, waysAt } : { ...about, ways, waysAt };
    });

function way({ means, cases, steps, better }: Recipe, databaseGb: number): JudgedWay {
    const total = (what: "rto" | "rpo"): Range => {
        const ranges = cases.map(one => sum(one[what], databaseGb));
        return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
    };
    const derivation = (["rto", "rpo"] as const).flatMap(what =>
        cases
            .flatMap(one => one[what])
            .map(part => `${what.toUpperCase()} ${span(sum([part], databaseGb))}: ${part.what} (${part.source})`),
    );
    return { means, rto: total("rto"), rpo: total("rpo"), steps, derivation, better };
}

/** What is wrong with the promises: those that no way keeps at the upper end of its estimate. */
export function recoveryProblems(args: RecoveryArgs, estimates: readonly LevelEstimate[]): Problem[] {
    const wrong = validateRecovery(args);
    return wrong.length > 0 ? wrong : estimates.flatMap(estimate => brokenPromises(args[estimate.level], estimate));
}

function brokenPromises(promise: RecoveryPromise | undefined, estimate: LevelEstimate): Problem[] {
    if (!promise) return [];
    const { level, databaseGb } = estimate;
    const size = sizeThatHolds(promise, estimate);
    const holds = size > 0 ? `It holds up to ${size} GB. ` : "";
    if (!("ways" in estimate)) {
        return [{ path: level, got: promise, allowed: `no promise here, for ${estimate.impossible}`, fix: holds + estimate.set }];
    }
    if (estimate.ways.some(keeps(promise))) return [];
    const { means, derivation, better, ...best } = estimate.ways[0]!;
    return (["rto", "rpo"] as const)
        .filter(what => promise[`${what}Minutes`] < best[what].to)
        .map(what => {
            const parts = derivation.filter(part => part.startsWith(what.toUpperCase())).map(part => part.slice(4));
            return {
                path: `${level}.${what}Minutes`,
                got: promise[`${what}Minutes`],
                allowed: `${best[what].to} or more, for ${databaseGb} GB ${means}: ${span(best[what])} [${parts.join("; ")}]`,
                fix: holds + better[what],
            };
        });
}

const keeps =
    ({ rtoMinutes, rpoMinutes }: RecoveryPromise) =>
    ({ rto, rpo }: Way): boolean =>
        rtoMinutes >= rto.to && rpoMinutes >= rpo.to;

/** The largest size below this one, in tenths of a GB, for which a promise holds; 0 for none. */
function sizeThatHolds(promise: RecoveryPromise, { waysAt, databaseGb }: LevelEstimate): number {
    let [holds, tooMuch] = [0, Math.ceil(databaseGb * 10)];
    while (tooMuch - holds > 1) {
        const middle = Math.floor((holds + tooMuch) / 2);
        const ways = waysAt(middle / 10);
        if (!("impossible" in ways) && ways.some(keeps(promise))) holds = middle;
        else tooMuch = middle;
    }
    return holds / 10;
}

/** What a component tells of its recovery: plain data, for its outputs. */
export interface RecoveryReport {
    readonly databaseGb: number;
    readonly levels: readonly LevelReport[];
}

export type LevelReport = {
    readonly level: RecoveryLevel;
    readonly name: string;
    /** The promise with its words: `back within 30 min, at most 60 min of data lost`. */
    readonly promised?: RecoveryPromise & { readonly says: string };
} & ((Way & { readonly says: string }) | NoWay);

const says = (rto: string, rpo: string): string => `back within ${rto}, ${rpo} of data lost`;

/** Per level the way that keeps the promise; the best one where nothing was promised. */
export function recoveryReport(estimates: readonly LevelEstimate[], args: RecoveryArgs | undefined): RecoveryReport {
    const reports = estimates.map((estimate): LevelReport => {
        const { level, name } = estimate;
        const promise = args?.[level];
        const promised = promise && {
            rtoMinutes: promise.rtoMinutes,
            rpoMinutes: promise.rpoMinutes,
            says: says(duration(promise.rtoMinutes), `at most ${duration(promise.rpoMinutes)}`),
        };
        const about = { level, name, ...(promised ? { promised } : {}) };
        if (!("ways" in estimate)) return { ...about, impossible: estimate.impossible, set: estimate.set };
        const { better: _, ...chosen } = (promise && estimate.ways.find(keeps(promise))) ?? estimate.ways[0]!;
        return { ...about, ...chosen, says: says(span(chosen.rto), span(chosen.rpo)) };
    });
    return { databaseGb: estimates[0]!.databaseGb, levels: reports };
}
