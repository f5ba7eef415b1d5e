import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { Deployment, PolicyReport } from "../../synth/types";
import { root } from "../support/synth";
import { secret, writeProject } from "../synth/project";
import { parseXml } from "../synth/xml";
import { webstack, type Ended } from "./command";

const pack = (name: string): string => path.join(root, "tests", "fixtures", name);
const files = {
    "Pulumi.production.yaml": "config:\n  aws:region: eu-west-1\n",
    "index.ts": `
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

console.log("printed on stdout");
console.error("printed on stderr");
new aws.s3.Bucket("owned", { tags: { owner: "me" } });
new aws.s3.Bucket("free", { forceDestroy: true });
new aws.s3.Bucket('<&"\`\\u0001\\n../..ü', { forceDestroy: true });
new aws.sns.Topic("plain", { displayName: pulumi.secret("hunter2"), tags: { a: pulumi.secret("hunter2") } });
new aws.sns.Topic("beyond-help", { displayName: "a" });
new aws.sns.Topic("encrypted", { displayName: "b", kmsMasterKeyId: "alias/mine" });
new aws.sns.Topic("hopeless", { displayName: "c" });
new aws.sqs.Queue("unknown");
new k8s.core.v1.Namespace("space", { metadata: { name: "apps" } });
new k8s.core.v1.ConfigMap("escape", { metadata: { name: "../../../escape", namespace: "a/../b" }, data: { k: "- not a list" } });
new k8s.core.v1.Secret("secret", { metadata: { name: "s" }, data: { k: "aHVudGVyMg==" }, stringData: { text: "hunter2" } });
export const done = true;
`,
};

interface Document {
    readonly stack: string;
    readonly deployment: Deployment;
    readonly policy: PolicyReport;
}

const bucketUrn = "urn:pulumi:production::test::aws:s3/bucket:Bucket::";
const topicUrn = "urn:pulumi:production::test::aws:sns/topic:Topic::";
const hostile = '<&"`\u0001\n../..ü';

describe("webstack synth with policy packs", () => {
    let ended: Ended;
    let document: Document;
    const out = path.join(root, "out", "tests", "cli", "policy-out");
    const read = (file: string): string => fs.readFileSync(path.join(out, file), "utf8");
    beforeAll(async () => {
        const folder = writeProject("cli/policy", files);
        fs.rmSync(out, { recursive: true, force: true });
        // What an earlier run left must go, what is not of webstack must stay.
        fs.mkdirSync(path.join(out, "manifests"), { recursive: true });
        fs.writeFileSync(path.join(out, "manifests", "9-stale.yaml"), "");
        fs.writeFileSync(path.join(out, "mine.txt"), "");
        const packs = ["--policy-pack", pack("pack"), "--policy-pack", path.relative(folder, pack("second-pack"))];
        ended = await webstack(["synth", "production", "--json", "--out", out, ...packs], { cwd: folder });
        document = JSON.parse(ended.stdout) as Document;
    });

    it("ends with 2 for a violated mandatory rule, one JSON document on stdout, what the program prints on stderr", () => {
        expect(ended.code).toBe(2);
        expect(Object.keys(document)).toEqual(["stack", "deployment", "notices", "policy"]);
        expect(document.stack).toBe("production");
        expect(ended.stderr.split("\n").sort()).toEqual(["", "printed on stderr", "printed on stdout"]);
    });

    it("reports every finding with rule, resource, fix, address and place; a rule that throws is a violation", () => {
        const fixture = { pack: "fixture" };
        const bucket = {
            ...fixture,
            rule: "buckets-have-owner",
            level: "advisory",
            description: "A bucket names its owner.",
            message: "This bucket has no owner.",
        };
        const help = { fix: "Add the tag 'owner'.", url: "https://example.com/owner" };
        const stays = {
            ...fixture,
            rule: "buckets-stay",
            level: "mandatory",
            description: "A bucket is never destroyed with its content.",
        };
        const topics = { pack: "second", rule: "no-topics", level: "advisory", description: "There are no topics." };
        const encrypted = { ...fixture, rule: "topics-are-encrypted", level: "mandatory", description: "A topic is encrypted." };
        expect(document.policy.findings).toEqual([
            { ...bucket, ...help, urn: bucketUrn + hostile, source: "index.ts:10" },
            { ...bucket, ...help, urn: `${bucketUrn}free`, source: "index.ts:9" },
            {
                ...stays,
                urn: bucketUrn + hostile,
                message: `${hostile} would be destroyed\nwith all that is in it: <b>`,
                source: "index.ts:10",
            },
            {
                ...stays,
                urn: `${bucketUrn}free`,
                message: "free would be destroyed\nwith all that is in it: <b>",
                source: "index.ts:9",
            },
            {
                ...fixture,
                rule: "few-resources",
                level: "advisory",
                urn: "",
                description: "A stack stays small.",
                message: "There are 3 buckets.",
            },
            { ...topics, urn: `${topicUrn}beyond-help`, message: "a is encrypted with undefined", source: "index.ts:12" },
            { ...topics, urn: `${topicUrn}encrypted`, message: "b is encrypted with alias/mine", source: "index.ts:13" },
            { ...topics, urn: `${topicUrn}hopeless`, message: "c is encrypted with undefined", source: "index.ts:14" },
            { ...topics, urn: `${topicUrn}plain`, message: "[secret] is encrypted with alias/aws/sns", source: "index.ts:11" },
            {
                ...fixture,
                rule: "queues-are-known",
                level: "mandatory",
                urn: "urn:pulumi:production::test::aws:sqs/queue:Queue::unknown",
                description: "Throws on queues of one name.",
                message: "The rule failed to run. Error: this rule is broken\n    at index.js:48:81",
                source: "index.ts:15",
            },
            { ...encrypted, urn: `${topicUrn}beyond-help`, message: "This topic is not encrypted.", source: "index.ts:12" },
            {
                ...encrypted,
                urn: `${topicUrn}hopeless`,
                message: "The rule failed to run. TypeError: cannot mend this\n    at index.js:33:48",
                source: "index.ts:14",
            },
            { ...encrypted, urn: `${topicUrn}hopeless`, message: "This topic is not encrypted.", source: "index.ts:14" },
        ]);
    });

    it("lists the packs and all their rules", () => {
        expect(document.policy.packs).toEqual([
            { name: "fixture", version: "1.2.3" },
            { name: "second", version: "0.2.0" },
        ]);
        expect(document.policy.rules.map(({ name, level, severity }) => [name, level, severity])).toEqual([
            ["buckets-have-owner", "advisory", "low"],
            ["buckets-stay", "mandatory", "critical"],
            ["topics-are-encrypted", "remediate", undefined],
            ["queues-are-known", "advisory", undefined],
            ["few-resources", "advisory", undefined],
            ["never-asked", "disabled", undefined],
            ["no-topics", "advisory", undefined],
        ]);
    });

    it("applies remediations, shows them, and keeps secrets secret", () => {
        expect(document.policy.remediations).toEqual([
            {
                pack: "fixture",
                rule: "topics-are-encrypted",
                urn: `${topicUrn}plain`,
                changes: [{ property: "kmsMasterKeyId", after: "alias/aws/sns" }],
            },
        ]);
        const state = document.deployment.deployment.resources.find(({ urn }) => urn === `${topicUrn}plain`);
        expect(state!.inputs).toEqual({ displayName: secret(), kmsMasterKeyId: "alias/aws/sns", tags: { a: secret() } });
        expect(state!.outputs).toMatchObject({ displayName: secret(), kmsMasterKeyId: "alias/aws/sns" });
    });

    it("writes the document and the reports, and no secret into any of them", () => {
        expect(fs.readdirSync(out).sort()).toEqual([
            "deployment.json",
            "manifests",
            "mine.txt",
            "policy.json",
            "policy.md",
            "policy.sarif",
            "policy.xml",
        ]);
        expect(JSON.parse(read("deployment.json"))).toEqual(document.deployment);
        expect(JSON.parse(read("policy.json"))).toEqual(document.policy);
        const texts = [
            ended.stdout,
            ...fs
                .readdirSync(out, { recursive: true, encoding: "utf8" })
                .filter(file => /\.(?!txt)\w+$/.test(file))
                .map(read),
        ];
        expect(texts).toHaveLength(9);
        for (const text of texts) {
            expect(text).not.toMatch(/hunter2|aHVudGVyMg/);
            expect(text.endsWith("\n")).toBe(true);
        }
    });

    it("writes manifests in the order in which they apply, none outside of its folder", () => {
        const manifests = fs.readdirSync(path.join(out, "manifests"));
        expect(manifests.sort()).toEqual(["0-namespace-apps.yaml", "1-a_.._b-configmap-.._.._.._escape.yaml", "1-secret-s.yaml"]);
        expect(parse(read("manifests/1-secret-s.yaml"))).toEqual({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            data: { k: "W3NlY3JldF0=" },
            stringData: { text: "[secret]" },
        });
        expect(parse(read("manifests/1-a_.._b-configmap-.._.._.._escape.yaml"))).toMatchObject({ data: { k: "- not a list" } });
    });

    it("writes reports that stay whole under hostile names", () => {
        const suites = parseXml(read("policy.xml")).children;
        expect(suites.map(({ attributes: { name, tests, failures } }) => [name, tests, failures])).toEqual([
            ["fixture on production", "5", "3"],
            ["second on production", "1", "0"],
        ]);
        const sarif = JSON.parse(read("policy.sarif")) as { runs: { results: object[] }[] };
        expect(sarif.runs.map(({ results }) => results.length)).toEqual([9, 4]);
        const markdown = read("policy.md").split("\n");
        expect(markdown.slice(0, 3)).toEqual([
            "# Policies of `production`",
            "",
            "6 rules of fixture 1.2.3, second 0.2.0: 6 violated, 7 with advice",
        ]);
        expect(markdown).toContain(`- **\`buckets-stay\`** \`\`${bucketUrn}<&"\`\\u0001 ../..ü\`\` (\`index.ts:10\`)`);
        expect(markdown.filter(line => line.startsWith("<") || line.startsWith("../"))).toEqual([]);
    });

    it("is shown to people: violations, advice, what was changed, and the count last", async () => {
        const { code, stdout, stderr } = await webstack([
            "synth",
            "production",
            "-C",
            writeProject("cli/policy-text", files),
            "--policy-pack",
            pack("pack"),
        ]);
        expect(code).toBe(2);
        expect(stderr.split("\n").sort()).toEqual(["", "printed on stderr", "printed on stdout"]);
        const lines = stdout.split("\n");
        expect(lines).toContain(`violated  buckets-stay  ${bucketUrn}free`);
        expect(lines).toContain(`violated  buckets-stay  ${bucketUrn}<&"\`\\u0001\\u000a../..ü`);
        expect(lines).toContain("advice  few-resources  the stack");
        const mended = lines.indexOf(`changed  topics-are-encrypted  ${topicUrn}plain`);
        expect(lines[mended + 1]).toBe('    kmsMasterKeyId: not set → "alias/aws/sns"');
        expect(lines).toContain("    Fix: Add the tag 'owner'.");
        expect(lines.slice(-2)).toEqual(["production: 14 resources", ""]);
        expect(stdout).not.toMatch(/\u001b|hunter2/);
    });
});

describe("a policy pack that is wrong", () => {
    const run = async (folder: string, name: string, program = "exports.a = 1;"): Promise<Ended> =>
        webstack(["synth", "--policy-pack", folder], { cwd: writeProject(`cli/${name}`, { "index.js": program }) });
    const written = (name: string, packFiles: Record<string, string>): string => {
        const folder = path.join(root, "out", "tests", "cli", "packs", name);
        fs.rmSync(folder, { recursive: true, force: true });
        fs.mkdirSync(folder, { recursive: true });
        for (const [file, content] of Object.entries(packFiles)) fs.writeFileSync(path.join(folder, file), content);
        return folder;
    };

    it.each([
        ["does not exist", "/no/such/pack", "The policy pack /no/such/pack does not exist."],
        ["has no PulumiPolicy.yaml", pack("engine"), `${pack("engine")} is not a policy pack: there is no PulumiPolicy.yaml in it.`],
    ])("fails where it %s", async (kind, folder, message) => {
        expect(await run(folder, `pack-${kind.replaceAll(" ", "-")}`)).toEqual({ code: 1, stdout: "", stderr: `webstack: ${message}\n` });
    });

    it("fails where its file is broken, names another runtime, or a main that does not exist", async () => {
        const broken = written("broken", { "PulumiPolicy.yaml": "runtime: [\n" });
        expect((await run(broken, "pack-broken")).stderr).toMatch(/PulumiPolicy\.yaml is not valid YAML: .* at line 2, column 1:/);
        const python = written("python", { "PulumiPolicy.yaml": "runtime: python\n" });
        expect((await run(python, "pack-python")).stderr).toBe(
            `webstack: ${python}/PulumiPolicy.yaml: synth runs packs of the nodejs runtime; this one names "python".\n`,
        );
        const absent = written("absent", { "PulumiPolicy.yaml": "runtime: nodejs\nmain: lib\n" });
        expect((await run(absent, "pack-absent")).stderr).toBe(
            `webstack: ${absent}/PulumiPolicy.yaml: main names lib, and ${absent}/lib does not exist.\n`,
        );
    });

    it("fails where it throws at start, with what it threw", async () => {
        const { code, stdout, stderr } = await run(pack("throwing-pack"), "pack-throws");
        expect([code, stdout]).toEqual([1, ""]);
        const file = path.join(pack("throwing-pack"), "pack.js");
        expect(stderr).toBe(
            `webstack: The policy pack ${pack("throwing-pack")} did not start (exit code 32).\n` +
                `Error: this pack cannot start\n    at Object.<anonymous> (${file}:2:7)\n`,
        );
    });

    it("fails with what the program threw where the program is wrong too", async () => {
        const { code, stderr } = await run(pack("throwing-pack"), "pack-and-program", `throw new Error("the program first");`);
        expect([code, stderr]).toEqual([1, "webstack: the program first\n    at index.js:1:7\n"]);
    });

    it("finds two resources of one URN also while a pack is still asked about the first", async () => {
        const program = `const { RandomPet } = require("@pulumi/random");\nnew RandomPet("pet");\nnew RandomPet("pet");\n`;
        const { code, stderr } = await run(pack("pack"), "pack-duplicate", program);
        expect(code).toBe(1);
        expect(stderr).toContain(
            "Duplicate resource URN 'urn:pulumi:dev::test::random:index/randomPet:RandomPet::pet'; try giving it a unique name",
        );
    });
});
