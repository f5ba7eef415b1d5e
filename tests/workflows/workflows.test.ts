import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { root } from "../support/synth";

interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Record<string, unknown>;
}

interface Job {
    readonly steps: readonly Step[];
    readonly permissions?: Record<string, string>;
    readonly environment?: string;
    readonly needs?: string;
    readonly "runs-on": string;
    readonly "timeout-minutes"?: number;
}

interface Workflow {
    readonly on: Record<string, unknown>;
    readonly permissions?: Record<string, string>;
    readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
    readonly jobs: Record<string, Job>;
}

const folder = path.join(root, ".github", "workflows");
const textOf = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
const workflow = (name: string) => parse(textOf(name)) as Workflow;
const names = fs.readdirSync(folder).sort();
const action = fs.readFileSync(path.join(root, ".github", "actions", "pulumi", "action.yml"), "utf8");
const actionSteps = (parse(action) as { runs: { steps: readonly Step[] } }).runs.steps;
const everything = [...names.map(textOf), action];

/** The rights of a job: its own, else the workflow's. */
const rights = ({ permissions }: Workflow, job: Job) => job.permissions ?? permissions;

test("the workflows are these", () => {
    expect(names).toEqual(["comment.yml", "diff.yml", "production.yml", "pull-request.yml", "staging.yml"]);
});

test("every action of others is pinned by commit, with its version beside it", () => {
    const uses = everything.flatMap(text => [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, what]) => what!));
    const others = uses.filter(what => !what.startsWith("./"));
    expect(others).toHaveLength(17);
    for (const what of others) expect(what).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(new Set(uses.filter(what => what.startsWith("./")))).toEqual(new Set(["./.github/actions/pulumi"]));
});

test("one version of each action is in use", () => {
    const versions = new Set(everything.flatMap(text => [...text.matchAll(/uses: ([\w-]+\/[\w-]+@\w+ # \S+)/g)].map(([, what]) => what!)));
    const actions = [...versions].map(what => what.split("@")[0]);
    expect(new Set(actions).size).toBe(actions.length);
});

test("no workflow runs a pull request's code with rights, none holds a static key", () => {
    for (const text of everything) {
        expect(text).not.toContain("pull_request_target");
        expect(text).not.toMatch(/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)|aws-access-key-id/);
        expect(text).not.toMatch(/secrets\s*[.[]/);
    }
});

test("no script has an expression in it: what others wrote comes in by the environment", () => {
    const steps = [...names.flatMap(name => Object.values(workflow(name).jobs).flatMap(job => job.steps)), ...actionSteps];
    for (const { run, with: inputs } of steps) {
        expect(run ?? "").not.toContain("${{");
        expect(inputs?.script ?? "").not.toContain("${{");
    }
});

test.each(names)("%s: rights are declared, checkouts keep no credentials, jobs have an end", name => {
    const parsed = workflow(name);
    expect(parsed.permissions).toEqual(name === "comment.yml" ? {} : { contents: "read" });
    for (const job of Object.values(parsed.jobs)) {
        expect(job["timeout-minutes"]).toBeLessThanOrEqual(90);
        const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
        expect(checkouts).toHaveLength(1);
        expect(checkouts[0]!.with).toMatchObject({ "persist-credentials": false });
    }
});

test.each(["pull-request.yml", "diff.yml"])("%s runs code of forks: on GitHub's runners, with the right to read alone", name => {
    const parsed = workflow(name);
    expect(Object.keys(parsed.on)).toEqual(["pull_request"]);
    for (const job of Object.values(parsed.jobs)) {
        expect(rights(parsed, job)).toEqual({ contents: "read" });
        expect(job["runs-on"]).toBe("ubuntu-24.04");
        expect(job.environment).toBeUndefined();
    }
});

test("the tests run on Node 20 and 24", () => {
    const { test: job } = workflow("pull-request.yml").jobs as unknown as { test: { strategy: { matrix: { node: number[] } } } };
    expect(job.strategy.matrix.node).toEqual([20, 24]);
});

test("the comment may be written, nothing else, and its job checks out the default branch", () => {
    const parsed = workflow("comment.yml");
    expect(Object.keys(parsed.on)).toEqual(["workflow_run"]);
    const job = parsed.jobs.comment!;
    expect(rights(parsed, job)).toEqual({ actions: "read", contents: "read", "pull-requests": "write" });
    expect(job.steps[0]!.with).toEqual({ "sparse-checkout": ".github/scripts", "persist-credentials": false });
    expect(job.steps.filter(({ run }) => run !== undefined)).toEqual([]);
});

test.each([
    ["staging.yml", "deploy", "staging", "up"],
    ["production.yml", "preview", "production-preview", "preview"],
    ["production.yml", "deploy", "production", "up"],
])("%s, job %s: environment %s, credentials by OIDC, pulumi %s with the policy pack", (name, id, environment, command) => {
    const parsed = workflow(name);
    const job = parsed.jobs[id]!;
    expect(job.environment).toBe(environment);
    expect(rights(parsed, job)).toEqual({ contents: "read", "id-token": "write" });
    expect(parsed.concurrency).toEqual({ group: `pulumi-${path.basename(name, ".yml")}`, "cancel-in-progress": false });
    const own = job.steps.find(({ uses }) => uses === "./.github/actions/pulumi");
    expect(own!.with).toMatchObject({ role: "${{ vars.AWS_ROLE_ARN }}" });
    expect(job.steps.at(-1)!.run).toBe(`bash .github/scripts/pulumi.sh ${command}`);
});

test("production is previewed first, by a job that needs no approval", () => {
    const { on, jobs } = workflow("production.yml");
    expect(Object.keys(on)).toEqual(["release", "workflow_dispatch"]);
    expect(jobs.deploy!.needs).toBe("preview");
    expect(jobs.preview!.needs).toBeUndefined();
});

test("staging is deployed by what is merged", () => {
    expect(workflow("staging.yml").on).toEqual({ push: { branches: ["main"] } });
});

test("the CLI that deploys is of the SDK's version", () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { devDependencies: Record<string, string> };
    const install = actionSteps.find(({ uses }) => uses?.startsWith("pulumi/actions@"));
    expect(install!.with).toEqual({ "pulumi-version": manifest.devDependencies["@pulumi/pulumi"] });
});

test("the packages are installed before there are credentials, and run no scripts of their own", () => {
    const order = actionSteps.map(({ uses, run }) => run ?? uses!.split("@")[0]);
    expect(order).toEqual([
        "actions/setup-node",
        "npm ci --ignore-scripts && npm run build",
        "aws-actions/configure-aws-credentials",
        "pulumi/auth-actions",
        "pulumi/actions",
    ]);
});
