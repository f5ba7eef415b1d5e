/** Where a text stops being an expression of Cloudflare's rules language, counted from 0, and what is missing there. */
export interface Flaw {
    readonly at: number;
    readonly wanted: string;
}

const spaces = /[ \t\r\n]*/y;
const name = /[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z0-9_]+)*/y;
const text = /"(?:[^"\\]|\\["\\]|\\x[0-9a-fA-F]{2}|\\[0-7]{3}|\\[^"\\x0-7])*"|r(#*)"[\s\S]*?"\1/y;
const number = /-?(?:0x[0-9a-fA-F]+|\d+)(?![\w.:])/y;
/** Numbers, addresses and bytes, their ranges and networks: what is in them the API says. */
const figure = /-?[0-9a-fA-F:.]*[0-9:][0-9a-fA-F:.x-]*(?:\/\d{1,3})?/y;
const list = /\$[a-zA-Z0-9_.-]+/y;
const comparison = /(?:eq|ne|ge|le|gt|lt|contains|matches|wildcard|strict[ \t\r\n]+wildcard|bitwise_and)(?!\w)|==|!=|>=|<=|>|<|~|&(?!&)/y;
const membership = /in(?!\w)/y;
const joint = /(?:and|or|xor)(?!\w)|&&|\|\||\^\^/y;
const negation = /not(?!\w)|!(?!=)/y;
const reserved = /^(?:and|or|xor|not|in|eq|ne|ge|le|gt|lt|contains|matches|wildcard)$/;

class Flawed extends Error {
    constructor(readonly flaw: Flaw) {
        super(flaw.wanted);
    }
}

/** Reads the language's form. Names of fields and functions, and their types, are the API's to check. */
class Reader {
    private position = 0;

    constructor(private readonly source: string) {}

    condition(): void {
        do {
            while (this.took(negation)) continue;
            this.part();
        } while (this.took(joint));
    }

    value(): void {
        if (!this.took(text) && !this.took(number)) this.operand();
    }

    end(): void {
        this.took(spaces);
        if (this.position < this.source.length) this.fail("and, or, or the end of it");
    }

    private part(): void {
        if (this.took(/\(/y)) {
            this.condition();
            this.need(/\)/y, "a closing parenthesis");
            return;
        }
        this.operand();
        if (this.took(comparison)) this.literal();
        else if (this.took(membership)) this.set();
    }

    private operand(): void {
        const found = this.took(name);
        if (!found || reserved.test(found)) this.fail("a field or a function", found);
        if (this.took(/\(/y) && !this.took(/\)/y)) {
            do this.argument();
            while (this.took(/,/y));
            this.need(/\)/y, "a comma or a closing parenthesis");
        }
        while (this.took(/\[/y)) {
            if (!this.took(/\*/y) && !this.took(text) && !this.took(/\d+/y)) this.fail("a key in quotes, a number or *");
            this.need(/\]/y, "a closing bracket");
        }
    }

    /** A number or address, or what can stand as a condition, as in `any(…)`. */
    private argument(): void {
        if (!this.took(text) && !this.took(number)) this.condition();
    }

    private literal(): void {
        if (!this.took(text) && !this.took(figure) && !this.took(/(?:true|false)(?!\w)/y))
            this.fail("a text in quotes, a number or an address");
    }

    private set(): void {
        if (this.took(list)) return;
        this.need(/\{/y, "a set in braces or a list's name");
        while (!this.took(/\}/y)) if (!this.took(text) && !this.took(figure)) this.fail("a value, without commas, or a closing brace");
    }

    private need(what: RegExp, wanted: string): void {
        if (this.took(what) === undefined) this.fail(wanted);
    }

    /** What is there, after spaces. */
    private took(what: RegExp): string | undefined {
        spaces.lastIndex = this.position;
        const start = this.position + spaces.exec(this.source)![0].length;
        what.lastIndex = start;
        const found = what.exec(this.source)?.[0];
        if (found === undefined) return undefined;
        this.position = start + found.length;
        return found;
    }

    /** Of a text that was read already, or of the next one. */
    private fail(wanted: string, found = ""): never {
        if (!found) this.took(spaces);
        throw new Flawed({ at: this.position - found.length, wanted });
    }
}

/** What is wrong with a condition, such as a rule has. */
export const flawOf = (source: string): Flaw | undefined => read(source, reader => reader.condition());

/** What is wrong with an expression that makes a text, such as a redirect's target. */
export const flawOfValue = (source: string): Flaw | undefined => read(source, reader => reader.value());

function read(source: string, how: (reader: Reader) => void): Flaw | undefined {
    const reader = new Reader(source);
    try {
        how(reader);
        reader.end();
        return undefined;
    } catch (error) {
        if (error instanceof Flawed) return error.flaw;
        throw error;
    }
}
