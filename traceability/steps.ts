import { parse } from "yaml";
import { hasSignature, isRecord, signatureKey, signatures } from "../synth/wire";
import { isBlock, parseNginx, writeNginx, type Directive } from "./nginx";

/** A member of a value, and how the value looks with another one, or none, in its place. */
interface Member {
    readonly value: unknown;
    /** `undefined` removes it. */
    readonly replace: (next: unknown) => unknown;
}

/** One step of a path: to the members of a value. Where there is none, to one that is undefined: nothing passes unseen. */
export interface Step {
    readonly text: string;
    readonly members: (value: unknown) => readonly Member[];
}

/** A path into a resource. A string is a property. */
export type Path = readonly (string | Step)[];

/** A value that a path leads to, and how the whole looks with another one, or none, in its place. */
export type Place = Member;

/** Everything that a path leads to. */
export function placesOf(root: unknown, path: Path): readonly Place[] {
    const start: readonly Place[] = [{ value: root, replace: next => next }];
    return path.reduce<readonly Place[]>(
        (places, step) =>
            places.flatMap(place =>
                stepOf(step)
                    .members(place.value)
                    .map(({ value, replace }) => ({ value, replace: next => place.replace(replace(next)) })),
            ),
        start,
    );
}

/** `spec.template.spec.containers[name=backend].image`, `data["rules.yml"](YAML).groups[*].name` */
export const pathText = (path: Path): string =>
    path.map(stepOf).reduce((text, step) => text + (text === "" || /^[[(]/.test(step.text) ? "" : ".") + step.text, "");

const stepOf = (step: string | Step): Step => (typeof step === "string" ? property(step) : step);

const nothing = (value: unknown): Member => ({ value: undefined, replace: () => value });

const property = (key: string): Step => ({
    text: /^[\w-]+$/.test(key) ? key : `["${key}"]`,
    members: value => {
        if (!isRecord(value)) return [nothing(value)];
        const { [key]: member, ...rest } = value;
        return [{ value: member, replace: next => (next === undefined ? rest : { ...value, [key]: next }) }];
    },
});

function listMembers(value: unknown, wanted: (member: unknown, index: number) => boolean): readonly Member[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const members = list.flatMap((member, index) =>
        wanted(member, index)
            ? [{ value: member, replace: (next: unknown) => list.toSpliced(index, 1, ...(next === undefined ? [] : [next])) }]
            : [],
    );
    return members.length > 0 ? members : [nothing(value)];
}

/** Each member of a list. */
export const each: Step = { text: "[*]", members: value => listMembers(value, () => true) };

/** The member of a list at this index. */
export const at = (wanted: number): Step => ({
    text: `[${wanted}]`,
    members: value => listMembers(value, (_member, index) => index === wanted),
});

/** The members of a list that have this value under a key. */
export const where = (key: string, wanted: string | number | boolean): Step => ({
    text: `[${key}=${wanted}]`,
    members: value => listMembers(value, member => isRecord(member) && member[key] === wanted),
});

function decoded(text: string, read: (value: unknown) => unknown, write: (value: unknown) => unknown): Step {
    return {
        text: `(${text})`,
        members: value => {
            const inner = read(value);
            if (inner === undefined) return [nothing(value)];
            return [{ value: inner, replace: next => (next === undefined ? undefined : write(next)) }];
        },
    };
}

/** `undefined` for what is no text, or no such text. */
const textRead =
    (read: (text: string) => unknown) =>
    (value: unknown): unknown => {
        if (typeof value !== "string") return undefined;
        try {
            return read(value);
        } catch {
            return undefined;
        }
    };

/** Keeps what it read last: the rules of a stack are asked hundreds of times. */
function remembering(read: (text: string) => unknown, most = 8): (text: string) => unknown {
    const known = new Map<string, unknown>();
    return text => {
        const value = known.has(text) ? known.get(text) : read(text);
        known.delete(text);
        known.set(text, value);
        if (known.size > most) known.delete(known.keys().next().value!);
        return value;
    };
}

/** JSON is YAML too, and read in a hundredth of the time. */
function parseYaml(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return parse(text) as unknown;
    }
}

/** What a text of YAML says. */
export const yaml: Step = decoded("YAML", textRead(remembering(parseYaml)), value => JSON.stringify(value));

/** What a text of JSON says. */
export const json: Step = decoded("JSON", textRead(JSON.parse), value => JSON.stringify(value));

/** What a configuration of nginx says, for `directive`. */
export const nginx: Step = decoded("nginx", textRead(parseNginx), value => writeNginx(value as Directive[]));

/**
 * The directives of nginx that begin with these words, each as a text; or what is in the blocks with this head, all of
 * them or those that have a directive.
 */
export const directive = (words: string, having?: string): Step => ({
    text: `[${words}${having === undefined ? "" : ` having ${having}`}]`,
    members: value => {
        const list: readonly unknown[] = Array.isArray(value) ? value : [];
        const members = list.flatMap((one, index): Member[] => {
            const put = (next: unknown): unknown => list.toSpliced(index, 1, ...(next === undefined ? [] : [next]));
            if (typeof one === "string") return one === words || one.startsWith(`${words} `) ? [{ value: one, replace: put }] : [];
            if (!isBlock(one) || one.head !== words || (having !== undefined && !one.block.includes(having))) return [];
            return [{ value: one.block, replace: next => put(next === undefined ? undefined : { ...one, block: next }) }];
        });
        return members.length > 0 ? members : [nothing(value)];
    },
});

/** The members of a list that is written with commas. */
export const commas: Step = decoded(
    "list",
    textRead(text => text.split(",")),
    value => (value as string[]).join(","),
);

/** What is below a secret's mark: the names in a secret map, never a value. */
export const secret: Step = decoded(
    "secret",
    value => (hasSignature(value, "secret") ? textRead(JSON.parse)((value as { plaintext?: unknown }).plaintext) : undefined),
    value => ({ [signatureKey]: signatures.secret, plaintext: JSON.stringify(value) }),
);
