// The production stack, and copies of it with more services.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const YAML = require("yaml");

const root = path.join(__dirname, "..");
const read = file => YAML.parse(fs.readFileSync(path.join(root, file), "utf8"));

/** The folder of a project whose production stack has `times` as many services. */
function multiplied(times) {
    const folder = path.join(root, "out", "bench", `services-${times}`);
    fs.mkdirSync(folder, { recursive: true });
    const stack = read("Pulumi.production.yaml");
    const services = stack.config["webstack:services"];
    stack.config["webstack:services"] = Array.from({ length: times }, (_, copy) =>
        services.map(service => ({
            ...service,
            name: copy === 0 ? service.name : `${service.name}-${copy}`,
            hosts: copy === 0 ? service.hosts : [],
        })),
    ).flat();
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), YAML.stringify({ ...read("Pulumi.yaml"), main: "../../../stacks/index.ts" }));
    fs.writeFileSync(path.join(folder, "Pulumi.production.yaml"), YAML.stringify(stack));
    fs.copyFileSync(path.join(root, "policy-exemptions.yaml"), path.join(folder, "policy-exemptions.yaml"));
    return folder;
}

/** The command line of a synth, for `measure`. */
function synth(stack, folder, ...options) {
    return { args: [path.join(root, "bin", "webstack.js"), "synth", stack, "-C", folder, "--json", ...options] };
}

const resourcesOf = printed => JSON.parse(printed).deployment.deployment.resources;

module.exports = { root, multiplied, synth, resourcesOf };
