import { synth, writeProject } from "../synth/project";

/** The host of a built pack never loads the compiler; one in TypeScript must find it all the same. */
const main = `import { PolicyPack } from "@pulumi/policy";
enum Answer { Yes = "seen by TypeScript" }
const description = "says that it saw";
new PolicyPack("in-typescript", {
    policies: [{ name: "sees", description, enforcementLevel: "mandatory", validateResource: (_, report) => report(Answer.Yes) }],
});
`;
const manifest = {
    "PulumiPolicy.yaml": "runtime: nodejs\nmain: index.ts\n",
    "package.json": '{ "name": "in-typescript", "version": "1.2.3" }',
};
const program = { "index.js": `const { s3 } = require("@pulumi/aws");\nnew s3.Bucket("bucket");\n` };

test.each([
    ["without settings", {}],
    ["with settings of its own", { "tsconfig.json": '{ "compilerOptions": { "strict": true } }' }],
])("a pack in TypeScript judges, %s", async (_, settings) => {
    const pack = writeProject("typescript-pack/pack", { ...manifest, ...settings, "index.ts": main });
    const { result } = await synth("typescript-pack/program", program, { policyPacks: [pack] });
    expect(result.policy!.packs).toEqual([{ name: "in-typescript", version: "1.2.3" }]);
    expect(result.policy!.findings.map(({ level, rule, message }) => [level, rule, message])).toContainEqual([
        "mandatory",
        "sees",
        "seen by TypeScript",
    ]);
});

test("fails where a pack in TypeScript does not compile, with what the compiler says", async () => {
    const pack = writeProject("typescript-pack/wrong", { ...manifest, "index.ts": main.replace("Answer.Yes", "Answer.No") });
    await expect(synth("typescript-pack/wrong-program", program, { policyPacks: [pack] })).rejects.toThrow(
        "error TS2339: Property 'No' does not exist on type 'typeof Answer'.",
    );
});
