import { at, isList, isProperties, isSet, items, type Value } from "./values";

export type Labels = Readonly<Record<string, string>>;

/** A test of one label, as in `severity=~"warning|critical"`. A label that is not there is an empty one. */
const matchers = /"?([A-Za-z_][\w.:-]*)"?\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,{}"]*))/g;

const tests: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
    "=": (value, wanted) => value === wanted,
    "!=": (value, wanted) => value !== wanted,
    "=~": (value, wanted) => matches(value, wanted),
    "!~": (value, wanted) => !matches(value, wanted),
};

/** Go's expressions say of themselves that they ignore case. One that does not parse, Alertmanager refuses. */
function matches(value: string, pattern: string): boolean {
    const ignoresCase = pattern.startsWith("(?i)");
    try {
        return new RegExp(`^(?:${ignoresCase ? pattern.slice(4) : pattern})$`, ignoresCase ? "i" : "").test(value);
    } catch {
        return false;
    }
}

/** Whether what Alertmanager is configured with tells anyone of an alert with these labels. */
export const notifies = (configuration: Value, labels: Labels): boolean => toldOf(configuration, labels).length > 0;

/** The receivers that an alert with these labels comes to, of those that tell anyone. */
export const toldOf = (configuration: Value, labels: Labels): readonly Value[] =>
    receiversOf(at(configuration, "route"), labels, undefined).filter(name =>
        items(at(configuration, "receivers")).some(receiver => at(receiver, "name") === name && hasIntegration(receiver)),
    );

/**
 * The receivers that a route, which an alert has come to, hands it to: those of the first route below that takes it,
 * and of further ones where that says to continue; its own where none does. A route without a receiver has its parent's.
 */
function receiversOf(route: Value, labels: Labels, inherited: Value): readonly Value[] {
    const receiver = at(route, "receiver") ?? inherited;
    const below: Value[] = [];
    for (const inner of items(at(route, "routes"))) {
        if (!takes(inner, labels)) continue;
        below.push(...receiversOf(inner, labels, receiver));
        if (at(inner, "continue") !== true) break;
    }
    return below.length > 0 ? below : [receiver];
}

/** Three ways to say it, of which all that are there must hold; the older two are maps from label to value. */
function takes(route: Value, labels: Labels): boolean {
    const label = (name: string): string => (Object.hasOwn(labels, name) ? labels[name]! : "");
    const older = (key: string, operator: string): boolean =>
        entriesOf(at(route, key)).every(([name, wanted]) => tests[operator]!(label(name), String(wanted as string)));
    return older("match", "=") && older("match_re", "=~") && items(at(route, "matchers")).every(text => holds(text, label));
}

/** Usually one test; several stand in braces, or between commas. */
function holds(text: Value, label: (name: string) => string): boolean {
    const found = typeof text === "string" ? [...text.matchAll(matchers)] : [];
    return (
        found.length > 0 &&
        found.every(([, name, operator, quoted, bare]) => tests[operator!]!(label(name!), quoted?.replace(/\\(.)/g, "$1") ?? bare!))
    );
}

/** `webhook_configs`, `sns_configs`, `email_configs` and so on. */
const hasIntegration = (receiver: Value): boolean =>
    entriesOf(receiver).some(([key, list]) => key.endsWith("_configs") && isList(list) && isSet(list));

const entriesOf = (value: Value): readonly (readonly [string, Value])[] => (isProperties(value) ? Object.entries(value) : []);
