"use strict";
const fs = require("node:fs");
const path = require("node:path");
const hosts = require("./program-hosts.js");

module.exports = ({ maxWorkers }) => {
    // Whatever a run of before has synthesised is of other sources.
    fs.rmSync(path.join(__dirname, "..", "..", "out", "tests", "committed"), { recursive: true, force: true });
    hosts.start(maxWorkers);
};
