import type { Severity } from "../../../../components/monitoring-stack/alerts/args";

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;
export const week = 7 * day;

/** A figure for so many seconds, `undefined` where there is none; of a counter, how much it rises in a minute. */
export type Stretch = readonly [figure: number | undefined, seconds: number];

/** What a series shows, one stretch after the other. */
export interface Course {
    readonly kind: "level" | "counter";
    readonly stretches: readonly Stretch[];
}

export type Series = Readonly<Record<string, Course>>;
export type Labels = Readonly<Record<string, string>>;

export const level = (...stretches: Stretch[]): Course => ({ kind: "level", stretches });
export const counter = (...stretches: Stretch[]): Course => ({ kind: "counter", stretches });

/** What an alert does while these series are seen. Times are seconds from the first sample. */
export interface AlertCase {
    readonly alert: string;
    readonly severity: Severity;
    /** How long it must have been so. */
    readonly after: number;
    /** Those of the alert, beside its severity. */
    readonly labels: Labels;
    /** From one sample, and one evaluation, to the next. */
    readonly step: number;
    /** From `from` on the expression holds: `after` later the alert fires, and not one evaluation sooner. */
    readonly fires: { readonly series: Series; readonly from: number };
    /** It never fires: by what keeps it from that. */
    readonly silent: Readonly<Record<string, Series>>;
    /** It has fired, and from `until` on no longer. */
    readonly resolves: { readonly series: Series; readonly until: number };
}

/** How soon an expression holds that looks back, and how long it still does. */
export type Sight = (step: number) => { readonly delay: number; readonly lag: number };

export const now: Sight = () => ({ delay: 0, lag: 0 });
/** Counters over a window that must be full of it: figures are so near the threshold that one calm sample is enough. */
export const whole =
    (window: number): Sight =>
    step => ({ delay: window - step, lag: step });
/** One rise of a counter within the window is enough. */
export const any =
    (window: number): Sight =>
    step => ({ delay: step, lag: window - step });
/** No sample within the window may be well. */
export const throughout =
    (window: number): Sight =>
    step => ({ delay: window - step, lag: 0 });
/** One sample within the window is enough. */
export const once =
    (window: number): Sight =>
    step => ({ delay: 0, lag: window - step });

type Figure = number | undefined;

/** Makes a course of three figures: with which the alert fires, just does not, and while all is well. */
interface Pens {
    /** All is well with the figure that is just not enough, unless another is given. */
    readonly level: (fires: Figure, silent: Figure, calm?: Figure) => Course;
    /** Rises in a minute. @param calm none unless given */
    readonly counter: (fires: number, silent: number, calm?: number) => Course;
}

export interface Swing extends Pick<AlertCase, "alert" | "severity" | "after"> {
    readonly labels?: Labels;
    readonly series: (pens: Pens) => Series;
    /** @default now */
    readonly sees?: Sight;
    /** How long all is well before. @default 2 minutes */
    readonly calm?: number;
    /** @default 15 */
    readonly step?: number;
    /** Other reasons not to fire. */
    readonly silent?: AlertCase["silent"];
}

/** All is well, then it is not, then it is again: what most alerts are about. */
export function swing({ alert, severity, after, labels = {}, series, sees = now, calm = 2 * minute, step = 15, silent }: Swing): AlertCase {
    const { delay, lag } = sees(step);
    const drawn = (stretches: (fires: Figure, silent: Figure, calm: Figure) => Stretch[]): Series =>
        series({
            level: (fires, short, well = short) => level(...stretches(fires, short, well)),
            counter: (fires, short, well = 0) => counter(...stretches(fires, short, well)),
        });
    const enough = delay + after + 4 * step;
    // Where the expression still holds for longer than the alert waits, nothing is too short.
    const tooShort = after > 0 ? delay + after - lag : 0;
    return {
        alert,
        severity,
        after,
        labels,
        step,
        fires: {
            series: drawn((fires, _, well) => [
                [well, calm],
                [fires, enough],
            ]),
            from: calm + delay,
        },
        silent: {
            "just not enough": drawn((_, short, well) => [
                [well, calm],
                [short, enough],
            ]),
            ...(tooShort > 0
                ? {
                      "just not long enough": drawn((fires, _, well) => [
                          [well, calm],
                          [fires, tooShort],
                          [well, lag + after + 8 * step],
                      ]),
                  }
                : {}),
            ...silent,
        },
        resolves: {
            series: drawn((fires, _, well) => [
                [well, calm],
                [fires, enough],
                [well, lag + 4 * step],
            ]),
            until: calm + enough + lag,
        },
    };
}
