// Prints what each rule costs on the production stack and on larger ones, the slowest first, and what the whole pack adds to a
// synth. Figures, no verdicts: nothing here passes or fails.
"use strict";
const path = require("node:path");
const { unknownCheckingProxy } = require("@pulumi/policy");
const { run, measure, rounded, cells, warnOffLinux } = require("./measure");
const { root, multiplied, synth, resourcesOf } = require("./production");
const { rules } = require(path.join(root, "dist", "policies", "rules"));
const { askedOf, placed, settingsOf } = require(path.join(root, "dist", "policies", "rule"));

const rounds = Number(process.argv[2] ?? 5);

/** The stack as the SDK shows it to a rule: copied by `placed`, once for each rule, as in the host. */
function shown(states) {
    const resources = new Map(states.map(state => [state.urn, { ...state, opts: { protect: state.protect ?? false } }]));
    for (const resource of resources.values()) {
        resource.props = unknownCheckingProxy({ ...resource.inputs, ...resource.outputs });
        resource.parent = resources.get(resource.parent);
        resource.propertyDependencies = Object.fromEntries(
            Object.entries(resource.propertyDependencies ?? {}).map(([key, urns]) => [
                key,
                urns.map(urn => resources.get(urn)).filter(Boolean),
            ]),
        );
    }
    return [...resources.values()];
}

/** Milliseconds that a rule takes for a stack. */
function once(rule, resources) {
    const settings = settingsOf(rule, {});
    const started = process.hrtime.bigint();
    if (rule.judgeStack) rule.judgeStack(resources.map(placed), settings);
    else for (const one of resources) rule.judgeOf(one.type)?.(askedOf({ urn: one.urn, props: one.props }, settings));
    return Number(process.hrtime.bigint() - started) / 1e6;
}

function median(rule, resources) {
    const times = Array.from({ length: rounds + 1 }, () => once(rule, resources)).slice(1);
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function main() {
    warnOffLinux();
    const stacks = [];
    for (const times of [1, 20, 56]) {
        const { printed } = await run(synth("production", multiplied(times), "--no-policy"));
        stacks.push(shown(resourcesOf(printed).filter(({ external }) => !external)));
    }
    const times = rules.map(rule => ({ rule: rule.name, ms: stacks.map(stack => median(rule, stack)) }));
    times.sort((a, b) => b.ms.at(-1) - a.ms.at(-1));
    const row = ms => Object.fromEntries(ms.map((value, index) => [`ms, ${stacks[index].length} resources`, rounded(value)]));
    console.log(`Node ${process.versions.node}, median of ${rounds} runs`);
    console.table(Object.fromEntries(times.map(({ rule, ms }) => [rule, { ...row(ms), growth: rounded(ms.at(-1) / ms[0]) }])));
    const all = stacks.map((_, index) => times.reduce((sum, { ms }) => sum + ms[index], 0));
    console.log(`All rules: ${all.map((ms, index) => `${rounded(ms)} ms for ${stacks[index].length} resources`).join(", ")}.`);

    const cases = [
        ["without policies", ["--no-policy"]],
        ["with policies", []],
    ];
    const results = await measure(
        cases.map(([, options]) => ({ command: synth("production", root, ...options) })),
        rounds,
    );
    console.table(Object.fromEntries(cases.map(([name], index) => [`synth of production, ${name}`, cells(results[index])])));
    const [without, with_] = results;
    console.log(`The pack adds ${rounded(with_.seconds - without.seconds)} s to a synth of ${rounded(without.seconds)} s.`);
}

void main();
