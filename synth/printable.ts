/**
 * The text as a terminal or a page may show it: names and messages are a program's, and control characters in them
 * must not break lines or move a cursor, nor marks of writing direction turn what follows around.
 */
export const printable = (text: string): string => text.replace(unprintable, escaped);

const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The same for a text of several lines. */
export const printableLines = (text: string): string =>
    text
        .split("\n")
        .map(line => line.split("\t").map(printable).join("\t"))
        .join("\n");
