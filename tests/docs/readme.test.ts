import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { root, synthesize } from "../support/synth";

const readme = fs.readFileSync(path.join(root, "README.md"), "utf8");

test("the README shows what npm start prints", () => {
    const out = path.join("out", "tests", "readme");
    const printed = execFileSync(process.execPath, ["bin/webstack.js", "synth", "production", "--out", out], {
        cwd: root,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
    });
    const shown = /```\n(webstack-production\n[^]*?)```/.exec(readme)?.[1];
    // Exemptions are told with the days that are left, of which there is one less each day.
    const onAnyDay = (text = ""): string => text.replace(/\(\d+ days left\)/g, "(… days left)");
    expect(onAnyDay(shown)).toBe(onAnyDay(printed.replace(`Written to ${out}/`, "Written to out/production/")));
});

test("the README's program runs", async () => {
    const program = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? "";
    const folder = path.join(root, "out", "tests", "readme-program");
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: readme\nruntime: nodejs\nmain: index.ts\n");
    fs.writeFileSync(path.join(folder, "Pulumi.test.yaml"), "config: {}\n");
    fs.writeFileSync(path.join(folder, "index.ts"), program);
    const { deployment } = await synthesize({ directory: folder, stack: "test" });
    const types = deployment.deployment.resources.map(({ type }) => type);
    expect(types).toContain("aws:rds/instance:Instance");
    expect(types).toContain("aws:ec2/vpc:Vpc");
});

test("every file that the docs link to exists", () => {
    const pages = ["README.md", ...listed("docs"), ...listed("docs/decisions")].filter(file => file.endsWith(".md"));
    const missing = pages.flatMap(page => {
        const text = fs.readFileSync(path.join(root, page), "utf8");
        return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
            .map(([, target]) => path.join(path.dirname(page), target!))
            .filter(target => !fs.existsSync(path.join(root, target)))
            .map(target => `${page}: ${target}`);
    });
    expect(pages.length).toBeGreaterThan(5);
    expect(missing).toEqual([]);
});

test("the README leads to the rules, and the package to every component", () => {
    expect(readme).toContain("(docs/policies/README.md)");
    const exported = fs.readFileSync(path.join(root, "components", "index.ts"), "utf8");
    const rooms = [...exported.matchAll(/"\.\/(?!core)([a-z-]+)"/g)].map(([, room]) => room!);
    expect(rooms).toHaveLength(7);
    const { exports } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { exports: Record<string, unknown> };
    for (const room of rooms) expect(Object.keys(exports)).toContain(`./${room}`);
});

function listed(folder: string): string[] {
    return fs.readdirSync(path.join(root, folder)).map(file => path.posix.join(folder, file));
}
