// Runs before `npm start`, `npm test` and `npm run bench`: installs the packages and builds what is missing or stale.
"use strict";
const { execSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const modified = file => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The command says itself what went wrong. */
function run(command) {
    try {
        execSync(command, { cwd: root, stdio: ["ignore", 2, 2] });
    } catch (error) {
        console.error(`\`${command}\` failed.`);
        process.exit(error.status ?? 1);
    }
}

const installed = modified(path.join(root, "node_modules", ".package-lock.json"));
if (installed === 0 || installed < modified(path.join(root, "package-lock.json"))) {
    console.error("Installing the packages (npm ci) …");
    run("npm ci --no-audit --no-fund");
}

function newest(folder) {
    return Math.max(
        0,
        ...fs.readdirSync(folder, { withFileTypes: true }).map(entry => {
            const at = path.join(folder, entry.name);
            return entry.isDirectory() ? newest(at) : entry.name.endsWith(".ts") ? modified(at) : 0;
        }),
    );
}
const sources = ["components", "policies", "synth", "cli"].map(folder => newest(path.join(root, folder)));
const recipes = ["tsconfig.json", "tsconfig.build.json", "bin/bundle.js"].map(file => modified(path.join(root, file)));
const results = ["cli/main.js", "components/edge-cdn/worker/bundle.js"].map(file => modified(path.join(root, "dist", file)));
if (Math.min(...results) < Math.max(...sources, ...recipes)) {
    console.error("Building the library …");
    fs.rmSync(path.join(root, "dist"), { recursive: true, force: true });
    run("npm run --silent build");
}
