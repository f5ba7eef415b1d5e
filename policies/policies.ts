import type { Policies, PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Ledger, Remark } from "./exemptions/ledger";
import { askedOf, placed, policyOf, type Judged, type ResourceRule, type Rule, type StackRule } from "./rule";

type Report = (message: string, urn?: string) => void;

/** The rules as the SDK runs them, and what there is to say of them all when they are through. */
export const policiesOf = (rules: readonly Rule[], ledger: Ledger): Policies => [
    ...rules.map(rule => ("judgeOf" in rule ? resourcePolicy(rule, ledger) : stackPolicy(rule, ledger))),
    ...closingPolicies(ledger),
];

const resourcePolicy = (rule: ResourceRule, ledger: Ledger): ResourceValidationPolicy => ({
    ...policyOf(rule),
    validateResource: (args, report) => {
        const judge = rule.judgeOf(args.type);
        if (!judge) return args.notApplicable(`${rule.name} does not judge ${args.type}`);
        tell(
            ledger.take(
                rule.name,
                judgedBy(args.urn, () => [{ urn: args.urn, verdicts: judge(askedOf(args)) }]),
            ),
            report,
        );
    },
});

function stackPolicy(rule: StackRule, ledger: Ledger): StackValidationPolicy {
    const policy: StackValidationPolicy = {
        ...policyOf(rule),
        validateStack: ({ resources }, report) => {
            const stack = stackUrn(resources);
            const judged = judgedBy(stack, () => rule.judgeStack(resources.map(placed)));
            tell(ledger.take(rule.name, judged, stack), report);
        },
    };
    // At the level `remediate` the SDK lets it look at the marks of secrets; what it then has to say is a violation.
    return rule.look ? ({ ...policy, enforcementLevel: "remediate", remediateResource: rule.look } as StackValidationPolicy) : policy;
}

/** A rule that fails to run has not passed, and keeps no other from running. */
function judgedBy(urn: string, judge: () => readonly Judged[]): readonly Judged[] {
    try {
        return judge();
    } catch (error) {
        return [{ urn, verdicts: [`The rule failed to run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`] }];
    }
}

/** To stand after all rules: they fill the ledger. */
const closingPolicies = (ledger: Ledger): Policies => [
    {
        ...policyOf({
            name: "exemptions-valid",
            description: "Exemptions are well-formed, needed, and have not expired.",
            severity: "high",
            tags: ["exemptions"],
            remediationSteps:
                "Correct policy-exemptions.yaml: every entry has urn, rule, reason, owner and expires, and is removed when it is not needed.",
        }),
        validateStack: ({ resources }, report) => tell(ledger.faults(resources.map(({ urn }) => urn)), report),
    },
    {
        ...policyOf({
            name: "exempted",
            description: "Violations that are accepted for a time.",
            severity: "low",
            tags: ["exemptions"],
            remediationSteps: "Mend the violation before the exemption ends.",
            level: "advisory",
        }),
        validateStack: (_, report) => tell(ledger.inForce(), report),
    },
    {
        ...policyOf({
            name: "not-evaluable",
            description: "What a rule could not judge, since a value is not known yet. The update knows it, and judges again.",
            severity: "low",
            tags: ["not-evaluable"],
            remediationSteps: "None: an update judges it before the resource is made.",
            level: "advisory",
        }),
        validateStack: (_, report) => tell(ledger.unjudged(), report),
    },
    {
        ...policyOf({
            name: "counts",
            description: "How many resources passed and failed each rule: for reports, one remark a rule, in JSON.",
            severity: "low",
            tags: ["counts"],
            remediationSteps: "None: nothing is wrong.",
        }),
        // Reports ask for it by giving it the level `advisory`.
        enforcementLevel: "disabled",
        validateStack: ({ resources }, report) => {
            for (const [rule, counts] of ledger.counts(resources.length)) report(JSON.stringify({ rule, ...counts }));
        },
    },
];

const tell = (remarks: readonly Remark[], report: Report): void => {
    for (const { urn, message } of remarks) report(message, urn || undefined);
};

const stackUrn = (resources: readonly PolicyResource[]): string => resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
