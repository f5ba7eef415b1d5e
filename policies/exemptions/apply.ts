import {
    UnknownValueError,
    type Policies,
    type PolicyResource,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
} from "@pulumi/policy";
import { policyOf } from "../rule";
import type { Ledger, Remark } from "./ledger";

export type Rule = ResourceValidationPolicy | StackValidationPolicy;

/** The rule, silent where the ledger accepts what it would say. */
export function exempting(rule: Rule, ledger: Ledger): Rule {
    if ("validateStack" in rule) {
        return {
            ...rule,
            validateStack: (args, report) =>
                noting(ledger, rule.name, undefined, () =>
                    rule.validateStack(args, (message, urn) => {
                        if (!ledger.accepts(rule.name, urn ?? stackUrn(args.resources), message)) report(message, urn);
                    }),
                ),
        };
    }
    const validations = [rule.validateResource ?? []].flat();
    return {
        ...rule,
        validateResource: validations.map(
            validate => (args, report) =>
                noting(ledger, rule.name, args.urn, () =>
                    validate(args, (message, urn) => {
                        if (!ledger.accepts(rule.name, urn ?? args.urn, message)) report(message, urn);
                    }),
                ),
        ),
    };
}

/** Runs a rule, and notes where it ran into a value that is not known. */
async function noting(ledger: Ledger, rule: string, urn: string | undefined, run: () => Promise<void> | void): Promise<void> {
    try {
        await run();
    } catch (error) {
        if (error instanceof UnknownValueError) ledger.couldNotJudge(rule, urn);
        throw error;
    }
}

/** To stand after all rules: they fill the ledger. */
export const exemptionRules = (ledger: Ledger): Policies => [
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
        }),
        enforcementLevel: "advisory",
        validateStack: (_, report) => tell(ledger.inForce(), report),
    },
];

const tell = (remarks: readonly Remark[], report: (message: string, urn?: string) => void): void => {
    for (const { urn, message } of remarks) report(message, urn || undefined);
};

const stackUrn = (resources: readonly PolicyResource[]): string => resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.urn ?? "";
