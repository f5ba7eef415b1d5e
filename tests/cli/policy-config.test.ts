import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../support/synth";
import type { PolicyReport, ResourceState } from "../../synth/types";
import { webstack } from "./command";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "policy-config-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

interface Printed {
    readonly policy: PolicyReport;
    readonly deployment: { readonly deployment: { readonly resources: readonly ResourceState[] } };
}

/** What synth makes of a fixture with this configuration. */
async function synth(fixture: string, config: string) {
    const file = path.join(folder, "policies.json");
    fs.writeFileSync(file, config);
    const project = path.join(root, "tests", "policies", "fixtures", fixture);
    const { code, stdout, stderr } = await webstack(["synth", "test", "-C", project, "--json", "--policy-config", file]);
    return { code, stderr, printed: stdout ? (JSON.parse(stdout) as Printed) : undefined };
}

/** The levels at which a rule spoke of the fixture that breaks it. */
async function levelsOf(rule: string, config: string): Promise<readonly string[]> {
    const { printed } = await synth("exemptions", config);
    return [...new Set(printed!.policy.findings.filter(finding => finding.rule === rule).map(({ level }) => level))].sort();
}

describe("--policy-config", () => {
    test.each([
        ["as a level", '{ "cache-tls-required": "advisory" }'],
        ["in an object", '{ "cache-tls-required": { "enforcementLevel": "advisory" } }'],
        ["for all", '{ "all": "advisory" }'],
    ])("makes advice of a rule, %s", async (_, config) => {
        expect(await levelsOf("cache-tls-required", config)).toEqual(["advisory", "not-evaluable"]);
    });

    test("disables all but one rule, which may still show what is no secret", async () => {
        const { printed } = await synth("exemptions", '{ "all": "disabled", "cache-tls-required": "mandatory" }');
        const { findings, rules } = printed!.policy;
        expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(["cache-tls-required"]);
        expect(findings.filter(({ message }) => message.startsWith("Not shown"))).toEqual([]);
        expect(rules.filter(({ level }) => level !== "disabled").map(({ name, level }) => `${name}: ${level}`)).toEqual([
            "inputs-seen: remediate",
            "cache-tls-required: mandatory",
        ]);
    });

    test("gives a rule its settings", async () => {
        const untagged = async (config: string) => {
            const { findings } = (await synth("remediation", config)).printed!.policy;
            return findings.filter(({ rule }) => rule === "required-tags").map(({ urn }) => urn.split("::").at(-1));
        };
        expect(await untagged("{}")).toEqual(["exempted", "fine", "mended"]);
        expect(await untagged('{ "required-tags": { "tags": ["Owner"] } }')).toEqual(["exempted", "mended"]);
    });

    test("mends what a rule has a remedy for, shows it before and after, and leaves what is exempted", async () => {
        const { printed } = await synth("remediation", '{ "all": "advisory", "kms-rotation": "remediate" }');
        const { policy, deployment } = printed!;
        const key = (name: string) => `urn:pulumi:test::remediation::aws:kms/key:Key::${name}`;
        expect(policy.remediations).toEqual([
            { pack: "webstack", rule: "kms-rotation", urn: key("mended"), changes: [{ property: "enableKeyRotation", after: true }] },
        ]);
        expect(policy.findings.filter(({ rule }) => rule === "kms-rotation")).toEqual([]);
        const keys = deployment.deployment.resources.filter(({ type }) => type === "aws:kms/key:Key");
        expect(keys.map(({ urn, inputs }) => [urn, inputs?.enableKeyRotation])).toEqual([
            [key("exempted"), undefined],
            [key("fine"), true],
            [key("mended"), true],
        ]);
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
        [
            "a setting that there is not",
            '{ "retention-by-class": { "days": 30 } }',
            "gives retention-by-class the setting 'days', which it does not have. It has accessDays, auditDays, errorDays.",
        ],
        [
            "a setting of a rule that has none",
            '{ "cache-auth": { "days": 30 } }',
            "gives cache-auth the setting 'days', which it does not have. It has none.",
        ],
        [
            "a setting out of its range",
            '{ "retention-by-class": { "auditDays": 4000 } }',
            "gives retention-by-class a setting that it cannot take: auditDays: Too big: expected number to be <=3653",
        ],
        [
            "a setting of another type",
            '{ "required-tags": { "tags": "Owner" } }',
            "gives required-tags a setting that it cannot take: tags: Invalid input: expected array, received string",
        ],
        ["no JSON", "{", "policies.json is not valid YAML: "],
    ])("fails for %s", async (_, config, said) => {
        expect(await synth("exemptions", config)).toMatchObject({ code: 1, stderr: expect.stringContaining(said) as string });
    });
});
