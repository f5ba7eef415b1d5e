import { percentDecoded } from "./url-path";

/**
 * The endings, in lower case, that a file system or a service may see in a name: as it stands, decoded once more, and
 * in compatibility characters; before a NUL, or without it; without the name of a stream (`x.php::$DATA`).
 */
export function endingsOf(name: string): Set<string> {
    const spellings = [name, percentDecoded(name)].flatMap(text => [text, text.normalize("NFKC")]);
    const cut = spellings
        .flatMap(text => [text, text.split("\0")[0]!, text.replaceAll("\0", "")])
        .flatMap(text => [text, withoutStream(text)]);
    return new Set(cut.map(text => endingOf(trimmed(text))).filter(Boolean));
}

function withoutStream(text: string): string {
    const segment = lastSegment(text);
    return text.slice(0, segment) + text.slice(segment).split(":")[0]!;
}

/** What Windows drops at the end of a name, and what a sloppy reading leaves there. */
const dropped = /[\s.\0-\x20\x7f/\\"';]/;

function trimmed(text: string): string {
    let end = text.length;
    while (end > 0 && dropped.test(text[end - 1]!)) end--;
    return text.slice(0, end);
}

function endingOf(text: string): string {
    const segment = text.slice(lastSegment(text));
    return segment.includes(".")
        ? segment
              .slice(segment.lastIndexOf(".") + 1)
              .trim()
              .toLowerCase()
        : "";
}

const lastSegment = (text: string): number => Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\")) + 1;
