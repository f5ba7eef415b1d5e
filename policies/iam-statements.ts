import type { Verdict } from "./rule";
import { at, field, fields, isProperties, isSet, items, jsonOf, Unknown, type Field, type Value } from "./values";

/** `*` and `*:*`: everything there is. A `?` beside a `*` leaves out no action that there is. */
const isEveryAction = (action: string): boolean => /^[*?]*\*[*?]*(:[*?]*\*[*?]*)?$/.test(action);

/** `s3:*`, and wider still `s*:*`. */
const isWholeService = (action: string): boolean => /^[^:]+:[*?]*\*[*?]*$/.test(action);

/** `*`, and an ARN whose resource part is no narrower, such as `arn:aws:s3:::*`, the same of all objects, or `arn:aws:*`. */
export function isEveryResource(resource: string): boolean {
    const parts = resource.split(":");
    return parts.length <= 6 && /^[*?/]*\*[*?/]*$/.test(parts.at(-1)!);
}

/**
 * What an identity policy gives away wholesale. Each is a violation of its own:
 * - every action, whatever the resource: the service is not chosen, so the resource hardly narrows it;
 * - all actions of a service on every resource, or on every resource but some (NotResource);
 * - every action but some (NotAction), which takes in each service that AWS will ever add.
 * A condition excuses none of them: whether it ever fails cannot be told from the policy.
 */
export function judgePolicy({ path, value }: Field): readonly Verdict[] {
    const document = jsonOf(value);
    if (document instanceof Unknown) return [document];
    if (document === undefined) return [];
    if (!isProperties(document)) return [`${path} is not a policy document in JSON: IAM refuses it.`];
    return statementsOf(document).flatMap(({ path: inner, value: statement }) =>
        judgeStatement({ path: `${path}.${inner}`, value: statement }),
    );
}

/** A lone statement may stand without its list. */
export function statementsOf(document: Value): readonly Field[] {
    const statement = field(document, "Statement");
    return isProperties(statement.value) ? [statement] : fields(document, "Statement[*]");
}

function judgeStatement(statement: Field): readonly Verdict[] {
    const effect = at(statement.value, "Effect");
    if (effect instanceof Unknown) return [effect];
    if (effect !== "Allow") return [];
    if (isSet(at(statement.value, "NotAction"))) {
        return [`${statement.path}.NotAction allows every action but those listed, and each that a service adds. List what is needed.`];
    }
    return items(at(statement.value, "Action")).flatMap(action => judgeAction(statement, action));
}

function judgeAction({ path, value: statement }: Field, action: Value): readonly Verdict[] {
    if (action instanceof Unknown) return [action];
    if (typeof action !== "string") return [];
    if (isEveryAction(action)) return [`${path}.Action allows "${action}": whoever holds the policy may do anything. List what is needed.`];
    if (!isWholeService(action)) return [];
    const wide = [
        `${path}.Action allows "${action}" on every resource: one leaked credential opens all of the service. List what is needed.`,
    ];
    if (isSet(at(statement, "NotResource"))) return wide;
    const resources = items(at(statement, "Resource"));
    if (resources.some(resource => typeof resource === "string" && isEveryResource(resource))) return wide;
    return resources.filter(resource => resource instanceof Unknown);
}
