import type { Check } from "./checks";
import type { Milestone } from "./milestones";

/** A requirement, as the system's document has it. */
export interface Requirement {
    readonly id: string;
    /** Lines of the document. */
    readonly lines: string;
    readonly requirement: string;
    readonly component: string;
    /** What meets it: provisioned resources, a command or runbook, or the application itself. */
    readonly class: "infra" | "procedure" | "app";
    readonly note?: string;
}

/** How a requirement is met. */
export type Answer =
    | { readonly kind: "met"; readonly checks: readonly Check[] }
    /** The document's own means cannot be had, or are weaker than a rule: what stands in for them, and why. */
    | { readonly kind: "answered"; readonly why: string; readonly checks: readonly Check[] }
    /** A section of a runbook: `docs/runbooks/websys.md#restore`, which shows the command. */
    | { readonly kind: "procedure"; readonly runbook: string; readonly command: string }
    | { readonly kind: "later"; readonly milestone: Milestone; readonly what: string };

/** The answers of one system, by requirement. */
export type Table = Readonly<Record<string, Answer>>;

export const met = (...checks: readonly Check[]): Answer => ({ kind: "met", checks });
export const answered = (why: string, ...checks: readonly Check[]): Answer => ({ kind: "answered", why, checks });
export const procedure = (runbook: string, command: string): Answer => ({ kind: "procedure", runbook, command });
export const later = (milestone: Milestone, what: string): Answer => ({ kind: "later", milestone, what });

/** One table of several; none may answer what another does. */
export function join(...tables: readonly Table[]): Table {
    const ids = tables.flatMap(table => Object.keys(table));
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (twice.length > 0) throw new Error(`answered twice: ${twice.join(", ")}`);
    return Object.assign({}, ...tables) as Table;
}

export const checksOf = (answer: Answer): readonly Check[] => ("checks" in answer ? answer.checks : []);

/** Requirements without an answer, and answers without a requirement. What the application does itself has none. */
export function mismatches(requirements: readonly Requirement[], table: Table): { missing: string[]; unknown: string[] } {
    const wanted = requirements.filter(one => one.class !== "app").map(({ id }) => id);
    const given = Object.keys(table);
    return { missing: wanted.filter(id => !given.includes(id)), unknown: given.filter(id => !wanted.includes(id)) };
}

export const kinds = ["met", "answered", "procedure", "later"] as const satisfies readonly Answer["kind"][];

/** How many answers there are of each kind. */
export const countByKind = (table: Table): Record<Answer["kind"], number> =>
    Object.fromEntries(kinds.map(kind => [kind, Object.values(table).filter(answer => answer.kind === kind).length])) as Record<
        Answer["kind"],
        number
    >;
