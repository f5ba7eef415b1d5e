import * as fs from "node:fs";
import * as path from "node:path";
import { spawn } from "node:child_process";
import type { Deployment, Notice } from "../../synth/types";
import { root } from "../support/synth";
import { writeProject } from "../synth/project";
import { webstack } from "./command";
import { groupGone, isRunning } from "./processes";

const program = `
import * as pulumi from "@pulumi/pulumi";
class Site extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("my:index:Site", name, {}, opts);
        if (!opts) new Site(name + "-in\\u001b[2J", { parent: this });
    }
}
console.log("{ this is no part of the document }");
console.error("nor is this");
pulumi.log.warn("a warning");
new Site("site");
new pulumi.StackReference("other/stack/dev");
`;
const files = { "index.ts": program, "Pulumi.production.yaml": "", "deep/er/note.txt": "" };
const printed = ["", "nor is this", "warning: [runtime] a warning", "{ this is no part of the document }"];

describe("webstack synth", () => {
    let folder: string;
    beforeAll(() => (folder = writeProject("cli/synth", files)));

    it("shows people the components, the notices, and last the count", async () => {
        const { code, stdout, stderr } = await webstack(["synth", "production", "--no-policy"], { cwd: path.join(folder, "deep", "er") });
        expect(code).toBe(0);
        expect(stderr.split("\n").sort()).toEqual(printed);
        expect(stdout.split("\n")).toEqual([
            "test-production",
            "├─┬ site  Site  2",
            "│ └── site-in\\u001b[2J  Site  1",
            "└── resources of its own  1",
            "",
            "Notices:",
            "  The outputs of stack other/stack/dev are unknown in a preview without its state",
            "",
            "production: 5 resources",
            "",
        ]);
    });

    it("prints with --json one document on stdout and nothing else, and writes with --out what there is", async () => {
        const out = path.join(root, "out", "tests", "cli", "synth-out", "new");
        fs.rmSync(path.dirname(out), { recursive: true, force: true });
        const args = ["synth", "production", "-C", path.relative(root, folder), "--json", "--no-policy", "--out", path.relative(root, out)];
        const { code, stdout, stderr } = await webstack(args, { cwd: root });
        expect(code).toBe(0);
        expect(stderr.split("\n").sort()).toEqual(printed);
        const document = JSON.parse(stdout) as { stack: string; deployment: Deployment; notices: Notice[] };
        expect(Object.keys(document)).toEqual(["stack", "deployment", "notices"]);
        expect(document.deployment.deployment.resources).toHaveLength(5);
        expect(document.notices.map(({ kind }) => kind)).toEqual(["stack-reference"]);
        expect(fs.readdirSync(out)).toEqual(["deployment.json"]);
        expect(fs.readFileSync(path.join(out, "deployment.json"), "utf8")).toBe(`${JSON.stringify(document.deployment, null, 2)}\n`);
    });

    it("judges by the pack of webstack where none is named, and says where it wrote", async () => {
        const out = path.join("out", "tests", "cli", "synth-own");
        const { code, stdout } = await webstack(["synth", "production", "-C", folder, "--out", out]);
        expect(code).toBe(0);
        expect(stdout).toMatch(/\nPolicies: \d+ rules of webstack \d+\.\d+\.\d+: all mandatory rules pass\n/);
        expect(stdout.split("\n").slice(-4)).toEqual([`Written to ${out}${path.sep}`, "", "production: 5 resources", ""]);
        expect(fs.readdirSync(path.join(root, out)).sort()).toEqual([
            "deployment.json",
            "policy.json",
            "policy.md",
            "policy.sarif",
            "policy.xml",
        ]);
    });

    it("removes what an earlier run wrote and this one does not", async () => {
        const out = path.join(root, "out", "tests", "cli", "synth-stale");
        fs.mkdirSync(path.join(out, "manifests"), { recursive: true });
        for (const file of ["policy.json", "policy.md", "policy.xml", "policy.sarif", "manifests/0-a.yaml", "keep.txt"]) {
            fs.writeFileSync(path.join(out, file), "stale");
        }
        expect((await webstack(["synth", "dev", "-C", folder, "--no-policy", "--out", out])).code).toBe(0);
        expect(fs.readdirSync(out).sort()).toEqual(["deployment.json", "keep.txt"]);
    });

    it("ends quietly where its reader leaves before the end", async () => {
        const big = writeProject("cli/big", {
            "index.js": `const { ComponentResource } = require("@pulumi/pulumi");
                for (let i = 0; i < 2000; i++) new ComponentResource("a:b:C", "some-rather-long-name-of-a-resource-" + i);`,
        });
        const child = spawn(process.execPath, [path.join(root, "bin", "webstack.js"), "synth", "-C", big, "--json", "--no-policy"]);
        let stderr = "";
        child.stderr.on("data", text => (stderr += String(text)));
        child.stdout.once("data", () => child.stdout.destroy());
        const code = await new Promise(resolve => child.once("close", resolve));
        expect([code, stderr]).toEqual([0, ""]);
    });
});

describe("webstack synth that fails", () => {
    const error = (message: string): object => ({ code: 1, stdout: "", stderr: `webstack: ${message}\n` });

    it("fails with the message on stderr, the program's own lines, and no trace of webstack's", async () => {
        const folder = writeProject("cli/throws", {
            "index.ts": `import { boom } from "./lib";\nconsole.log("before");\nboom("no\\u001b[2J");\n`,
            "lib.ts": `export function boom(text: string): never {\n    throw new RangeError(text);\n}\n`,
        });
        for (const flags of [["--json", "--no-policy"], []]) {
            expect(await webstack(["synth", ...flags], { cwd: folder })).toEqual({
                code: 1,
                stdout: "",
                stderr: "before\nwebstack: RangeError: no\\u001b[2J\n    at lib.ts:2:11\n    at index.ts:3:1\n",
            });
        }
    });

    it("fails after --timeout", async () => {
        const folder = writeProject("cli/timeout", { "index.js": "setInterval(() => undefined, 1000);" });
        const { code, stdout, stderr } = await webstack(["synth", "-C", folder, "--timeout", "1", "--no-policy"]);
        expect([code, stdout]).toEqual([1, ""]);
        expect(stderr).toMatch(/^webstack: The program did not end within 1 seconds and was stopped\. .*--timeout sets another limit\.\n$/);
    });

    it("takes a time limit beyond what a timer can hold", async () => {
        const folder = writeProject("cli/long", { "index.js": "exports.a = 1;" });
        expect(await webstack(["synth", "-C", folder, "--timeout", "99999999", "--no-policy"])).toEqual({
            code: 0,
            stdout: "test-dev\n\ndev: 1 resources\n",
            stderr: "",
        });
    });

    it("fails where the result cannot be written, naming the folder", async () => {
        const folder = writeProject("cli/unwritable", { "index.js": "exports.a = 1;" });
        const out = path.join(folder, "index.js");
        const { code, stdout, stderr } = await webstack(["synth", "-C", folder, "--no-policy", "--out", out]);
        expect([code, stdout]).toEqual([1, ""]);
        expect(stderr).toMatch(/^webstack: The result cannot be written to \S+index\.js: EEXIST: [^\n]*\n$/);
    });

    it("fails where the stack is unknown, or the folder is no project", async () => {
        const folder = writeProject("cli/unknown", { "index.js": "" });
        expect(await webstack(["synth", "prod", "-C", folder])).toEqual(error(`There is no stack 'prod' in ${folder}. There are: dev.`));
        expect(await webstack(["synth", "-C", "/"])).toEqual(
            error("There is no Pulumi.yaml in / or above it. Run webstack in a Pulumi project, or name its folder with -C."),
        );
        expect(await webstack(["synth", "-C", "/no/folder"])).toEqual(error("The folder /no/folder does not exist."));
    });

    it("stops its program when it is itself told to stop", async () => {
        const folder = writeProject("cli/interrupted", { "index.js": `console.log(process.pid); for (;;) {}` });
        const child = spawn(process.execPath, [path.join(root, "bin", "webstack.js"), "synth", "-C", folder, "--no-policy"]);
        const pid = Number(await new Promise(resolve => child.stderr.once("data", text => resolve(String(text)))));
        expect(isRunning(pid)).toBe(true);
        child.kill("SIGTERM");
        const [, signal] = await new Promise<[number | null, string | null]>(resolve => child.once("close", (...all) => resolve(all)));
        expect(signal).toBe("SIGTERM");
        await groupGone(pid);
    });
});

describe("wrong usage", () => {
    it.each([
        ["an unknown command", ["deploy"], "error: unknown command 'deploy'"],
        ["an unknown option", ["synth", "--fast"], "error: unknown option '--fast'"],
        ["too many arguments", ["synth", "dev", "production"], "error: too many arguments for 'synth'. Expected 1 argument but got 2."],
        ["an option without its value", ["synth", "--out"], "error: option '--out <dir>' argument missing"],
        [
            "a time limit that is no number",
            ["synth", "--timeout", "abc"],
            "error: option '--timeout <seconds>' argument 'abc' is invalid. Expected a number of seconds above 0.",
        ],
        [
            "a time limit of nothing",
            ["synth", "--timeout", "0"],
            "error: option '--timeout <seconds>' argument '0' is invalid. Expected a number of seconds above 0.",
        ],
        [
            "a time limit below nothing",
            ["synth", "--timeout=-5"],
            "error: option '--timeout <seconds>' argument '-5' is invalid. Expected a number of seconds above 0.",
        ],
    ])("fails with 64 on %s", async (_, args, message) => {
        const { code, stdout, stderr } = await webstack(args);
        expect([code, stdout, stderr.split("\n")[0]]).toEqual([64, "", message]);
        expect(stderr).not.toMatch(/^\s+at /m);
    });

    it("fails with 64 where no stack is named among several, and names them", async () => {
        const folder = writeProject("cli/which", { "Pulumi.staging.yaml": "", "index.js": "" });
        expect(await webstack(["synth", "-C", folder])).toEqual({
            code: 64,
            stdout: "",
            stderr: "webstack: Which stack? There are: dev, staging.\n",
        });
    });

    it("fails with 64 without a command, and shows the commands", async () => {
        const { code, stdout, stderr } = await webstack([]);
        expect([code, stdout]).toEqual([64, ""]);
        expect(stderr).toContain("synth [options] [stack]");
    });

    it("is not to ask for help, or for the version", async () => {
        const help = await webstack(["synth", "--help"]);
        expect([help.code, help.stderr]).toEqual([0, ""]);
        for (const flag of ["-C", "--json", "--out", "--no-policy", "--policy-pack", "--timeout"])
            expect(help.stdout).toContain(`  ${flag}`);
        const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
        expect(await webstack(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    });
});
