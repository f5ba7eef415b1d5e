import { accountOf, type Accounts } from "./accounts";
import { callersAsked, hasWildcard, isAsked, isNobody, isWild, saysWhose } from "./conditions";
import type { Verdict } from "./rule";
import { some } from "./truth";
import { at, isProperties, isSet, items, Unknown, type Field } from "./values";

/** Keys that say on whose behalf another account asks. */
const organisation = /^aws:principalorg(id|paths)$/;
const externalId = /^sts:externalid$/;

/** What subjects begin with, and what ends the name of the owner, the namespace or the organisation that comes next. */
const subjectForms: readonly (readonly [begin: string, end: string])[] = [
    ["repo:", "/"],
    ["repository:", "/"],
    ["repository_owner:", ":"],
    ["job_workflow_ref:", "/"],
    ["project_path:", "/"],
    ["org/", "/"],
    ["organization:", ":"],
    ["pulumi:deploy:org:", ":"],
    ["pulumi:environments:org:", ":"],
    ["system:serviceaccount:", ":"],
];

/** Whether a wildcard, or the end, comes before somebody has been named as a whole. */
function isNobodysSubject(value: string): boolean {
    const told = value.replace(/[*?].*$/s, "");
    const isCut = ([begin, end]: readonly [string, string]): boolean => told.startsWith(begin) && !told.slice(begin.length).includes(end);
    return subjectForms.some(form => form[0].startsWith(told) || (told !== value && isCut(form)));
}

interface Claim {
    readonly name: string;
    readonly keys: RegExp;
    readonly nobody: (value: string) => boolean;
}

const audience: Claim = { name: "aud", keys: /:aud$/, nobody: isWild };
const subject: Claim = { name: "sub", keys: /:sub$/, nobody: isNobodysSubject };

/** Of issuers that serve everybody: whatever a wildcard stands for may be anybody's. */
const client: Claim = { ...audience, nobody: hasWildcard };
const application: Claim = { name: "app_id", keys: /:app_id$/, nobody: hasWildcard };

/** What has to be asked of a token, by who issues it. In directories of users every subject is somebody's customer. */
const claims: readonly (readonly [issuer: RegExp, asked: readonly Claim[]])[] = [
    [/^(cognito-identity\.amazonaws\.com|accounts\.google\.com)$/, [client]],
    [/^(graph\.facebook\.com|www\.amazon\.com)$/, [application]],
    [/^/, [audience, subject]],
];

/** What is wrong with a statement of a role's trust policy. Services are trusted: which of them may, AWS itself sees to. */
export function judgeTrust(statement: Field, accounts: Accounts): readonly Verdict[] {
    const { path, value } = statement;
    const effect = at(value, "Effect");
    if (value instanceof Unknown) return [value];
    if (effect instanceof Unknown) return [effect];
    if (effect !== "Allow") return [];
    if (isSet(at(value, "NotPrincipal"))) return [`${path}.NotPrincipal allows everybody but those listed to assume the role.`];
    const principal = at(value, "Principal");
    if (!isProperties(principal)) return judgePrincipals({ path: `${path}.Principal`, value: principal }, statement, accounts);
    return Object.entries(principal).flatMap(([kind, who]) => {
        const found = { path: `${path}.Principal.${kind}`, value: who };
        return kind === "Federated"
            ? judgeFederated(found, statement)
            : kind === "Service"
              ? []
              : judgePrincipals(found, statement, accounts);
    });
}

function judgePrincipals({ path, value }: Field, statement: Field, accounts: Accounts): readonly Verdict[] {
    return items(value).flatMap(who => {
        if (who instanceof Unknown) return [who];
        return who === "*" ? judgeEverybody(path, statement, accounts) : judgeAccount(accountOf(who), `${path} is`, statement, accounts);
    });
}

/** A condition that asks for an account or a role comes to the same as naming it. */
function judgeEverybody(path: string, statement: Field, accounts: Accounts): readonly Verdict[] {
    const narrowed = saysWhose(statement);
    if (narrowed !== true) {
        const why = `${path} is "*" and no condition says whose request it has to be: anybody with an account of AWS may assume the role.`;
        return [narrowed || why];
    }
    const named = new Set(callersAsked(statement).map(accountOf));
    return [...named].flatMap(account =>
        judgeAccount(account, `${path} is "*" and those whom the conditions ask for are`, statement, accounts),
    );
}

function judgeAccount(account: string | undefined, whose: string, statement: Field, accounts: Accounts): readonly Verdict[] {
    if (account === undefined || accounts.has(account)) return [];
    const narrowed = some([
        isAsked(statement, key => externalId.test(key), isWild),
        isAsked(statement, key => organisation.test(key), isNobody),
    ]);
    if (narrowed === true) return [];
    if (accounts.size === 0) return [ownAccount];
    const why = "with neither sts:ExternalId nor aws:PrincipalOrgID: whoever that account is talked into serving may assume the role.";
    return [narrowed || `${whose} of another account (${account}) ${why}`];
}

/** Where nothing tells the stack's account, none can be told to be another. */
const ownAccount = new Unknown(new Error("the account that the stack works in"));

/** A SAML provider answers for its own users. */
function judgeFederated({ path, value }: Field, statement: Field): readonly Verdict[] {
    return items(value).flatMap(who => {
        if (who === "*") return [`${path} is "*": a token of any issuer may assume the role.`];
        if (typeof who === "string" && who.includes(":saml-provider/")) return [];
        if (isSamlOnly(statement)) return [];
        const asked =
            who instanceof Unknown ? [audience, subject] : claims.find(([issuer]) => issuer.test(typeof who === "string" ? who : ""))![1];
        return asked.flatMap(claim => {
            const answer = isAsked(statement, key => claim.keys.test(key), claim.nobody);
            if (answer === true) return [];
            return [answer || `${path} has no condition that narrows :${claim.name}: ${unasked[claim.name]!} may assume the role.`];
        });
    });
}

const unasked: Readonly<Record<string, string>> = {
    aud: "tokens that the issuer gave out for something else",
    sub: "everybody whom the issuer knows, such as any repository of GitHub,",
    app_id: "users of any other application",
};

const isSamlOnly = ({ value }: Field): boolean => items(at(value, "Action")).every(action => action === "sts:AssumeRoleWithSAML");
