import { distinct } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";

/** By which Prometheus knows the endpoint. */
export const telemetryJob = "telemetry";

/** What browsers and services may tell. */
export interface TelemetryArgs {
    /** Sites whose pages may report: `https://example.com`. At least one. */
    readonly origins: readonly string[];
    /**
     * Parts of the site that figures are kept apart by, as beginnings of paths: `/checkout`. At most 30, since every
     * figure is kept for each.
     * @default none: all pages are one
     */
    readonly pages?: readonly string[];
    /** What people do that is counted, by names of your own: `sign-up`, `purchase`. At most 50. @default none */
    readonly events?: readonly string[];
}

export const telemetryDefaults = { pages: [], events: [] } as const;

export function validateTelemetry(args: TelemetryArgs): Problem[] {
    const { pages, events } = withDefaults(telemetryDefaults as { pages: readonly string[]; events: readonly string[] }, args);
    return [
        ...(args.origins.length > 0 ? [] : [{ path: "origins", got: [], allowed: "at least one site" }]),
        ...args.origins
            .filter(origin => !isOrigin(origin))
            .map(got => ({ path: "origins", got, allowed: "origins such as https://example.com" })),
        ...distinct("origins", args.origins),
        ...atMost("pages", pages, 30),
        ...pages.filter(page => !/^\/\S*$/.test(page)).map(got => ({ path: "pages", got, allowed: "beginnings of paths: /checkout" })),
        ...distinct("pages", pages),
        ...atMost("events", events, 50),
        ...events
            .filter(event => !/^[a-z][a-z0-9-]{0,39}$/.test(event))
            .map(got => ({ path: "events", got, allowed: "1–40 lower-case letters, digits and '-', a letter first" })),
        ...distinct("events", events),
    ];
}

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);

const atMost = (path: string, values: readonly string[], most: number): Problem[] =>
    values.length <= most ? [] : [{ path, got: `${values.length}`, allowed: `at most ${most}` }];
