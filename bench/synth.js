// Prints what a synth costs: wall time, CPU time and peak memory of the command with all its processes, and the
// resources it yields. Figures, no verdicts: nothing here passes or fails.
"use strict";
const { measure, cells, warnOffLinux } = require("./measure");
const { root, multiplied, synth, resourcesOf } = require("./production");

const rounds = Number(process.argv[2] ?? 5);

async function main() {
    warnOffLinux();
    const counts = new Map();
    const cases = (label, stack, folder) =>
        [
            ["without policies", ["--no-policy"]],
            ["with policies", []],
        ].map(([how, options]) => {
            const name = `${label}, ${how}`;
            return { name, command: synth(stack, folder, ...options), check: printed => counts.set(name, resourcesOf(printed).length) };
        });
    const all = [
        ...["staging", "production"].flatMap(stack => cases(stack, stack, root)),
        ...[1, 5, 20].flatMap(times => cases(`production, services × ${times}`, "production", multiplied(times))),
    ];
    const results = await measure(all, rounds);
    console.log(`Node ${process.versions.node}, median of ${rounds} runs`);
    console.table(Object.fromEntries(all.map(({ name }, index) => [name, { resources: counts.get(name), ...cells(results[index]) }])));
}

main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
});
