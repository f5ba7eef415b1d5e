import { accountsOf } from "../../accounts";
import { airGappedType, planType, vaultType } from "../../backup-vaults";
import { wellArchitected } from "../../controls";
import { isProduction } from "../../environment";
import { given, named } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { some, unless, type Truth } from "../../truth";
import { at, fields, Unknown, unknownAt, type Field, type Value } from "../../values";

/** Where a plan or a vault is, as far as the stack tells. */
interface Place {
    readonly region: string | undefined;
    readonly account: string | undefined;
}

/**
 * In production alone. A plan keeps its recovery points in its own region. Regions are told by the property `region`, by the
 * provider, and by ARNs; accounts by ARNs, and by providers that allow one account only.
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
    const here = homeOf(plan, all);
    const copies = rules.flatMap(rule =>
        fields(rule.value, "copyActions[*].destinationVaultArn").map(copy =>
            isElsewhere(here, { ...copy, path: `${rule.path}.${copy.path}` }, plan, all),
        ),
    );
    if (copies.length === 0 && unknown) return [unknown.value as Unknown];
    const message = copies.length === 0 ? "rules copy nothing" : "copyActions stay in the region of the plan";
    return unless(some(copies), `${message}: what befalls the region or the account befalls the backups too.`);
}

/** The plan's place is that of the vaults that it keeps recovery points in. */
function homeOf(plan: Placed, all: readonly Placed[]): Place {
    const names = fields(plan.props, "rules[*].targetVaultName").filter(({ value }) => typeof value === "string");
    const vaults = names.flatMap(vault => named(plan, vault, all, vaultType));
    const places = [plan, ...all.filter(({ urn }) => vaults.includes(urn))].map(placeOf);
    const accounts = [...accountsOf(all)];
    return {
        region: places.find(({ region }) => region !== undefined)?.region,
        account: places.find(({ account }) => account !== undefined)?.account ?? (accounts.length === 1 ? accounts[0] : undefined),
    };
}

function isElsewhere(here: Place, copy: Field, plan: Placed, all: readonly Placed[]): Truth {
    const vaults = all.filter(({ type }) => type === vaultType || type === airGappedType);
    const [target] = named(plan, copy, all, vaultType, airGappedType);
    if (target instanceof Unknown) {
        // Of the vaults that the rules are made from, one in another place can only be copied to.
        const sources = vaults.filter(({ urn }) => plan.madeFrom.rules?.includes(urn));
        return sources.some(source => differ(here, placeOf(source)) === true) || target;
    }
    const made = vaults.find(({ urn }) => urn === target);
    return made ? differ(here, { account: here.account, ...known(placeOf(made)) }) : differ(here, placeIn(copy.value));
}

/** What is not known of one of them may be the same. */
function differ(here: Place, there: { readonly region?: string | undefined; readonly account?: string | undefined }): Truth {
    const areOther = (["region", "account"] as const).map((part): Truth =>
        here[part] === undefined || there[part] === undefined ? unknownAt(part) : here[part] !== there[part],
    );
    return some(areOther);
}

/** Without what is not known. */
const known = ({ region, account }: Place): Partial<Place> => ({
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
});

/** `arn:aws:backup:eu-west-1:123456789012:backup-vault:copies`. */
function placeIn(arn: Value): Place {
    const [, , , region, account] = typeof arn === "string" ? arn.split(":") : [];
    return { region, account };
}

function placeOf({ props, providerRegion }: Placed): Place {
    const place = placeIn(at(props, "arn"));
    const named = [at(props, "region"), place.region, providerRegion].find(region => typeof region === "string" && region !== "");
    return { ...place, region: named as string | undefined };
}
