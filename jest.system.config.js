"use strict";

const { testPathIgnorePatterns: _, ...common } = require("./jest.config.js");

/** What needs a program that no registry has, unless somebody says where it is. */
const absent = process.env.WEBSTACK_FLUENT_BIT ? [] : ["<rootDir>/tests/system/monitoring/fluent-bit.test.ts"];

/** Real servers, one file at a time: their ports, memory and disks are the machine's own. */
module.exports = {
    ...common,
    roots: ["<rootDir>/tests/system"],
    testPathIgnorePatterns: ["/node_modules/", ...absent],
    testTimeout: 180_000,
    maxWorkers: 1,
};
