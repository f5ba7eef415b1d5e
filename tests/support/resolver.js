"use strict";
const path = require("node:path");

/** As in synth/child/lazy-modules.ts: what the SDK loads for dynamic providers and the Automation API is most of it. */
const rarelyUsed = new Set(["typescript", "@npmcli/arborist", "./automation"]);
const inSdk = path.join("node_modules", "@pulumi", "pulumi");
const notLoaded = path.join(__dirname, "not-loaded.js");

module.exports = (request, options) =>
    rarelyUsed.has(request) && options.basedir.includes(inSdk) ? notLoaded : options.defaultResolver(request, options);
