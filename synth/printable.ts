/**
 * The text as a terminal may show it: names and messages are a program's, and control characters in them must not
 * break lines or move a cursor.
 */
export const printable = (text: string): string =>
    text.replace(/[\u0000-\u001f\u007f-\u009f]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The same for a text of several lines. */
export const printableLines = (text: string): string =>
    text
        .split("\n")
        .map(line => line.split("\t").map(printable).join("\t"))
        .join("\n");
