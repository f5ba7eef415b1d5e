import * as fc from "fast-check";
import { createHash } from "node:crypto";
import * as os from "node:os";
import * as path from "node:path";
import { documentOf } from "../../synth/child/document";
import type { Deployment, ResourceState } from "../../synth/types";
import { webstack } from "../cli/command";
import { root } from "../support/synth";
import { writeProject } from "./project";

/** Registers in an order that the environment sets, with pauses; what it asks for is always the same. */
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

class Site extends pulumi.ComponentResource {
    readonly topic: aws.sns.Topic;
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("my:index:Site", name, {}, opts);
        const id = new random.RandomId(\`\${name}-id\`, { byteLength: 4 }, { parent: this });
        this.topic = new aws.sns.Topic(\`\${name}-topic\`, { displayName: id.hex, tags: { b: "2", a: "1" } }, { parent: this });
        this.registerOutputs({ arn: this.topic.arn });
    }
}
const names = ["a", "b", "c", "d"];
const order = process.env.WEBSTACK_TEST_ORDER ?? "forwards\\n";
process.stderr.write(order);
if (order === "backwards\\n") names.reverse();
const pause = () => new Promise(resolve => setTimeout(resolve, order === "backwards\\n" ? 20 : 0));

export = async () => {
    const sites: Record<string, Site> = {};
    for (const name of names) {
        sites[name] = new Site(name);
        await pause();
        await aws.getAvailabilityZones({ state: name });
    }
    const file = new aws.s3.BucketObjectv2("page", { bucket: "b", source: new pulumi.asset.FileAsset(__dirname + "/page.html") });
    const last = new random.RandomPet("last", { keepers: { a: sites.a!.topic.arn, d: sites.d!.topic.arn } }, { dependsOn: [file] });
    return { pet: last.id, file: new pulumi.asset.FileAsset(__dirname + "/page.html"), password: pulumi.secret("p") };
};
`;
const files = {
    "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: infra\n",
    "infra/package.json": "{}",
    "infra/index.ts": program,
    "infra/page.html": "<h1>",
};

describe("the document", () => {
    /** What `webstack synth --json` prints. */
    let first: string;
    let made: { readonly deployment: Deployment };
    let resources: readonly ResourceState[];
    const here = path.join(root, "out", "tests", "document", "here");
    const synthIn = async (cwd: string, env: Record<string, string> = {}): Promise<string> => {
        const { code, stdout, stderr } = await webstack(["synth", "dev", "--json", "--no-policy"], { cwd, env });
        expect({ code, stderr }).toEqual({ code: 0, stderr: env.WEBSTACK_TEST_ORDER ?? "forwards\n" });
        return stdout;
    };
    beforeAll(async () => {
        first = await synthIn(writeProject("document/here", files));
        made = JSON.parse(first) as typeof made;
        resources = made.deployment.deployment.resources;
    });

    it("is the same text on a second run", async () => {
        expect(await synthIn(here)).toBe(first);
    });

    it("is the same text in another folder and under another home, language, time zone and region", async () => {
        const folder = writeProject("document/there/and further", files);
        const env = { HOME: "/nowhere", USER: "nobody", LANG: "de_DE.UTF-8", TZ: "Asia/Tokyo", AWS_REGION: "sa-east-1" };
        expect(await synthIn(path.join(folder, "infra"), env)).toBe(first);
    });

    it("is the same text when the program registers in another order", async () => {
        expect(await synthIn(here, { WEBSTACK_TEST_ORDER: "backwards\n" })).toBe(first);
    });

    it("names no folder, no host, no user and no time of its making", () => {
        for (const word of [root, os.homedir(), os.tmpdir(), os.hostname(), "/work", "infra/infra", "file:"]) {
            expect(first.includes(word) && word).toBe(false);
        }
        expect(first.match(/\d{4}-\d\d-\d\dT[^"]*/g)).toEqual(["0001-01-01T00:00:00Z"]);
        // Neither seconds nor milliseconds of this decade, and nothing absolute.
        expect(first.match(/(?<![0-9a-f])1[789]\d{8}(\d{3})?(?![0-9a-f])/g)).toBeNull();
        expect(first.match(/"\/[^"]*"/g)).toBeNull();
    });

    it("has the form of an export of version 3, and nothing that is empty", () => {
        expect(made.deployment).toEqual({
            version: 3,
            deployment: { manifest: { time: "0001-01-01T00:00:00Z", magic: "", version: "" }, resources },
        });
        for (const state of resources) {
            for (const [key, value] of Object.entries(state)) {
                expect([key, value]).not.toEqual([key, null]);
                expect([key, value]).not.toEqual([key, ""]);
                if (key !== "propertyDependencies")
                    expect([key, JSON.stringify(value)]).not.toEqual([key, expect.stringMatching(/^(\[\]|\{\})$/)]);
            }
        }
    });

    it("puts parents, providers and dependencies before those that need them", () => {
        expectOrder(resources);
        expect(resources.map(({ urn }) => urn.split("::").slice(2).join(" ")).slice(0, 6)).toEqual([
            "pulumi:providers:aws default_7_48_0",
            "pulumi:pulumi:Stack test-dev",
            "aws:s3/bucketObjectv2:BucketObjectv2 page",
            "my:index:Site a",
            "pulumi:providers:random default_4_21_2",
            "my:index:Site$random:index/randomId:RandomId a-id",
        ]);
    });

    it("gives assets by hash and by a path relative to the project, in outputs too", () => {
        const asset = {
            "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
            hash: createHash("sha256").update("<h1>").digest("hex"),
            path: "infra/page.html",
        };
        expect(resources.find(({ urn }) => urn.endsWith("::page"))!.inputs!.source).toEqual(asset);
        expect(resources.find(({ urn }) => urn.endsWith("::test-dev"))!.outputs!.file).toEqual(asset);
    });
});

describe("documentOf", () => {
    /** States of which each may need those before it. */
    const graphs = fc
        .array(fc.record({ name: fc.stringMatching(/^[a-e]{1,3}$/), needs: fc.array(fc.nat(30), { maxLength: 4 }), how: fc.nat(4) }), {
            maxLength: 25,
        })
        .map(nodes =>
            nodes.map(({ name, needs, how }, index): ResourceState => {
                const earlier = index === 0 ? [] : [...new Set(needs.map(need => urnOf(nodes[need % index]!.name, need % index)))];
                const [one] = earlier;
                return {
                    urn: urnOf(name, index),
                    custom: true,
                    type: "a:b:C",
                    ...(one && how === 0 ? { parent: one } : {}),
                    ...(one && how === 1 ? { provider: `${one}::some-id` } : {}),
                    ...(one && how === 2 ? { deletedWith: one } : {}),
                    ...(how === 3 ? { propertyDependencies: { x: earlier } } : {}),
                    ...(how === 4 ? { dependencies: earlier } : {}),
                };
            }),
        );
    const urnOf = (name: string, index: number): string => `urn:pulumi:s::p::a:b:C::${name}${index}`;

    it("keeps every resource once, after what it needs, whatever the order they came in", () => {
        fc.assert(
            fc.property(
                graphs.chain(states => fc.tuple(fc.constant(states), fc.shuffledSubarray(states, { minLength: states.length }))),
                ([states, shuffled]) => {
                    const { resources } = documentOf(states, []).deployment.deployment;
                    expect([...resources].sort(byUrn)).toEqual([...states].sort(byUrn));
                    expectOrder(resources);
                    expect(documentOf(shuffled, []).deployment.deployment.resources).toEqual(resources);
                },
            ),
        );
    });

    it("lists what is unknown before an update, and sorts the notices", () => {
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const state: ResourceState = { urn: urnOf("a", 0), custom: true, type: "a:b:C", inputs: { a: unknown, b: [{ c: unknown }], d: 1 } };
        expect(
            documentOf(
                [state],
                [
                    { kind: "call", message: "z" },
                    { kind: "invoke", message: "a" },
                ],
            ).notices,
        ).toEqual([
            { kind: "invoke", message: "a" },
            { kind: "unknown", message: "urn:pulumi:s::p::a:b:C::a0: a, b is not known before an update" },
            { kind: "call", message: "z" },
        ]);
    });
});

const byUrn = (a: ResourceState, b: ResourceState): number => (a.urn < b.urn ? -1 : 1);

function expectOrder(resources: readonly ResourceState[]): void {
    const seen = new Set<string>();
    for (const state of resources) {
        const needed = [
            state.parent,
            state.provider?.replace(/::[^:]*$/, ""),
            state.deletedWith,
            ...(state.dependencies ?? []),
            ...Object.values(state.propertyDependencies ?? {}).flat(),
        ].filter(urn => urn !== undefined);
        expect(needed.filter(urn => !seen.has(urn))).toEqual([]);
        seen.add(state.urn);
    }
}
