import { accountsOf, type Accounts } from "../../accounts";
import { wellArchitected } from "../../controls";
import { statementsOf } from "../../iam-statements";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { judgeTrust } from "../../trust";
import { fields, isProperties, jsonOf, Unknown } from "../../values";

const roleType = "aws:iam/role:Role";
const path = "assumeRolePolicy";

/** A rule on the whole stack, whose ARNs tell which account is its own. */
export const trustNarrow = stackRule(
    {
        name: "trust-narrow",
        group: "security",
        description:
            "Nobody unnamed may assume a role: not everybody unless a condition says whose request it has to be, no other account " +
            "without an external id or an organisation, no token of an identity provider whatever its audience and subject. A wildcard " +
            "before the end of an account, an organisation, an owner or a namespace names nobody. Services of AWS and SAML providers " +
            "are trusted.",
        why: "A role that trusts everybody belongs to whoever finds its name, and GitHub's tokens are everybody's without a subject.",
        severity: "critical",
        tags: ["identity", "aws", "iam"],
        ...wellArchitected("SEC03-BP07", "Analyze public and cross-account access", "sec_permissions_analyze_cross_account"),
        examples: {
            fails: `new aws.iam.Role("deploy", { assumeRolePolicy: { Version: "2012-10-17", Statement: [{
  Effect: "Allow", Principal: { Federated: github.arn }, Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
}] } });`,
            passes: `new aws.iam.Role("deploy", { assumeRolePolicy: { Version: "2012-10-17", Statement: [{
  Effect: "Allow", Principal: { Federated: github.arn }, Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: {
    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
    "token.actions.githubusercontent.com:sub": "repo:acme/shop:environment:production",
  } },
}] } });`,
        },
        remediationSteps:
            'Name the principals. For another account add Condition { StringEquals: { "sts:ExternalId": … } } or aws:PrincipalOrgID; for ' +
            "a provider of OpenID Connect StringEquals of its :aud and :sub, as narrow as a repository and a branch or environment, or a " +
            "namespace and a service account. With IfExists or ForAllValues a condition does not count.",
    },
    all => {
        const roles = all.filter(({ type }) => type === roleType);
        const accounts: Accounts = roles.length === 0 ? new Set() : accountsOf(all);
        return roles.map(role => ({ urn: role.urn, verdicts: judge(role, accounts) }));
    },
);

function judge({ props }: Placed, accounts: Accounts): readonly Verdict[] {
    return fields(props, path).flatMap(({ value }) => {
        const document = jsonOf(value);
        if (document instanceof Unknown) return [document];
        if (!isProperties(document)) return [];
        return statementsOf(document).flatMap(found => judgeTrust({ ...found, path: `${path}.${found.path}` }, accounts));
    });
}
