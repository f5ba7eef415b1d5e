import { accountOf, type Accounts } from "./accounts";
import { isAsked, isNobody, isWild } from "./conditions";
import type { Verdict } from "./rule";
import { at, isProperties, isSet, items, Unknown, type Field } from "./values";

/** Keys that say whose request it is, where the principal does not. A prefix of a path is written with a wildcard at its end. */
const organisation = ["aws:principalorgid", "aws:principalorgpaths"];
const callers = [...organisation, "aws:principalaccount", "aws:principalarn"];
const operators = /^(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;
const foreigner = ["sts:externalid", ...organisation];

/** What a subject has before the name of somebody: an owner's repositories, a namespace, a workspace's organisation. */
const namelessSubjects =
    /^(?:[^:/]*[*?]|(?:repo:|project_path:|org\/)[^/]*[*?]|(?:system:serviceaccount:|organization:|pulumi:deploy:org:)[^:]*[*?])/;
const emptySubjects = /^(?:repo|project_path|organization|system:serviceaccount):?$/;

interface Claim {
    readonly name: string;
    readonly keys: RegExp;
    readonly nobody: (value: string) => boolean;
}

const audience: Claim = { name: "aud", keys: /:aud$/, nobody: isWild };
const subject: Claim = { name: "sub", keys: /:sub$/, nobody: value => namelessSubjects.test(value) || emptySubjects.test(value) };
const application: Claim = { name: "app_id", keys: /:app_id$/, nobody: isWild };

/** What has to be asked of a token, by who issues it. In directories of users every subject is somebody's customer. */
const claims: readonly (readonly [issuer: RegExp, asked: readonly Claim[]])[] = [
    [/^(cognito-identity\.amazonaws\.com|accounts\.google\.com)$/, [audience]],
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
    const names = (keys: readonly string[], why: string): readonly Verdict[] => {
        const answer = isAsked(statement, key => keys.includes(key), isNobody, operators);
        return answer === true ? [] : [answer === false ? why : answer];
    };
    return items(value).flatMap(who => {
        if (who instanceof Unknown) return [who];
        if (who === "*") {
            return names(callers, `${path} is "*" with no aws:PrincipalOrgID: anybody with an account of AWS may assume the role.`);
        }
        const account = accountOf(who);
        if (account === undefined || accounts.has(account)) return [];
        const why = `${path} is of another account (${account}) with neither sts:ExternalId nor aws:PrincipalOrgID: whoever that account is talked into serving may assume the role.`;
        const verdicts = names(foreigner, why);
        return verdicts.length > 0 && accounts.size === 0 ? [ownAccount] : verdicts;
    });
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
            const answer = isAsked(statement, key => claim.keys.test(key), claim.nobody, /^String(Equals|EqualsIgnoreCase|Like)$/);
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
