/** nginx's own grammar, as far as it is written here: lines, and blocks of lines. */
export function block(head: string, ...parts: readonly (string | readonly string[])[]): string[] {
    return [`${head} {`, ...parts.flat().map(line => `    ${line}`), "}"];
}

/**
 * A value in quotes. What is in them is taken as it is but for the quote, the backslash, which escapes, and the dollar,
 * which begins a variable and cannot be escaped: whoever writes those has not checked the value.
 */
export function quoted(value: string): string {
    if (!/^[\x20-\x7e]*$/.test(value) || /["\\$]/.test(value))
        throw new Error(`not to be written into nginx's configuration: ${JSON.stringify(value)}`);
    return `"${value}"`;
}

/** A path as part of a regular expression. */
export const escaped = (path: string): string => path.replace(/[.+]/g, "\\$&");
