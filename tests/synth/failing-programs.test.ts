import * as path from "node:path";
import { groupGone } from "../cli/processes";
import { root, synthesize } from "../support/synth";
import { failure, synth, writeProject, type Files } from "./project";

describe("a program that fails", () => {
    /** One module throws when told so; the entry calls it in all the ways there are. */
    const files: Files = {
        "lib/thrower.ts": `export interface Reason {
    readonly text: string;
}
export function fail(reason: Reason): never {
    throw new TypeError(reason.text);
}
`,
    };
    const thrower = `import * as pulumi from "@pulumi/pulumi";\nimport { fail } from "./lib/thrower";\n\n`;

    it.each([
        ["at its top level", `throw new Error("no\\nway");`, ["no\nway", "    at index.ts:4:7"]],
        ["in a module it imports", `fail({ text: "bad" });`, ["TypeError: bad", "    at lib/thrower.ts:5:11", "    at index.ts:4:1"]],
        [
            "in asynchronous code",
            `void (async () => {\n    await new Promise(resolve => setTimeout(resolve, 1));\n    fail({ text: "late" });\n})();`,
            ["TypeError: late", "    at lib/thrower.ts:5:11", "    at index.ts:6:5"],
        ],
        [
            "in a timer",
            `setTimeout(() => fail({ text: "timed" }), 1);`,
            ["TypeError: timed", "    at lib/thrower.ts:5:11", "    at index.ts:4:18"],
        ],
        [
            "in an apply",
            `export const a = pulumi.output(1).apply(() => fail({ text: "applied" }));`,
            ["TypeError: applied", "    at lib/thrower.ts:5:11", "    at index.ts:4:47"],
        ],
        [
            "in a function it exports",
            `export = () => fail({ text: "called" });`,
            ["TypeError: called", "    at lib/thrower.ts:5:11", "    at index.ts:4:16"],
        ],
        [
            "where a property is read of nothing",
            `const nothing = undefined as unknown as { a: string };\nnothing.a;`,
            ["TypeError: Cannot read properties of undefined (reading 'a')", "    at index.ts:5:9"],
        ],
    ])("fails %s with its message and its own lines", async (place, statement, lines) => {
        const message = await failure(`bad-input/throws-${place.replaceAll(" ", "-")}`, { ...files, "index.ts": thrower + statement });
        expect(message.split("\n")).toEqual(lines.join("\n").split("\n"));
    });

    it("fails in an ES module, also compiled file by file, with its own lines", async () => {
        const program = `import { fail } from "./lib/thrower.js";\nconst now: boolean = await Promise.resolve(true);\nif (now) fail({ text: "bad" });\n`;
        const lines = ["TypeError: bad", "    at lib/thrower.ts:5:11", "    at index.ts:3:10"];
        const manifest = { "package.json": `{ "type": "module" }` };
        const whole = await failure("bad-input/throws-esm", { ...files, ...manifest, "index.ts": program });
        expect(whole.split("\n")).toEqual(lines);
        const hooked = `${program}void ((file: string) => import(file));\n`;
        expect((await failure("bad-input/throws-hooked", { ...files, ...manifest, "index.ts": hooked })).split("\n")).toEqual(lines);
    });

    it.each([
        ["text", `"just text"`, `The program threw 'just text'.`],
        ["nothing", "undefined", "The program threw undefined."],
        ["null", "null", "The program threw null."],
        ["a big number", "10n", "The program threw 10n."],
        ["an object that holds itself", "Object.assign(self, { self })", "The program threw <ref *1> { self: [Circular *1] }."],
    ])("fails where it rejects with %s", async (kind, value, message) => {
        const program = `const self: object = {};\nvoid self;\nvoid Promise.reject(${value});\n`;
        expect(await failure(`bad-input/rejects-${kind.replaceAll(" ", "-")}`, { "index.ts": program })).toBe(message);
    });

    it("fails without a place where the SDK says that the message is enough", async () => {
        const files = (statement: string): Files => ({ "index.ts": `import * as pulumi from "@pulumi/pulumi";\n${statement}` });
        expect(await failure("bad-input/require", files(`new pulumi.Config().require("size");`))).toBe(
            "Missing required configuration variable 'test:size'\n\tplease set a value using the command `pulumi config set test:size <value>`",
        );
        expect(await failure("bad-input/run-error", files(`throw new pulumi.RunError("as you wish");`))).toBe("as you wish");
    });

    it("fails to compile with the place of every error", async () => {
        const message = await failure("bad-input/syntax", {
            "index.ts": `import "./lib/one";\nimport "./lib/two";\nimport "./lib/none";\n`,
            "lib/one.ts": "const a = ;\n",
            "lib/two.ts": "\n  let b = 1; let b = 2;\n",
        });
        expect(message.split("\n")).toEqual([
            "The program does not compile:",
            `index.ts:3:8: Could not resolve "./lib/none"`,
            `    import "./lib/none";`,
            `lib/one.ts:1:11: Unexpected ";"`,
            "    const a = ;",
            `lib/two.ts:2:18: The symbol "b" has already been declared`,
            "    let b = 1; let b = 2;",
        ]);
    });

    it("fails to compile in a module that names its own folder, with the place", async () => {
        const message = await failure("bad-input/syntax-dirname", {
            "index.ts": `import "./lib/one";`,
            "lib/one.ts": "__dirname;\nconst a = ;\n",
        });
        expect(message.split("\n").slice(0, 2)).toEqual(["The program does not compile:", `lib/one.ts:2:11: Unexpected ";"`]);
    });

    it("fails where a package is missing, and where JSON is broken", async () => {
        const message = await failure("bad-input/package", { "index.ts": `import { a } from "no-such-package";\nexport const b = a;\n` });
        expect(message.split("\n")[0]).toBe("Cannot find module 'no-such-package'");
        expect(message.split("\n").at(-1)).toBe("    at index.ts:1:19");
        const manifest = { "package.json": `{ "type": "module" }`, "index.js": `import { a } from "no-such-package";` };
        expect(await failure("bad-input/package-esm", manifest)).toMatch(/^Cannot find package 'no-such-package'/);
        const json = { "index.ts": `import data from "./data.json";\nexport { data };\n`, "data.json": `{ "a": }` };
        expect((await failure("bad-input/json", json)).split("\n")[1]).toMatch(/^data\.json:1:8: /);
    });

    it("fails where two resources have one URN", async () => {
        const twice = (make: string): Files => ({
            "index.ts": `import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\nclass C extends pulumi.ComponentResource {}\n${make}`,
        });
        const components = await failure("bad-input/duplicate", twice(`new C("a:b:C", "x");\nnew C("a:b:C", "x");`));
        expect(components).toMatch(
            /^failed to register new resource x \[a:b:C\]: Duplicate resource URN 'urn:pulumi:dev::test::a:b:C::x'; try giving it a unique name\n/,
        );
        expect(components.split("\n").at(-1)).toBe("    at index.ts:5:1");
        const read = await failure("bad-input/duplicate-read", twice(`aws.s3.Bucket.get("x", "i");\nnew aws.s3.Bucket("x");`));
        expect(read).toContain("Duplicate resource URN 'urn:pulumi:dev::test::aws:s3/bucket:Bucket::x'; try giving it a unique name");
    });

    it("fails where a transform throws, or a time limit is none", async () => {
        const files = (options: string): Files => ({
            "index.ts": `import * as random from "@pulumi/random";\nnew random.RandomId("id", { byteLength: 4 }, ${options});`,
        });
        expect(await failure("bad-input/transform", files(`{ transforms: [() => { throw new Error("not so"); }] }`))).toBe(
            "failed to register new resource id [random:index/randomId:RandomId]: transform failed: Error: not so\n    at index.ts:2:1",
        );
        expect(await failure("bad-input/timeouts", files(`{ customTimeouts: { create: "soon" } }`))).toBe(
            `failed to register new resource id [random:index/randomId:RandomId]: 'soon' is not a duration such as "30m" or "1h30m"\n` +
                "    at index.ts:2:1",
        );
    });

    it("fails where an asset does not exist", async () => {
        const message = await failure("bad-input/asset", {
            "index.ts": `import * as aws from "@pulumi/aws";\nimport * as pulumi from "@pulumi/pulumi";\nnew aws.s3.BucketObjectv2("o", { bucket: "b", source: new pulumi.asset.FileAsset("none.txt") });\n`,
        });
        expect(message).toBe(
            "failed to register new resource o [aws:s3/bucketObjectv2:BucketObjectv2]: failed to compute asset hash: none.txt does not exist\n" +
                "    at index.ts:3:1",
        );
    });
});

describe("a program that does not end well", () => {
    const stopped = (seconds: number): string =>
        `The program did not end within ${seconds} seconds and was stopped. It may wait for something that never comes, or keep a server or a timer ` +
        "open. --timeout sets another limit.";

    it.each([
        ["keeps a timer open", "setInterval(() => undefined, 1000);"],
        ["never leaves a loop", "for (;;) {}"],
    ])("fails after the time limit where it %s", async (kind, program) => {
        const name = `bad-input/${kind.replaceAll(" ", "-")}`;
        expect(await failure(name, { "index.js": program }, { timeoutSeconds: 1 })).toBe(stopped(1));
    });

    it("fails after the time limit and leaves no process behind, neither its own nor a policy host", async () => {
        const folder = writeProject("bad-input/left-behind", {
            "index.js": `require("node:child_process").spawn("sleep", ["77"]); console.log(process.pid); for (;;) {}`,
        });
        const printed: string[] = [];
        // Time enough for the program to say which process it is, on a machine that does other things as well.
        const timeoutSeconds = 5;
        const policyPacks = [path.join(root, "tests", "fixtures", "pack")];
        await expect(synthesize({ directory: folder, policyPacks, timeoutSeconds, onPrint: line => printed.push(line) })).rejects.toThrow(
            stopped(timeoutSeconds),
        );
        expect(printed).toEqual([expect.stringMatching(/^\d+$/)]);
        await groupGone(Number(printed[0]));
    });

    it("ends at once where a promise never settles", async () => {
        expect(await failure("bad-input/never", { "index.js": "module.exports = new Promise(() => undefined);" })).toBe(
            "The program ended before it was done: something it awaits never settles.",
        );
        const inApply = `require("@pulumi/pulumi").output(new Promise(() => undefined)).apply(() => 1)`;
        expect(await failure("bad-input/never-apply", { "index.js": `module.exports = { a: ${inApply} };` })).toBe(
            "The program ended before it was done: something it awaits never settles.",
        );
    });

    it.each([
        [
            // The SDK makes it 1, for what is left undone.
            "exits with 0",
            "process.exit(0);",
            "The program ended its own process (exit code 1) before all of its resources were registered.",
        ],
        [
            "exits with 3",
            "process.exit(3);",
            "The program ended its own process (exit code 3) before all of its resources were registered.",
        ],
        [
            "is killed",
            "process.kill(process.pid);",
            "The program ended its own process (SIGTERM) before all of its resources were registered.",
        ],
        ["sets an exit code", "process.exitCode = 3;", "The program ended with exit code 3."],
    ])("fails where it %s", async (kind, program, message) => {
        expect(await failure(`bad-input/${kind.replaceAll(" ", "-")}`, { "index.js": program })).toBe(message);
    });

    it("fails with a message where it runs out of stack or closes the channel to its parent", async () => {
        expect(await failure("bad-input/recursion", { "index.js": "const f = () => f() + 1;\nf();" })).toMatch(
            /^RangeError: Maximum call stack size exceeded\n    at index\.js:1:\d+/,
        );
        expect(await failure("bad-input/disconnect", { "index.js": "process.disconnect();" })).toBe(
            "The program ended its own process (exit code 1) before all of its resources were registered.",
        );
    });

    it("hands over what it prints, whole lines, stdout and stderr apart, the last without an end", async () => {
        const { printed } = await synth("bad-input/prints", {
            "index.js": `
                process.stdout.write("half a ");
                process.stderr.write("é\\n\\nerr");
                process.stdout.write("line\\nlast ü");`,
        });
        expect([...printed].sort()).toEqual(["", "err", "half a line", "last ü", "é"]);
    });

    it("does not keep waiting for a process that the program left behind", async () => {
        const { outputs } = await synth("bad-input/background", {
            "index.js": `require("node:child_process").spawn("sleep", ["300"], { stdio: "inherit" }).unref(); exports.a = 1;`,
        });
        expect(outputs).toEqual({ a: 1 });
    });
});
