import * as fc from "fast-check";
import { completeMessages } from "../../synth/child/old-sdks";
import { defaultName } from "../../synth/child/providers";
import { scrub, secretTexts, withSecretsOf } from "../../synth/child/secret-texts";
import { seconds } from "../../synth/child/state";
import { printable, printableLines } from "../../synth/printable";
import { withoutCompilers } from "../../synth/project";
import { aliasUrns, makeUrn, nameOf, parseUrn, typeOf } from "../../synth/urn";
import {
    hasUnknown,
    hideSecrets,
    isSecret,
    markSecret,
    maskSecrets,
    signatureKey,
    signatures,
    unknownValue,
    unwrap,
} from "../../synth/wire";
import { secret } from "./project";

describe("URNs", () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/);
    const type = fc.tuple(word, word, word).map(parts => parts.join(":"));

    it("carry the types of all ancestors but the stack's", () => {
        const stack = makeUrn("dev", "p", undefined, "pulumi:pulumi:Stack", "p-dev");
        const top = makeUrn("dev", "p", stack, "my:index:Top", "top");
        const low = makeUrn("dev", "p", top, "aws:s3/bucket:Bucket", "low");
        expect(stack).toBe("urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev");
        expect(top).toBe("urn:pulumi:dev::p::my:index:Top::top");
        expect(low).toBe("urn:pulumi:dev::p::my:index:Top$aws:s3/bucket:Bucket::low");
        expect([typeOf(low), nameOf(low)]).toEqual(["aws:s3/bucket:Bucket", "low"]);
        expect(makeUrn("dev", "p", undefined, "aws:s3/bucket:Bucket", "low")).toBe("urn:pulumi:dev::p::aws:s3/bucket:Bucket::low");
    });

    it("are read back as they were made, whatever the name", () => {
        fc.assert(
            fc.property(word, word, type, type, fc.string({ minLength: 1 }), (stack, project, parentType, own, name) => {
                const parent = makeUrn(stack, project, undefined, parentType, "parent");
                const urn = makeUrn(stack, project, parent, own, name);
                expect(parseUrn(urn)).toEqual({ stack, project, qualifiedType: `${parentType}$${own}`, name });
                expect([typeOf(urn), nameOf(urn)]).toEqual([own, name]);
            }),
        );
    });

    it.each(["", "urn:pulumi:dev::p::type", "urn:aws:dev::p::type::name", "name"])("fails to read '%s'", text => {
        expect(() => parseUrn(text)).toThrow(`'${text}' is not a URN`);
    });
});

describe("aliasUrns", () => {
    const parent = "urn:pulumi:dev::p::my:index:Top::top";
    const self = { stack: "dev", project: "p", type: "a:b:C", name: "top-c", parent };
    const of = (own: Parameters<typeof aliasUrns>[1], parents: readonly string[] = [], identity: typeof self = self): string[] =>
        aliasUrns(identity, own, parents);

    it("takes from the resource what an alias does not say", () => {
        expect(of([{ name: "old" }, { type: "a:b:D" }, { stack: "s2" }, { project: "p2" }])).toEqual([
            "urn:pulumi:dev::p::my:index:Top$a:b:C::old",
            "urn:pulumi:dev::p::my:index:Top$a:b:D::top-c",
            "urn:pulumi:s2::p::my:index:Top$a:b:C::top-c",
            "urn:pulumi:dev::p2::my:index:Top$a:b:C::top-c",
        ]);
    });

    it("knows another parent, none, and a URN written out; empty words say nothing", () => {
        expect(of([{ parentUrn: "urn:pulumi:dev::p::x:y:Z::other" }, { noParent: true }, { urn: "urn:pulumi:a::b::c:d:E::f" }])).toEqual([
            "urn:pulumi:dev::p::x:y:Z$a:b:C::top-c",
            "urn:pulumi:dev::p::a:b:C::top-c",
            "urn:pulumi:a::b::c:d:E::f",
        ]);
        expect(of([{ name: "", type: "", stack: "", project: "", parentUrn: "", urn: "" }])).toEqual([]);
    });

    it("follows the parent's former names, for the resource and for each alias of its own", () => {
        expect(of([{ name: "was" }], ["urn:pulumi:dev::p::my:index:Top::above", "urn:pulumi:dev::p::my:index:Old::top"])).toEqual([
            "urn:pulumi:dev::p::my:index:Top$a:b:C::was",
            "urn:pulumi:dev::p::my:index:Top$a:b:C::above-c",
            "urn:pulumi:dev::p::my:index:Old$a:b:C::top-c",
            "urn:pulumi:dev::p::my:index:Old$a:b:C::was",
        ]);
    });

    it("names none twice and never the resource itself", () => {
        const names = fc.constantFrom("top", "top-c", "x", "");
        const spec = fc.record({ name: names, type: fc.constantFrom("a:b:C", "a:b:D", ""), noParent: fc.boolean() });
        const parents = fc.array(
            names.filter(Boolean).map(name => `urn:pulumi:dev::p::my:index:Top::${name}`),
            { maxLength: 3 },
        );
        fc.assert(
            fc.property(fc.array(spec, { maxLength: 4 }), parents, (own, parentAliases) => {
                const made = of(own, parentAliases);
                expect(new Set(made).size).toBe(made.length);
                expect(made).not.toContain("urn:pulumi:dev::p::my:index:Top$a:b:C::top-c");
                for (const urn of made) expect(() => parseUrn(urn)).not.toThrow();
            }),
        );
    });
});

describe("values on the wire", () => {
    const canary = "c4nary";
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(canary));
    const { plain, marked } = fc.letrec(tie => ({
        plain: fc.oneof(
            { maxDepth: 4 },
            leaf,
            fc.array(tie("plain"), { maxLength: 3 }),
            fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("plain"), { maxKeys: 3, noNullPrototype: true }),
        ),
        // The canary only inside secrets.
        marked: fc.oneof(
            { maxDepth: 4 },
            leaf.filter(value => !String(value).includes(canary)),
            tie("plain").map(markSecret),
            fc.array(tie("marked"), { maxLength: 3 }),
            fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("marked"), { maxKeys: 3, noNullPrototype: true }),
        ),
    }));

    it("hide every secret, and nothing that is none", () => {
        fc.assert(
            fc.property(marked, value => {
                expect(JSON.stringify(hideSecrets(value))).not.toContain(canary);
                expect(JSON.stringify(unwrap(maskSecrets(value)))).not.toContain(canary);
            }),
        );
        fc.assert(fc.property(plain, value => expect(hideSecrets(value)).toEqual(value)));
        fc.assert(fc.property(plain, value => expect(maskSecrets(value)).toEqual(value)));
    });

    it("keep their shape under the mask", () => {
        fc.assert(fc.property(marked, value => expect(keysOf(unwrap(maskSecrets(value)))).toEqual(keysOf(unwrap(value)))));
    });

    it("are unwrapped at any depth", () => {
        fc.assert(fc.property(plain, value => expect(unwrap(value)).toEqual(value)));
        fc.assert(fc.property(plain, value => expect(unwrap(markSecret([markSecret(value)]))).toEqual([value])));
        const output = (rest: object): object => ({ [signatureKey]: signatures.output, ...rest });
        expect(unwrap([output({ value: markSecret({ a: output({ value: 1, secret: true }) }) }), output({ secret: false })])).toEqual([
            { a: 1 },
            unknownValue,
        ]);
    });

    it("keep the names in a secret map, and say how many entries a secret list has", () => {
        expect(hideSecrets({ a: markSecret({ user: "u", list: [1, true, null], nested: markSecret("n") }) })).toEqual({
            a: secret({ user: "[secret]", list: ["[secret]", "[secret]", "[secret]"], nested: "[secret]" }),
        });
    });

    it("know secrets by their signature, and what is unknown at any depth", () => {
        expect([isSecret(markSecret(1)), isSecret({ [signatureKey]: signatures.asset }), isSecret(null), isSecret("x")]).toEqual([
            true,
            false,
            false,
            false,
        ]);
        expect([hasUnknown({ a: [{ b: unknownValue }] }), hasUnknown({ a: [`${unknownValue}!`] }), hasUnknown(undefined)]).toEqual([
            true,
            false,
            false,
        ]);
    });
});

/** The keys of a value, at their places; what a leaf holds does not count. */
function keysOf(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(keysOf);
    if (typeof value !== "object" || value === null) return "leaf";
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keysOf(item)]));
}

describe("defaultName", () => {
    it.each([
        ["7.48.0", "", "default_7_48_0"],
        ["v7.48.0", "", "default_7_48_0"],
        ["1.2.3-alpha.1+build", "", "default_1_2_3_alpha_1_build"],
        ["", "", "default"],
        ["1.0.0", "https://example.com/p?q=1", "default_1_0_0_https___example.com_p_q_1"],
    ])("of version '%s' from '%s' is %s", (version, pluginDownloadUrl, name) => {
        expect(defaultName({ name: "aws", version, pluginDownloadUrl })).toBe(name);
    });
});

describe("seconds", () => {
    it.each([
        ["90s", 90],
        ["5m", 300],
        ["1h30m", 5400],
        ["1.5h", 5400],
        ["250ms", 0.25],
        ["1m0.5s", 60.5],
    ])("of %s are %d", (duration, expected) => expect(seconds(duration)).toBe(expected));

    it("add up, whatever the parts", () => {
        const part = fc.nat(500);
        fc.assert(fc.property(part, part, part, (h, m, s) => expect(seconds(`${h}h${m}m${s}s`)).toBe(h * 3600 + m * 60 + s)));
    });

    it.each(["", "soon", "5", "5 m", "m5", "5m!", "5d"])("fails on '%s'", duration => {
        expect(() => seconds(duration)).toThrow(`'${duration}' is not a duration such as "30m" or "1h30m"`);
    });
});

describe("withoutCompilers", () => {
    it.each([
        ["", []],
        ["--import tsx", []],
        ["--import=tsx --max-old-space-size=4096", ["--max-old-space-size=4096"]],
        ["-r ts-node/register/transpile-only --require @swc/register", []],
        ["--loader ts-node/esm --no-warnings", ["--no-warnings"]],
        ["--import ./hook.mjs", ["--import", "./hook.mjs"]],
        ["--require=./a.js -r dotenv/config", ["--require", "./a.js", "-r", "dotenv/config"]],
        ["--import=data:text/javascript,a=b=c", ["--import", "data:text/javascript,a=b=c"]],
        [`--title="two words" --import 'data:x y' a\\ b`, ["--title=two words", "--import", "data:x y", "a b"]],
        [`--title="say \\"it\\""`, [`--title=say "it"`]],
        ["--import", ["--import", ""]],
    ])("makes of %j: %j", (nodeargs, kept) => expect(withoutCompilers(nodeargs)).toEqual(kept));

    it("keeps every other flag as it is, in its order", () => {
        const flag = fc
            .stringMatching(/^--[a-z][a-z-]{0,12}(=[A-Za-z0-9=./:,-]{0,10})?$/)
            .filter(word => !/^--(import|require|loader|experimental-loader)/.test(word));
        const compiler = fc.constantFrom("--import tsx", "--require=ts-node/register", "-r tsx/cjs", "--loader @swc-node/register/esm");
        fc.assert(
            fc.property(fc.array(fc.oneof(flag, compiler)), words => {
                expect(withoutCompilers(words.join("  "))).toEqual(words.filter(word => /^--(?!import|require|loader)/.test(word)));
            }),
        );
    });
});

describe("what a policy was handed in plain", () => {
    const before = {
        name: "n",
        password: markSecret("hunter2"),
        nested: [{ key: markSecret({ a: "s3cr3t", b: 7 }) }],
        short: markSecret("abc"),
    };

    it("has its secrets marked again: by their place, and by their text wherever it went", () => {
        const after = {
            name: "n",
            password: "changed",
            nested: [{ key: { a: "s3cr3t", b: 7 } }, "new"],
            short: "abc",
            copied: { to: ["hunter2", "abc"], within: "postgres://u:hunter2@h" },
            kept: markSecret("own"),
        };
        expect(withSecretsOf(before, after)).toEqual({
            name: "n",
            password: markSecret("changed"),
            nested: [{ key: markSecret({ a: "s3cr3t", b: 7 }) }, "new"],
            short: markSecret("abc"),
            copied: { to: [markSecret("hunter2"), "abc"], within: markSecret("postgres://u:hunter2@h") },
            kept: markSecret("own"),
        });
    });

    it("comes back with every secret that it had, whatever was changed beside it", () => {
        const text = fc.stringMatching(/^[a-z]{4,8}$/);
        const value = fc.letrec(tie => ({
            any: fc.oneof(
                { maxDepth: 4 },
                text,
                text.map(plain => markSecret(`SECRET-${plain}`)),
                fc.array(tie("any"), { maxLength: 3 }),
                fc.dictionary(text, tie("any"), { maxKeys: 3, noNullPrototype: true }),
            ),
        })).any;
        fc.assert(
            fc.property(value, text, (inputs, added) => {
                expect(withSecretsOf(inputs, unwrap(inputs))).toEqual(inputs);
                const rearranged = { added, inside: [unwrap(inputs)] };
                expect(JSON.stringify(hideSecrets(withSecretsOf(inputs, rearranged)))).not.toContain("SECRET-");
            }),
        );
    });

    it("is taken out of messages, longest first", () => {
        expect(secretTexts(before)).toEqual(["hunter2", "s3cr3t"]);
        expect(scrub("hunter2 and s3cr3t and hunter22", secretTexts(before))).toBe("[secret] and [secret] and [secret]2");
        expect(secretTexts({ a: markSecret("abcd"), b: markSecret("abcdef") })).toEqual(["abcdef", "abcd"]);
    });
});

describe("printable", () => {
    it("keeps text, and shows control characters by their number", () => {
        expect(printable("Grüße, 世界 🚀")).toBe("Grüße, 世界 🚀");
        expect(printable("a\nb\u001b[2J\u0000\u007f\u009b")).toBe("a\\u000ab\\u001b[2J\\u0000\\u007f\\u009b");
        expect(printableLines("a\n\tb\u001b\r")).toBe("a\n\tb\\u001b\\u000d");
    });
});

describe("the messages of an older SDK", () => {
    it("read what they do not have as what is not set, and keep what they have", () => {
        class Request {
            getProtect = (): boolean => true;
            getAliasesList(): string[] {
                return ["kept"];
            }
        }
        class Read {}
        completeMessages({ RegisterResourceRequest: Request, ReadResourceRequest: Read } as unknown as Parameters<
            typeof completeMessages
        >[0]);
        const request = new Request() as unknown as Record<string, () => unknown>;
        expect(
            ["getAliasesList", "getTransformsList", "getPackageref", "getStacktrace", "hasProtect", "hasRetainondelete"].map(name =>
                request[name]!(),
            ),
        ).toEqual([["kept"], [], "", undefined, true, false]);
        expect((new Read() as unknown as typeof request).getPackageref!()).toBe("");
    });
});
