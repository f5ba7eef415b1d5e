import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { rules } from "../../policies/rules";
import { pack } from "./judge";

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
        "fastest-levenshtein",
        "ip-address",
        "node:fs",
        "node:path",
        "yaml",
        "zod",
    ]);
});

const inFolder = (folder: string): string[] => fs.readdirSync(folder).map(file => path.parse(file).name);

test("has one file, one fixture and one test for every rule", () => {
    const names = rules.map(({ name }) => name);
    expect(
        inFolder(path.join(pack, "rules"))
            .filter(name => name !== "index")
            .sort(),
    ).toEqual([...names].sort());
    expect(inFolder(path.join(__dirname, "fixtures"))).toEqual(expect.arrayContaining(names));
    expect(inFolder(__dirname)).toEqual(expect.arrayContaining(names.map(name => `${name}.test`)));
});

describe.each(rules.map(rule => [rule.name, rule] as const))("%s", (_, rule) => {
    test("is mandatory and says what it is, how grave, and what to do", () => {
        // What a rule that only looks has to say is mandatory as well.
        expect(rule.enforcementLevel).toBe(rule.tags!.includes("looks-only") ? "remediate" : "mandatory");
        expect(rule.description).toMatch(/\.$/);
        expect(rule.severity).toMatch(/^(low|medium|high|critical)$/);
        expect(rule.remediationSteps).toMatch(/\.$/);
        expect(rule.tags!.length).toBeGreaterThan(0);
        expect(rule.url).toMatch(/^https:\/\/[^ ]+$/);
        // Not every rule has a control that somebody numbered.
        expect(Object.values(rule.framework ?? {}).every(Boolean)).toBe(true);
    });
});
