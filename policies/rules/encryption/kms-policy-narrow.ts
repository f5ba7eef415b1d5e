import { accountOf, accountsOf, type Accounts } from "../../accounts";
import { callersAsked, saysWhose } from "../../conditions";
import { securityHub } from "../../controls";
import { fits } from "../../glob";
import { statementsOf } from "../../iam-statements";
import { given, targets } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, isProperties, isSet, items, jsonOf, Unknown, type Field, type Value } from "../../values";

const keyTypes = ["Key", "ExternalKey", "ReplicaKey", "ReplicaExternalKey"].map(
    name => `aws:kms/${name[0]!.toLowerCase()}${name.slice(1)}:${name}`,
);
const policyType = "aws:kms/keyPolicy:KeyPolicy";

/** A rule on the whole stack, whose ARNs tell which account is its own. */
export const kmsPolicyNarrow = stackRule(
    {
        name: "kms-policy-narrow",
        group: "security",
        description:
            "No key policy lets everybody use a key, unless a condition says whose request it has to be, or allows another account to " +
            "hand it on by a wildcard that takes in kms:CreateGrant. A key without a policy has AWS's own, which leaves it to the " +
            "account's IAM.",
        why: "Whoever may use a key reads all that it encrypts; and an account that may do everything hands it on by grants of its own.",
        severity: "critical",
        tags: ["encryption", "aws", "kms"],
        ...securityHub("KMS.5", "KMS keys should not be publicly accessible"),
        examples: {
            fails: `new aws.kms.Key("data", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [{
  Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*",
}] }) });`,
            passes: `new aws.kms.Key("data", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [{
  Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*",
}] }) });`,
        },
        remediationSteps:
            "Name the principals, or add Condition { StringEquals: { … } } of kms:CallerAccount or aws:PrincipalOrgID; kms:ViaService " +
            "alone does not say whose request it is. Give another account the actions it needs, such as kms:Decrypt and kms:DescribeKey.",
    },
    stack => {
        const all = stack.map(given);
        const keys = all.filter(({ type }) => keyTypes.includes(type) || type === policyType);
        const accounts: Accounts = keys.some(({ props }) => isSet(at(props, "policy"))) ? accountsOf(all) : new Set();
        return keys.map(one => ({ urn: one.urn, verdicts: judge(one, all, accounts) }));
    },
);

function judge(one: Placed, all: readonly Placed[], accounts: Accounts): readonly Verdict[] {
    const document = jsonOf(at(one.props, "policy"));
    if (document instanceof Unknown) return [document];
    if (!isProperties(document)) return [];
    const statements = statementsOf(document).map(found => ({ ...found, path: `policy.${found.path}` }));
    const allowing = statements.filter(({ value }) => at(value, "Effect") === "Allow");
    const unknown = statements.flatMap(({ value }) => [value, at(value, "Effect")]).find(value => value instanceof Unknown);
    return [...(unknown ? [unknown] : []), ...allowing.flatMap(judgeEverybody), ...judgeAccounts(allowing, ownOf(one, all), accounts)];
}

function judgeEverybody(statement: Field): readonly Verdict[] {
    const { path, value } = statement;
    const said = isSet(at(value, "NotPrincipal")) ? [`${path}.NotPrincipal lets everybody but those listed`] : everybodyIn(statement);
    const sure = said.filter(one => typeof one === "string");
    const narrowed = sure.length > 0 ? saysWhose(statement) : true;
    const unsure = said.filter(one => one instanceof Unknown);
    if (narrowed === true) return unsure;
    return [
        ...unsure,
        ...(narrowed === false ? sure.map(one => `${one} use the key, and no condition says whose request it has to be.`) : [narrowed]),
    ];
}

const everybodyIn = ({ path, value }: Field): readonly Verdict[] =>
    principalsOf(value).flatMap(({ path: inner, value: who }): readonly Verdict[] => {
        if (who instanceof Unknown) return [who];
        return who === "*" ? [`${path}.${inner} is "*", which lets everybody with an account of AWS`] : [];
    });

/** The accounts' principals; services answer for whom they serve by conditions of their own. */
function principalsOf(statement: Value): readonly Field[] {
    const principal = at(statement, "Principal");
    if (!isProperties(principal)) return isSet(principal) ? [{ path: "Principal", value: principal }] : [];
    return items(principal.AWS).map(value => ({ path: "Principal.AWS", value }));
}

/** The account of a key, where its ARN tells. */
function ownOf(one: Placed, all: readonly Placed[]): Accounts {
    const made = targets(one, "keyId", all, ...keyTypes);
    const arns = [one, ...all.filter(({ urn }) => made.includes(urn))].flatMap(({ props }) => [at(props, "arn"), at(props, "keyId")]);
    return new Set(arns.flatMap(arn => (typeof arn === "string" ? (/^arn:[^:]*:kms:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? []) : [])));
}

const handsOn = "which may hand the key on by grants, for its actions are not listed one by one. Allow what it needs.";

/**
 * KMS takes no policy that leaves the key's own account out, so a lone account is its own, whatever ARNs say: those of
 * a synthesis are made up. Another account is one beside an account that is told, or one of several.
 */
function judgeAccounts(allowing: readonly Field[], own: Accounts, stack: Accounts): readonly Verdict[] {
    const named = allowing.flatMap(({ path, value }) =>
        principalsOf(value).flatMap(({ path: inner, value: who }) => {
            const named = who === "*" ? callersAsked({ path, value }) : [who];
            const accounts = new Set(named.map(accountOf).filter(account => account !== undefined));
            return [...accounts].map(account => ({ path: `${path}.${inner}`, account, all: allowsGrants(value) }));
        }),
    );
    const able = named.filter(({ all }) => all !== false);
    const accounts = own.size > 0 ? own : stack;
    const isOwnTold = named.some(({ account }) => accounts.has(account));
    const first = (able.find(({ all }) => all === true) ?? able[0])?.account;
    const foreign = able.filter(({ account }) => (isOwnTold ? !accounts.has(account) : account !== first));
    return foreign.map(({ path, account, all }) => {
        if (all instanceof Unknown) return all;
        return isOwnTold
            ? `${path} is of another account (${account}), ${handsOn}`
            : `${path} is of a second account (${account}) where a key is of one, ${handsOn}`;
    });
}

/**
 * Whether actions that are not listed one by one let their holder grant the key to others. Nothing else that administers a
 * key has an effect in another account's policy: KMS refuses it. CreateGrant by its name is what Auto Scaling needs there.
 */
function allowsGrants(statement: Value): boolean | Unknown {
    if (isSet(at(statement, "NotAction"))) return true;
    const actions = items(at(statement, "Action"));
    if (actions.some(action => typeof action === "string" && takesInGrants(action))) return true;
    return actions.find(action => action instanceof Unknown) ?? false;
}

const takesInGrants = (action: string): boolean =>
    /[*?]/.test(action) && fits(action.toLowerCase().replaceAll("?", "*"), "kms:creategrant");
