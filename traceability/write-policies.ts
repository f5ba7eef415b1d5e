import * as fs from "node:fs";
import * as path from "node:path";
import { rulePage, rulesTable } from "../policies/page";
import { environments, presetOf } from "../policies/presets";
import { rules } from "../policies/rules";

/** The pages of docs/policies and the presets of the pack, from the rules themselves. */
function write(folder: string, files: Readonly<Record<string, string>>): void {
    const place = path.resolve(__dirname, "..", folder);
    fs.rmSync(place, { recursive: true, force: true });
    fs.mkdirSync(place, { recursive: true });
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(place, name), text);
}

write("docs/policies", {
    "README.md": rulesTable(rules),
    ...Object.fromEntries(rules.map(rule => [`${rule.name}.md`, rulePage(rule)])),
});
write(
    "policies/presets",
    Object.fromEntries(environments.map(one => [`${one}.json`, `${JSON.stringify(presetOf(one, rules), null, 2)}\n`])),
);
