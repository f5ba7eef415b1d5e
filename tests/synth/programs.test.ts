import * as fs from "node:fs";
import * as path from "node:path";
import { failure, run, synth, writeProject, type Files } from "./project";

/** How a Pulumi program may be written, and what its stack then exports. */
interface Program {
    readonly title: string;
    readonly files: Files;
    readonly from?: string;
    readonly outputs: Record<string, unknown>;
}

const named = (main: string): string => `name: test\nruntime: nodejs\nmain: ${main}\n`;
const esModule = JSON.stringify({ private: true, type: "module" });

const programs: Program[] = [
    {
        title: "TypeScript, index.ts",
        files: {
            "index.ts": `
                import * as pulumi from "@pulumi/pulumi";
                enum Colour { Red = "red" }
                export const colour: string = Colour.Red;
                export const names = pulumi.output([pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization()]);`,
        },
        outputs: { colour: "red", names: ["test", "dev", "organization"] },
    },
    {
        title: "JavaScript, CommonJS",
        files: { "index.js": `module.exports = { a: require("./lib/b").b };`, "lib/b/index.js": "exports.b = 2;" },
        outputs: { a: 2 },
    },
    {
        title: "JavaScript, an ES module with top-level await",
        files: { "package.json": esModule, "index.js": `export const a = await Promise.resolve(3);` },
        outputs: { a: 3 },
    },
    {
        title: "a .mts that main names, in a CommonJS package",
        files: { "Pulumi.yaml": named("program.mts"), "program.mts": "const a: number = await Promise.resolve(4);\nexport { a };" },
        outputs: { a: 4 },
    },
    {
        title: "a .cts in an ES package, with export =",
        files: { "package.json": esModule, "Pulumi.yaml": named("program.cts"), "program.cts": "export = { a: 5 as number };" },
        outputs: { a: 5 },
    },
    {
        title: "TypeScript in an ES package, with a CommonJS module that requires packages",
        files: {
            "package.json": esModule,
            "index.ts": `
                import { createRequire } from "node:module";
                import helper from "./helper.cjs";
                const require = createRequire(import.meta.url);
                export const joined: string = helper.joined;
                export const fromJson = (require("./data.json") as { x: number }).x;
                export const twice = await helper.twice;`,
            "helper.cjs": `
                const path = require("node:path");
                const { output } = require("@pulumi/pulumi");
                exports.joined = path.posix.join("a", "b");
                exports.twice = output(1).apply(one => one * 2);`,
            "data.json": `{ "x": 6 }`,
        },
        outputs: { joined: "a/b", fromJson: 6, twice: 2 },
    },
    {
        title: "main that is a folder, started from a folder below the project",
        files: {
            "Pulumi.yaml": named("infra"),
            "infra/package.json": "{}",
            "infra/index.ts": `export const at = require("node:path").basename(process.cwd());`,
            "deep/er/note.txt": "",
        },
        from: "deep/er",
        outputs: { at: "infra" },
    },
    {
        title: "main that is a file: its folder is the working directory",
        files: {
            "Pulumi.yaml": named("infra/program.ts"),
            "infra/program.ts": `export const at = require("node:path").basename(process.cwd());`,
        },
        outputs: { at: "infra" },
    },
    {
        title: "the main of package.json",
        files: { "package.json": `{ "main": "bin/" }`, "bin/index.js": "exports.a = 1;", "index.js": "exports.a = 2;" },
        outputs: { a: 1 },
    },
    {
        title: "the exports of package.json, a string",
        files: {
            "package.json": `{ "exports": "./src/start.js", "main": "index.js" }`,
            "src/start.js": "exports.a = 1;",
            "index.js": "exports.a = 2;",
        },
        outputs: { a: 1 },
    },
    {
        title: "the exports of package.json, with conditions",
        files: {
            "package.json": `{ "type": "module", "exports": { ".": { "import": "./src/start.ts" } } }`,
            "src/start.ts": "export const a: number = 1;",
            "index.js": "export const a = 2;",
        },
        outputs: { a: 1 },
    },
    {
        title: "a function that a CommonJS program exports",
        files: { "index.ts": `export = () => ({ a: 1 });` },
        outputs: { a: 1 },
    },
    {
        title: "an ES module whose default export holds its outputs",
        files: {
            "package.json": esModule,
            "index.ts": `import { runtime } from "@pulumi/pulumi";\nexport default { preview: runtime.isDryRun(), update: !runtime.isDryRun() };`,
        },
        outputs: { preview: true, update: false },
    },
    {
        title: "an async function that an ES program exports, with resources in it",
        files: {
            "package.json": esModule,
            "index.ts": `
                import { ComponentResource } from "@pulumi/pulumi";
                export default async (): Promise<{ urn: unknown }> => {
                    await new Promise(resolve => setTimeout(resolve, 10));
                    return { urn: new ComponentResource("a:b:C", "late").urn };
                };`,
        },
        outputs: { urn: "urn:pulumi:dev::test::a:b:C::late" },
    },
    {
        title: "nodeargs: compilers are left out, everything else is kept, quotes hold together",
        files: {
            "Pulumi.yaml": `name: test
runtime:
  name: nodejs
  options:
    nodeargs: >-
      --import tsx --require ./pre.js --title="a title" --stack-trace-limit=7
      --import "data:text/javascript,globalThis.early = 1 == 1"`,
            "pre.js": "globalThis.preloaded = true;",
            "index.ts": `
                const globals = globalThis as unknown as Record<string, boolean>;
                export const seen = [globals.preloaded, globals.early];
                export const args = process.execArgv;`,
        },
        outputs: {
            seen: [true, true],
            args: [
                "--require",
                "./pre.js",
                "--title=a title",
                "--stack-trace-limit=7",
                "--import",
                "data:text/javascript,globalThis.early = 1 == 1",
            ],
        },
    },
    {
        title: "imports that are computed, in CommonJS",
        files: {
            "index.ts": `
                const stack: string = require("@pulumi/pulumi").getStack();
                export const settings = require("./settings/" + stack);`,
            "settings/dev.ts": "export const size: number = 7;",
        },
        outputs: { settings: { size: 7 } },
    },
    {
        title: "imports that are computed, in an ES module",
        files: {
            "package.json": esModule,
            "index.ts": `
                import { getStack } from "@pulumi/pulumi";
                const { size } = (await import(\`./settings/\${getStack()}.ts\`)) as { size: number };
                export { size };`,
            "settings/dev.ts": "export const size: number = 8;",
        },
        outputs: { size: 8 },
    },
    {
        title: "__dirname and __filename of every module, also where text only speaks of them",
        files: {
            "index.ts": `
                import * as path from "node:path";
                import { here, file, text } from "./lib/deep";
                export const places = [here, file, __dirname].map(place => path.relative(process.cwd(), place));
                export { text };`,
            "lib/deep.ts": `
                // __dirname in a comment, and import.meta.url
                export const here: string = __dirname;
                export const file = __filename;
                export const text: string = "__dirname and '__filename'";`,
        },
        outputs: { places: ["lib", "lib/deep.ts", ""], text: "__dirname and '__filename'" },
    },
    {
        title: "import.meta of every module, and a __dirname that the program makes",
        files: {
            "package.json": esModule,
            "index.ts": `
                import * as path from "node:path";
                import { here, url } from "./lib/deep.js";
                export const places = [here, url, import.meta.dirname].map(place => path.relative(process.cwd(), place));`,
            "lib/deep.ts": `
                import { fileURLToPath } from "node:url";
                import * as path from "node:path";
                const __dirname: string = path.dirname(fileURLToPath(import.meta.url));
                export const here = __dirname;
                export const url = fileURLToPath(import.meta.url);`,
        },
        outputs: { places: ["lib", "lib/deep.ts", ""] },
    },
    {
        title: "paths of tsconfig.json, JSON imports, and decorators as tsconfig.json sets them",
        files: {
            "tsconfig.json": `{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], "plain": ["./lib/one.ts"] }, "experimentalDecorators": true } }`,
            "lib/one.ts": "export const one: number = 1;",
            "data.json": `{ "x": [1, 2] }`,
            "index.ts": `
                import { one } from "@lib/one";
                import { one as same } from "plain";
                import data from "./data.json";
                const seen: string[] = [];
                const note = (_: object, key: string): void => void seen.push(key + __dirname.slice(0, 0));
                class Noted { @note value = 1; }
                new Noted();
                export const all = [one, same, data.x, seen];`,
        },
        outputs: { all: [1, 1, [1, 2], ["value"]] },
    },
];

describe("a program", () => {
    it.each(programs)("may be $title", async ({ title, files, from, outputs }) => {
        const made = await synth(`programs/${title.replace(/[^a-zA-Z]+/g, "-")}`, files, { from });
        expect(made.outputs).toEqual(outputs);
        expect(made.printed).toEqual([]);
    });

    it("may use a package of its workspace whose sources are TypeScript", async () => {
        const folder = writeProject("programs/workspace", {
            "packages/mine/package.json": `{ "name": "mine", "main": "index.ts" }`,
            "packages/mine/index.ts": "export const answer: number = 42;",
            "index.ts": `import { answer } from "mine";\nexport const a: number = answer;`,
        });
        fs.mkdirSync(path.join(folder, "node_modules"));
        fs.symlinkSync("../packages/mine", path.join(folder, "node_modules", "mine"));
        expect((await run(folder)).outputs).toEqual({ a: 42 });
    });

    it("registers resources in a beforeExit handler, after its exports", async () => {
        const { resources } = await synth("programs/before-exit", {
            "index.ts": `
                import { ComponentResource } from "@pulumi/pulumi";
                process.once("beforeExit", () => new ComponentResource("a:b:C", "last"));`,
        });
        expect(resources.map(({ urn }) => urn)).toEqual([
            "urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev",
            "urn:pulumi:dev::test::a:b:C::last",
        ]);
    });

    it.each([
        { kind: "compiled into one", manifest: "{}", ending: "", more: "" },
        { kind: "an ES module", manifest: esModule, ending: ".js", more: "await Promise.resolve();" },
        { kind: "compiled file by file", manifest: "{}", ending: "", more: "void ((file: string) => import(file));" },
        { kind: "an ES module, compiled file by file", manifest: esModule, ending: ".js", more: "void ((file: string) => import(file));" },
    ])("has a source position for each resource, in the file that makes it: $kind", async ({ kind, manifest, ending, more }) => {
        const made = await synth(`programs/positions-${kind.replace(/\W/g, "")}`, {
            "package.json": manifest,
            "index.ts": `import { Site } from "./lib/site${ending}";\n\nnew Site("first");\nfor (const name of ["second"]) {\n    new Site(name);\n}\n${more}\n`,
            "lib/site.ts": `import * as pulumi from "@pulumi/pulumi";

interface Nothing {
    readonly comment: string;
}
class Part extends pulumi.ComponentResource {}
export class Site extends pulumi.ComponentResource {
    constructor(name: string, _?: Nothing) {
        super("my:index:Site", name);
        new Part("my:index:Part", name + "-part", {}, { parent: this });
    }
}
`,
        });
        expect(made.resources.map(({ urn, sourcePosition }) => [urn.split("::").at(-1), sourcePosition])).toEqual([
            ["test-dev", undefined],
            ["first", "project:///index.ts#3,1"],
            ["first-part", "project:///lib/site.ts#10,9"],
            ["second", "project:///index.ts#5,5"],
            ["second-part", "project:///lib/site.ts#10,9"],
        ]);
    });

    it("reads its configuration: the stack's over the project's, of every type, from stackConfigDir", async () => {
        const { outputs } = await synth("programs/config", {
            "Pulumi.yaml": `name: test
runtime: nodejs
stackConfigDir: config
config:
  size: 1
  test:colour: { type: string, default: red }
  shape: { value: round }
  aws:region: eu-west-1
`,
            "config/Pulumi.dev.yaml": `config:
  test:size: 2
  flag: true
  ratio: 1.5
  list: [1, two, { three: 3 }]
  other:key: elsewhere
`,
            "index.ts": `
                import * as pulumi from "@pulumi/pulumi";
                const config = new pulumi.Config();
                export const all = [
                    config.requireNumber("size"), config.require("colour"), config.require("shape"), config.requireBoolean("flag"),
                    config.requireNumber("ratio"), config.requireObject("list"), new pulumi.Config("other").require("key"),
                    new pulumi.Config("aws").require("region"), config.get("nothing") ?? "nothing",
                ];`,
        });
        expect(outputs.all).toEqual([2, "red", "round", true, 1.5, [1, "two", { three: 3 }], "elsewhere", "eu-west-1", "nothing"]);
    });

    it("runs beside another, each for itself", async () => {
        const files: Files = {
            "Pulumi.one.yaml": "config: { n: 1 }\n",
            "Pulumi.two.yaml": "config: { n: 2 }\n",
            "index.ts": `import { Config, getStack } from "@pulumi/pulumi";\nexport const seen = getStack() + new Config().require("n");\nconsole.log(seen);\n`,
        };
        const folder = writeProject("programs/side-by-side", files);
        const both = await Promise.all(["one", "two"].map(stack => run(folder, { stack })));
        expect(both.map(({ outputs, printed }) => [outputs.seen, printed])).toEqual([
            ["one1", ["one1"]],
            ["two2", ["two2"]],
        ]);
    });

    it("reads whole numbers of any size, and a stack file that ends in .yml", async () => {
        const folder = writeProject("programs/numbers", {
            "Pulumi.prod.yml": "config: { id: 123456789012345678, port: 80, deep: { port: 443 }, ratio: 0.5 }\n",
            "index.ts": `import { Config } from "@pulumi/pulumi";\nconst c = new Config();
                export const all = [c.require("id"), c.requireNumber("port"), c.requireObject("deep"), c.requireNumber("ratio")];`,
        });
        expect((await run(folder, { stack: "prod" })).outputs.all).toEqual(["123456789012345678", 80, { port: 443 }, 0.5]);
    });

    it("fails with both a default and named exports, as with the pulumi CLI", async () => {
        expect(
            await failure("programs/both-exports", { "package.json": esModule, "index.js": "export default 1; export const a = 2;" }),
        ).toBe("expected entrypoint module to have either a default export or named exports but not both");
    });
});
