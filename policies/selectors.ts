import { every, not, some, type Truth } from "./truth";
import { at, isProperties, items, Unknown, type Value } from "./values";

/** Whether a label selector picks what has the labels. An empty one picks everything; what is not set is empty. */
export function selects(selector: Value, labels: Value): Truth {
    if (selector instanceof Unknown) return selector;
    const wanted = at(selector, "matchLabels");
    if (wanted instanceof Unknown) return wanted;
    return every([hasLabels(wanted, labels), ...items(at(selector, "matchExpressions")).map(expression => meets(expression, labels))]);
}

/** Whether the labels have all that are wanted, as a Service selects its pods. */
export function hasLabels(wanted: Value, labels: Value): Truth {
    if (wanted instanceof Unknown) return wanted;
    return every(isProperties(wanted) ? Object.entries(wanted).map(([key, value]) => same(at(labels, key), value)) : []);
}

function meets(expression: Value, labels: Value): Truth {
    const [operator, key, values] = ["operator", "key", "values"].map(property => at(expression, property));
    if (operator instanceof Unknown) return operator;
    if (key instanceof Unknown) return key;
    const label = at(labels, key as string);
    const exists = label instanceof Unknown ? label : label !== undefined;
    const listed = some(items(values).map(value => same(label, value)));
    if (operator === "In") return listed;
    if (operator === "NotIn") return not(listed);
    return operator === "Exists" ? exists : operator === "DoesNotExist" ? not(exists) : false;
}

/** Whether two values are the same. */
export function same(one: Value, other: Value): Truth {
    if (one instanceof Unknown) return one;
    return other instanceof Unknown ? other : one === other;
}
