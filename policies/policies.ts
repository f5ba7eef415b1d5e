import type { Policies, PolicyResource, ResourceRemediation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Ledger, Remark } from "./exemptions/ledger";
import { noteInputs } from "./inputs";
import { noteMarked, shownText } from "./marked";
import { askedOf, placed, policyOf, settingsOf, type Judged, type ResourceRule, type Rule, type StackRule } from "./rule";
import { isProperties, type Properties } from "./values";

type Report = (message: string, urn?: string) => void;

/** The rules as the SDK runs them, and what there is to say of them all when they are through. */
export const policiesOf = (rules: readonly Rule[], ledger: Ledger): Policies => [
    inputsSeen,
    ...rules.map(rule => ("judgeOf" in rule ? resourcePolicy(rule, ledger) : stackPolicy(rule, ledger))),
    ...closingPolicies(ledger),
];

/** Before all rules, and on whatever of them is disabled: what they say depends on it. */
const inputsSeen: ResourceValidationPolicy = {
    ...policyOf({
        name: "inputs-seen",
        description: "Sees all inputs before the rules do, and changes nothing: no message shows what is marked as a secret.",
        severity: "high",
        tags: ["messages", "looks-only"],
        remediationSteps: "None: nothing is wrong.",
    }),
    enforcementLevel: "remediate",
    remediateResource: ({ props }) => noteMarked(props),
    // By then the rules have mended what they mend.
    validateResource: ({ urn, props }) => noteInputs(urn, props),
};

function resourcePolicy(rule: ResourceRule, ledger: Ledger): ResourceValidationPolicy {
    const { remedyOf } = rule;
    const policy: ResourceValidationPolicy = {
        ...policyOf(rule),
        validateResource: (args, report) => {
            const judge = rule.judgeOf(args.type);
            // Not by `args.notApplicable`, which throws and sends a sentence for ten thousand pairs in a stack: the tally counts them.
            if (!judge) return;
            const asked = askedOf(args, settingsOf(rule, args.getConfig()));
            tell(
                ledger.take(
                    rule.name,
                    judgedBy(args.urn, () => [{ urn: args.urn, verdicts: judge(asked) }]),
                ),
                report,
            );
        },
    };
    return {
        ...policy,
        ...(remedyOf ? { remediateResource: remediation(rule, remedyOf, ledger) } : {}),
        ...(rule.judgeTogether ? validation(rule, rule.judgeTogether, ledger) : {}),
    };
}

/** What is not mended is left as it is: secrets and unknowns, and what is exempted from the rule. */
const remediation =
    (rule: ResourceRule, remedyOf: NonNullable<ResourceRule["remedyOf"]>, ledger: Ledger): ResourceRemediation =>
    args => {
        if (ledger.exempts(rule.name, args.urn)) return undefined;
        const mended = remedyOf(args.type)?.(askedOf(args, settingsOf(rule, args.getConfig())));
        return mended && assigned(args.props, mended);
    };

/** Sets what is mended where it stands: the SDK's proxies keep the marks of what stands beside it. */
function assigned(target: Record<string, unknown>, mended: Properties): Record<string, unknown> {
    for (const [key, value] of Object.entries(mended)) {
        const inner = target[key];
        if (isProperties(value) && typeof inner === "object" && inner !== null) assigned(inner as Record<string, unknown>, value);
        else target[key] = value;
    }
    return target;
}

const notLooked = 'The rule has not looked: give it the level "remediate", at which alone the SDK lets it. It changes nothing.';

/** At the level `remediate` the SDK lets a rule look at the marks of secrets; what it then has to say is a violation. */
function stackPolicy(rule: StackRule, ledger: Ledger): StackValidationPolicy {
    const { look } = rule;
    if (!look) return { ...policyOf(rule), ...validation(rule, rule.judgeStack, ledger) };
    let hasLooked = false;
    const remediateResource: ResourceRemediation = args => {
        hasLooked = true;
        return look(args);
    };
    const judge: StackRule["judgeStack"] = (all, settings) => (hasLooked ? rule.judgeStack(all, settings) : broken("", notLooked));
    return {
        ...policyOf(rule),
        ...validation(rule, judge, ledger),
        enforcementLevel: "remediate",
        remediateResource,
    } as StackValidationPolicy;
}

const validation = (rule: Rule, judge: StackRule["judgeStack"], ledger: Ledger): Pick<StackValidationPolicy, "validateStack"> => ({
    validateStack: (args, report) => {
        const { resources } = args;
        const stack = stackUrn(resources);
        const settings = settingsOf(rule, args.getConfig());
        const judged = judgedBy(stack, () => judge(sorted(resources).map(placed), settings));
        tell(ledger.take(rule.name, judged, stack), report);
    },
});

/** A rule that fails to run has not passed, and keeps no other from running. */
function judgedBy(urn: string, judge: () => readonly Judged[]): readonly Judged[] {
    try {
        return judge();
    } catch (error) {
        return broken(urn, `The rule failed to run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
}

const broken = (urn: string, why: string): readonly Judged[] => [{ urn, verdicts: [why], broken: true }];

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
        // Reports ask for it, by the level and the setting: a level for `all` is no reason to stop an update.
        enforcementLevel: "disabled",
        configSchema: { properties: { asked: { type: "boolean", default: false, description: "Whether a report asks for it." } } },
        validateStack: (args, report) => {
            if (!args.getConfig<{ asked?: boolean }>().asked) return;
            for (const [rule, counts] of ledger.counts(args.resources.length)) report(JSON.stringify({ rule, ...counts }));
        },
    },
];

const tell = (remarks: readonly Remark[], report: Report): void => {
    for (const { urn, message } of remarks) report(shownText(message), urn || undefined);
};

/** The engine has them in no order: of several that would do, a rule is to name the same each time. */
const sorted = (resources: readonly PolicyResource[]): PolicyResource[] =>
    [...resources].sort((one, other) => (one.urn < other.urn ? -1 : one.urn > other.urn ? 1 : 0));

const stackUrn = (resources: readonly PolicyResource[]): string => resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
