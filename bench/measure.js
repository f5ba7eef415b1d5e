// What a command costs: wall time, CPU time and peak memory, of all its processes together.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");

const sampleMilliseconds = 20;

/** Runs the command once: `{ seconds, cpu, peak, printed }`, seconds and MB. Fails where the command does. */
function run({ args, ...options }) {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let complaint = "";
    child.stdout.on("data", chunk => (printed += chunk));
    child.stderr.on("data", chunk => (complaint += chunk));
    let peak = 0;
    let cpu = 0;
    const sample = setInterval(() => {
        const tree = treeOf(child.pid);
        peak = Math.max(peak, sumOf(tree, memoryOf));
        cpu = Math.max(cpu, sumOf(tree, cpuOf));
    }, sampleMilliseconds);
    return new Promise((resolve, reject) => {
        child.once("close", code => {
            clearInterval(sample);
            if (code !== 0) return reject(new Error(`${args.join(" ")} ended with ${code}\n${complaint}`));
            resolve({ seconds: Number(process.hrtime.bigint() - started) / 1e9, cpu, peak, printed });
        });
    });
}

const read = file => {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
};

function treeOf(pid) {
    const threads = fs.existsSync(`/proc/${pid}/task`) ? fs.readdirSync(`/proc/${pid}/task`) : [];
    const children = threads.flatMap(thread => read(`/proc/${pid}/task/${thread}/children`).trim().split(/\s+/)).filter(Boolean);
    return [pid, ...children.map(Number).flatMap(treeOf)];
}

const sumOf = (tree, measureOf) => tree.reduce((sum, pid) => sum + measureOf(pid), 0);

/** Proportional set size: pages that processes share count once. */
const memoryOf = pid => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

/** Seconds of user and system time, of the process and of children that ended. */
function cpuOf(pid) {
    const fields = read(`/proc/${pid}/stat`).split(") ")[1]?.split(" ");
    return fields ? [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / 100 : 0;
}

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * The medians of each case over some rounds. A first round warms the file system's cache and Node's compile cache; the
 * cases then take turns, so that whatever else the machine does falls on all of them.
 */
async function measure(cases, rounds) {
    const results = cases.map(() => []);
    for (let round = -1; round < rounds; round++) {
        for (const [index, { command, check }] of cases.entries()) {
            const result = await run(command);
            if (round < 0) check?.(result.printed);
            else results[index].push(result);
        }
    }
    return results.map(runs => {
        const of = key => median(runs.map(result => result[key]));
        return { seconds: of("seconds"), cpu: of("cpu"), peak: of("peak") };
    });
}

const rounded = value => Math.round(value * 100) / 100;

/** A row of the table. */
const cells = ({ seconds, cpu, peak }) => ({ "wall s": rounded(seconds), "CPU s": rounded(cpu), MB: Math.round(peak) });

function warnOffLinux() {
    if (process.platform !== "linux") console.log("CPU and memory are read from /proc and show as 0 here.");
}

module.exports = { run, measure, rounded, cells, warnOffLinux };
