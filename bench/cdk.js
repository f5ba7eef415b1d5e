// Prints what `webstack synth` costs beside `cdk synth`, without and with policies, for equally many resources. Figures,
// no verdicts. It needs the npm registry once, for bench's own packages, and no credentials.
"use strict";
const { execSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { run, measure, rounded, cells, warnOffLinux } = require("./measure");
const { root, multiplied, synth, resourcesOf } = require("./production");

const rounds = Number(process.argv[2] ?? 5);

/** How many times the production stack's services: as it is, and with more of them. */
const sizes = [1, 2];
/** AWS's quota "Resources in template", which CDK holds a stack to. */
const mostResources = 500;

const modified = file => fs.statSync(path.join(__dirname, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function install() {
    if (modified("node_modules/.package-lock.json") >= modified("package-lock.json")) return;
    console.error("Installing CDK and cdk-nag (npm ci) …");
    execSync("npm ci --ignore-scripts --no-audit --no-fund", { cwd: __dirname, stdio: ["ignore", 2, 2] });
}

/** What is made in a cloud or a cluster: neither components nor providers, which CloudFormation has no word for. */
const made = printed => resourcesOf(printed).filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length;

/** The command line of `cdk synth`, for `measure`: nothing of it asks the network. */
function cdkSynth(resources, { nag = "", validation }) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
    return {
        cwd: path.join(__dirname, "cdk"),
        env: {
            ...Object.fromEntries(own),
            RESOURCES: `${resources}`,
            CDK_NAG: nag,
            CDK_HOME: path.join(root, "out", "bench", "cdk-home"),
            CDK_DISABLE_VERSION_CHECK: "1",
            CDK_DISABLE_CLI_TELEMETRY: "true",
            AWS_EC2_METADATA_DISABLED: "true",
        },
        args: [
            path.join(__dirname, "node_modules", "aws-cdk", "bin", "cdk"),
            ...["synth", "--json", "--app", `${process.execPath} app.js`, "--output", path.join(root, "out", "bench", "cdk.out")],
            ...["--no-notices", "--no-version-reporting", "--no-lookups", ...(validation ? [] : ["--no-validation"])],
        ],
    };
}

async function compare(times) {
    const folder = multiplied(times);
    const resources = made((await run(synth("production", folder, "--no-policy"))).printed);
    if (resources > mostResources) return console.log(`\n${resources} resources: more than CDK takes in a stack (${mostResources})`);
    const check = printed => {
        const count = Object.keys(JSON.parse(printed).Resources).length;
        if (count !== resources) throw new Error(`the CDK app has ${count} resources, not ${resources}`);
    };
    const cases = [
        { name: "webstack synth --no-policy", command: synth("production", folder, "--no-policy") },
        { name: "cdk synth --no-validation", command: cdkSynth(resources, { validation: false }), check, beside: 0 },
        { name: "cdk synth", command: cdkSynth(resources, { validation: true }), check, beside: 0 },
        { name: "webstack synth", command: synth("production", folder) },
        { name: "cdk synth --no-validation, cdk-nag", command: cdkSynth(resources, { validation: false, nag: "1" }), check, beside: 3 },
        { name: "cdk synth, cdk-nag", command: cdkSynth(resources, { validation: true, nag: "1" }), check, beside: 3 },
    ];
    const results = await measure(cases, rounds);
    console.log(`\n${resources} resources`);
    console.table(Object.fromEntries(cases.map(({ name }, index) => [name, cells(results[index])])));
    console.table(Object.fromEntries(cases.flatMap((entry, index) => ratio(entry, results[index], cases, results))));
}

/** How many times what the webstack command beside it costs. */
function ratio({ name, beside }, result, cases, results) {
    if (beside === undefined) return [];
    const times = key => rounded(result[key] / results[beside][key]);
    return [[`${name} ÷ ${cases[beside].name}`, { wall: times("seconds"), CPU: times("cpu"), memory: times("peak") }]];
}

const version = name => JSON.parse(fs.readFileSync(path.join(__dirname, "node_modules", name, "package.json"), "utf8")).version;

async function main() {
    warnOffLinux();
    install();
    const versions = ["aws-cdk", "aws-cdk-lib", "cdk-nag"].map(name => `${name} ${version(name)}`);
    console.log(`Node ${process.versions.node}, ${versions.join(", ")}; median of ${rounds} runs, taken in turns

Compared: from a program on disk to the whole desired state as JSON on stdout, and the same judged by policies that all
pass; offline, for equally many resources. Counted are resources in a cloud or a cluster.
Not the same: CDK emits CloudFormation for AWS alone, webstack the state of Pulumi's engine for AWS, Kubernetes and
Cloudflare: the app has AWS resources in place of the other two's. CDK's app is JavaScript, webstack's program TypeScript.
The AwsSolutions rules of cdk-nag are more than webstack's, and other ones. By default \`cdk synth\` also validates its
templates, which webstack has no counterpart of: it is shown both ways.`);
    for (const times of sizes) await compare(times);
}

main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
});
