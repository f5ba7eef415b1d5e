import * as fc from "fast-check";
import { changesBetween } from "../../synth/diff/changes";
import { dangersOf } from "../../synth/diff/dangers";
import { diffMarkdown } from "../../synth/diff/markdown";
import { changedProperties, isWithin, touches } from "../../synth/diff/properties";
import { diffReport, type DiffReport } from "../../synth/diff/report";
import { diffText } from "../../synth/diff/text";
import type { Deployment, Finding, PolicyReport, ResourceState, SynthResult } from "../../synth/types";
import { hideSecrets, markSecret } from "../../synth/wire";

const urnOf = (type: string, name: string): string => `urn:pulumi:test::shop::${type}::${name}`;

const types = {
    database: "aws:rds/instance:Instance",
    cache: "aws:elasticache/replicationGroup:ReplicationGroup",
    bucket: "aws:s3/bucket:Bucket",
    key: "aws:kms/key:Key",
    group: "aws:ec2/securityGroup:SecurityGroup",
    topic: "aws:sns/topic:Topic",
    configMap: "kubernetes:core/v1:ConfigMap",
    namespace: "kubernetes:core/v1:Namespace",
} as const;

function resource(
    kind: keyof typeof types,
    name: string,
    inputs: Record<string, unknown> = {},
    rest: Partial<ResourceState> = {},
): ResourceState {
    const type = types[kind];
    return { urn: urnOf(type, name), custom: true, type, inputs, ...rest };
}

const deployment = (...resources: ResourceState[]): Deployment => ({
    version: 3,
    deployment: { manifest: { time: "", magic: "", version: "" }, resources },
});

const changes = (before: ResourceState[], after: ResourceState[]) => changesBetween(deployment(...before), deployment(...after));

const brief = (before: ResourceState[], after: ResourceState[]): string[] =>
    changes(before, after).map(({ kind, urn, because, properties }) =>
        [kind, urn.split("::").at(-1), ...properties.map(({ path }) => path), ...because.map(reason => `(${reason})`)].join(" "),
    );

describe("changes", () => {
    const database = resource("database", "db", { instanceClass: "db.t4g.small", storageEncrypted: true });

    test("nothing changes between a state and itself", () => {
        expect(changes([database], [database])).toEqual([]);
    });

    test("what came is created, what went is deleted, dependants first", () => {
        const topic = resource("topic", "alerts");
        expect(brief([], [database, topic])).toEqual(["created db", "created alerts"]);
        expect(brief([database, topic], [])).toEqual(["deleted alerts", "deleted db"]);
        expect(changesBetween(undefined, deployment(database)).map(({ kind }) => kind)).toEqual(["created"]);
    });

    test("a property that can change in place updates; one that cannot replaces", () => {
        const larger = { ...database, inputs: { ...database.inputs, instanceClass: "db.t4g.large" } };
        const plain = { ...database, inputs: { ...database.inputs, storageEncrypted: false } };
        expect(brief([database], [larger])).toEqual(["updated db instanceClass"]);
        expect(brief([database], [plain])).toEqual(["replaced db storageEncrypted (storageEncrypted)"]);
    });

    test("what is made from something that is replaced is replaced with it where the property demands, else updated", () => {
        const key = (region: string) => resource("key", "key", { region, multiRegion: region === "new" });
        const withKey = { ...database, propertyDependencies: { kmsKeyId: [key("old").urn] } };
        const topic = resource("topic", "alerts", { kmsMasterKeyId: "id" }, { propertyDependencies: { kmsMasterKeyId: [key("old").urn] } });
        const found = changes([key("old"), withKey, topic], [key("new"), withKey, topic]);
        expect(
            found.map(({ kind, because, properties }) => [kind, because, properties.map(({ path, after }) => `${path}: ${String(after)}`)]),
        ).toEqual([
            ["replaced", ["multiRegion"], ["multiRegion: true", "region: new"]],
            ["replaced", ["kmsKeyId, made from key"], []],
            ["updated", [], ["kmsMasterKeyId: a new value, of key"]],
        ]);
    });

    test("an alias carries a resource over to another name; without one it is made anew", () => {
        const renamed = { ...database, urn: urnOf(types.database, "orders") };
        expect(brief([database], [renamed])).toEqual(["created orders", "deleted db"]);
        const carried = changes([database], [{ ...renamed, aliases: [urnOf(types.database, "nobody"), database.urn] }]);
        expect(carried).toEqual([
            {
                kind: "updated",
                urn: renamed.urn,
                type: types.database,
                formerUrn: database.urn,
                properties: [],
                because: [],
                mayReplace: [],
                protected: false,
            },
        ]);
    });

    test("an alias whose resource is there under its own name still carries nothing", () => {
        const second = { ...database, urn: urnOf(types.database, "second"), aliases: [database.urn] };
        expect(brief([database], [database, second])).toEqual(["created second"]);
    });

    test("what is ignored is no change, what lies beside it is", () => {
        const ignoring = { ...database, ignoreChanges: ["tags.Owner", "instanceClass"] };
        const inputs = { ...database.inputs, instanceClass: "db.t4g.large", tags: { Owner: "b", Project: "x" } };
        const before = { ...ignoring, inputs: { ...database.inputs, tags: { Owner: "a", Project: "x" } } };
        expect(brief([before], [{ ...ignoring, inputs }])).toEqual([]);
        expect(brief([before], [{ ...ignoring, inputs: { ...inputs, tags: { Owner: "b", Project: "y" } } }])).toEqual([
            "updated db tags.Project",
        ]);
        expect(brief([before], [{ ...ignoring, ignoreChanges: ["*"], inputs: {} }])).toEqual(["updated db (ignoreChanges)"]);
    });

    test("replaceOnChanges of the program replaces", () => {
        const after = { ...database, inputs: { ...database.inputs, instanceClass: "x" }, replaceOnChanges: ["instanceClass"] };
        expect(brief([database], [after])).toEqual(["replaced db instanceClass (instanceClass)"]);
        expect(brief([database], [{ ...after, replaceOnChanges: ["*"] }])).toEqual(["replaced db instanceClass (instanceClass)"]);
    });

    test("options of the engine are told in brackets", () => {
        expect(brief([{ ...database, protect: true }], [database])).toEqual(["updated db (protect)"]);
        expect(brief([database], [{ ...database, retainOnDelete: true }])).toEqual(["updated db (retainOnDelete)"]);
    });

    test("a ConfigMap's data is replaced, unless its provider changes it in place", () => {
        const provider = (inputs: Record<string, unknown>): ResourceState => ({
            urn: urnOf("pulumi:providers:kubernetes", "k8s"),
            custom: true,
            type: "pulumi:providers:kubernetes",
            inputs,
        });
        const map = (text: string) => resource("configMap", "map", { data: { text } }, { provider: `${provider({}).urn}::id` });
        expect(brief([provider({}), map("a")], [provider({}), map("b")])).toEqual(["replaced map data.text (data.text)"]);
        const inPlace = provider({ enableConfigMapMutable: "true" });
        expect(brief([inPlace, map("a")], [inPlace, map("b")])).toEqual(["updated map data.text"]);
    });

    test("a provider that goes to another cluster takes all that it made with it", () => {
        const provider = (clusterIdentifier: string): ResourceState => ({
            urn: urnOf("pulumi:providers:kubernetes", "k8s"),
            custom: true,
            type: "pulumi:providers:kubernetes",
            inputs: { clusterIdentifier, kubeconfig: clusterIdentifier },
        });
        const namespace = resource("namespace", "shop", {}, { provider: `${provider("a").urn}::id` });
        expect(brief([provider("a"), namespace], [provider("b"), namespace])).toEqual([
            "replaced k8s clusterIdentifier kubeconfig (clusterIdentifier)",
            "replaced shop (its provider k8s)",
        ]);
    });

    test("a resource that goes to a provider of another region is replaced; one whose provider only has another name is not", () => {
        const provider = (name: string, region: string): ResourceState => ({
            urn: urnOf("pulumi:providers:aws", name),
            custom: true,
            type: "pulumi:providers:aws",
            inputs: { region },
        });
        const [here, there, same] = [provider("here", "eu-west-1"), provider("there", "us-east-1"), provider("same", "eu-west-1")];
        const of = (by: ResourceState) => ({ ...database, provider: `${by.urn}::id` });
        expect(brief([here, there, of(here)], [here, there, of(there)])).toEqual(["replaced db (its provider there)"]);
        expect(brief([here, same, of(here)], [here, same, of(same)])).toEqual([]);
        const renamed = { ...same, aliases: [here.urn] };
        expect(brief([here, of(here)], [renamed, of(renamed)])).toEqual(["updated same"]);
    });

    test("what is ignored is not replaced either by what it is made from", () => {
        const key = (multiRegion: boolean) => resource("key", "key", { multiRegion });
        const ignoring = { ...database, ignoreChanges: ["kmsKeyId"], propertyDependencies: { kmsKeyId: [key(true).urn] } };
        expect(brief([key(false), ignoring], [key(true), ignoring])).toEqual(["replaced key multiRegion (multiRegion)"]);
    });

    test("of a type that nobody here knows, any change may replace", () => {
        const unknown = (size: number): ResourceState => ({
            urn: urnOf("shop:index:Thing", "it"),
            custom: true,
            type: "shop:index:Thing",
            inputs: { size },
        });
        expect(changes([unknown(1)], [unknown(2)])[0]).toMatchObject({
            kind: "updated",
            mayReplace: ["what replaces this type is not known here"],
        });
        expect(changes([unknown(1)], [{ ...unknown(1), protect: true }])[0]!.mayReplace).toEqual([]);
    });

    test("what replaces in some cases only is said with the case", () => {
        const cache = (engineVersion: string) => resource("cache", "cache", { engineVersion });
        expect(changes([cache("8.0")], [cache("7.2")])[0]).toMatchObject({
            kind: "updated",
            mayReplace: ["engineVersion, if it is a downgrade"],
        });
    });
});

describe("properties", () => {
    test("members of a list are told by name, wherever they stand", () => {
        const before = {
            env: [
                { name: "PORT", value: "8000" },
                { name: "HOST", value: "a" },
            ],
        };
        const after = {
            env: [
                { name: "HOST", value: "b" },
                { name: "NEW", value: "c" },
                { name: "PORT", value: "8000" },
            ],
        };
        expect(changedProperties(before, after)).toEqual([
            { path: "env[name=HOST].value", before: "a", after: "b" },
            { path: "env[name=NEW]", before: undefined, after: { name: "NEW", value: "c" } },
        ]);
    });

    test("a mere change of order is told, too", () => {
        const rules = (...names: string[]) => ({ rules: names.map(ref => ({ ref })) });
        expect(changedProperties(rules("a", "b"), rules("b", "a"))).toEqual([
            { path: "rules (order)", before: "[ref=a] [ref=b]", after: "[ref=b] [ref=a]" },
        ]);
    });

    test("a policy in JSON is told property by property", () => {
        const policy = (effect: string) => ({ policy: JSON.stringify({ Statement: [{ Sid: "Read", Effect: effect, Action: "s3:*" }] }) });
        expect(changedProperties(policy("Deny"), policy("Allow"))).toEqual([
            { path: "policy.Statement[Sid=Read].Effect", before: "Deny", after: "Allow" },
        ]);
    });

    test("a secret never shows, nor what it was before it became one", () => {
        const secret = hideSecrets(markSecret("hunter2"));
        expect(changedProperties({ password: "hunter2" }, { password: secret })).toEqual([
            { path: "password", before: "(not marked as a secret)", after: "[secret]" },
        ]);
        expect(changedProperties({ password: secret }, { password: "hunter2" })).toEqual([
            { path: "password", before: "[secret]", after: "(not marked as a secret)" },
        ]);
        expect(changedProperties({}, { password: secret })).toEqual([{ path: "password", before: undefined, after: "[secret]" }]);
    });

    test("nor inside of a list, in which another member is one", () => {
        const secret = hideSecrets(markSecret("--password=hunter2"));
        expect(changedProperties({ args: ["--password=hunter2", "--fast"] }, { args: [secret, "--fast"] })).not.toEqual([]);
        for (const [before, after] of [
            [{ args: ["--password=hunter2", "--fast"] }, { args: [secret, "--fast"] }],
            [{ args: [secret, "--fast"] }, { args: ["--password=hunter2", "--fast"] }],
            [{ value: { password: "hunter2" } }, { value: secret }],
            [{ value: { a: secret } }, { value: "hunter2" }],
        ] as const) {
            expect(JSON.stringify(changedProperties(before, after))).not.toContain("hunter2");
        }
    });

    test("a text that says the same in another form is told: a provider may care", () => {
        const data = (text: string) => ({ data: { "c.json": text } });
        expect(changedProperties(data('{"a":1}'), data('{ "a": 1 }'))).toEqual([
            { path: "data (formatting)", before: "one form", after: "another" },
        ]);
        expect(changedProperties({ a: ["x"] }, { a: '["x"]' })).toEqual([{ path: "a (formatting)", before: "one form", after: "another" }]);
        expect(changedProperties({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([]);
    });

    test("a property called constructor is one like others", () => {
        expect(changedProperties({ tags: { constructor: "a" } }, { tags: {} })).toEqual([
            { path: "tags.constructor", before: "a", after: undefined },
        ]);
    });

    test("names with dots, spaces and brackets stay one step", () => {
        expect(changedProperties({ annotations: { "a.b/c": "1" } }, { annotations: { "a.b/c": "2" } })).toEqual([
            { path: 'annotations["a.b/c"]', before: "1", after: "2" },
        ]);
        expect(touches('metadata.annotations["a.b/c"]', "metadata.annotations")).toBe(true);
        expect(touches('metadata.annotations["a.b/c"]', "metadata.name")).toBe(false);
    });

    test("a path touches what lies above and below it, and not its neighbours", () => {
        expect(touches("spec.selector.matchLabels.app", "spec.selector")).toBe(true);
        expect(touches("spec", "spec.selector")).toBe(true);
        expect(touches("spec.selectors", "spec.selector")).toBe(false);
        expect(touches("ingress[0].port", "ingress[*].port")).toBe(true);
        expect(touches("rules[name=a].id (order)", "rules.id")).toBe(true);
        expect(isWithin("spec", "spec.selector")).toBe(false);
        expect(isWithin("spec.selector.app", "spec.selector")).toBe(true);
    });

    test("every difference of plain values is found, and none where there is none", () => {
        const inputs = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }));
        fc.assert(
            fc.property(inputs, inputs, (a, b) => {
                // JSON knows no negative zero.
                const [before, after] = [a, b].map(value => JSON.parse(JSON.stringify(value)) as Record<string, unknown>) as [
                    Record<string, unknown>,
                    Record<string, unknown>,
                ];
                expect(changedProperties(before, before)).toEqual([]);
                const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
                const differs = [...keys].some(key => JSON.stringify(sorted(before[key])) !== JSON.stringify(sorted(after[key])));
                expect(changedProperties(before, after).length > 0).toBe(differs);
            }),
        );
    });
});

/** Without the order of keys, which means nothing. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
    );
}

describe("dangers", () => {
    const all = [
        resource("topic", "alerts"),
        resource("key", "key", {}, { protect: true }),
        resource("bucket", "files"),
        resource("cache", "cache"),
        resource("database", "db"),
    ];

    test("databases before caches before buckets before all else; what holds nothing is none", () => {
        expect(dangersOf(changes(all, [])).map(({ text, guard }) => [text, guard])).toEqual([
            ["deletes the database", undefined],
            ["deletes the cache", undefined],
            ["deletes the bucket", undefined],
            ["deletes the key", "Pulumi refuses it while the resource is protected."],
        ]);
    });

    test("a replacement loses as much", () => {
        const [before, after] = [false, true].map(storageEncrypted => resource("database", "db", { storageEncrypted }));
        expect(dangersOf(changes([before!], [after!])).map(({ text }) => text)).toEqual([
            "replaces the database: its data does not come along",
        ]);
    });

    test("what may be replaced may be lost", () => {
        const [before, after] = ["8.0", "7.2"].map(engineVersion => resource("cache", "cache", { engineVersion }));
        expect(dangersOf(changes([before!], [after!])).map(({ text }) => text)).toEqual([
            "may replace the cache: engineVersion, if it is a downgrade",
        ]);
    });

    test("a resource that is retained is not lost", () => {
        expect(dangersOf(changes([resource("bucket", "files", {}, { retainOnDelete: true })], []))).toEqual([]);
    });

    test.each([
        ["protect", { protect: true }, {}, "(protect)"],
        ["deletionProtection", { inputs: { deletionProtection: true } }, { inputs: { deletionProtection: false } }, "deletionProtection"],
        ["deletionProtection, unset", { inputs: { deletionProtection: true } }, {}, "deletionProtection"],
        ["retainOnDelete", { retainOnDelete: true }, {}, "(retainOnDelete)"],
        ["the last backup", { inputs: { backupRetentionPeriod: 7 } }, { inputs: { backupRetentionPeriod: 0 } }, "backupRetentionPeriod"],
        ["skipFinalSnapshot", {}, { inputs: { skipFinalSnapshot: true } }, "skipFinalSnapshot"],
    ])("taking away %s is one", (_, before, after, path) => {
        const found = dangersOf(changes([resource("database", "db", {}, before)], [resource("database", "db", {}, after)]));
        expect(found.map(({ text }) => text)).toEqual([`takes away what guards the database: ${path}`]);
        expect(dangersOf(changes([resource("database", "db", {}, after)], [resource("database", "db", {}, before)]))).toEqual([]);
    });
});

const policyOf = (...findings: Finding[]): PolicyReport => ({ packs: [], rules: [], findings, remediations: [] });

const finding = (rule: string, urn: string): Finding => ({
    pack: "p",
    rule,
    level: "mandatory",
    urn,
    message: "is open.",
    description: "",
});

const result = (resources: ResourceState[], ...findings: Finding[]): SynthResult => ({
    project: { root: "/", name: "shop", program: "/", stackFolder: "/", nodeArgs: [], configDefaults: {} },
    stack: "test",
    deployment: deployment(...resources),
    notices: [],
    policy: policyOf(...findings),
});

describe("reports", () => {
    const group = resource("group", "web", { description: "a" });
    const report = diffReport(
        { ref: "main", commit: "0123456789abcdef", result: result([resource("database", "db"), group], finding("old-rule", group.urn)) },
        result(
            [resource("topic", "alerts"), { ...group, inputs: { description: "a", tags: { Owner: "me" } } }],
            finding("new-rule", group.urn),
        ),
    );
    const paint = (_: string, text: string): string => text;

    test("as text: danger first, the count last", () => {
        expect(diffText(report, paint)).toBe(
            [
                "DANGER  aws:rds/instance:Instance  db  deletes the database",
                "",
                "deleted  aws:rds/instance:Instance  db",
                "",
                "updated  aws:ec2/securityGroup:SecurityGroup  web",
                '    tags: + {"Owner":"me"}',
                "",
                "created  aws:sns/topic:Topic  alerts",
                "",
                `violated  new-rule  ${group.urn}`,
                "    is open.",
                "",
                `mended  old-rule  ${group.urn}`,
                "",
                "test: 1 created, 1 updated, 1 deleted since main (0123456789); 2 → 2 resources",
                "",
            ].join("\n"),
        );
    });

    test("as Markdown: the same, what is created folded away", () => {
        expect(diffMarkdown(report)).toBe(
            [
                "### `test`: 1 created, 1 updated, 1 deleted",
                "",
                "Since `main` (`0123456789`), 2 → 2 resources.",
                "",
                "> [!CAUTION]",
                "> - `aws:rds/instance:Instance` `db` deletes the database",
                "",
                "**1 deleted**",
                "",
                "- `aws:rds/instance:Instance` `db`",
                "",
                "**1 updated**",
                "",
                "- `aws:ec2/securityGroup:SecurityGroup` `web`",
                '  - `tags: + {"Owner":"me"}`',
                "",
                "<details><summary>1 created</summary>",
                "",
                "- `aws:sns/topic:Topic` `alerts`",
                "",
                "</details>",
                "",
                "**Policies violated by this change**",
                "",
                `- \`new-rule\` \`${group.urn}\`: \`is open.\``,
                "",
                "**Policies no longer violated**",
                "",
                `- \`old-rule\` \`${group.urn}\``,
                "",
            ].join("\n"),
        );
    });

    test("say so where nothing changes, and where the base has no such stack", () => {
        const same = diffReport({ ref: "main", commit: "0123456789abcdef", result: result([group]) }, result([group]));
        expect(diffText(same, paint)).toBe("test: no changes since main (0123456789); 1 → 1 resources\n");
        const fresh = diffReport({ ref: "main", commit: "0123456789abcdef" }, result([group]));
        expect(diffText(fresh, paint)).toContain("main does not have the stack test: all of it is new.\n");
        expect(diffMarkdown(fresh)).toContain("The base does not have this stack: all of it is new.\n");
    });

    test("a text of several lines shows the lines that changed", () => {
        const before = resource("configMap", "map", { data: { conf: "a\nb\nc\n" } });
        const after = resource("configMap", "map", { data: { conf: "a\nB\nc\n" } });
        const changed = diffReport({ ref: "main", commit: "0123456789", result: result([before]) }, result([after]));
        expect(diffText(changed, paint)).toContain("    data.conf:\n        - b\n        + B\n");
    });

    test("a text of which too much changed is cut, too", () => {
        const text = (letter: string, lines: number) => Array.from({ length: lines }, (_, line) => `${letter}${line}\n`).join("");
        const shownOf = (lines: number): string => {
            const [before, after] = ["a", "b"].map(letter => resource("configMap", "map", { data: { conf: text(letter, lines) } }));
            return diffText(diffReport({ ref: "main", commit: "0123456789", result: result([before!]) }, result([after!])), paint);
        };
        expect(shownOf(30)).toContain("        - a29\n        + b0\n");
        expect(shownOf(30)).toContain("        … and 20 lines more\n");
        expect(shownOf(3000)).toContain("        more lines changed than can be told\n");
    });

    test("a long value is cut, and says how long it is", () => {
        const [before, after] = ["a", "b"].map(letter => resource("group", "web", { description: letter.repeat(300) }));
        const changed = diffReport({ ref: "main", commit: "0123456789", result: result([before!]) }, result([after!]));
        expect(diffText(changed, paint)).toContain(
            `description: ${"a".repeat(200)}… (300 characters) → ${"b".repeat(200)}… (300 characters)`,
        );
    });
});

describe("hostile names", () => {
    const hostile = [
        "a|b",
        "`a` ``b``",
        "<img src=x onerror=alert(1)>",
        "a\nb\r\nc",
        "[link](https://example.com) **bold** @team #1",
        "\u202egnp.exe",
        "</summary></details>",
        "a\u0000b\u001b[31m",
        "--> <!-- x",
    ];
    const reportOf = (text: string): DiffReport => {
        const state = resource("group", text, { [text]: text });
        return diffReport(
            { ref: text, commit: "0123456789", result: result([{ ...state, inputs: { [text]: "other" } }], finding(text, text)) },
            result([{ ...state, aliases: [text] }], { ...finding("rule", text), message: text }),
        );
    };
    /** Outside of code spans Markdown means something. */
    const outsideOfCode = (line: string): string => line.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, "");

    test.each(hostile.map(text => [JSON.stringify(text), text]))("%s breaks neither Markdown nor text", (_, text) => {
        const lines = diffMarkdown(reportOf(text)).split("\n");
        const bare = lines.map(outsideOfCode).join("\n");
        expect(bare).not.toMatch(/[|`\u0000-\u0009\u000b-\u001f\u202e\u007f]|<(?!\/?(details|summary)>)|\*\*bold|example\.com/);
        expect(lines.every(line => line === "" || /^(?:### |> |- | {2,4}- |\*\*|Since |<\/?details>)/.test(line))).toBe(true);
        expect(diffText(reportOf(text), (_kind, shown) => shown)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e\u007f]/);
    });

    test("any text does", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme", minLength: 1 }), text => {
                const bare = diffMarkdown(reportOf(`x${text}`))
                    .split("\n")
                    .map(outsideOfCode)
                    .join("\n");
                expect(bare).not.toMatch(/[`|]/);
            }),
        );
    });
});
