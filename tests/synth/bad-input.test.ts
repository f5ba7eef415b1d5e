import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { synthesize } from "../support/synth";
import { failureOf, writeProject, writeProjectWithout, type Files } from "./project";

/** The message with the project's folder as `.`, so that it can be read here. */
const readable = (message: string, folder: string): string => message.replaceAll(folder, ".");

async function failureIn(name: string, files: Files, options?: Parameters<typeof failureOf>[1]): Promise<string> {
    const folder = writeProject(`bad-input/${name}`, files);
    return readable(await failureOf(folder, options), folder);
}

/** Outside this repository: there is neither a Pulumi.yaml above nor a node_modules. */
function outside(): string {
    return fs.mkdtempSync(path.join(os.tmpdir(), "webstack-"));
}

describe("a project that is wrong", () => {
    it("fails where the folder does not exist", async () => {
        expect(await failureOf("/nowhere/at/all")).toBe("The folder /nowhere/at/all does not exist.");
    });

    it("fails where there is no Pulumi.yaml in the folder or above it", async () => {
        const folder = outside();
        expect(await failureOf(folder)).toBe(
            `There is no Pulumi.yaml in ${folder} or above it. Run webstack in a Pulumi project, or name its folder with -C.`,
        );
        fs.rmSync(folder, { recursive: true });
    });

    it("fails on broken YAML, with the line", async () => {
        const message = await failureIn("yaml", { "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: [a\nb: c\n" });
        expect(message).toMatch(/^\.\/Pulumi\.yaml is not valid YAML: .* at line 4, column \d+:/);
    });

    it.each([
        ["a list", "- name: test\n", "(the file): Invalid input: expected object, received array"],
        ["empty", "", "(the file): Invalid input: expected object, received null"],
        ["without a name", "runtime: nodejs\n", "name: Invalid input: expected string, received undefined"],
        [
            "with a name of other letters",
            "name: a b\nruntime: nodejs\n",
            "name: may hold letters, digits, '-', '_' and '.', at most 100 of them",
        ],
        ["with a number for main", "name: test\nruntime: nodejs\nmain: 3\n", "main: Invalid input: expected string, received number"],
    ])("fails where Pulumi.yaml is %s", async (kind, content, problem) => {
        expect(await failureIn(`shape-${kind.replaceAll(" ", "-")}`, { "Pulumi.yaml": content })).toBe(
            `./Pulumi.yaml is not a Pulumi project:\n  ${problem}`,
        );
    });

    it("fails with another runtime", async () => {
        expect(await failureIn("runtime", { "Pulumi.yaml": "name: test\nruntime:\n  name: python\n" })).toBe(
            "./Pulumi.yaml: the runtime is python; synth previews programs of the nodejs runtime only.",
        );
    });

    it("fails where main does not exist", async () => {
        expect(await failureIn("main", { "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: src/start.ts\n" })).toBe(
            "./Pulumi.yaml: main names src/start.ts, and ./src/start.ts does not exist.",
        );
    });

    it("fails where the folder holds no program", async () => {
        expect(await failureIn("empty", { "readme.md": "" })).toBe(
            "There is no program in .: expected an index.ts or index.js, or 'main' in Pulumi.yaml.",
        );
    });

    it("fails where package.json is broken, or no object", async () => {
        expect(await failureIn("manifest", { "package.json": "{ name: 1 }", "index.js": "" })).toMatch(
            /^\.\/package\.json is not valid JSON: Expected property name/,
        );
        expect(await failureIn("manifest-list", { "package.json": "[]", "index.js": "" })).toBe("./package.json must hold an object.");
    });

    it("fails where the SDK is not installed", async () => {
        const folder = writeProject("", { "index.ts": "export const a = 1;" }, path.join(outside(), "project"));
        expect(readable(await failureOf(folder), folder)).toBe("@pulumi/pulumi is not installed for .. Run 'npm install' there.");
        fs.rmSync(path.dirname(folder), { recursive: true });
    });

    it("fails with flags that Node does not know", async () => {
        const printed: string[] = [];
        const directory = writeProject("bad-input/nodeargs", {
            "Pulumi.yaml": "name: test\nruntime:\n  name: nodejs\n  options:\n    nodeargs: --no-such-flag\n",
            "index.js": "",
        });
        await expect(synthesize({ directory, onPrint: line => printed.push(line) })).rejects.toThrow(
            "The program ended its own process (exit code 9) before all of its resources were registered.",
        );
        expect(printed).toEqual([expect.stringContaining("bad option: --no-such-flag")]);
    });
});

describe("a stack that is wrong", () => {
    const two: Files = { "Pulumi.production.yaml": "", "index.js": "" };

    it("fails where it does not exist, and names those there are", async () => {
        expect(await failureIn("unknown", two, { stack: "staging" })).toBe("There is no stack 'staging' in .. There are: dev, production.");
    });

    it("fails where none is named among several, as wrong usage", async () => {
        const directory = writeProject("bad-input/several", two);
        await expect(synthesize({ directory })).rejects.toMatchObject({
            message: "Which stack? There are: dev, production.",
            exitCode: 64,
        });
    });

    it("takes the only stack there is", async () => {
        const directory = writeProject("bad-input/only", { "index.js": "" });
        expect((await synthesize({ directory })).stack).toBe("dev");
    });

    it("fails where the project has no stack file", async () => {
        const directory = writeProjectWithout("Pulumi.dev.yaml", "bad-input/no-stack", { "index.js": "" });
        await expect(synthesize({ directory })).rejects.toThrow("Which stack? The project has no stack file.");
    });

    it("fails where stackConfigDir does not exist", async () => {
        expect(await failureIn("config-dir", { "Pulumi.yaml": "name: test\nruntime: nodejs\nstackConfigDir: stacks\n" })).toBe(
            "./Pulumi.yaml: stackConfigDir names stacks, and ./stacks does not exist.",
        );
    });

    it.each([
        ["is broken", "config:\n  a: 'b\n", /^\.\/Pulumi\.dev\.yaml is not valid YAML: Missing closing 'quote at line 3, column \d+:/],
        ["names a value twice", "config:\n  a: 1\n  a: 2\n", /^\.\/Pulumi\.dev\.yaml is not valid YAML: Map keys must be unique at line 3/],
        ["is a list", "- a\n", /^\.\/Pulumi\.dev\.yaml: expected a mapping with a 'config:' section\.$/],
        [
            "has a list as its configuration",
            "config:\n  - a: 1\n",
            /^\.\/Pulumi\.dev\.yaml: 'config:' must hold keys and values, and holds a list\.$/,
        ],
        ["has text as its configuration", "config: a\n", /^\.\/Pulumi\.dev\.yaml: 'config:' must hold keys and values, and holds 'a'\.$/],
        [
            "has a key without a value",
            "config:\n  a:\n",
            /^\.\/Pulumi\.dev\.yaml: config\.a has no value\. Give it one, or remove the line\.$/,
        ],
    ])("fails where its file %s", async (kind, content, message) => {
        expect(await failureIn(`stack-${kind.replaceAll(" ", "-")}`, { "Pulumi.dev.yaml": content, "index.js": "" })).toMatch(message);
    });

    it("fails where the list of disabled default providers is none", async () => {
        const message = await failureIn("disabled", {
            "Pulumi.dev.yaml": `config: { "pulumi:disable-default-providers": "aws" }`,
            "index.js": `new (require("@pulumi/random").RandomId)("id", { byteLength: 4 });`,
        });
        expect(message).toBe(
            "failed to register new resource id [random:index/randomId:RandomId]: pulumi:disable-default-providers must be a list of " +
                `package names, such as '["aws"]' or '["*"]', and is 'aws'\n    at index.js:1:1`,
        );
    });
});
