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

/** The same of an ARN or an organisation: what begins with a wildcard, any organisation, and an ARN of any account. */
export const isNobody = (value: string): boolean => /^([*?]|$|o-[*?]|arn:([^:]*:){3}[^:]*[*?])/.test(value);

/**
 * Whether a condition asks for one of the keys, and for somebody in each of its values. With IfExists or ForAllValues a
 * request that lacks the key passes, so these do not count.
 */
export function isAsked(
    { value }: Field,
    wanted: (key: string) => boolean,
    nobody: (value: string) => boolean,
    operators = /^String(Equals|Like)$/,
): boolean | Unknown {
    const all = at(value, "Condition");
    if (all instanceof Unknown) return all;
    const found = conditionsOf(all).filter(({ operator, key }) => operators.test(operator) && wanted(key));
    const fits = found.filter(({ values }) => values.length > 0 && values.every(one => typeof one === "string" && !nobody(one)));
    if (fits.length > 0) return true;
    return (
        found
            .filter(({ values }) => !values.some(one => typeof one === "string" && nobody(one)))
            .flatMap(({ values }) => values)
            .find(one => one instanceof Unknown) ?? false
    );
}

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
