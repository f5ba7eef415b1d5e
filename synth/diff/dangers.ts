import type { Change } from "./changes";
import type { PropertyChange } from "./properties";
import { foremost, losesData } from "./stateful";

/** A change that loses data, or takes away what guards it. */
export interface Danger {
    readonly urn: string;
    readonly change: Change;
    /** `deletes the database` */
    readonly text: string;
    /** A refusal that stands between the update and the loss. */
    readonly guard?: string;
}

/** What hurts most comes first; all else as it comes. */
const rankOf = (what: string): number => (foremost.includes(what) ? foremost.indexOf(what) : foremost.length);

/** Properties and options that keep AWS or Pulumi from deleting, and what they read when they no longer do. */
const guards: readonly { readonly path: string; readonly off: (after: unknown) => boolean }[] = [
    { path: "(protect)", off: after => after !== true },
    { path: "(retainOnDelete)", off: after => after !== true },
    { path: "deletionProtection", off: after => after !== true },
    { path: "deletionProtectionEnabled", off: after => after !== true },
    { path: "skipFinalSnapshot", off: after => after === true },
    { path: "forceDestroy", off: after => after === true },
    { path: "forceDelete", off: after => after === true },
    { path: "backupRetentionPeriod", off: after => after === 0 || after === undefined },
];

/** Losses first, databases before caches before buckets before all else; then those that may be; then guards taken away. */
export function dangersOf(changes: readonly Change[]): Danger[] {
    const losses = changes
        .filter(({ loses }) => loses !== undefined)
        .sort((a, b) => rankOf(a.loses!) - rankOf(b.loses!))
        .map(change => ({
            urn: change.urn,
            change,
            text: `${change.kind === "deleted" ? "deletes" : "replaces"} the ${change.loses}${change.kind === "replaced" ? ": its data does not come along" : ""}`,
            ...(change.protected ? { guard: "Pulumi refuses it while the resource is protected." } : {}),
        }));
    const lowered = changes
        .filter(({ kind, type }) => kind === "updated" && losesData(type))
        .flatMap(change =>
            change.properties.filter(isGuardTakenAway).map(({ path }) => ({
                urn: change.urn,
                change,
                text: `takes away what guards the ${losesData(change.type)!.what}: ${path}`,
            })),
        );
    const possible = changes
        .filter(({ type, mayReplace }) => mayReplace.length > 0 && losesData(type))
        .map(change => ({
            urn: change.urn,
            change,
            text: `may replace the ${losesData(change.type)!.what}: ${change.mayReplace.join("; ")}`,
        }));
    return [...losses, ...possible, ...lowered];
}

const isGuardTakenAway = ({ path, after }: PropertyChange): boolean => guards.some(guard => guard.path === path && guard.off(after));
