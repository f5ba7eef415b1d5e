import * as fs from "node:fs";
import * as path from "node:path";
import { manifestsOf } from "../manifests";
import type { SynthResult } from "../types";
import { policyJunit } from "./junit";
import { policyMarkdown } from "./markdown";
import { policySarif } from "./sarif";

/** Writes a result as files; a folder of an earlier run is replaced, so that nothing stale stays. */
export function writeResult(result: SynthResult, folder: string): void {
    fs.mkdirSync(folder, { recursive: true });
    const manifests = path.join(folder, "manifests");
    fs.rmSync(manifests, { recursive: true, force: true });
    for (const old of ["json", "md", "xml", "sarif"]) fs.rmSync(path.join(folder, `policy.${old}`), { force: true });
    const write = (file: string, content: string): void => fs.writeFileSync(path.join(folder, file), content);

    write("deployment.json", json(result.deployment));
    const objects = manifestsOf(result.deployment);
    if (objects.length > 0) fs.mkdirSync(manifests);
    for (const { file, yaml } of objects) write(path.join("manifests", file), yaml);
    if (result.policy) {
        write("policy.json", json(result.policy));
        write("policy.md", policyMarkdown(result.policy, result.stack));
        write("policy.xml", policyJunit(result.policy, result.stack));
        write("policy.sarif", policySarif(result.policy));
    }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
