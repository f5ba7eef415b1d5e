/** What a configuration of nginx says: a directive in one line, or a block of them. */
export type Directive = string | Block;

export interface Block {
    /** What stands before the brace: `upstream app`, `location /`. */
    readonly head: string;
    readonly block: readonly Directive[];
}

export const isBlock = (directive: unknown): directive is Block =>
    typeof directive === "object" && directive !== null && "head" in directive;

/** Words, texts in quotes, and the three signs; comments and white space are left out. */
const tokens = /#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[;{}]|(?:\\.|\$\{\w+\}|[^\s;{}])+/g;

/** Fails for what is no configuration. */
export function parseNginx(text: string): Directive[] {
    const words = (text.match(tokens) ?? []).filter(token => !token.startsWith("#"));
    const rest = { words, next: 0 };
    const directives = directivesOf(rest);
    if (rest.next < words.length) throw new Error("a brace that closes nothing");
    return directives;
}

function directivesOf(rest: { readonly words: readonly string[]; next: number }, open = false): Directive[] {
    const found: Directive[] = [];
    let line: string[] = [];
    while (rest.next < rest.words.length) {
        const word = rest.words[rest.next]!;
        if (word === "}") {
            if (!open || line.length > 0) break;
            rest.next += 1;
            return found;
        }
        rest.next += 1;
        if (word === ";" || word === "{") {
            if (line.length === 0) throw new Error(`'${word}' after nothing`);
            const head = line.join(" ");
            found.push(word === ";" ? head : { head, block: directivesOf(rest, true) });
            line = [];
        } else line.push(word);
    }
    if (open || line.length > 0) throw new Error(`no end to ${line.join(" ") || "a block"}`);
    return found;
}

export const writeNginx = (directives: readonly Directive[]): string =>
    directives.map(one => (isBlock(one) ? `${one.head} {\n${writeNginx(one.block)}}\n` : `${one};\n`)).join("");
