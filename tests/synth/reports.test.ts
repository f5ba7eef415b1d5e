import * as fc from "fast-check";
import { parse } from "yaml";
import { manifestsOf } from "../../synth/manifests";
import { totals } from "../../synth/reports/counts";
import { policyJunit } from "../../synth/reports/junit";
import { code, policyMarkdown, verdict } from "../../synth/reports/markdown";
import { policySarif } from "../../synth/reports/sarif";
import { componentTree } from "../../synth/tree";
import type { Deployment, Finding, Level, PolicyReport, PropertyMap, ResourceState } from "../../synth/types";
import { secret } from "./project";
import { parseXml, type Element } from "./xml";

const deployment = (resources: ResourceState[]): Deployment => ({
    version: 3,
    deployment: { manifest: { time: "", magic: "", version: "" }, resources },
});

describe("manifests", () => {
    const object = (kind: string, metadata: PropertyMap, rest: Partial<ResourceState> & { inputs?: PropertyMap } = {}): ResourceState => ({
        urn: `urn:pulumi:dev::test::kubernetes:x/v1:${kind}::${JSON.stringify(metadata)}`,
        type: `kubernetes:x/v1:${kind}`,
        custom: true,
        ...rest,
        inputs: { apiVersion: "v1", kind, metadata, ...rest.inputs },
    });
    const files = (states: ResourceState[]): string[] => manifestsOf(deployment(states)).map(({ file }) => file);

    it("are ordered by what must exist before what", () => {
        const kinds = ["Deployment", "Service", "Secret", "CustomResourceDefinition", "Namespace", "ServiceAccount", "MyThing", "Ingress"];
        expect(files(kinds.map(kind => object(kind, { name: "n" })))).toEqual([
            "0-customresourcedefinition-n.yaml",
            "0-namespace-n.yaml",
            "1-secret-n.yaml",
            "1-serviceaccount-n.yaml",
            "2-service-n.yaml",
            "3-deployment-n.yaml",
            "3-ingress-n.yaml",
            "3-mything-n.yaml",
        ]);
    });

    it("have names of plain letters, each its own, also where they would be the same", () => {
        const names = ["a", "A", "a-2", "a", "../../etc/passwd", "ü \n'\"", "x".repeat(300), "x".repeat(301)];
        expect(files(names.map(name => object("Pod", { name, namespace: "ns" })))).toEqual([
            "3-ns-pod-.._.._etc_passwd.yaml",
            "3-ns-pod-_____.yaml",
            "3-ns-pod-a.yaml",
            "3-ns-pod-a-2.yaml",
            "3-ns-pod-a-3.yaml",
            "3-ns-pod-a-2-2.yaml",
            `3-ns-pod-${"x".repeat(191)}.yaml`,
            `3-ns-pod-${"x".repeat(191)}-2.yaml`,
        ]);
    });

    it("stay in their folder, under whatever name, and lose none", () => {
        const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a", "a-2", "..", "/", "A"));
        fc.assert(
            fc.property(fc.array(fc.record({ name: text, namespace: text }), { maxLength: 12 }), metadata => {
                const made = files(metadata.map(item => object("Pod", item)));
                expect(new Set(made).size).toBe(metadata.length);
                expect(made.filter(file => !/^[0-9][a-z0-9._-]{0,205}\.yaml$/.test(file))).toEqual([]);
            }),
        );
    });

    it("are what the provider sends: the name it gave, secrets hidden, data in base64", () => {
        const state = object(
            "Secret",
            { labels: { a: "b" } },
            {
                inputs: { data: { known: "YQ==", hidden: secret() }, stringData: secret({ both: "[secret]" }), type: "Opaque" },
                outputs: { metadata: { name: "given-1" } },
            },
        );
        const [made] = manifestsOf(deployment([state]));
        const expected = {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { labels: { a: "b" }, name: "given-1" },
            data: { known: "YQ==", hidden: "W3NlY3JldF0=" },
            stringData: { both: "[secret]" },
            type: "Opaque",
        };
        expect(made!.file).toBe("1-secret-given-1.yaml");
        expect(made!.object).toEqual(expected);
        expect(parse(made!.yaml)).toEqual(expected);
    });

    it("hide data that is secret as a whole", () => {
        const [made] = manifestsOf(deployment([object("Secret", { name: "n" }, { inputs: { data: secret({ a: "[secret]" }) } })]));
        expect(made!.object.data).toEqual({ a: "W3NlY3JldF0=" });
    });

    it("say as YAML what the object says, whatever its texts", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), data => {
                const [made] = manifestsOf(deployment([object("ConfigMap", { name: "n" }, { inputs: { data } })]));
                expect(parse(made!.yaml)).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "n" }, data });
            }),
        );
    });

    it("are made of Kubernetes objects only: not of what is read, of components, of releases or of other providers", () => {
        expect(
            files([
                object("Pod", { name: "read" }, { external: true }),
                object("Pod", { name: "component" }, { custom: false }),
                { ...object("Pod", { name: "aws" }), type: "aws:x/y:Z" },
                { urn: "u", type: "kubernetes:helm.sh/v3:Release", custom: true, inputs: { chart: "c" } },
                { urn: "v", type: "kubernetes:core/v1:Pod", custom: true },
            ]),
        ).toEqual([]);
    });
});

describe("componentTree", () => {
    const state = (type: string, name: string, parent: ResourceState | undefined, custom = false): ResourceState => ({
        urn: `urn:pulumi:dev::test::${type}::${name}`,
        type,
        custom,
        ...(parent ? { parent: parent.urn } : {}),
    });

    it("shows components below one another, each with the number of resources it stands for", () => {
        const stack = state("pulumi:pulumi:Stack", "test-dev", undefined);
        const site = state("my:index:Site", "site", stack);
        const inner = state("my:index:Inner", "in", site);
        const all = [
            stack,
            site,
            inner,
            state("a:b:C", "c", inner, true),
            state("a:b:C", "d", site, true),
            state("a:b:C", "e", stack, true),
        ];
        expect(componentTree(deployment(all)).split("\n")).toEqual([
            "test-dev",
            "├─┬ site  Site  4",
            "│ └── in  Inner  2",
            "└── resources of its own  1",
        ]);
        expect(componentTree(deployment([]))).toBe("");
    });
});

const finding = (level: Level, message: string, rest: Partial<Finding> = {}): Finding => ({
    pack: "pack",
    rule: "rule",
    level,
    urn: "urn:pulumi:dev::test::a:b:C::c",
    description: "What holds.",
    message,
    ...rest,
});
const report = (findings: Finding[], rest: Partial<PolicyReport> = {}): PolicyReport => ({
    packs: [{ name: "pack", version: "1.0.0" }],
    rules: [
        {
            pack: "pack",
            name: "rule",
            description: "What holds.",
            level: "mandatory",
            fix: "Do it.",
            url: "https://example.com/rule",
            tags: [],
        },
        { pack: "pack", name: "other", description: "Another.", level: "advisory", tags: [] },
        { pack: "pack", name: "off", description: "Is off.", level: "disabled", tags: [] },
    ],
    findings,
    remediations: [],
    ...rest,
});

/** The same, of a pack that counts. */
function withCounts(): PolicyReport {
    const counts = [
        { passed: 4, failed: 1, exempted: 2, notEvaluable: 0, notApplicable: 90 },
        { passed: 3, failed: 0, exempted: 0, notEvaluable: 0, notApplicable: 94 },
        { passed: 9, failed: 9, exempted: 9, notEvaluable: 9, notApplicable: 9 },
    ];
    const { rules, ...rest } = report([]);
    return { ...rest, rules: rules.map((rule, index) => ({ ...rule, counts: counts[index]! })) };
}

describe("the policy report in Markdown", () => {
    it("puts violations first, then advice, then what was changed", () => {
        const urn = "urn:pulumi:dev::test::a:b:C::c";
        const remediations = [
            {
                pack: "pack",
                rule: "mend",
                urn,
                changes: [
                    { property: "a", before: 1, after: 2 },
                    { property: "b", before: undefined, after: { c: true } },
                ],
            },
        ];
        const findings = [
            finding("advisory", "could be", { urn: "" }),
            finding("mandatory", "must be", { fix: "Do it.", source: "index.ts:3" }),
        ];
        expect(policyMarkdown(report(findings, { remediations }), "dev").split("\n")).toEqual([
            "# Policies of `dev`",
            "",
            "2 rules of pack 1.0.0: 1 violated, 1 with advice",
            "",
            "## Violations",
            "",
            `- **\`rule\`** \`${urn}\` (\`index.ts:3\`)`,
            "  `must be`",
            "  Fix: `Do it.`",
            "",
            "## Advice",
            "",
            "- **`rule`** the stack",
            "  `could be`",
            "",
            "## Changed by a policy",
            "",
            `- \`mend\` \`${urn}\``,
            "  - `a: 1 → 2`",
            '  - `b: not set → {"c":true}`',
            "",
        ]);
    });

    it("counts how many resources stood how before each rule that is on", () => {
        const lines = policyMarkdown(withCounts(), "dev").split("\n");
        expect(lines.slice(2)).toEqual([
            "2 rules of pack 1.0.0: all mandatory rules pass",
            "",
            "Resources judged: 7 passed, 1 failed, 2 exempted.",
            "",
            "## Resources by rule",
            "",
            "| rule | passed | failed | exempted | not evaluable | not applicable |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            "| `rule` | 4 | 1 | 2 | 0 | 90 |",
            "| `other` | 3 | 0 | 0 | 0 | 94 |",
            "",
        ]);
        expect(totals(report([]))).toBeUndefined();
    });

    it("says in one line how a stack stands", () => {
        expect(verdict(report([]))).toBe("2 rules of pack 1.0.0: all mandatory rules pass");
        expect(verdict(report([finding("advisory", "")]))).toBe("2 rules of pack 1.0.0: all mandatory rules pass, 1 with advice");
        const packs = [
            { name: "a", version: "1" },
            { name: "b", version: "2" },
        ];
        expect(verdict(report([finding("mandatory", "")], { packs }))).toBe("2 rules of a 1, b 2: 1 violated");
    });

    it.each([
        ["plain", "`plain`"],
        ["a `b` c", "``a `b` c``"],
        ["`", "`` ` ``"],
        ["``a`", "``` ``a` ```"],
        ["two\nlines\tand | more", "`two lines and | more`"],
        ["", "` `"],
        ["  ", "` `"],
    ])("shows %j as code: %s", (text, expected) => expect(code(text)).toBe(expected));

    it("shows any text as one code span that nothing in it ends", () => {
        const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("`", "a", " ", "\n", "\\", "*", "<") }));
        fc.assert(
            fc.property(text, value => {
                const span = code(value);
                const fence = /^`+/.exec(span)![0];
                const inner = span.slice(fence.length, -fence.length);
                expect(span.endsWith(fence)).toBe(true);
                expect(span).not.toContain("\n");
                expect((inner.match(/`+/g) ?? []).filter(run => run.length === fence.length)).toEqual([]);
                expect(inner.startsWith("`") || inner.endsWith("`")).toBe(false);
                expect(inner.trim()).toBe(value.replace(/\s+/g, " ").trim());
            }),
        );
    });
});

describe("the policy report for machines", () => {
    const saysOf = ({ name, attributes, text }: Element): string => `${name}: ${attributes.message ?? text}`;
    const hostile = fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom("SARIF_BUILDER_INVALID", "]]>", "<a b='", "&amp;", "\u0000", "\u0008", "\uFFFE", "\ud800", "a\nb\r\n", '"'),
    );

    it("gives JUnit one test case for each rule that is on, failed where a mandatory rule is violated", () => {
        const findings = [
            finding("mandatory", "first"),
            finding("mandatory", "second", { urn: "" }),
            finding("advisory", "hint", { rule: "other" }),
            finding("mandatory", "broke", { rule: "policy-pack-failed" }),
        ];
        const suites = parseXml(policyJunit(report(findings), "dev"));
        expect(suites.attributes).toEqual({ tests: "3", failures: "2", errors: "0", skipped: "0" });
        const [suite] = suites.children;
        expect(suite!.attributes).toMatchObject({ name: "pack on dev", tests: "3", failures: "2" });
        expect(suite!.children.map(({ attributes, children }) => [attributes.name, children.map(saysOf)])).toEqual([
            ["rule", ["failure: urn:pulumi:dev::test::a:b:C::c: first\nThe stack: second"]],
            ["other", ["system-out: urn:pulumi:dev::test::a:b:C::c: hint"]],
            ["policy-pack-failed", ["failure: urn:pulumi:dev::test::a:b:C::c: broke"]],
        ]);
    });

    it("gives JUnit and SARIF the counts of each rule", () => {
        const [suite] = parseXml(policyJunit(withCounts(), "dev")).children;
        const properties = suite!.children[0]!.children[0]!.children.map(({ attributes }) => [attributes.name, attributes.value]);
        expect(properties).toEqual([
            ["passed", "4"],
            ["failed", "1"],
            ["exempted", "2"],
            ["not evaluable", "0"],
            ["not applicable", "90"],
        ]);
        const { runs } = JSON.parse(policySarif(withCounts())) as { runs: { tool: { driver: { rules: PropertyMap[] } } }[] };
        expect(runs[0]!.tool.driver.rules[1]).toEqual({
            id: "other",
            shortDescription: { text: "Another." },
            properties: { passed: 3, failed: 0, exempted: 0, notEvaluable: 0, notApplicable: 94 },
        });
    });

    it("gives JUnit well-formed XML, whatever the names and messages", () => {
        fc.assert(
            fc.property(hostile, hostile, hostile, (rule, message, urn) => {
                const text = policyJunit(
                    report([finding("mandatory", message, { rule, urn }), finding("advisory", message, { rule: "other" })]),
                    "dev",
                );
                expect(() => parseXml(text)).not.toThrow();
            }),
        );
    });

    it("gives SARIF rules and results, with the place in the program where it is known", () => {
        const findings = [
            finding("mandatory", "first", { source: "src/index.ts:3" }),
            finding("advisory", "second", { urn: "", rule: "other" }),
        ];
        const sarif = JSON.parse(policySarif(report(findings))) as { version: string; runs: PropertyMap[] };
        expect(sarif.version).toBe("2.1.0");
        expect(sarif.runs).toHaveLength(1);
        expect(sarif.runs[0]).toEqual({
            artifacts: [{ location: { uri: "src/index.ts" } }],
            tool: {
                driver: {
                    name: "pack",
                    version: "1.0.0",
                    rules: [
                        {
                            id: "rule",
                            shortDescription: { text: "What holds." },
                            fullDescription: { text: "What holds. Fix: Do it." },
                            helpUri: "https://example.com/rule",
                        },
                        { id: "other", shortDescription: { text: "Another." } },
                        { id: "off", shortDescription: { text: "Is off." } },
                    ],
                },
            },
            results: [
                {
                    ruleId: "rule",
                    ruleIndex: 0,
                    level: "error",
                    message: { text: "urn:pulumi:dev::test::a:b:C::c: first" },
                    locations: [
                        {
                            physicalLocation: {
                                artifactLocation: { uri: "src/index.ts", index: 0 },
                                region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 },
                            },
                        },
                    ],
                },
                { ruleId: "other", ruleIndex: 1, level: "warning", message: { text: "The stack: second" } },
            ],
        });
    });

    it("gives SARIF that is JSON, whatever the names and messages", () => {
        fc.assert(
            fc.property(hostile, hostile, (rule, message) => {
                const text = policySarif(report([finding("mandatory", message, { rule })]));
                const { runs } = JSON.parse(text) as { runs: { results: { ruleId: string; message: { text: string } }[] }[] };
                expect(runs[0]!.results[0]!.message.text).toBe(`urn:pulumi:dev::test::a:b:C::c: ${message}`);
            }),
        );
    });

    it("keeps packs apart", () => {
        const packs = [
            { name: "pack", version: "1.0.0" },
            { name: "second", version: "2.0.0" },
        ];
        const findings = [finding("mandatory", "a"), finding("mandatory", "b", { pack: "second", rule: "x" })];
        const { runs } = JSON.parse(policySarif(report(findings, { packs }))) as { runs: { results: { ruleId: string }[] }[] };
        expect(runs.map(({ results }) => results.map(({ ruleId }) => ruleId))).toEqual([["rule"], ["x"]]);
        const { children } = parseXml(policyJunit(report(findings, { packs }), "dev"));
        expect(children.map(suite => suite.children.map(({ attributes }) => attributes.name))).toEqual([["rule", "other"], ["x"]]);
    });
});
