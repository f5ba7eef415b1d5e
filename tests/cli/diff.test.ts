import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { DiffReport } from "../../synth/diff/report";
import { root } from "../support/synth";
import { webstack, type Ended } from "./command";

/** Below the project, so that the SDKs are found; a repository and a cache of its own. */
const place = path.join(root, "out", "tests", "diff");
const repository = path.join(place, "repository");
const infra = path.join(repository, "infra");
const env = { XDG_CACHE_HOME: path.join(place, "cache") };

const git = (...args: string[]): string => execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();
const write = (file: string, content: string): void => {
    fs.mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
    fs.writeFileSync(path.join(repository, file), content);
};
const build = (): void => void execFileSync("node", ["build.js"], { cwd: repository });

function commit(message: string): string {
    git("add", "--all");
    git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", message);
    return git("rev-parse", "HEAD");
}

const diff = (...args: string[]): Promise<Ended> => webstack(["diff", ...args, "--no-policy", "-C", infra], { env });

/** A library that is built, and a program that uses what was built. */
const library = (database: string): string => `const aws = require("@pulumi/aws");
exports.database = name => new aws.rds.Instance(name, { engine: "postgres", ${database} });
`;
const lock = { name: "shop", lockfileVersion: 3, requires: true, packages: { "": { name: "shop" } } };

let first: string;

beforeAll(() => {
    fs.rmSync(place, { recursive: true, force: true });
    fs.mkdirSync(repository, { recursive: true });
    git("init", "--quiet", "--initial-branch=main");
    write(".gitignore", "dist\nnode_modules\n");
    write("package.json", JSON.stringify({ name: "shop", private: true, scripts: { build: "node build.js" } }));
    write("package-lock.json", JSON.stringify(lock));
    write(
        "build.js",
        `const fs = require("fs"); fs.mkdirSync("dist", { recursive: true }); fs.copyFileSync("library.js", "dist/library.js");\n`,
    );
    write("library.js", library(`instanceClass: "db.t4g.small", storageEncrypted: true`));
    write("infra/Pulumi.yaml", "name: shop\nruntime: nodejs\nmain: index.js\n");
    write("infra/Pulumi.test.yaml", "config:\n  aws:region: eu-west-1\n");
    write("infra/index.js", `require("../dist/library.js").database("db");\n`);
    first = commit("first");
    build();
});

afterEach(() => {
    git("reset", "--quiet", "--hard", first);
    git("clean", "--quiet", "-fd");
    build();
});

test("nothing changes; the base is installed and built once for all that share its lock file", async () => {
    const fresh = await diff("test", "--base", "main");
    expect(fresh.code).toBe(0);
    expect(fresh.stdout).toBe(`test: no changes since main (${first.slice(0, 10)}); 3 → 3 resources\n`);
    expect(fresh.stderr.split("\n").filter(line => line.startsWith("base:"))).toEqual([
        "base: npm ci --no-audit --no-fund --include=dev --ignore-scripts=false",
        "base: npm run build",
    ]);
    const again = await diff("test", "--base", first);
    expect(again.stderr).toBe("");
    write("infra/note.txt", "a second commit");
    const second = commit("second");
    const next = await diff("test", "--base", second);
    expect(next.stderr).toBe("base: npm run build\n");
    expect(next.stdout).toContain("no changes");
});

test("a change of the library shows, though the program is the same; a dirty tree is told", async () => {
    write("library.js", library(`instanceClass: "db.t4g.large", storageEncrypted: true`));
    build();
    const { code, stdout, stderr } = await diff("--base", "HEAD");
    expect(stderr).toContain("The working tree has changes that no commit holds: they are part of this diff.\n");
    expect(stdout).toBe(
        [
            "updated  aws:rds/instance:Instance  db",
            "    instanceClass: db.t4g.small → db.t4g.large",
            "",
            `test: 1 updated since HEAD (${first.slice(0, 10)}); 3 → 3 resources`,
            "",
        ].join("\n"),
    );
    expect(code).toBe(0);
});

test("a database that is replaced comes first, and fails where that is asked for", async () => {
    write("library.js", library(`instanceClass: "db.t4g.small"`));
    build();
    const { code, stdout } = await diff("test", "--base", "HEAD", "--fail-on-danger");
    expect(stdout.split("\n")[0]).toBe("DANGER  aws:rds/instance:Instance  db  replaces the database: its data does not come along");
    expect(code).toBe(3);
    const markdown = await diff("test", "--base", "HEAD", "--format", "markdown");
    expect(markdown.stdout).toMatch(/^### `test`: 1 replaced\n/);
    expect(markdown.code).toBe(0);
});

test("as JSON: one document, and nothing else on stdout", async () => {
    fs.rmSync(path.join(infra, "index.js"));
    write("infra/index.js", "console.log('printed by the program');\n");
    const { stdout } = await diff("test", "--base", "HEAD", "--format", "json");
    const report = JSON.parse(stdout) as DiffReport;
    expect(report.dangers.map(({ text }) => text)).toEqual(["deletes the database"]);
    expect(report.changes.map(({ kind, type }) => [kind, type])).toEqual([
        ["deleted", "aws:rds/instance:Instance"],
        ["deleted", "pulumi:providers:aws"],
    ]);
});

test("a stack that the base does not have is all new; so is a project", async () => {
    write("infra/Pulumi.fresh.yaml", "config:\n  aws:region: eu-west-1\n");
    const stack = await diff("fresh", "--base", "HEAD");
    expect(stack.stdout).toContain("HEAD does not have the stack fresh: all of it is new.\n");
    expect(stack.stdout).toContain("fresh: 3 created since HEAD");
    expect(stack.stderr).toContain("base: it has no stack fresh; there are: test\n");
    write("other/Pulumi.yaml", "name: other\nruntime: nodejs\nmain: index.js\n");
    write("other/Pulumi.test.yaml", "");
    write("other/index.js", "");
    const project = await webstack(["diff", "--base", "HEAD", "--no-policy", "-C", path.join(repository, "other")], { env });
    expect(project.stdout).toContain("HEAD does not have the stack test: all of it is new.\n");
    expect(project.stderr).toContain("base: there is no project other in it\n");
});

test("a project that moved to another folder is found there by its name", async () => {
    write("broken/Pulumi.yaml", "name: [shop\n");
    const base = commit("another project, of which nothing can be read");
    git("mv", "infra", "deploy");
    write("deploy/index.js", "");
    const { code, stdout, stderr } = await webstack(
        ["diff", "test", "--base", base, "--no-policy", "--fail-on-danger", "-C", path.join(repository, "deploy")],
        { env },
    );
    expect(stderr).toContain("base: the project shop lies in infra there\n");
    expect(stdout).toContain("deletes the database");
    expect(code).toBe(3);
});

test("a violation that comes with its own exemption is told; one that is exempted now is not called mended", async () => {
    const file = path.join(infra, "policy-exemptions.yaml");
    const accepted = (rule: string) =>
        `  - { urn: "urn:pulumi:test::shop::aws:rds/instance:Instance::db", rule: ${rule}, reason: It is thrown away daily, owner: shop, expires: 2999-01-01 }`;
    write("infra/policy-exemptions.yaml", ["exemptions:", accepted("rds-pitr"), accepted("rds-cmk")].join("\n"));
    write("library.js", library(`instanceClass: "db.t4g.small"`));
    build();
    const { stdout } = await webstack(["diff", "--base", "HEAD", "-C", infra], { env: { ...env, WEBSTACK_EXEMPTIONS: file } });
    expect(stdout).not.toMatch(/^mended {2}rds-(pitr|cmk)/m);
    expect(stdout).toMatch(/^exempted {2}.*::db\n {4}exempt from rds-pitr until 2999-01-01 \(\d+ days left\), by shop/m);
    expect(stdout).toMatch(
        /exempt from rds-cmk until 2999-01-01 \(\d+ days left\), by shop: It is thrown away daily Accepted: storageEncrypted is not set/,
    );
});

test("a build that `prepare` does not do is done; what an install makes of a commit is made anew for each", async () => {
    const scripts = {
        prepare: "node -e 0",
        postinstall: "mkdir -p node_modules && cp library.js node_modules/installed.js",
        build: "node build.js",
    };
    write("package.json", JSON.stringify({ name: "shop", private: true, scripts }));
    write("infra/index.js", `require("../dist/library.js").database("db"); require("../node_modules/installed.js").database("other");\n`);
    const install = (): void => {
        fs.mkdirSync(path.join(repository, "node_modules"), { recursive: true });
        fs.copyFileSync(path.join(repository, "library.js"), path.join(repository, "node_modules/installed.js"));
    };
    const one = commit("an install with scripts");
    install();
    expect((await webstack(["diff", "test", "--base", one, "-C", infra], { env })).stderr).toMatch(/base: npm ci.*\nbase: npm run build\n/);
    write("library.js", library(`instanceClass: "db.t4g.large", storageEncrypted: true`));
    const two = commit("another library");
    build();
    install();
    const { stdout, stderr } = await diff("test", "--base", two);
    fs.rmSync(path.join(repository, "node_modules"), { recursive: true });
    expect(stderr).toMatch(/base: npm ci.*\nbase: npm run build\n/);
    expect(stdout).toContain("no changes");
});

test("policies that a change violates, and those that it mends, stand beside it", async () => {
    write("infra/index.js", `require("../dist/library.js").database("db");\nnew (require("@pulumi/aws").sns.Topic)("topic");\n`);
    write("library.js", library(`instanceClass: "db.t4g.small", storageEncrypted: true, backupRetentionPeriod: 7`));
    build();
    const { stdout } = await webstack(["diff", "--base", "HEAD", "-C", infra], { env });
    expect(stdout).toMatch(/^mended {2}rds-pitr {2}urn:pulumi:test::shop::aws:rds\/instance:Instance::db$/m);
    const topic = "urn:pulumi:test::shop::aws:sns/topic:Topic::topic";
    expect(stdout.match(/^violated.*$/gm)).toEqual([`violated  logs-sns-vault-secret-cmk  ${topic}`, `violated  required-tags  ${topic}`]);
});

describe("fails", () => {
    test("a base that does not exist", async () => {
        for (const ref of ["nowhere", "--upload-pack=touch x", "HEAD~99", ""]) {
            const { code, stderr, stdout } = await diff("test", `--base=${ref}`);
            expect(stderr).toContain(`webstack: There is no commit '${ref}' in ${repository}. Name a branch, a tag or a commit`);
            expect([code, stdout]).toEqual([1, ""]);
        }
    });

    test("a base that a shallow clone does not have, and says how to get it", async () => {
        write("infra/note.txt", "a second commit");
        commit("second");
        const shallow = path.join(place, "shallow");
        fs.rmSync(shallow, { recursive: true, force: true });
        execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${repository}`, shallow]);
        const { code, stderr } = await webstack(["diff", "--base", first, "-C", path.join(shallow, "infra")], { env });
        expect(stderr).toContain(
            "The clone is shallow: fetch the base too (actions/checkout with fetch-depth: 0, or git fetch --unshallow).",
        );
        expect(code).toBe(1);
    });

    test("a folder that is in no repository", async () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "no-repository-"));
        fs.cpSync(infra, folder, { recursive: true });
        const { code, stderr } = await webstack(["diff", "--base", "HEAD", "-C", folder], { env });
        fs.rmSync(folder, { recursive: true });
        expect(stderr).toMatch(/webstack: git finds no repository in .* to compare with\. It says:\nfatal: not a git repository/);
        expect(code).toBe(1);
    });

    test("a project of another name", async () => {
        write("infra/Pulumi.yaml", "name: store\nruntime: nodejs\nmain: index.js\n");
        const { code, stderr } = await diff("test", "--base", "HEAD");
        expect(stderr).toContain(
            `webstack: In the base HEAD (${first.slice(0, 10)}): the project is called shop there and store here. The name is part of every URN`,
        );
        expect(code).toBe(1);
    });

    test("a base whose install fails, with what npm said", async () => {
        write(
            "package.json",
            JSON.stringify({ name: "shop", private: true, scripts: { preinstall: "echo there is no compiler >&2; exit 1" } }),
        );
        write("package-lock.json", JSON.stringify({ ...lock, version: "1.0.0" }));
        const broken = commit("a package that does not install");
        const { code, stderr } = await diff("test", "--base", broken);
        expect(stderr).toMatch(/webstack: The base cannot be prepared: `npm ci [^`]*` failed there \(exit code 1\)\.\n/);
        expect(stderr).toContain("there is no compiler");
        expect(code).toBe(1);
    });

    test("a base whose build fails, and then one that works", async () => {
        write("build.js", "throw new Error('the build is broken');\n");
        const broken = commit("a broken build");
        const failed = await diff("test", "--base", broken);
        expect(failed.stderr).toMatch(/`npm run build` failed there \(exit code 1\)\.\n[^]*the build is broken/);
        expect(failed.code).toBe(1);
        git("reset", "--quiet", "--hard", first);
        expect((await diff("test", "--base", first)).stdout).toContain("no changes");
    });

    test("a head that does not work, without waiting for the base", async () => {
        write("infra/index.js", "throw new Error('the shop is closed');\n");
        const { code, stderr } = await diff("test", "--base", "HEAD");
        expect(stderr).toContain("webstack: the shop is closed\n");
        expect(code).toBe(1);
    });

    test("a package manager that is not installed, and a folder that cannot be written", async () => {
        git("rm", "--quiet", "package-lock.json");
        write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
        const pnpm = commit("pnpm");
        const bare = path.join(place, "bin");
        fs.mkdirSync(bare, { recursive: true });
        for (const program of ["git", "node"]) {
            const found = execFileSync("which", [program], { encoding: "utf8" }).trim();
            fs.rmSync(path.join(bare, program), { force: true });
            fs.symlinkSync(found, path.join(bare, program));
        }
        const missing = await webstack(["diff", "--base", pnpm, "-C", infra], { env: { ...env, PATH: bare } });
        expect(missing.stderr).toContain(
            "The base cannot be prepared: `pnpm install --frozen-lockfile` needs pnpm, which is not installed.\n",
        );
        const file = path.join(place, "a-file");
        fs.writeFileSync(file, "");
        const unwritable = await webstack(["diff", "--base", first, "-C", infra], { env: { XDG_CACHE_HOME: file } });
        expect(unwritable.stderr).toMatch(/webstack: The base .* cannot be prepared: E(NOTDIR|EXIST)/);
        expect([missing.code, unwritable.code]).toEqual([1, 1]);
    });

    test("a base whose program fails, and says that it is the base's", async () => {
        write("infra/index.js", "throw new Error('the shop is closed');\n");
        const broken = commit("a broken program");
        git("checkout", "--quiet", first, "--", "infra");
        const { code, stderr } = await diff("test", "--base", broken);
        expect(stderr).toContain(`webstack: In the base ${broken} (${broken.slice(0, 10)}): the shop is closed`);
        expect(code).toBe(1);
    });

    test("wrong usage", async () => {
        const none = await diff("test");
        expect([none.code, none.stderr.split("\n")[0]]).toEqual([64, "error: required option '--base <ref>' not specified"]);
        const format = await diff("test", "--base", "HEAD", "--format", "xml");
        expect(format.code).toBe(64);
        expect(format.stderr).toContain("argument 'xml' is invalid. Allowed choices are text, markdown, json.");
        expect((await diff("nowhere", "--base", "HEAD")).stderr).toContain("There is no stack 'nowhere'");
    });
});
