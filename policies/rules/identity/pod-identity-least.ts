import { wellArchitected } from "../../controls";
import { objectsOf } from "../../kubernetes";
import { given, targets, type Target } from "../../references";
import { judgeReach, policiesOfRoles, roleType, statementsIn } from "../../role-policies";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, Unknown, type Value } from "../../values";

const associationType = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const releaseType = "kubernetes:helm.sh/v3:Release";
const reach = "whoever breaks into one pod reads or changes all of it, other systems' too. Name the ARNs.";

interface Association {
    readonly one: Placed;
    readonly roles: readonly Target[];
}

/** A rule on the whole stack: an association's account, its role and what the role may do are resources of their own. */
export const podIdentityLeast = stackRule(
    {
        name: "pod-identity-least",
        group: "security",
        description:
            "A pod identity of EKS is for a service account that exists, has a role to itself, and its role reaches data by ARNs. The " +
            "account is looked for where the stack makes others in the namespace, and Helm none; AWS's managed policies are not opened.",
        why: "Pods whose account is misspelt get no credentials at all, and pods that share a role have each other's rights.",
        severity: "high",
        tags: ["identity", "aws", "eks", "kubernetes"],
        ...wellArchitected("SEC03-BP02", "Grant least privilege access", "sec_permissions_least_privileges"),
        examples: {
            fails: `new aws.eks.PodIdentityAssociation("mailer", { clusterName, namespace: "app", serviceAccount: "mailer", roleArn: backendRole.arn });`,
            passes: `new aws.eks.PodIdentityAssociation("mailer", { clusterName, namespace: "app", serviceAccount: account.metadata.name, roleArn: mailerRole.arn });`,
        },
        remediationSteps:
            "Take serviceAccount from the ServiceAccount's metadata.name; make a role for each service account; replace Resource * of its " +
            "policies by ARNs, or narrow it by a condition on aws:ResourceTag.",
    },
    stack => {
        const all = stack.map(given);
        const associations = all
            .filter(({ type }) => type === associationType)
            .map(one => ({ one, roles: targets(one, "roleArn", all, roleType) }));
        if (associations.length === 0) return [];
        const accounts = all.some(({ type }) => type === releaseType) ? [] : all.flatMap(accountsOf);
        const roles = new Set(associations.flatMap(({ roles: own }) => own));
        return [
            ...associations.map(association => ({
                urn: association.one.urn,
                verdicts: [...judgeAccount(association.one, accounts), ...judgeRole(association, associations)],
            })),
            ...policiesOfRoles(roles, all).map(one => ({
                urn: one.urn,
                verdicts: statementsIn(one).flatMap(statement => judgeReach(statement, reach)),
            })),
        ];
    },
);

interface Account {
    readonly urn: string;
    readonly name: Value;
    readonly namespace: Value;
}

const accountsOf = ({ urn, type, props }: Placed): readonly Account[] =>
    objectsOf(type, props)
        .filter(({ kind }) => kind === "ServiceAccount")
        .map(({ value }) => ({ urn, name: at(value, "metadata", "name"), namespace: at(value, "metadata", "namespace") ?? "default" }));

/** Every namespace has an account "default", which Kubernetes makes. */
function judgeAccount({ props, madeFrom }: Placed, accounts: readonly Account[]): readonly Verdict[] {
    const [name, namespace] = [at(props, "serviceAccount"), at(props, "namespace")];
    if (name === "default" || accounts.some(({ urn }) => madeFrom.serviceAccount?.includes(urn))) return [];
    const neighbours = accounts.filter(account => account.namespace === namespace || account.namespace instanceof Unknown);
    if (neighbours.some(account => account.namespace === namespace && account.name === name)) return [];
    const unknown = [name, namespace, ...neighbours.flatMap(account => [account.name, account.namespace])].find(
        value => value instanceof Unknown,
    );
    if (accounts.length === 0 || neighbours.length === 0) return [];
    return [
        unknown ??
            `serviceAccount is "${typeof name === "string" ? name : ""}", and the stack makes others in the namespace but not this: its pods get no credentials.`,
    ];
}

/** The same account in several clusters is the same workload. */
function judgeRole({ one, roles }: Association, associations: readonly Association[]): readonly Verdict[] {
    const unknown = roles.filter(role => role instanceof Unknown);
    const others = associations.filter(
        other => other.one !== one && other.roles.some(role => roles.includes(role)) && workloadOf(other.one) !== workloadOf(one),
    );
    const names = others.map(({ one: { urn } }) => urn.split("::").at(-1));
    return others.length === 0 ? unknown : [`roleArn is also the role of ${names.join(", ")}: each has the rights of the others.`];
}

const workloadOf = ({ urn, props }: Placed): string => {
    const names = [at(props, "namespace"), at(props, "serviceAccount")];
    return names.some(name => name instanceof Unknown) ? urn : JSON.stringify(names);
};
