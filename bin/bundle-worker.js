// Bundles the edge's Worker and its counters into dist, an ES module each for workerd: the same bytes for the same sources,
// wherever they lie.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");

const root = path.join(__dirname, "..");
const worker = "components/edge-cdn/worker";
const target = process.argv[2] ?? path.join(root, "dist", worker);

/** @param entry the file that the bundle is made of  @param name what it is called */
function bundle(entry, name) {
    const { outputFiles, metafile } = esbuild.buildSync({
        absWorkingDir: root,
        entryPoints: [`${worker}/${entry}`],
        bundle: true,
        write: false,
        metafile: true,
        format: "esm",
        target: "es2022",
        platform: "neutral",
        mainFields: ["module", "main"],
        conditions: ["workerd", "worker"],
        charset: "utf8",
        // Names stay: they are what a stack trace in Cloudflare's log says.
        minifySyntax: true,
        minifyWhitespace: true,
        legalComments: "none",
        logLevel: "error",
    });
    fs.writeFileSync(path.join(target, name), licencesOf(Object.keys(metafile.inputs)) + outputFiles[0].text);
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

fs.mkdirSync(target, { recursive: true });
bundle("main.ts", "bundle.js");
bundle("counters.ts", "counters.js");
