import * as fs from "node:fs";
import * as path from "node:path";
import type { PropertyMap, ResourceState, SynthResult } from "../../synth/types";
import { built, synthesizeInHost } from "./in-host";

export const synthesize: ReturnType<typeof built>["synthesize"] = options => built().synthesize(options);

export const root = path.resolve(__dirname, "..", "..");

/**
 * Runs a program of these statements through synth, in a project of its own below `out/tests`. The statements find
 * `pulumi`, `aws`, `k8s`, `cloudflare`, `random`, `tls` and `webstack`, and explicit providers in `providers`; default
 * providers are off, so that a resource without an explicit one fails the program.
 */
export async function synthProgram(name: string, statements: string, config: Record<string, string> = {}): Promise<SynthResult> {
    const folder = path.join(root, "out", "tests", name);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\nmain: index.js\n");
    fs.writeFileSync(
        path.join(folder, "Pulumi.test.yaml"),
        JSON.stringify({ config: { "pulumi:disable-default-providers": '["*"]', ...config } }),
    );
    fs.writeFileSync(path.join(folder, "index.js"), prelude + statements);
    return synthesizeInHost({ directory: folder, stack: "test", onPrint: toConsole });
}

/** What the edge tells of itself is no trouble; everything else is. */
export const toConsole = (line: string): void => {
    if (!/^(info: |  )/.test(line)) console.error(line);
};

const prelude = `"use strict";
const pulumi = require("@pulumi/pulumi");
const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const cloudflare = require("@pulumi/cloudflare");
const random = require("@pulumi/random");
const tls = require("@pulumi/tls");
const webstack = require("../../../dist/components");
const providers = {
    aws: new aws.Provider("aws", { region: "eu-west-1" }),
    kubernetes: new k8s.Provider("kubernetes", {}),
    cloudflare: new cloudflare.Provider("cloudflare", {}),
    random: new random.Provider("random", {}),
    tls: new tls.Provider("tls", {}),
};
`;

/** The resources below a component, by `Type suffix`: `Subnet app-0`. Own and grandchildren's. */
export function below(result: SynthResult, component: string): Map<string, ResourceState> {
    const all = result.deployment.deployment.resources;
    const found = new Map<string, ResourceState>();
    const urns = new Set(all.filter(({ urn }) => urn.endsWith(`::${component}`)).map(({ urn }) => urn));
    for (const state of all) {
        if (!state.parent || !urns.has(state.parent)) continue;
        urns.add(state.urn);
        const name = state.urn.split("::").at(-1)!;
        found.set(`${state.type.split(":").at(-1)!} ${name}`, state);
    }
    return found;
}

/** The inputs of one resource, by type and name. */
export function inputsOf(result: SynthResult, type: string, name: string): PropertyMap {
    const state = result.deployment.deployment.resources.find(({ urn }) => urn.endsWith(`:${type}::${name}`));
    if (!state) throw new Error(`there is no ${type} '${name}'`);
    return state.inputs ?? {};
}
