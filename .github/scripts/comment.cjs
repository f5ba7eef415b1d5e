// Posts the diff of a pull request as one comment, which later runs update. The diff was written by the code of the
// pull request, which may be a stranger's: it is data, for one pull request only, and of bounded size.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

/** First line of our comment, by which the next run finds it. Not shown. */
const marker = "<!-- webstack diff -->";

/** The most that GitHub promises to take. */
const commentCharacters = 65_536;

/** More than a comment holds, and little enough to read whole. */
const fileBytes = 1024 * 1024;

/** The beginning of a file of the artifact. A link there could lead to any file of this machine: only files count. */
function readUntrusted(folder, name) {
    const file = path.join(folder, name);
    if (!fs.lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
    const descriptor = fs.openSync(file, "r");
    try {
        const bytes = Buffer.alloc(fileBytes);
        return bytes.toString("utf8", 0, fs.readSync(descriptor, bytes, 0, fileBytes, 0));
    } finally {
        fs.closeSync(descriptor);
    }
}

/** The text without what would act in the bot's name: mentions that notify people, and commands to other bots. */
function inert(text) {
    return text.replace(/(^|[^\w`])@(?=\w)/g, "$1@\u200b").replace(/^(\s*)\/(?=\w)/gm, "$1\u200b/");
}

/** The comment: cut at the end of a line where it would be too long. The notice comes first, so that nobody misses it. */
function bodyOf(markdown, { sha, url }) {
    const head = `${marker}\nWhat ${sha} changes, by its own code: [the run](${url})\n\n`;
    const text = inert(markdown).toWellFormed();
    if (head.length + text.length <= commentCharacters) return head + text;
    const notice = `> [!WARNING]\n> The diff is too long for a comment and ends early. [The run](${url}) has all of it.\n\n`;
    const room = text.slice(0, commentCharacters - head.length - notice.length);
    const end = room.lastIndexOf("\n");
    return head + notice + room.slice(0, end < 0 ? room.length : end).toWellFormed();
}

/**
 * The open pull request that the run was for: one whose head is the run's commit, in the run's repository, as GitHub
 * says. Of several (one branch may be proposed to two bases), the one that the artifact names.
 */
async function pullRequestOf({ github, repo, run, claimed }) {
    if (!run.head_repository) return undefined;
    const pulls = await github.paginate(github.rest.pulls.list, {
        ...repo,
        state: "open",
        head: `${run.head_repository.owner.login}:${run.head_branch}`,
        per_page: 100,
    });
    return pulls
        .filter(({ head }) => head.sha === run.head_sha && head.repo?.id === run.head_repository.id)
        .find(({ number }) => number === claimed);
}

async function comment({ github, context, core, folder }) {
    const { repo } = context;
    const run = context.payload.workflow_run;
    const markdown = readUntrusted(folder, "diff.md");
    const number = /^([1-9]\d{0,9})\n?$/.exec(readUntrusted(folder, "number") ?? "")?.[1];
    if (markdown === undefined || number === undefined) return core.notice("The run left no diff.");
    const pull = await pullRequestOf({ github, repo, run, claimed: Number(number) });
    if (!pull) return core.notice("The run was not for the head of an open pull request: nothing to say.");

    const body = bodyOf(markdown, { sha: run.head_sha, url: run.html_url });
    const comments = await github.paginate(github.rest.issues.listComments, { ...repo, issue_number: pull.number, per_page: 100 });
    const ours = comments.find(({ user, body: text }) => user?.login === "github-actions[bot]" && text?.startsWith(marker));
    if (ours) await github.rest.issues.updateComment({ ...repo, comment_id: ours.id, body });
    else await github.rest.issues.createComment({ ...repo, issue_number: pull.number, body });
}

module.exports = { comment };
