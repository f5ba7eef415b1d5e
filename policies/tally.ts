/** How a resource stands before a rule, the better first. */
export const outcomes = ["passed", "exempted", "notEvaluable", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

/** How many resources of a stack stand how before a rule. */
export type Counts = Readonly<Record<Outcome | "notApplicable", number>>;

/** Counts what the rules found of each resource; where they judge one twice, the worse counts. */
export class Tally {
    readonly #found = new Map<string, Map<string, Outcome>>();

    note(rule: string, urn: string, outcome: Outcome): void {
        const ofRule = this.#found.get(rule) ?? new Map<string, Outcome>();
        const before = ofRule.get(urn) ?? outcome;
        this.#found.set(rule, ofRule.set(urn, outcomes.indexOf(before) > outcomes.indexOf(outcome) ? before : outcome));
    }

    /** The counts of these rules for a stack of so many resources, once: a host may be asked about another stack afterwards. */
    take(rules: readonly string[], resources: number): ReadonlyMap<string, Counts> {
        const counts = rules.map(rule => {
            const found = [...(this.#found.get(rule) ?? new Map<string, Outcome>()).values()];
            const of = (wanted: Outcome): number => found.filter(outcome => outcome === wanted).length;
            return [
                rule,
                {
                    passed: of("passed"),
                    exempted: of("exempted"),
                    notEvaluable: of("notEvaluable"),
                    failed: of("failed"),
                    notApplicable: resources - found.length,
                },
            ] as const;
        });
        this.#found.clear();
        return new Map(counts);
    }
}

/** How one resource stands, of what was found of it. */
export const worst = (found: readonly Outcome[]): Outcome =>
    found.reduce<Outcome>((before, outcome) => (outcomes.indexOf(outcome) > outcomes.indexOf(before) ? outcome : before), "passed");
