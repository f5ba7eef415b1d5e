import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findExemptions } from "../../policies/exemptions/find";

/** A project with a file of exemptions, and a folder below it. */
const project = fs.mkdtempSync(path.join(os.tmpdir(), "project-"));
const file = path.join(project, "policy-exemptions.yaml");
const below = path.join(project, "src", "deep");
beforeAll(() => {
    fs.mkdirSync(below, { recursive: true });
    fs.writeFileSync(path.join(project, "Pulumi.yaml"), "# a project\nname: shop # its name\nruntime: nodejs\n");
    fs.writeFileSync(file, "exemptions: []\n");
});
afterAll(() => fs.rmSync(project, { recursive: true }));

test("the file that is named counts, and an empty name means none", () => {
    expect(findExemptions({ WEBSTACK_EXEMPTIONS: "/some/file.yaml", PWD: project, PULUMI_PROJECT: "shop" })).toBe("/some/file.yaml");
    expect(findExemptions({ WEBSTACK_EXEMPTIONS: "", PWD: project, PULUMI_PROJECT: "shop" })).toBeUndefined();
});

test("without a name it lies beside the Pulumi.yaml of the project that is judged", () => {
    expect(findExemptions({ PWD: project, PULUMI_NODEJS_PROJECT: "shop" })).toBe(file);
    expect(findExemptions({ PWD: below, PULUMI_PROJECT: "shop" })).toBe(file);
});

test("fails to find one for another project, in no project, and where nobody says where", () => {
    expect(findExemptions({ PWD: project, PULUMI_PROJECT: "store" })).toBeUndefined();
    expect(findExemptions({ PWD: os.tmpdir(), PULUMI_PROJECT: "shop" })).toBeUndefined();
    expect(findExemptions({ PULUMI_PROJECT: "shop" })).toBeUndefined();
    expect(findExemptions({ PWD: ".", PULUMI_PROJECT: "shop" })).toBeUndefined();
});

test("a quoted name is a name, and a project without the file has none", () => {
    const other = fs.mkdtempSync(path.join(os.tmpdir(), "project-"));
    fs.writeFileSync(path.join(other, "Pulumi.yml"), 'runtime: nodejs\nname: "my shop"\n');
    expect(findExemptions({ PWD: other, PULUMI_PROJECT: "my shop" })).toBeUndefined();
    fs.writeFileSync(path.join(other, "policy-exemptions.yaml"), "");
    expect(findExemptions({ PWD: other, PULUMI_PROJECT: "my shop" })).toBe(path.join(other, "policy-exemptions.yaml"));
    fs.rmSync(other, { recursive: true });
});
