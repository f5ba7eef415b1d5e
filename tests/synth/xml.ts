/** An element of an XML document. */
export interface Element {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly children: readonly Element[];
    readonly text: string;
}

const illegal = /[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Reads a well-formed document without a DTD, and throws on anything else: a judge of what we write, not a library. */
export function parseXml(source: string): Element {
    const bad = illegal.exec(source);
    if (bad) throw new Error(`U+${bad[0].codePointAt(0)!.toString(16)} is no character of XML, at ${bad.index}`);
    const text = source.replace(/^<\?xml [^?]*\?>\s*/, "");
    const root = { name: "", attributes: {}, children: [] as Element[], text: "" };
    const open = [root];
    let at = 0;
    const token =
        /<!\[CDATA\[(?<data>[^]*?)\]\]>|<!--(?!-?>)[^]*?-->|<\/(?<end>[\w:.-]+)\s*>|<(?<start>[\w:.-]+)(?<attributes>(?:\s+[\w:.-]+="[^"<]*")*)\s*(?<closed>\/?)>|(?<plain>[^<]+)/y;
    while (at < text.length) {
        token.lastIndex = at;
        const groups = token.exec(text)?.groups;
        if (!groups) throw new Error(`not well-formed at ${JSON.stringify(text.slice(at, at + 60))}`);
        at = token.lastIndex;
        const inside = open.at(-1)!;
        if (groups.data !== undefined) inside.text += groups.data;
        else if (groups.plain !== undefined) {
            if (groups.plain.includes("]]>")) throw new Error("']]>' stands in text");
            inside.text += decode(groups.plain);
        } else if (groups.start) {
            const element = { name: groups.start, attributes: attributesOf(groups.attributes ?? ""), children: [] as Element[], text: "" };
            inside.children.push(element);
            if (!groups.closed) open.push(element);
        } else if (groups.end && open.pop()!.name !== groups.end) throw new Error(`</${groups.end}> closes another element`);
    }
    if (open.length !== 1 || root.children.length !== 1 || root.text.trim()) throw new Error("there is not exactly one whole root element");
    return root.children[0]!;
}

function attributesOf(source: string): Record<string, string> {
    const attributes: Record<string, string> = {};
    for (const [, name, value] of source.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
        if (name! in attributes) throw new Error(`the attribute ${name} stands twice`);
        attributes[name!] = decode(value!);
    }
    return attributes;
}

function decode(text: string): string {
    return text.replace(
        /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+))?(;?)/g,
        (whole, hex?: string, decimal?: string, name?: string, end?: string) => {
            const number = hex ? parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
            const decoded = number === undefined ? entities[name ?? ""] : String.fromCodePoint(number);
            if (decoded === undefined || end !== ";" || illegal.test(decoded)) throw new Error(`${whole} is no reference`);
            return decoded;
        },
    );
}
