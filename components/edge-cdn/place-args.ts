import { distinct, hostName } from "../core/checks";
import { under, type Problem } from "../core/errors";

/** A part of the system: a host, and what is below a path. */
export interface Place {
    /**
     * Its beginning, as text: `/api/` is not for `/api` itself, and `/api` is for `/apix` too.
     * @default "/"
     */
    readonly path?: string;
    /** In the zone. @default all of `hosts` */
    readonly host?: string;
}

/** What is named: part of a rule's lasting reference, so that a new name is a new rule. */
export interface Named {
    /** Lower-case letters, digits and '-', at most 40; each once in its list. */
    readonly name: string;
}

const nameProblems = (path: string, name: string): Problem[] =>
    /^[a-z0-9-]{1,40}$/.test(name) ? [] : [{ path, got: name, allowed: "lower-case letters, digits and '-', at most 40" }];

export const pathProblems = (path: string, value: string): Problem[] =>
    /^\/[\w./~-]*$/.test(value) ? [] : [{ path, got: value, allowed: "the beginning of a path, such as /static/" }];

export const placeProblems = ({ path = "/", host }: Place, zone: string): Problem[] => [
    ...pathProblems("path", path),
    ...(host === undefined ? [] : hostProblems("host", host, zone)),
];

export function hostProblems(path: string, host: string, zone: string): Problem[] {
    const wrong = hostName(path, host);
    if (wrong.length > 0) return wrong;
    const inside = host === zone || host.endsWith(`.${zone}`);
    return inside
        ? []
        : [{ path, got: host, allowed: `${zone} or a host below it`, fix: "A host of another zone needs an EdgeCDN of its own." }];
}

/** Problems of a list whose entries are named. */
export function validateNamed<T extends Named>(list: string, entries: readonly T[], problemsOf: (entry: T) => Problem[]): Problem[] {
    return [
        ...entries.flatMap((entry, index) => under(`${list}.${index}`, [...nameProblems("name", entry.name), ...problemsOf(entry)])),
        ...distinct(
            list,
            entries.map(({ name }) => name),
        ),
    ];
}
