// Prints what a synth costs: wall time, CPU time and peak memory of the command with all its processes, and the
// resources it yields. Figures, no verdicts: nothing here passes or fails.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const YAML = require("yaml");

const root = path.join(__dirname, "..");
const rounds = Number(process.argv[2] ?? 5);

/** Runs the command once, sampling the memory of its process tree. */
function run(args) {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, [path.join(root, "bin", "webstack.js"), "synth", ...args, "--json"], {
        stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    child.stdout.on("data", chunk => (printed += chunk));
    let peak = 0;
    let cpu = 0;
    const sample = setInterval(() => {
        const tree = treeOf(child.pid);
        peak = Math.max(
            peak,
            tree.reduce((sum, pid) => sum + memoryOf(pid), 0),
        );
        cpu = Math.max(
            cpu,
            tree.reduce((sum, pid) => sum + cpuOf(pid), 0),
        );
    }, 10);
    return new Promise((resolve, reject) => {
        child.once("close", code => {
            clearInterval(sample);
            if (code !== 0) return reject(new Error(`webstack synth ${args.join(" ")} ended with ${code}`));
            const seconds = Number(process.hrtime.bigint() - started) / 1e9;
            const resources = JSON.parse(printed).deployment.deployment.resources.length;
            resolve({ seconds, cpu, peak, resources });
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
    const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(/\s+/).filter(Boolean).map(Number);
    return [pid, ...children.flatMap(treeOf)];
}

/** Proportional set size: pages that processes share count once. */
const memoryOf = pid => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

/** Seconds of user and system time, of the process and of children that ended. */
function cpuOf(pid) {
    const fields = read(`/proc/${pid}/stat`).split(") ")[1]?.split(" ");
    return fields ? [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) / 100 : 0;
}

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measure(label, args) {
    await run(args); // warms the file system's cache and Node's compile cache
    const runs = [];
    for (let round = 0; round < rounds; round++) runs.push(await run(args));
    const of = key => median(runs.map(result => result[key]));
    const cells = [
        label.padEnd(34),
        `${of("resources")}`.padStart(9),
        of("seconds").toFixed(2).padStart(8),
        of("cpu").toFixed(2).padStart(8),
        of("peak").toFixed(0).padStart(8),
    ];
    console.log(cells.join("  "));
}

/** A copy of the project whose production stack has `times` as many services. */
function multiplied(times) {
    const folder = path.join(root, "out", "bench", `services-${times}`);
    fs.mkdirSync(folder, { recursive: true });
    const project = YAML.parse(read(path.join(root, "Pulumi.yaml")));
    const stack = YAML.parse(read(path.join(root, "Pulumi.production.yaml")));
    const services = stack.config["webstack:services"];
    stack.config["webstack:services"] = Array.from({ length: times }, (_, copy) =>
        services.map(service => ({
            ...service,
            name: copy === 0 ? service.name : `${service.name}-${copy}`,
            hosts: copy === 0 ? service.hosts : [],
        })),
    ).flat();
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), YAML.stringify({ ...project, main: "../../../stacks/index.ts" }));
    fs.writeFileSync(path.join(folder, "Pulumi.production.yaml"), YAML.stringify(stack));
    return folder;
}

async function main() {
    if (process.platform !== "linux") console.log("CPU and memory are read from /proc and show as 0 here.");
    console.log(`Node ${process.versions.node}, median of ${rounds} runs`);
    console.log([" ".repeat(34), "resources", "wall s".padStart(8), "CPU s".padStart(8), "MB".padStart(8)].join("  "));
    for (const stack of ["staging", "production"]) {
        await measure(`${stack}, without policies`, [stack, "--no-policy", "-C", root]);
        await measure(`${stack}, with policies`, [stack, "-C", root]);
    }
    for (const times of [1, 5, 20]) {
        const folder = multiplied(times);
        await measure(`production, services × ${times}`, ["production", "--no-policy", "-C", folder]);
        await measure(`production, services × ${times}, policies`, ["production", "-C", folder]);
    }
}

main().catch(error => {
    console.error(error.message);
    process.exitCode = 1;
});
