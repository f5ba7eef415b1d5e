"use strict";
const { fork } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const folder = path.join(__dirname, "..", "..", "out", "tests", "hosts");
const running = new Set();

/** A host of programs for each worker; the file named after the worker has its port. */
exports.start = workers => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (let worker = 1; worker <= workers; worker++) startHost(path.join(folder, String(worker)));
};

exports.stop = () => {
    for (const host of running) host.removeAllListeners("exit").disconnect();
    running.clear();
};

function startHost(portFile) {
    // What a program prints is no output of jest.
    const host = fork(path.join(__dirname, "program-host.js"), [portFile], { stdio: ["ignore", 2, 2, "ipc"] });
    running.add(host);
    host.once("message", () => {
        host.once("exit", () => {
            running.delete(host);
            fs.rmSync(portFile, { force: true });
            startHost(portFile);
        });
    });
    host.unref();
    host.channel.unref();
}
