import { closest } from "fastest-levenshtein";
import type { Judged, Rule, Verdict } from "../rule";
import { Tally, worst, type Counts, type Outcome } from "../tally";
import { Unknown } from "../values";
import type { Exemption, ExemptionsFile } from "./file";

/** What is to be said of an exemption; with an empty URN, of the stack. */
export interface Remark {
    readonly urn: string;
    readonly message: string;
}

/** Knows every exemption, which of them a rule had need of, and what no rule could judge. */
export class Ledger {
    readonly #unjudged = new Map<string, Remark>();
    readonly #tally = new Tally();

    /** What each one made pass. */
    readonly #used = new Map<Exemption, string[]>();
    readonly #undecided = new Set<Exemption>();

    /** `today` is a date in UTC: `2026-11-22`. */
    constructor(
        private readonly file: ExemptionsFile,
        private readonly rules: readonly Pick<Rule, "name" | "neverExempted">[],
        private readonly today: string,
    ) {}

    /** What is left to be said when exemptions are heard. `stack` is meant by an empty URN. */
    take(rule: string, judged: readonly Judged[], stack = ""): readonly Remark[] {
        return judged.flatMap(({ urn, verdicts, broken }) => {
            const heard = verdicts.map(verdict => ({ verdict, outcome: broken ? "failed" : this.#hear(rule, urn, stack, verdict) }));
            this.#tally.note(rule, urn || stack, worst(heard.map(({ outcome }) => outcome)));
            return heard.flatMap(({ verdict, outcome }) => (outcome === "failed" ? [{ urn, message: verdict as string }] : []));
        });
    }

    #hear(rule: string, urn: string, stack: string, verdict: Verdict): Outcome {
        if (verdict instanceof Unknown) {
            this.#couldNotJudge(rule, urn, verdict.error.message);
            return "notEvaluable";
        }
        return this.#accepts(rule, urn || stack, verdict) ? "exempted" : "failed";
    }

    /** How the resources of a stack stand before each rule; to be asked at its end. */
    counts(resources: number): ReadonlyMap<string, Counts> {
        return this.#tally.take(
            this.rules.map(({ name }) => name),
            resources,
        );
    }

    /** What could not be judged, once each; to be asked at the end of a stack. */
    unjudged(): readonly Remark[] {
        const remarks = [...this.#unjudged.values()];
        this.#unjudged.clear();
        return remarks;
    }

    /** Whether a violation is accepted; what accepts it is then in use. */
    #accepts(rule: string, urn: string, violation: string): boolean {
        const found = this.#holding(rule, urn);
        for (const one of found) this.#used.set(one, [...(this.#used.get(one) ?? []), violation]);
        return found.length > 0;
    }

    /** Whether a resource may stay as it is, whatever the rule says of it. */
    exempts(rule: string, urn: string): boolean {
        return this.#holding(rule, urn).length > 0;
    }

    /** What accepts violations of a resource: no exemption that has expired does. */
    #holding(rule: string, urn: string): readonly Exemption[] {
        if (this.rules.find(({ name }) => name === rule)?.neverExempted) return [];
        return this.#of(rule, urn).filter(one => !this.#hasExpired(one));
    }

    /** Notes that a rule could not judge a resource: whether the exemption is needed is then open. */
    #couldNotJudge(rule: string, urn: string, reason: string): void {
        for (const one of this.#of(rule, urn || undefined)) this.#undecided.add(one);
        const message = `${rule}: ${reason}`;
        this.#unjudged.set(`${urn} ${message}`, { urn, message });
    }

    /** Exemptions that made a violation of this run pass. */
    inForce(): readonly Remark[] {
        return [...this.#used].map(([{ urn, rule, expires, owner, reason }, violations]) => ({
            urn,
            message: `exempt from ${rule} until ${expires} (${this.#daysLeft(expires)}), by ${owner}: ${reason} Accepted: ${violations.join(" ")}`,
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
        const named = this.rules.find(({ name }) => name === rule);
        if (!named) {
            const names = this.rules.map(({ name }) => name);
            return `an exemption names the rule ${rule}, which does not exist. Did you mean ${closest(rule, names)}?`;
        }
        if (named.neverExempted) return `an exemption names the rule ${rule}, which accepts none: there is no good reason to break it.`;
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

    /** Days after today that it still holds. */
    #daysLeft(expires: string): string {
        const days = Math.round((Date.parse(expires) - Date.parse(this.today)) / 86_400_000);
        return days === 0 ? "its last day" : days === 1 ? "1 day left" : `${days} days left`;
    }

    #hasExpired = ({ expires }: Exemption): boolean => expires < this.today;
}

/** `urn:pulumi:<stack>::<project>` */
const prefixOf = (urn: string): string => urn.split("::").slice(0, 2).join("::");
