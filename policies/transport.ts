import { statementsOf } from "./iam-statements";
import type { Verdict } from "./rule";
import { at, isProperties, items, jsonOf, Unknown, type Field, type Known, type Value } from "./values";

export const answersHttp = "who asks over plain HTTP is answered, for everyone on the way to read and to change.";

/** True, false, or the value that would have to be known first. */
export type Answer = boolean | Unknown;

const allOf = (answers: readonly Answer[]): Answer =>
    !answers.includes(false) && (answers.find(answer => answer instanceof Unknown) ?? true);

const some = (values: readonly Value[], test: (value: Known) => boolean): Answer =>
    values.some(value => !(value instanceof Unknown) && test(value)) || (values.find(value => value instanceof Unknown) ?? false);

/**
 * A bucket's policy, which has to deny everything to everybody who comes without TLS, on the bucket and on its
 * objects. Several statements may do so between them.
 */
export function judgeTransport({ path, value }: Field, bucket: Value, bucketArn?: Value): readonly Verdict[] {
    const statements = statementsOf(jsonOf(value)).map(statement => ({ ...statement, denies: deniesHttp(statement.value, /^(s3:)?\*+$/) }));
    const resources = statements.filter(({ denies }) => denies === true).flatMap(statement => items(at(statement.value, "Resource")));
    const named = resources.filter(resource => typeof resource === "string").map(inAws);
    const known =
        typeof bucket === "string" ? [`arn:aws:s3:::${bucket}`, ...(typeof bucketArn === "string" ? [inAws(bucketArn)] : [])] : [];
    if (isWhole(named, known)) return [];
    const unknown = [...statements.map(({ denies }) => denies), ...resources].find(part => part instanceof Unknown);
    const why = `has no Deny of s3:* to Principal * on the bucket and its objects where aws:SecureTransport is false: ${answersHttp}`;
    return [unknown ?? `${path} ${why}`];
}

/** Whether a statement denies the actions to everybody who comes without TLS, and asks for nothing else. */
export function deniesHttp(statement: Value, actions: RegExp): Answer {
    if (statement instanceof Unknown) return statement;
    const principal = at(statement, "Principal");
    const principals = isProperties(principal) ? [...items(principal.AWS), ...items(principal["*"])] : items(principal);
    return allOf([
        some([at(statement, "Effect")], effect => effect === "Deny"),
        some(principals, name => name === "*"),
        some(items(at(statement, "Action")), action => typeof action === "string" && actions.test(action)),
        isHttpAlone(at(statement, "Condition")),
    ]);
}

/** One condition and no other, since each that is added lets some requests through. */
function isHttpAlone(condition: Value): Answer {
    if (!isProperties(condition)) return condition instanceof Unknown && condition;
    const [[operator, keys] = [], ...otherOperators] = Object.entries(condition);
    if (otherOperators.length > 0 || !/^Bool(IfExists)?$/.test(operator ?? "")) return false;
    if (!isProperties(keys)) return keys instanceof Unknown && keys;
    const [[key, values] = [], ...otherKeys] = Object.entries(keys);
    if (otherKeys.length > 0 || key?.toLowerCase() !== "aws:securetransport") return false;
    return some(items(values), value => value === false || value === "false");
}

/** China and GovCloud have partitions of their own. */
const inAws = (arn: string): string => arn.replace(/^arn:[^:]*:/, "arn:aws:");

/** Whether the resources are the bucket and all of its objects. Where no ARN of it is known they may be any one bucket's. */
function isWhole(resources: readonly string[], known: readonly string[]): boolean {
    const arns = known.length > 0 ? known : resources.filter(resource => !resource.includes("/"));
    return arns.some(arn => [arn, `${arn}/`].every(part => resources.some(resource => covers(resource, part))));
}

const covers = (resource: string, arn: string): boolean =>
    resource.endsWith("*") ? arn.startsWith(resource.replace(/\*+$/, "")) : resource === arn;
