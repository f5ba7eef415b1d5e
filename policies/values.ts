import { UnknownValueError } from "@pulumi/policy";

/** A value that a preview cannot know, such as the id of a resource that is yet to be created. */
export class Unknown {
    /** `error` is what the SDK throws at whoever touches the value. */
    constructor(readonly error: Error) {}
}

/** What the engine writes for a text that is not known yet (`UnknownStringValue` of sdk/go/common/resource/plugin/rpc.go). */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The SDK does not declare its error's constructor. */
const SdkError = UnknownValueError as new (kind: string, path: readonly string[]) => Error;

/** A property that is known to be given, and no more. */
export const unknownAt = (property: string): Unknown => new Unknown(new SdkError(unknownText, [property]));

export interface Properties {
    readonly [key: string]: Value;
}

export type Known = undefined | string | number | boolean | readonly Value[] | Properties;

/** A resource's properties as plain data: null reads as not set, and an unknown leaf leaves all others readable. */
export type Value = Known | Unknown;

/**
 * Copies what the SDK's proxy shows. The proxy throws wherever an unknown is touched; a rule that ran into that
 * would lose everything else it has to say of the resource.
 */
export function valueOf(source: unknown): Value {
    if (typeof source !== "object" || source === null) return (source ?? undefined) as Known;
    if (Array.isArray(source)) return Array.from({ length: source.length }, (_, index) => memberOf(source, index));
    return Object.fromEntries(Object.keys(source).map(key => [key, memberOf(source, key)]));
}

/** What the SDK's proxy shows: each rule gets its own proxy of one object. */
export const shownBy = (proxy: object): object | undefined =>
    (proxy as { readonly __getSpecialProxyTarget?: object }).__getSpecialProxyTarget;

const copies = new WeakMap<object, Value>();

/** The same of all that a resource has, once for all rules that look at it. */
export function propertiesOf(proxy: object): Value {
    const shown = shownBy(proxy);
    if (!shown) return valueOf(proxy);
    if (!copies.has(shown)) copies.set(shown, valueOf(proxy));
    return copies.get(shown);
}

/** One property of what the SDK's proxy shows. */
export function memberOf(container: object, key: string | number): Value {
    try {
        return valueOf((container as Record<string | number, unknown>)[key]);
    } catch (error) {
        if (error instanceof UnknownValueError) return new Unknown(error as Error);
        throw error;
    }
}

/** What lies at the path; what lies inside an unknown is unknown. */
export function at(value: Value, ...path: readonly string[]): Value {
    return path.reduce<Value>((inner, key) => (inner instanceof Unknown ? inner : isProperties(inner) ? inner[key] : undefined), value);
}

/** The members of a list. AWS and Kubernetes take a lone value for a list of one; what is not set is empty. */
export function items(value: Value): readonly Value[] {
    if (value === undefined) return [];
    return isList(value) ? value : [value];
}

/** Whether the program gave the property. An unknown value is a given one. */
export const isSet = (value: Value): boolean => value !== undefined && value !== "" && !(isList(value) && value.length === 0);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isProperties = (value: Value): value is Properties =>
    typeof value === "object" && !isList(value) && !(value instanceof Unknown);

/** A value and where it stands. */
export interface Field {
    readonly path: string;
    readonly value: Value;
}

/** The one field at a path such as `spec.template.spec`. */
export const field = (value: Value, path: string): Field => ({ path, value: at(value, ...path.split(".")) });

/** Every field at a path in which `[*]` stands for each member of a list, such as `containers[*].ports[*].hostPort`. */
export function fields(value: Value, path: string): readonly Field[] {
    return path
        .split(".")
        .reduce<readonly Field[]>((found, segment) => found.flatMap(outer => step(outer, segment)), [{ path: "", value }]);
}

/** The same within a field, with paths from the top. */
export const within = (outer: Field, path: string): readonly Field[] =>
    fields(outer.value, path).map(inner => ({ path: outer.path ? `${outer.path}.${inner.path}` : inner.path, value: inner.value }));

function step(outer: Field, segment: string): readonly Field[] {
    const name = segment.replace("[*]", "");
    const inner = { path: outer.path ? `${outer.path}.${name}` : name, value: at(outer.value, name) };
    if (name === segment) return [inner];
    return items(inner.value).map((value, index) => ({ path: `${inner.path}[${index}]`, value }));
}

/** What JSON says; a value of another form, and text that does not parse, as they are. */
export function jsonOf(value: Value): Value {
    if (typeof value !== "string") return value;
    try {
        return valueOf(JSON.parse(value)) ?? value;
    } catch {
        return value;
    }
}
