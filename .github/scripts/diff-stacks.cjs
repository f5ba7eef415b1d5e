// diff-stacks.cjs --base COMMIT --out DIR PROJECT...
// Compares every stack of the projects with the base. Writes one page of Markdown to DIR/diff.md and to the job's
// summary, and tells later steps whether data is in danger. Ends with 1 where a comparison could not be made.
"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { parseArgs } = require("node:util");

/** What `webstack diff --fail-on-danger` ends with, worst first; anything else means that it could not compare. */
const verdicts = { danger: 3, none: 0 };
const words = { danger: "**danger to data**", failed: "**could not be compared**", none: "no danger to data" };
const order = Object.keys(words);

/** A summary holds at most 1 MiB. */
const summaryBytes = 1_000_000;

/** The names of the stacks of a project: it has a `Pulumi.<stack>.yaml` for each. */
function stacksOf(project) {
    return fs
        .readdirSync(project)
        .map(file => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
        .filter(stack => stack !== undefined)
        .sort();
}

/** Compares one stack: `{ status, stdout, stderr }` of the command. */
function webstackDiff(project, stack, base) {
    const args = ["diff", stack, "-C", project, "--base", base, "--format", "markdown", "--fail-on-danger"];
    const ended = spawnSync(path.join("node_modules", ".bin", "webstack"), args, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
    return ended.error ? { status: null, stdout: "", stderr: ended.error.message } : ended;
}

/** The page, and what it comes to: `run` compares one stack. */
function diffStacks(projects, run) {
    const results = projects.flatMap(project =>
        stacksOf(project).map(stack => {
            const { status, stdout, stderr } = run(project, stack);
            const verdict = Object.keys(verdicts).find(name => verdicts[name] === status) ?? "failed";
            return { name: project === "." ? stack : `${stack} of ${project}`, verdict, stdout, stderr };
        }),
    );
    results.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
    return {
        danger: results.some(({ verdict }) => verdict === "danger"),
        failed: results.some(({ verdict }) => verdict === "failed"),
        page: pageOf(results),
    };
}

/** All verdicts come first: a page that is cut to fit a comment still has them. */
function pageOf(results) {
    const table = ["| stack | |", "| --- | --- |", ...results.map(({ name, verdict }) => `| ${name} | ${words[verdict]} |`)];
    const sections = results.map(({ name, verdict, stdout, stderr }) => {
        const said = verdict === "failed" ? fenced(stderr.trim().split("\n").slice(-40).join("\n")) : stdout.trim();
        return `## ${name}\n\n${said}`;
    });
    return `${[table.join("\n"), ...sections].join("\n\n")}\n`;
}

/** A code block that its text cannot end. */
function fenced(text) {
    const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}text\n${text}\n${fence}`;
}

function main() {
    const { values, positionals } = parseArgs({ options: { base: { type: "string" }, out: { type: "string" } }, allowPositionals: true });
    const { page, danger, failed } = diffStacks(positionals, (project, stack) => webstackDiff(project, stack, values.base));
    fs.mkdirSync(values.out, { recursive: true });
    fs.writeFileSync(path.join(values.out, "diff.md"), page);
    if (process.env.GITHUB_STEP_SUMMARY) fs.appendFileSync(process.env.GITHUB_STEP_SUMMARY, Buffer.from(page).subarray(0, summaryBytes));
    if (process.env.GITHUB_OUTPUT) fs.appendFileSync(process.env.GITHUB_OUTPUT, `danger=${danger}\n`);
    if (failed) {
        console.error("A stack could not be compared with the base; the summary has the messages.");
        process.exitCode = 1;
    }
}

if (require.main === module) main();

module.exports = { diffStacks };
