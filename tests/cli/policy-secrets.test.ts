import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { hasSignature, isRecord, mapValues } from "../../synth/wire";
import { committedStack } from "../support/committed-stacks";
import { webstack } from "./command";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "policy-secrets-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** The value with a secret in place of every text, marked as `pulumi stack export --show-secrets` marks it. */
function planted(value: unknown): unknown {
    if (typeof value === "string") return { ...mark, plaintext: JSON.stringify(`hunter2-${value}`) };
    if (Array.isArray(value)) return value.map(planted);
    if (!isRecord(value)) return value;
    return hasSignature(value, "secret") ? { ...mark, plaintext: '"hunter2-secret"' } : mapValues(value, planted);
}

test("production with a secret in every input is judged, and none of them is told by any output", async () => {
    const { deployment } = await committedStack(".", "production");
    const resources = deployment.deployment.resources.map(state => ({ ...state, inputs: planted(state.inputs ?? {}), outputs: {} }));
    const file = path.join(folder, "state.json");
    fs.writeFileSync(file, JSON.stringify({ version: 3, deployment: { ...deployment.deployment, resources } }));
    const out = path.join(folder, "out");

    const text = await webstack(["policy", "test", file, "-C", folder, "--out", out]);
    const json = await webstack(["policy", "test", file, "-C", folder, "--json"]);
    const reports = fs.readdirSync(out).map(name => [name, fs.readFileSync(path.join(out, name), "utf8")] as const);

    expect(reports.map(([name]) => name).sort()).toEqual(["policy.json", "policy.md", "policy.sarif", "policy.xml"]);
    // There is much to say: a secret in place of a text is mostly not the text that was asked for.
    expect(text.stdout.match(/^violated/gm)!.length).toBeGreaterThan(100);
    expect([text.code, json.code]).toEqual([2, 2]);
    const outputs = [["text", text.stdout + text.stderr] as const, ["json", json.stdout + json.stderr] as const, ...reports];
    expect(outputs.filter(([, output]) => output.includes("hunter2")).map(([name]) => name)).toEqual([]);
});
