"use strict";
const fs = require("node:fs");
const path = require("node:path");

/** Whatever a run of before has synthesised is of other sources. */
module.exports = () => fs.rmSync(path.join(__dirname, "..", "..", "out", "tests", "committed"), { recursive: true, force: true });
