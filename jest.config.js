"use strict";

/** Whole programs run in processes of their own; jest sees only what they answer. */
module.exports = {
    testEnvironment: "node",
    roots: ["<rootDir>/tests"],
    testMatch: ["**/*.test.ts"],
    testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/system/"],
    transform: {
        "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }],
    },
    resolver: "<rootDir>/tests/support/resolver.js",
    globalSetup: "<rootDir>/tests/support/global-setup.js",
    globalTeardown: "<rootDir>/tests/support/global-teardown.js",
    testTimeout: 60_000,
    maxWorkers: 2,
};
