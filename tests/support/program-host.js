"use strict";
const fs = require("node:fs");
const net = require("node:net");
const v8 = require("node:v8");
const state = require("@pulumi/pulumi/runtime/state");
const { defaultTimeoutSeconds, synthesizeIn } = require("../../dist/synth/index.js");
const { enterProject, run } = require("../../dist/synth/child/job.js");
const { loadSdk } = require("../../dist/synth/child/sdk.js");

/**
 * One process for the small programs of many suites, one after another: most of the time of such a program goes into
 * loading the SDKs. Each runs by the code that runs it in a process of its own, with the SDK as new. One that fails
 * leaves behind what it had begun, and so its process ends with it.
 */
const [portFile] = process.argv.slice(2);
const sockets = new Set();
const waiting = [];
let busy = false;

const server = net.createServer({ allowHalfOpen: true }, socket => {
    const parts = [];
    sockets.add(socket);
    if (busy) socket.unref();
    socket.on("data", part => parts.push(part));
    socket.on("error", () => sockets.delete(socket));
    socket.on("close", () => sockets.delete(socket));
    socket.once("end", () => {
        waiting.push({ socket, options: v8.deserialize(Buffer.concat(parts)) });
        void next();
    });
});

async function next() {
    if (busy || waiting.length === 0) return;
    const { socket, options } = waiting.shift();
    // When nothing else is left to do, the program is done.
    keepAlive(false);
    const forget = listenersSince();
    const limit = setTimeout(() => process.exit(), defaultTimeoutSeconds * 1000).unref();
    text = "";
    const ended = await synthesizeIn(here, options).then(
        result => ({ result }),
        error => ({ message: error.message }),
    );
    const answer = { ...ended, printed: text === "" ? [] : text.replace(/\n$/, "").split("\n") };
    clearTimeout(limit);
    const last = "message" in answer;
    if (!last) forget();
    keepAlive(true);
    socket.end(v8.serialize(answer), () => (last ? process.exit() : next()));
}

/** What a program prints goes to those who asked for it. */
let text = "";
for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk, ...rest) => {
        text += String(chunk);
        rest.find(given => typeof given === "function")?.();
        return true;
    };
}

let sdk;

function here(job) {
    enterProject(job);
    renewSdk();
    return new Promise(answer => run(job, answer, () => (sdk ??= loadSdk(__dirname))));
}

function keepAlive(alive) {
    busy = !alive;
    for (const handle of [server, ...sockets]) alive ? handle.ref() : handle.unref();
}

/** What a program leaves in the SDK goes; what its packages have made known when they were loaded stays. */
function renewSdk() {
    const { resourcePackages, resourceModules } = state.getGlobalStore();
    delete globalThis.globalStore;
    Object.assign(state.getGlobalStore(), { resourcePackages, resourceModules });
}

/** Takes away what a program has added to those who listen to this process. */
function listenersSince() {
    const events = ["uncaughtException", "unhandledRejection", "beforeExit"];
    const before = events.map(event => [event, process.listeners(event)]);
    return () => {
        for (const [event, known] of before) {
            for (const listener of process.listeners(event)) if (!known.includes(listener)) process.off(event, listener);
        }
    };
}

process.once("disconnect", () => process.exit());
process.channel.unref();
server.listen(0, "127.0.0.1", () => {
    fs.writeFileSync(portFile, String(server.address().port));
    process.send("ready");
});
