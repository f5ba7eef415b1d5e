import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { comment, type GitHub, type WorkflowRun } from "../../.github/scripts/comment.cjs";

const repo = { owner: "acme", repo: "shop" };
const marker = "<!-- webstack diff -->";
const zeroWidth = "\u200b";

const run: WorkflowRun = {
    head_sha: "c0ffee",
    head_branch: "feature",
    head_repository: { id: 7, owner: { login: "stranger" } },
    html_url: "https://github.com/acme/shop/actions/runs/99",
};
const pull = { number: 12, head: { sha: "c0ffee", repo: { id: 7 } } };

interface Posted {
    readonly id: number;
    readonly issue: number;
    readonly user: { readonly login: string };
    body: string;
}

/** GitHub as far as the script knows it: pull requests by head, and comments that can be made and changed. */
function fakeGitHub(pulls: readonly (typeof pull)[]) {
    const comments: Posted[] = [];
    const asked: string[] = [];
    const calls: string[] = [];
    const github: GitHub = {
        paginate: async (list, parameters) => (await list(parameters)).data,
        rest: {
            pulls: {
                list: ({ head, state }) => {
                    asked.push(`${state} ${head}`);
                    return Promise.resolve({ data: [...pulls] });
                },
            },
            issues: {
                listComments: ({ issue_number }) =>
                    Promise.resolve({ data: comments.filter(({ issue }) => issue === issue_number).map(found => ({ ...found })) }),
                createComment: ({ issue_number, body }) => {
                    calls.push(`create on ${issue_number}`);
                    comments.push({ id: comments.length + 1, issue: issue_number, user: { login: "github-actions[bot]" }, body });
                    return Promise.resolve();
                },
                updateComment: ({ comment_id, body }) => {
                    calls.push(`update ${comment_id}`);
                    comments.find(({ id }) => id === comment_id)!.body = body;
                    return Promise.resolve();
                },
            },
        },
    };
    return { github, comments, asked, calls };
}

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "webstack-comment-"))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

async function post(api: ReturnType<typeof fakeGitHub>, markdown?: string, number = "12\n", event: WorkflowRun = run): Promise<string[]> {
    const notices: string[] = [];
    if (markdown !== undefined) fs.writeFileSync(path.join(folder, "diff.md"), markdown);
    if (!fs.existsSync(path.join(folder, "number"))) fs.writeFileSync(path.join(folder, "number"), number);
    const core = { notice: (text: string) => void notices.push(text) };
    await comment({ github: api.github, context: { repo, payload: { workflow_run: event } }, core, folder });
    return notices;
}

test("creates one comment, and updates it from then on", async () => {
    const api = fakeGitHub([pull]);
    await post(api, "## production\n\nNo changes.\n");
    await post(api, "## production\n\n3 created.\n");
    expect(api.asked).toEqual(["open stranger:feature", "open stranger:feature"]);
    expect(api.calls).toEqual(["create on 12", "update 1"]);
    expect(api.comments.map(({ body }) => body)).toEqual([
        `${marker}\nWhat c0ffee changes, by its own code: [the run](${run.html_url})\n\n## production\n\n3 created.\n`,
    ]);
});

test("leaves alone what others wrote, even with our marker", async () => {
    const api = fakeGitHub([pull]);
    const others = [
        { id: 1, issue: 12, user: { login: "stranger" }, body: `${marker}\nmine` },
        { id: 2, issue: 12, user: { login: "github-actions[bot]" }, body: `another workflow quotes ${marker}` },
    ];
    api.comments.push(...others.map(other => ({ ...other })));
    await post(api, "diff");
    expect(api.calls).toEqual(["create on 12"]);
    expect(api.comments.slice(0, 2)).toEqual(others);
});

test("a diff of exactly the limit is whole; one character more is cut at a line, under a notice", async () => {
    const api = fakeGitHub([pull]);
    const head = `${marker}\nWhat c0ffee changes, by its own code: [the run](${run.html_url})\n\n`;
    const lines = "0123456789abcde\n".repeat(5000).slice(0, 65_536 - head.length);
    await post(api, lines);
    expect(api.comments[0]!.body).toBe(head + lines);
    expect(api.comments[0]!.body).toHaveLength(65_536);

    await post(api, `${lines}!`);
    const { body } = api.comments[0]!;
    const notice = `> [!WARNING]\n> The diff is too long for a comment and ends early. [The run](${run.html_url}) has all of it.\n\n`;
    expect(body.startsWith(head + notice)).toBe(true);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(65_536 - 16);
    const shown = body.slice(head.length + notice.length);
    expect(lines.startsWith(`${shown}\n`)).toBe(true);
});

test("one endless line of emoji is cut without half a character", async () => {
    const api = fakeGitHub([pull]);
    await post(api, `x${"🌈".repeat(300_000)}`);
    const { body } = api.comments[0]!;
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(Buffer.from(body).toString()).toBe(body);
});

test.each([
    ["another commit", [{ ...pull, head: { ...pull.head, sha: "0ther" } }], "12"],
    ["another repository", [{ ...pull, head: { ...pull.head, repo: { id: 8 } } }], "12"],
    ["a deleted repository", [{ ...pull, head: { ...pull.head, repo: null as never } }], "12"],
    ["a number that the run's head does not have", [pull], "13"],
    ["no open pull request", [], "12"],
])("fails to speak where the head is %s", async (_, pulls, number) => {
    const api = fakeGitHub(pulls);
    expect(await post(api, "diff", number)).toEqual(["The run was not for the head of an open pull request: nothing to say."]);
    expect(api.calls).toEqual([]);
});

test("of two pull requests from one branch the artifact says which", async () => {
    const api = fakeGitHub([pull, { ...pull, number: 13 }]);
    await post(api, "diff", "13\n");
    expect(api.calls).toEqual(["create on 13"]);
});

test("fails to speak where the fork is gone", async () => {
    const api = fakeGitHub([pull]);
    await post(api, "diff", "12\n", { ...run, head_repository: null });
    expect(api.calls).toEqual([]);
    expect(api.asked).toEqual([]);
});

test.each(["", "0", "-1", "1.5", "12; rm -rf /", "12\n13", "99999999999", "$(id)", "../../etc/passwd"])(
    "fails to take %j for a number",
    async number => {
        const api = fakeGitHub([pull]);
        expect(await post(api, "diff", number)).toEqual(["The run left no diff."]);
        expect(api.calls).toEqual([]);
    },
);

test("fails to follow a link that the artifact brought", async () => {
    const secret = path.join(folder, "secret");
    fs.writeFileSync(secret, "token");
    fs.symlinkSync(secret, path.join(folder, "diff.md"));
    const api = fakeGitHub([pull]);
    expect(await post(api)).toEqual(["The run left no diff."]);
    expect(api.calls).toEqual([]);
});

test("a run without a diff says nothing", async () => {
    const api = fakeGitHub([pull]);
    expect(await post(api)).toEqual(["The run left no diff."]);
});

test("hostile Markdown stays data: nobody is notified, no bot is commanded, nothing is expanded", async () => {
    const api = fakeGitHub([pull]);
    const hostile = [
        "@acme/admins please merge (@octocat), cc\t@dependabot merge",
        "/approve",
        "  /lgtm",
        marker,
        "${{ secrets.GITHUB_TOKEN }} ${process.env.PATH} `$(id)` $& $1 $`",
        "</details><script>alert(1)</script>",
        "image: ghcr.io/acme/shop@sha256:abc and `@pulumi/aws` stay",
    ].join("\n");
    await post(api, hostile);
    await post(api, hostile);
    expect(api.calls).toEqual(["create on 12", "update 1"]);
    const shown = api.comments[0]!.body.split("\n").slice(3);
    expect(shown).toEqual([
        `@${zeroWidth}acme/admins please merge (@${zeroWidth}octocat), cc\t@${zeroWidth}dependabot merge`,
        `${zeroWidth}/approve`,
        `  ${zeroWidth}/lgtm`,
        marker,
        "${{ secrets.GITHUB_TOKEN }} ${process.env.PATH} `$(id)` $& $1 $`",
        "</details><script>alert(1)</script>",
        "image: ghcr.io/acme/shop@sha256:abc and `@pulumi/aws` stay",
    ]);
});
