import { airGappedType, planType, vaultType } from "../../backup-vaults";
import { wellArchitected } from "../../controls";
import { isProduction } from "../../environment";
import { given, named } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { some, unless, type Truth } from "../../truth";
import { at, fields, Unknown, type Field } from "../../values";

/** A vault's place, as far as the stack tells: region and account. */
interface Place {
    readonly region?: string;
    readonly account?: string;
}

/**
 * In production alone. Where a copy goes is told by the ARN of its vault, or by the vault's `region`. A vault whose region is
 * that of a provider of its own is believed to be elsewhere.
 */
export const copyOtherRegion = stackRule(
    {
        name: "copy-other-region",
        group: "reliability",
        description: "In production every plan of AWS Backup copies what it keeps to a vault in another region or account.",
        why: "When a region fails, or somebody takes over the account, the backups beside the database are gone with the database.",
        severity: "high",
        tags: ["backup", "aws", "production"],
        ...wellArchitected(
            "REL13-BP02",
            "Use defined recovery strategies to meet the recovery objectives",
            "rel_planning_for_recovery_disaster_recovery",
        ),
        remediationSteps:
            "Add copyActions to one of the plan's rules, with the destinationVaultArn of an aws.backup.Vault in another region.",
        examples: {
            fails: `new aws.backup.Plan("db", { rules: [{ ruleName: "daily", targetVaultName: vault.name, schedule: "cron(0 6 * * ? *)" }] });`,
            passes: `const copies = new aws.backup.Vault("copies", { region: "eu-central-1" });
new aws.backup.Plan("db", {
  rules: [{ ruleName: "daily", targetVaultName: vault.name, copyActions: [{ destinationVaultArn: copies.arn }] }],
});`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        return all.filter(({ type }) => type === planType).map(plan => ({ urn: plan.urn, verdicts: judge(plan, all) }));
    },
);

function judge(plan: Placed, all: readonly Placed[]): readonly Verdict[] {
    const rules = fields(plan.props, "rules[*]");
    const unknown = rules.find(({ value }) => value instanceof Unknown);
    const copies = rules.flatMap(rule =>
        fields(rule.value, "copyActions[*].destinationVaultArn").map(copy => {
            const home = { path: `${rule.path}.targetVaultName`, value: at(rule.value, "targetVaultName") };
            return isElsewhere(plan, home, { ...copy, path: `${rule.path}.${copy.path}` }, all);
        }),
    );
    if (copies.length === 0 && unknown) return [unknown.value as Unknown];
    const message = copies.length === 0 ? "rules copy nothing" : "copyActions stay in the region of the plan";
    return unless(some(copies), `${message}: what befalls the region or the account befalls the backups too.`);
}

function isElsewhere(plan: Placed, home: Field, copy: Field, all: readonly Placed[]): Truth {
    const here = placesOf(plan, home, all);
    const there = placesOf(plan, copy, all);
    if (copy.value instanceof Unknown) return new Set(there.map(place => place.region)).size > 1 || copy.value;
    // A vault that nothing is known of is somebody else's.
    if (there.length === 0) return true;
    return there.some(place => here.every(other => place.region !== other.region || place.account !== other.account));
}

/** Where the vault that a field names is; of one that is not known, where those are that it may be. */
function placesOf(plan: Placed, vault: Field, all: readonly Placed[]): readonly Place[] {
    const [target] = named(plan, vault, all, vaultType, airGappedType);
    const sources = target instanceof Unknown ? (plan.madeFrom.rules ?? []) : [target];
    const made = all.filter(({ urn, type }) => (type === vaultType || type === airGappedType) && sources.includes(urn)).map(placeOf);
    if (made.length > 0 || target instanceof Unknown) return made;
    const [, , , , region, account] = typeof vault.value === "string" ? vault.value.split(":") : [];
    return region === undefined ? [] : [{ region, ...(account === undefined ? {} : { account }) }];
}

/** The region that the program names; without one it is that of all the others. */
function placeOf({ props }: Placed): Place {
    const region = at(props, "region");
    return typeof region === "string" ? { region } : {};
}
