"use strict";

const { testPathIgnorePatterns: _, ...common } = require("./jest.config.js");

/** Real servers, one file at a time: their ports, memory and disks are the machine's own. */
module.exports = { ...common, roots: ["<rootDir>/tests/system"], testTimeout: 180_000, maxWorkers: 1 };
