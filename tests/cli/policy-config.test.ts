import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../support/synth";
import { webstack } from "./command";

const fixture = path.join(root, "tests", "policies", "fixtures", "cache-tls-required");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "policy-config-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What synth makes of the fixture, which breaks cache-tls-required, with this configuration. */
async function synth(config: string) {
    const file = path.join(folder, "policies.json");
    fs.writeFileSync(file, config);
    const { code, stdout, stderr } = await webstack(["synth", "test", "-C", fixture, "--json", "--policy-config", file]);
    const policy = stdout ? (JSON.parse(stdout) as { policy: { findings: { rule: string; level: string }[] } }).policy : undefined;
    const levels = policy?.findings.filter(({ rule }) => rule === "cache-tls-required").map(({ level }) => level);
    return { code, levels: [...new Set(levels)], stderr };
}

describe("--policy-config", () => {
    test("makes advice of a rule, as a level or in an object", async () => {
        const { levels } = await synth('{ "cache-tls-required": "advisory" }');
        expect(levels.filter(level => level !== "not-evaluable")).toEqual(["advisory"]);
        const other = await synth('{ "all": { "enforcementLevel": "advisory" } }');
        expect(other.code).toBe(0);
        expect(other.levels.filter(level => level !== "not-evaluable")).toEqual(["advisory"]);
    });

    test.each<[string, string, string]>([
        [
            "a rule that there is not",
            '{ "cache-tls-require": "advisory" }',
            "names the rule 'cache-tls-require', which no pack has. Did you mean cache-tls-required?",
        ],
        [
            "a level that there is not",
            '{ "cache-auth": "off" }',
            "Expected the level of each rule: advisory, mandatory, remediate or disabled.",
        ],
        ["no JSON", "{", "policies.json is not valid YAML: "],
    ])("fails for %s", async (_, config, said) => {
        expect(await synth(config)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) as string });
    });
});
