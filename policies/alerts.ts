import { parse } from "yaml";
import type { Labels } from "./alertmanager";
import { objectsOf } from "./kubernetes";
import { isMarked } from "./marked";
import { oncePer } from "./once";
import type { Placed } from "./rule";
import { at, field, fields, isProperties, isSet, Unknown, valueOf, type Field, type Value } from "./values";

/** A file in a ConfigMap or a Secret. */
interface File extends Field {
    readonly name: string;
}

const ofYaml = /\.ya?ml$/i;

/** An alert of Prometheus. */
export interface Alert {
    /** Where its rule stands. */
    readonly path: string;
    /** As messages may have it: of a file that is a secret nothing is told. */
    readonly name: string;
    /** What is known of the labels before it fires: those that the rule and its group give it. */
    readonly labels: Labels;
    /** When it fires. */
    readonly expr: Value;
}

/** A file with alerts, or one that may have some. */
export interface AlertFile {
    readonly path: string;
    readonly alerts: readonly Alert[] | Unknown;
}

/** The files of a resource that hold alerts. Of those that are not known, the name has to do. */
export const alertFilesOf = oncePer((one: Placed): readonly AlertFile[] =>
    filesOf(one, "ConfigMap").flatMap(({ path, name, value }): readonly AlertFile[] => {
        if (value instanceof Unknown)
            return name === "" || (ofYaml.test(name) && /alert|rule/i.test(name)) ? [{ path, alerts: value }] : [];
        const shown = (alert: string): string => (isMarked(value) ? "[secret]" : alert);
        const alerts = fields(yamlOf(value, "groups", "alert"), "groups[*]").flatMap(group => alertsOf(group, path, shown));
        return alerts.length > 0 ? [{ path, alerts }] : [];
    }),
);

function alertsOf(group: Field, path: string, shown: (alert: string) => string): readonly Alert[] {
    return fields(group.value, "rules[*]").flatMap(({ path: inner, value: rule }) => {
        const name = at(rule, "alert");
        if (typeof name !== "string" || name === "") return [];
        const labels = [{ alertname: name }, at(group.value, "labels"), at(rule, "labels")].filter(isProperties);
        const text = textOf(Object.assign({}, ...labels) as Record<string, Value>);
        return [{ path: `${path}.${group.path}.${inner}`, name: shown(name), labels: text, expr: at(rule, "expr") }];
    });
}

const textOf = (labels: Readonly<Record<string, Value>>): Labels =>
    Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (isSet(value) ? [[name, String(value as string)]] : [])));

/** What Alertmanager is configured with; unknown for a file that may be its configuration. */
export const configurationsOf = oncePer((one: Placed): readonly Value[] =>
    [...filesOf(one, "ConfigMap"), ...filesOf(one, "Secret")].flatMap(({ name, value }) => {
        if (value instanceof Unknown) return name === "" || ofYaml.test(name) ? [value] : [];
        const configuration = yamlOf(value, "route", "receivers");
        return isSet(at(configuration, "route")) && isSet(at(configuration, "receivers")) ? [configuration] : [];
    }),
);

/** The files of one kind of object. All that is not known of them goes by no name. */
const filesOf = ({ type, props }: Placed, kind: string): readonly File[] =>
    objectsOf(type, props)
        .filter(object => object.kind === kind)
        .flatMap(object => [
            ...entriesOf(field(object.value, "data"), object.path, kind === "Secret" ? decoded : value => value),
            ...entriesOf(field(object.value, "stringData"), object.path, value => value),
        ]);

function entriesOf({ path, value }: Field, prefix: string, read: (value: Value) => Value): readonly File[] {
    if (value instanceof Unknown) return [{ path: prefix + path, name: "", value }];
    if (!isProperties(value)) return [];
    return Object.entries(value).map(([name, content]) => ({ path: `${prefix}${path}["${name}"]`, name, value: read(content) }));
}

const decoded = (value: Value): Value => (typeof value === "string" ? Buffer.from(value, "base64").toString() : value);

/** What a text in YAML says, if it has the words; nothing where it does not parse. */
function yamlOf(text: Value, ...words: readonly string[]): Value {
    if (typeof text !== "string" || !words.every(word => text.includes(word))) return undefined;
    try {
        return valueOf(parse(text, { logLevel: "error" }));
    } catch {
        return undefined;
    }
}
