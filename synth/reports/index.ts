import * as fs from "node:fs";
import * as path from "node:path";
import { manifestsOf } from "../manifests";
import type { PolicyReport, SynthResult } from "../types";
import { policyJunit } from "./junit";
import { policyMarkdown } from "./markdown";
import { policySarif } from "./sarif";

/** Writes a result as files; a folder of an earlier run is replaced, so that nothing stale stays. */
export function writeResult(result: SynthResult, folder: string): void {
    fs.mkdirSync(folder, { recursive: true });
    const manifests = path.join(folder, "manifests");
    fs.rmSync(manifests, { recursive: true, force: true });
    for (const old of Object.keys(forms)) fs.rmSync(path.join(folder, `policy.${old}`), { force: true });
    const write = (file: string, content: string): void => fs.writeFileSync(path.join(folder, file), content);

    write("deployment.json", json(result.deployment));
    const objects = manifestsOf(result.deployment);
    if (objects.length > 0) fs.mkdirSync(manifests);
    for (const { file, yaml } of objects) write(path.join("manifests", file), yaml);
    if (result.policy) writePolicy(result.policy, result.stack, folder);
}

/** Writes a verdict in every form. */
export function writePolicy(policy: PolicyReport, stack: string, folder: string): void {
    fs.mkdirSync(folder, { recursive: true });
    for (const [ending, form] of Object.entries(forms)) fs.writeFileSync(path.join(folder, `policy.${ending}`), form(policy, stack));
}

const forms: Readonly<Record<string, (policy: PolicyReport, stack: string) => string>> = {
    json: policy => json(policy),
    md: policyMarkdown,
    xml: policyJunit,
    sarif: policySarif,
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
