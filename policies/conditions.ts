import type { Truth } from "./truth";
import { at, isProperties, items, Unknown, type Field, type Value } from "./values";

/** A condition of a statement: `StringEquals`, `sts:externalid`, its values. */
interface Condition {
    readonly operator: string;
    /** In small letters, since IAM does not tell them apart. */
    readonly key: string;
    readonly values: readonly Value[];
}

/** Whether a condition with the value asks for nobody in particular. */
export const isWild = (value: string): boolean => /^[*?]*$/.test(value);

/** Whether any of several may be meant. */
export const hasWildcard = (value: string): boolean => value === "" || /[*?]/.test(value);

/** Conditions that say whose request it has to be, be it by the network it comes from. */
const callers = /^(kms:calleraccount|aws:(principal(account|arn|orgid|orgpaths)|source(account|arn|orgid|orgpaths|owner|vpc|vpce)))$/;
const callingAccounts = /^(kms:calleraccount|aws:principal(account|arn))$/;

/**
 * An account, an organisation or a network without a wildcard in its name, an ARN of an account, or one that has none, of a
 * resource. What stands for the caller itself, such as its own account, is anybody's.
 */
const somebody = /^(arn:[^:]*:[^:]*:[^:]*:((?!\$\{aws:principal)[^:*?]+:|:[^*?])|(?!arn:|\$\{aws:principal)[^*?/]+(\/|$))/i;

/** Whether a value of those conditions names nobody. */
export const isNobody = (value: string): boolean => !somebody.test(value);

/** Whether a condition says whose request it has to be. */
export const saysWhose = (statement: Field): Truth => isAsked(statement, key => callers.test(key), isNobody);

/** The accounts, or the ARNs in accounts, that a condition asks of the caller. */
export const callersAsked = (statement: Field): readonly string[] =>
    fitting(statement, key => callingAccounts.test(key), isNobody)
        .slice(0, 1)
        .flatMap(({ values }) => values.filter(value => typeof value === "string"));

/** Those that say something of a request which has the key. */
const operators = /^(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))$/;

/**
 * Whether a condition asks for one of the keys, and for somebody in each of its values. With IfExists or ForAllValues a
 * request that lacks the key passes, so these do not count.
 */
export function isAsked(statement: Field, wanted: (key: string) => boolean, nobody: (value: string) => boolean): Truth {
    const all = at(statement.value, "Condition");
    if (all instanceof Unknown) return all;
    if (fitting(statement, wanted, nobody).length > 0) return true;
    return (
        asking(all, wanted)
            .filter(({ values }) => !values.some(one => typeof one === "string" && nobody(one)))
            .flatMap(({ values }) => values)
            .find(one => one instanceof Unknown) ?? false
    );
}

const fitting = ({ value }: Field, wanted: (key: string) => boolean, nobody: (value: string) => boolean): readonly Condition[] =>
    asking(at(value, "Condition"), wanted).filter(
        ({ values }) => values.length > 0 && values.every(one => typeof one === "string" && !nobody(one)),
    );

const asking = (all: Value, wanted: (key: string) => boolean): readonly Condition[] =>
    conditionsOf(all).filter(({ operator, key }) => operators.test(operator) && wanted(key));

const conditionsOf = (value: Value): readonly Condition[] =>
    isProperties(value)
        ? Object.entries(value).flatMap(([operator, keys]) =>
              isProperties(keys)
                  ? Object.entries(keys).map(([key, values]) => ({
                        operator: operator.replace(/^ForAnyValue:/, ""),
                        key: key.toLowerCase(),
                        values: items(values),
                    }))
                  : [],
          )
        : [];
