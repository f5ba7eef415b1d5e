import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { groups } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { pack } from "./proofs/host";

const built = path.resolve(pack, "../dist/policies");

/** The engine starts every Node.js pack with ".", so that the pack's package.json decides, not PulumiPolicy.yaml. */
test("starts the way the pulumi CLI starts it", async () => {
    const host = spawn(process.execPath, [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:0", "."], { cwd: pack });
    try {
        const printed = await new Promise<string>((resolve, reject) => {
            host.stdout.once("data", data => resolve(String(data)));
            host.stderr.once("data", data => reject(new Error(String(data))));
        });
        expect(printed).toMatch(/^\d+\n$/);
    } finally {
        host.kill("SIGKILL");
    }
});

test("loads the policy SDK, small libraries, and no provider's SDK: that would cost seconds at every start", () => {
    const files = fs.readdirSync(built, { recursive: true, encoding: "utf8" }).filter(file => file.endsWith(".js"));
    const packages = files
        .flatMap(file => [...fs.readFileSync(path.join(built, file), "utf8").matchAll(/require\("([^"]+)"\)/g)])
        .map(([, name]) => name!)
        .filter(name => !name.startsWith("."));
    expect([...new Set(packages)].sort()).toEqual([
        "@pulumi/policy",
        "@pulumi/policy/deserialize",
        "fastest-levenshtein",
        "ip-address",
        "node:fs",
        "node:path",
        "yaml",
        "zod",
    ]);
});

/** Names of the files of all areas. */
const rulesInFolders = (): string[] =>
    fs
        .readdirSync(path.join(pack, "rules"), { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .flatMap(({ name }) => fs.readdirSync(path.join(pack, "rules", name)))
        .map(file => path.parse(file).name)
        .filter(name => name !== "index");

test("has one file for every rule", () => {
    expect(rulesInFolders().sort()).toEqual(rules.map(({ name }) => name).sort());
});

describe.each(rules.map(rule => [rule.name, rule] as const))("%s", (_, rule) => {
    test("says what it is, why, how grave, and what to do", () => {
        expect(groups).toContain(rule.group);
        expect(rule.why).toMatch(/\.$/);
        expect(rule.examples.fails).not.toBe(rule.examples.passes);
        expect(rule.description).toMatch(/\.$/);
        expect(rule.severity).toMatch(/^(low|medium|high|critical)$/);
        expect(rule.remediationSteps).toMatch(/\.$/);
        expect(rule.tags.length).toBeGreaterThan(0);
        expect(rule.url).toMatch(/^https:\/\/[^ ]+$/);
        // Not every rule has a control that somebody numbered.
        for (const control of rule.controls) expect(Object.values(control).every(Boolean)).toBe(true);
    });
});
