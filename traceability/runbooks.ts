import type { ResourceState } from "../synth/types";
import { family, logicalName, objectName } from "./selections";

/** A block of code between fences. */
export interface CodeBlock {
    readonly language: string;
    readonly text: string;
}

/** The part of a page below the heading with this anchor, up to the next heading as high or higher; none where there is no such heading. */
export function sectionOf(markdown: string, anchor: string): string | undefined {
    const lines = markdown.split("\n");
    const headings = headingsOf(lines);
    const start = headings.findIndex(heading => heading.anchor === anchor);
    if (start < 0) return undefined;
    const next = headings.slice(start + 1).find(heading => heading.level <= headings[start]!.level);
    return lines.slice(headings[start]!.line + 1, next?.line).join("\n");
}

/** The code of a page or a section. */
export const codeOf = (markdown: string): CodeBlock[] =>
    [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language: language!, text: text! }));

function headingsOf(lines: readonly string[]): { line: number; level: number; anchor: string }[] {
    let fenced = false;
    return lines.flatMap((text, line) => {
        if (text.startsWith("```")) fenced = !fenced;
        const [, marks, title] = /^(#{1,6}) (.*)$/.exec(text) ?? [];
        return fenced || !marks ? [] : [{ line, level: marks.length, anchor: anchorOf(title!) }];
    });
}

/** As GitHub makes it: small letters, digits, hyphens for spaces. */
const anchorOf = (title: string): string =>
    title
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replace(/ /g, "-");

/** What commands name that no stack has: an object, an output, a resource, a host. */
export function unknownNames(code: string, state: readonly ResourceState[]): string[] {
    const inputs = state.map(resource => resource.inputs ?? {});
    const known: readonly { readonly pattern: RegExp; readonly names: readonly string[] }[] = [
        {
            pattern: /\b(?:deployment|statefulset|service|cronjob)\/[\w-]+/g,
            names: state.filter(({ inputs }) => inputs?.kind).map(one => `${String(one.inputs!.kind).toLowerCase()}/${objectName(one)}`),
        },
        {
            pattern: /(?<=pulumi stack output )\w+/g,
            names: state.filter(family("pulumi:pulumi:Stack").selects).flatMap(({ outputs }) => Object.keys(outputs ?? {})),
        },
        { pattern: /(?<='\*\*::)[\w-]+/g, names: state.map(logicalName) },
        { pattern: /(?<=https?:\/\/)(?!localhost\b)[\w.-]+/g, names: inputs.flatMap(hostsOf) },
    ];
    return known.flatMap(({ pattern, names }) => (code.match(pattern) ?? []).filter(name => !names.includes(name)));
}

/** The hosts of an Ingress or a certificate, the name of a record of DNS. */
function hostsOf(inputs: Readonly<Record<string, unknown>>): string[] {
    const { rules = [] } = (inputs.spec ?? {}) as { rules?: { host?: string }[] };
    const certified = Array.isArray(inputs.dnsNames) ? (inputs.dnsNames as unknown[]) : [];
    const hosts = inputs.kind === "Ingress" ? rules.map(({ host }) => host) : [inputs.name, ...certified];
    return hosts.filter(host => typeof host === "string");
}
