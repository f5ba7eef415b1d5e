import { securityHub } from "../../controls";
import { statementsOf } from "../../iam-statements";
import { resourceRule, type Judge, type Verdict } from "../../rule";
import { at, field, isProperties, isSet, items, jsonOf, Unknown, type Field, type Value } from "../../values";

/** Keys of a condition that say whose request it is, in small letters. */
const narrowing =
    /^(kms:(calleraccount|viaservice|grantisforawsresource)|aws:(principal(org(id|paths)|account|arn)|source(account|arn|orgid|vpce)))$/;

const properties = new Map([
    ["aws:kms/key:Key", "policy"],
    ["aws:kms/replicaKey:ReplicaKey", "policy"],
    ["aws:kms/externalKey:ExternalKey", "policy"],
    ["aws:kms/keyPolicy:KeyPolicy", "policy"],
]);

/** That the account's root may do everything with the key is AWS's own default: it hands the decision to IAM. */
const judgeOf =
    (property: string): Judge =>
    ({ props }) => {
        const document = jsonOf(field(props, property).value);
        if (document instanceof Unknown) return [document];
        return statementsOf(document).flatMap(statement => judge({ ...statement, path: `${property}.${statement.path}` }));
    };

function judge({ path, value }: Field): readonly Verdict[] {
    if (value instanceof Unknown) return [value];
    const [effect, principal, condition] = [at(value, "Effect"), at(value, "Principal"), at(value, "Condition")];
    const unknown = [effect, principal].find(part => part instanceof Unknown);
    if (unknown instanceof Unknown) return [unknown];
    if (effect !== "Allow") return [];
    if (isSet(at(value, "NotPrincipal"))) return [`${path}.NotPrincipal lets everybody use the key but those listed.`];
    const who = principal === "*" ? ["*"] : items(at(principal, "AWS"));
    if (!who.includes("*") || isNarrow(condition)) return who.filter(one => one instanceof Unknown);
    if (condition instanceof Unknown) return [condition];
    return [`${path}.Principal is "*" with no condition on who asks: anybody with an account of AWS may use the key.`];
}

const isNarrow = (condition: Value): boolean =>
    isProperties(condition) &&
    Object.values(condition).some(keys => isProperties(keys) && Object.keys(keys).some(key => narrowing.test(key.toLowerCase())));

export const kmsPolicyNarrow = resourceRule(
    {
        name: "kms-policy-narrow",
        group: "security",
        description: "No policy of a key lets everybody use it.",
        why: "A key that anybody may use protects nothing that it encrypts: a copy of a snapshot or an object is enough.",
        severity: "critical",
        tags: ["encryption", "identity", "aws", "kms"],
        ...securityHub("KMS.5", "KMS keys should not be publicly accessible"),
        remediationSteps:
            "Name accounts, roles or services as Principal, or add a condition on kms:CallerAccount, kms:ViaService, aws:PrincipalOrgID " +
            "or aws:SourceAccount.",
        examples: {
            fails: `new aws.kms.Key("key", { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" }] }) });`,
            passes: `new aws.kms.Key("key", {
  policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" }] }),
});`,
        },
    },
    type => {
        const property = properties.get(type);
        return property === undefined ? undefined : judgeOf(property);
    },
);
