import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { diffStacks, type Ended } from "../../.github/scripts/diff-stacks.cjs";
import { root } from "../support/synth";

const folder = path.join(root, "out", "tests", "diff-stacks");

/** A project with these stacks, relative to the folder. */
function project(name: string, stacks: readonly string[]): string {
    const at = path.join(folder, name);
    fs.mkdirSync(at, { recursive: true });
    for (const file of ["Pulumi.yaml", "README.md", ...stacks.map(stack => `Pulumi.${stack}.yaml`)])
        fs.writeFileSync(path.join(at, file), "");
    return at;
}

beforeEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const answers = (table: Record<string, Partial<Ended>>) => (_: string, stack: string) => ({
    status: 0,
    stdout: `${stack}: no changes\n`,
    stderr: "",
    ...table[stack],
});

test("every stack is compared, and the page says first what is dangerous", () => {
    const shop = project("shop", ["staging", "production", "development"]);
    const { page, danger, failed } = diffStacks([shop], answers({ production: { status: 3, stdout: "### postgres is replaced\n" } }));
    expect({ danger, failed }).toEqual({ danger: true, failed: false });
    expect(page).toBe(`| stack | |
| --- | --- |
| production of ${shop} | **danger to data** |
| development of ${shop} | no danger to data |
| staging of ${shop} | no danger to data |

## production of ${shop}

### postgres is replaced

## development of ${shop}

development: no changes

## staging of ${shop}

staging: no changes
`);
});

test("fails where a stack cannot be compared, with what the command said", () => {
    const shop = project("shop", ["production"]);
    const { page, danger, failed } = diffStacks([shop], answers({ production: { status: 1, stderr: "webstack: no ``` such\n````key\n" } }));
    expect({ danger, failed }).toEqual({ danger: false, failed: true });
    expect(page).toContain(`| production of ${shop} | **could not be compared** |`);
    expect(page).toContain("\n`````text\nwebstack: no ``` such\n````key\n`````\n");
});

test.each([2, 64, 127, null])("fails on the exit code %s too, which says nothing of danger", status => {
    const { danger, failed } = diffStacks([project("shop", ["production"])], answers({ production: { status } }));
    expect({ danger, failed }).toEqual({ danger: false, failed: true });
});

/** The script as the workflow runs it, with a `webstack` that ends as told. */
function script(exitCode: number) {
    project("repository", ["production"]);
    project("repository/examples/websys", ["staging"]);
    const at = path.join(folder, "repository");
    const command = path.join(at, "node_modules", ".bin", "webstack");
    fs.mkdirSync(path.dirname(command), { recursive: true });
    fs.writeFileSync(command, `#!/bin/sh\necho "$@" >>calls\necho "diff of $2"\necho "it broke" >&2\nexit ${exitCode}\n`, { mode: 0o755 });
    const ended = spawnSync(
        process.execPath,
        [path.join(root, ".github", "scripts", "diff-stacks.cjs"), "--base", "abc", "--out", "out", ".", "examples/websys"],
        { cwd: at, encoding: "utf8", env: { ...process.env, GITHUB_OUTPUT: "output", GITHUB_STEP_SUMMARY: "summary" } },
    );
    const read = (file: string) => fs.readFileSync(path.join(at, file), "utf8");
    return { code: ended.status, page: read("out/diff.md"), output: read("output"), summary: read("summary"), calls: read("calls") };
}

test("the script asks the command for every stack, and leaves page, summary and verdict", () => {
    const { code, page, output, summary, calls } = script(3);
    expect(code).toBe(0);
    expect(calls).toBe(
        "diff production -C . --base abc --format markdown --fail-on-danger\n" +
            "diff staging -C examples/websys --base abc --format markdown --fail-on-danger\n",
    );
    expect(page).toContain("## production\n\ndiff of production\n\n## staging of examples/websys\n\ndiff of staging\n");
    expect(summary).toBe(page);
    expect(output).toBe("danger=true\n");
});

test("the script ends with 0 where nothing is dangerous", () => {
    expect(script(0)).toMatchObject({ code: 0, output: "danger=false\n" });
});

test("the script fails where a stack cannot be compared, and still leaves its page", () => {
    const { code, page, output } = script(1);
    expect(code).toBe(1);
    expect(page).toContain("it broke");
    expect(output).toBe("danger=false\n");
});
