import { closest } from "fastest-levenshtein";
import type { Exemption, ExemptionsFile } from "./file";

/** What is to be said of an exemption; with an empty URN, of the stack. */
export interface Remark {
    readonly urn: string;
    readonly message: string;
}

/** Knows every exemption, and which of them a rule had need of. */
export class Ledger {
    /** What each one made pass. */
    readonly #used = new Map<Exemption, string[]>();
    readonly #undecided = new Set<Exemption>();

    /** `today` is a date in UTC: `2026-11-22`. */
    constructor(
        private readonly file: ExemptionsFile,
        private readonly rules: readonly string[],
        private readonly today: string,
    ) {}

    /** Whether a violation is accepted. An exemption that has expired accepts nothing. */
    accepts(rule: string, urn: string, violation: string): boolean {
        const found = this.#of(rule, urn).filter(one => !this.#hasExpired(one));
        for (const one of found) this.#used.set(one, [...(this.#used.get(one) ?? []), violation]);
        return found.length > 0;
    }

    /** Notes that a rule could not judge a resource, or any: whether the exemption is needed is then open. */
    couldNotJudge(rule: string, urn?: string): void {
        for (const one of this.#of(rule, urn)) this.#undecided.add(one);
    }

    /** Exemptions that made a violation of this run pass. */
    inForce(): readonly Remark[] {
        return [...this.#used].map(([{ urn, rule, expires, owner, reason }, violations]) => ({
            urn,
            message: `exempt from ${rule} until ${expires}, by ${owner}: ${reason} Accepted: ${violations.join(" ")}`,
        }));
    }

    /** What is wrong with the file, given the URNs of the whole stack. Entries of the project's other stacks are left to those. */
    faults(urns: readonly string[]): readonly Remark[] {
        const known = new Set(urns);
        const stack = urns.map(prefixOf)[0] ?? "";
        const project = stack.split("::")[1] ?? "";
        return [
            ...this.file.problems.map(message => ({ urn: "", message })),
            ...this.file.exemptions.flatMap(one => {
                const fault = this.#faultOf(one, known, stack, project);
                return fault === undefined ? [] : [{ urn: known.has(one.urn) ? one.urn : "", message: fault }];
            }),
        ];
    }

    #faultOf(one: Exemption, known: ReadonlySet<string>, stack: string, project: string): string | undefined {
        const { rule, urn, expires, owner } = one;
        if (!this.rules.includes(rule)) {
            return `an exemption names the rule ${rule}, which does not exist. Did you mean ${closest(rule, [...this.rules])}?`;
        }
        if (urn.split("::")[1] !== project) return `an exemption from ${rule} is for ${urn}, which is not of the project ${project}`;
        if (this.#hasExpired(one)) {
            return `the exemption from ${rule} expired on ${expires}. ${owner} mends what the rule says of ${urn}, or has it renewed.`;
        }
        if (prefixOf(urn) !== stack) return undefined;
        if (!known.has(urn)) return `an exemption from ${rule} is for ${urn}, which is not in the stack. Remove it.`;
        if (this.#used.has(one) || this.#undecided.has(one)) return undefined;
        return `an exemption from ${rule} is not needed: the rule has nothing to say of ${urn}. Remove it.`;
    }

    #of(rule: string, urn?: string): readonly Exemption[] {
        return this.file.exemptions.filter(one => one.rule === rule && (urn === undefined || one.urn === urn));
    }

    #hasExpired = ({ expires }: Exemption): boolean => expires < this.today;
}

/** `urn:pulumi:<stack>::<project>` */
const prefixOf = (urn: string): string => urn.split("::").slice(0, 2).join("::");
