import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

const root = path.join(__dirname, "../../..");
const built = path.join(root, "dist/components/edge-cdn/worker");
const bundle = fs.readFileSync(path.join(built, "bundle.js"), "utf8");

describe("the Worker's bundle", () => {
    it("stands alone: one module, which exports the Worker and its class of Durable Objects", () => {
        expect(bundle).not.toMatch(/^import |\brequire\(|import\(|sourceMappingURL/m);
        expect(bundle.match(/export\{[^}]*\}/g)).toEqual([expect.stringMatching(/^export\{Limiter,\w+ as default\}$/)]);
        expect(bundle).toContain("WEBSTACK_EDGE");
    });

    it("is the same bytes wherever it is written, and has no path of a machine in it", () => {
        expect(bundle).not.toContain(root);
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bundle-"));
        execFileSync(process.execPath, [path.join(root, "bin/bundle.js"), folder], { cwd: "/" });
        for (const name of ["bundle.js", "counters.js"]) {
            expect(fs.readFileSync(path.join(folder, "components/edge-cdn/worker", name), "utf8")).toBe(
                fs.readFileSync(path.join(built, name), "utf8"),
            );
        }
        fs.rmSync(folder, { recursive: true });
    });

    it("carries the licences of what it contains", () => {
        expect(bundle.startsWith("/*\nThis file contains:\n\nip-address\n\nCopyright")).toBe(true);
        expect(bundle).toContain("\njose\n\nThe MIT License");
    });

    it("is far below what a Worker may have: 3 MB when compressed, on the free plan", () => {
        expect(gzipSync(bundle).length).toBeLessThan(100_000);
    });
});
