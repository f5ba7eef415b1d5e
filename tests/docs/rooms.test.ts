import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "../support/synth";

/** Who may import whom, beside itself: the design's rule, so that a room can be read alone. */
const allowed: Record<string, readonly string[]> = {
    "components/core": [],
    "components/*": ["components/core"],
    stacks: ["components", "components/core", "components/*"],
    policies: [],
    synth: [],
    cli: ["synth", "policies"],
};

function room(file: string): string {
    const [top, second] = path.relative(root, file).split(path.sep) as [string, string?];
    if (top !== "components") return top;
    if (second === undefined || /^index(\.ts)?$/.test(second)) return "components";
    return `components/${second}`;
}

const generic = (name: string): string => (/^components\/(?!core$)/.test(name) ? "components/*" : name);

function sources(folder: string): string[] {
    return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
        const at = path.join(folder, entry.name);
        return entry.isDirectory() ? sources(at) : at.endsWith(".ts") ? [at] : [];
    });
}

const files = ["components", "stacks", "policies", "synth", "cli"].flatMap(top => sources(path.join(root, top)));

test("rooms import only what the design allows", () => {
    const wrong = files
        .filter(file => room(file) !== "components")
        .flatMap(file => {
            const text = fs.readFileSync(file, "utf8");
            const targets = [...text.matchAll(/from "(\.[^"]*)"/g)].map(([, target]) => path.resolve(path.dirname(file), target!));
            return targets
                .filter(target => room(target) !== room(file))
                .filter(target => !allowed[generic(room(file))]!.some(name => name === room(target) || name === generic(room(target))))
                .map(target => `${path.relative(root, file)} imports ${path.relative(root, target)}`);
        });
    expect(files.length).toBeGreaterThan(60);
    expect(wrong).toEqual([]);
});

test("files are short enough to read in one sitting", () => {
    const long = files.filter(file => fs.readFileSync(file, "utf8").split("\n").length > 350);
    expect(long.map(file => path.relative(root, file))).toEqual([]);
});
