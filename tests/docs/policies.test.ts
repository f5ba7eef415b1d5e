import * as fs from "node:fs";
import * as path from "node:path";
import { rulePage, rulesTable } from "../../policies/page";
import { environments, presetOf } from "../../policies/presets";
import { rules } from "../../policies/rules";
import { root } from "../support/synth";

const folder = path.join(root, "docs", "policies");
const pages: Readonly<Record<string, string>> = {
    "README.md": rulesTable(rules),
    ...Object.fromEntries(rules.map(rule => [`${rule.name}.md`, rulePage(rule)])),
};

test("docs/policies has a page for each rule, as the rule has it, and no other (npm run policies)", () => {
    const written = Object.fromEntries(fs.readdirSync(folder).map(file => [file, fs.readFileSync(path.join(folder, file), "utf8")]));
    expect(written).toEqual(pages);
});

test.each(environments)("policies/presets/%s.json has the level of every rule, and none is off (npm run policies)", environment => {
    const preset = JSON.parse(fs.readFileSync(path.join(root, "policies", "presets", `${environment}.json`), "utf8")) as object;
    expect(preset).toEqual(presetOf(environment, rules));
    expect(Object.keys(preset)).toHaveLength(rules.length);
    expect(Object.values(preset)).not.toContain("disabled");
});

test("outside of production what is about reliability is advice, but for what cannot be made good again", () => {
    const of = (environment: (typeof environments)[number]) => presetOf(environment, rules);
    expect([of("development")["rds-multi-az"], of("staging")["rds-multi-az"], of("production")["rds-multi-az"]]).toEqual([
        ...["advisory", "mandatory", "mandatory"],
    ]);
    expect(environments.map(one => of(one)["no-accidental-delete"])).toEqual(["mandatory", "mandatory", "mandatory"]);
    expect(environments.map(one => of(one)["no-open-ingress"])).toEqual(["mandatory", "mandatory", "mandatory"]);
});
