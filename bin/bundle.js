// Bundles what runs elsewhere than the library into dist: the edge's Worker and its counters, an ES module each for workerd,
// and the endpoint of telemetry, a script for Node. The same bytes for the same sources, wherever they lie.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");

const root = path.join(__dirname, "..");
const dist = process.argv[2] ?? path.join(root, "dist");

const forWorkerd = {
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker"],
};
/** It travels as an argument of a container, which Linux lets have 128 KiB. */
const forNode = { format: "cjs", target: "node20", platform: "node", minifyIdentifiers: true };

/** @param folder where the sources lie, and below dist the bundle  @param entry the file that it is made of  @param name what it is called */
function bundle(folder, entry, name, runtime) {
    const { outputFiles, metafile } = esbuild.buildSync({
        absWorkingDir: root,
        entryPoints: [`${folder}/${entry}`],
        bundle: true,
        write: false,
        metafile: true,
        ...runtime,
        charset: "utf8",
        // Names stay where nothing says otherwise: they are what a stack trace in Cloudflare's log says.
        minifySyntax: true,
        minifyWhitespace: true,
        legalComments: "none",
        logLevel: "error",
    });
    fs.mkdirSync(path.join(dist, folder), { recursive: true });
    fs.writeFileSync(path.join(dist, folder, name), licencesOf(Object.keys(metafile.inputs)) + outputFiles[0].text);
}

/** Licences ask that their text goes with the code. */
function licencesOf(inputs) {
    const packages = new Set(inputs.flatMap(input => /(?:^|.*\/)node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []));
    const licences = [...packages].sort().map(folder => {
        const file = fs.readdirSync(path.join(root, folder)).find(name => /^licen[cs]e/i.test(name));
        return `${path.basename(folder)}\n\n${fs.readFileSync(path.join(root, folder, file), "utf8").trim()}`;
    });
    return licences.length === 0 ? "" : `/*\nThis file contains:\n\n${licences.join("\n\n").replaceAll("*/", "* /")}\n*/\n`;
}

bundle("components/edge-cdn/worker", "main.ts", "bundle.js", forWorkerd);
bundle("components/edge-cdn/worker", "counters.ts", "counters.js", forWorkerd);
bundle("components/monitoring-stack/telemetry/program", "main.ts", "bundle.js", forNode);
