import { hidden, isRecord, isSecret } from "../wire";

/**
 * The value in a form in which a difference is told where a person would look for it: the members of a list by their
 * names instead of their places, a text of JSON by its properties. Secrets read as such, whatever is inside.
 */
export function shape(value: unknown): unknown {
    if (isSecret(value)) return hidden;
    if (typeof value === "string") return shapeText(value);
    if (Array.isArray(value)) return shapeList(value);
    if (!isRecord(value)) return value;
    return bare(Object.entries(value).map(([key, member]) => [key, shape(member)]));
}

/** An object that has no keys but its own: what compares it asks for `constructor`, too. */
const bare = (entries: readonly (readonly [string, unknown])[]): unknown =>
    Object.assign(Object.create(null) as object, Object.fromEntries(entries));

/** Policies of AWS and dashboards of Grafana are texts of JSON. */
function shapeText(text: string): unknown {
    if (!/^\s*[[{]/.test(text)) return text;
    try {
        return shape(JSON.parse(text));
    } catch {
        return text;
    }
}

/** What members of lists are called by, the likeliest first. */
const nameKeys = ["name", "ref", "key", "Sid", "id", "mountPath", "containerPort", "port", "host", "path"];

function shapeList(list: readonly unknown[]): unknown {
    const key = nameKeys.find(candidate => namesAll(list, candidate));
    // A list of plain values is one value: its members have no names, and their order may matter.
    if (key === undefined) return list.every(member => !isRecord(member)) ? JSON.stringify(list) : list.map(shape);
    return bare(list.map(member => [`[${key}=${String((member as Record<string, unknown>)[key])}]`, shape(member)]));
}

function namesAll(list: readonly unknown[], key: string): boolean {
    const names = list.map(member => (isRecord(member) ? member[key] : undefined));
    return (
        list.length > 0 && names.every(name => typeof name === "string" || typeof name === "number") && new Set(names).size === list.length
    );
}

/** The names of a list's members in their order, where a shape is one of a list. */
export const memberNames = (shaped: unknown): readonly string[] | undefined => {
    if (!isRecord(shaped)) return undefined;
    const keys = Object.keys(shaped);
    return keys.length > 0 && keys.every(key => /^\[\w+=.*\]$/s.test(key)) ? keys : undefined;
};

/** Back to lists, for showing what came or went whole. */
export function unshape(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unshape);
    if (!isRecord(value)) return value;
    const members = Object.values(value).map(unshape);
    return memberNames(value) ? members : Object.fromEntries(Object.keys(value).map((key, at) => [key, members[at]]));
}
