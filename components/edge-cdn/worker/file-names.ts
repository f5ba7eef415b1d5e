import { percentDecoded } from "./url-path";

/** `filename`, `filename*` (RFC 5987), `filename*0`, `filename*1*` … (RFC 2231). */
const parameter = /filename(\*\d+\*?|\*)?[ \t]*=[ \t]*/gi;

/** Of a part; more are no form's, and would take long to look at. */
const mostNames = 20;

/** All names of files in the headers of a part: whatever any service could take for one. `undefined`: too many. */
export function fileNamesIn(headers: string): string[] | undefined {
    const text = headers.replace(/(?:\r\n|\n|\r)[ \t]+/g, " ");
    const found = [...text.matchAll(parameter)];
    if (found.length > mostNames) return undefined;
    const parameters = found.map(({ 0: all, 1: mark = "", index }) => {
        const readings = readingsAt(text.slice(index + all.length));
        return {
            order: /\d/.test(mark) ? Number(mark.replace(/\D/g, "")) : undefined,
            readings: mark.endsWith("*") ? readings.map(extended) : readings,
        };
    });
    const pieces = parameters.flatMap(({ order, readings }) => (order === undefined ? [] : [{ order, text: readings[0]! }]));
    const joined = [...pieces].sort((one, other) => one.order - other.order).map(piece => piece.text);
    return [...parameters.flatMap(({ readings }) => readings), joined.join("")].filter(Boolean);
}

/** Quoted, with escapes and without any: browsers write `\` of a path as it is. Otherwise up to `;`, or to a space. */
function readingsAt(rest: string): readonly string[] {
    const line = /^[^\r\n]*/.exec(rest)![0];
    if (!line.startsWith('"')) {
        const token = /^[^;]*/.exec(line)![0].trim();
        return [token, token.split(/\s/)[0]!];
    }
    const escaped = /^"((?:[^"\\]|\\.)*)/.exec(line)![1]!;
    const plain = /^"([^"]*)/.exec(line)![1]!;
    return [escaped.replace(/\\(.)/g, "$1"), escaped, plain];
}

/** `UTF-8'en'na%C3%AFve.txt`: endings are ASCII in every charset that is in use. */
const extended = (value: string): string => percentDecoded(/^[^']*'[^']*'(.*)$/s.exec(value)?.[1] ?? value);
