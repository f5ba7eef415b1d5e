import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../support/synth";
import type { PolicyReport, ResourceState } from "../../synth/types";
import { webstack } from "./command";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "policy-test-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const mark = "4dabf18193072939515e22adb298388d";
const secret = { [mark]: "1b47061264138c4ac30d75fd1eb44270" };
const urnOf = (type: string, name: string) => `urn:pulumi:live::shop::${type}::${name}`;
const stack = { urn: urnOf("pulumi:pulumi:Stack", "shop-live"), type: "pulumi:pulumi:Stack", custom: false };

function resource(type: string, name: string, inputs: object, more: object = {}): Partial<ResourceState> {
    return { urn: urnOf(type, name), type, custom: true, id: name, parent: stack.urn, inputs: inputs as ResourceState["inputs"], ...more };
}

const cache = (name: string, inputs: object, more: object = {}) =>
    resource("aws:elasticache/replicationGroup:ReplicationGroup", name, inputs, more);

function fileWith(resources: readonly object[], version = 3): string {
    const file = path.join(fs.mkdtempSync(path.join(folder, "state-")), "state.json");
    fs.writeFileSync(file, JSON.stringify({ version, deployment: { manifest: {}, resources } }));
    return file;
}

/** What is said of the rules that the state was written for. */
async function judged(file: string, rules: readonly string[], ...flags: readonly string[]) {
    const { code, stdout, stderr } = await webstack(["policy", "test", file, "--json", ...flags]);
    const { policy } = (stdout ? JSON.parse(stdout) : { policy: { findings: [], rules: [] } }) as { policy: PolicyReport };
    const said = policy.findings
        .filter(({ rule }) => rules.includes(rule))
        .map(({ rule, level, urn }) => [rule, level, urn.split("::").at(-1)]);
    return { code, said, stderr, policy, stdout };
}

const rules = ["cache-tls-required", "cache-auth"];
const encrypted = { transitEncryptionEnabled: true, transitEncryptionMode: "required" };

describe("webstack policy test", () => {
    test("judges what is, by every rule, and leaves out what is to be deleted and what is only read", async () => {
        const { code, said, policy } = await judged(
            fileWith([
                stack,
                cache("plain", {}),
                cache("shown", { ...encrypted, authToken: { ...secret, plaintext: '"0123456789abcdef0123456789abcdef"' } }),
                cache("replaced", {}, { delete: true }),
                cache("read", {}, { external: true }),
            ]),
            rules,
        );
        expect(said).toEqual([
            ["cache-auth", "mandatory", "plain"],
            ["cache-tls-required", "mandatory", "plain"],
        ]);
        expect(code).toBe(2);
        expect(policy.rules.find(({ name }) => name === "cache-tls-required")!.counts).toMatchObject({ passed: 1, failed: 1 });
    });

    test("takes a secret that the document does not show for a value that is not known", async () => {
        const environment = (value: object) => ({ environment: { variables: { API_TOKEN: value } } });
        const type = "aws:lambda/function:Function";
        const { said } = await judged(
            fileWith([
                stack,
                resource(type, "sealed", environment({ ...secret, ciphertext: "v1:abc" })),
                resource(type, "hidden", environment({ ...secret, plaintext: '"[secret]"' })),
                resource(type, "shown", environment({ ...secret, plaintext: '"hunter2-hunter2"' })),
            ]),
            ["env-no-plain-secret"],
        );
        expect(said).toEqual([
            ["env-no-plain-secret", "not-evaluable", "hidden"],
            ["env-no-plain-secret", "not-evaluable", "sealed"],
            ["env-no-plain-secret", "mandatory", "shown"],
        ]);
    });

    test("mends nothing: what a remediation would change is a violation", async () => {
        const config = path.join(folder, "remediate.json");
        fs.writeFileSync(config, '{ "all": "advisory", "kms-rotation": "remediate" }');
        const file = fileWith([stack, resource("aws:kms/key:Key", "still", {})]);
        const { code, said, policy } = await judged(file, ["kms-rotation"], "--policy-config", config);
        expect(said).toEqual([["kms-rotation", "mandatory", "still"]]);
        expect(policy.remediations).toEqual([]);
        expect(code).toBe(2);
    });

    test("heeds the exemptions of the project", async () => {
        const project = fs.mkdtempSync(path.join(folder, "project-"));
        const { urn } = cache("plain", {});
        const exemption = { urn, rule: "cache-tls-required", reason: "It holds public data only.", owner: "shop", expires: "2999-12-31" };
        fs.writeFileSync(path.join(project, "policy-exemptions.yaml"), JSON.stringify({ exemptions: [exemption] }));
        const { said } = await judged(fileWith([stack, cache("plain", {})]), [...rules, "exempted"], "-C", project);
        expect(said).toEqual([
            ["cache-auth", "mandatory", "plain"],
            ["exempted", "exempted", "plain"],
        ]);
    });

    test("reads standard input, and writes reports", async () => {
        const out = path.join(folder, "out");
        const child = spawn(process.execPath, [path.join(root, "bin", "webstack.js"), "policy", "test", "-", "--out", out]);
        let printed = "";
        child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
        child.stdin.end(fs.readFileSync(fileWith([stack, cache("plain", {})])));
        expect(await new Promise(resolve => child.once("close", resolve))).toBe(2);
        expect(printed).toContain(`violated  cache-tls-required  ${cache("plain", {}).urn}\n`);
        expect(printed.trimEnd().split("\n").at(-1)).toBe("live: 2 resources");
        expect(fs.readdirSync(out).sort()).toEqual(["policy.json", "policy.md", "policy.sarif", "policy.xml"]);
    });

    test.each<[string, () => string, string]>([
        ["a file that there is not", () => path.join(folder, "none.json"), "none.json cannot be read: ENOENT"],
        ["what is not JSON", () => path.join(root, "README.md"), "README.md is not JSON."],
        ["another version", () => fileWith([stack], 2), "is not the state of a stack: version: Invalid input: expected 3."],
        ["no URN", () => fileWith([{ urn: "shop", type: "a:b:C" }]), "deployment.resources.0.urn: Expected a URN. pulumi stack export"],
        ["an empty stack", () => fileWith([]), "has no resources: there is nothing to judge."],
    ])("fails for %s", async (_, file, said) => {
        expect(await judged(file(), [])).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(said) as string });
    });
});
