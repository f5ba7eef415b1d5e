import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { deleteAfter, dumpFolder, dumpName, dumpScript, uploadScript } from "../../components/postgres-with-backups/dump-script";
import { fetchScript, latest, restoreScript } from "../../components/postgres-with-backups/restore-script";

const name = { prefix: "shop", extension: "dump" };

let folder: string;
beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "scripts-"))));
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (...files: readonly string[]): void => files.forEach(file => fs.writeFileSync(path.join(folder, file), ""));
const files = (): string[] => fs.readdirSync(folder).sort();

/** Runs it in the folder. */
function bash(script: string, env: Readonly<Record<string, string>> = {}): { status: number | null; printed: string } {
    const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", script.replaceAll(dumpFolder, folder)], {
        encoding: "utf8",
        cwd: folder,
        env: { PATH: `${folder}/bin:${process.env.PATH}`, HOME: folder, ...env },
        stdio: ["ignore", "pipe", "pipe"],
    });
    return { status, printed: stdout + stderr };
}

/** A dump's name, so many hours ago. */
const aged = (hours: number): string =>
    dumpName(
        name,
        new Date(Date.now() - hours * 3_600_000)
            .toISOString()
            .replace(/[-:]|\..*/g, "")
            .replace("T", "_"),
    );

describe("the scripts of dumps", () => {
    it("write beside, read all of it again, rename, and make it count at the end", () => {
        expect(dumpScript(name, "echo done").split("\n")).toEqual([
            "set -euo pipefail",
            "cd /backups",
            "exec {lock}> .lock",
            'flock "$lock"',
            "rm -f ./*.part",
            'while file="shop_backup_$(date -u +%Y%m%d_%H%M%S).dump" && [ -e "$file" ]; do sleep 0.1; done',
            `trap 'rm -f "$file.part" "$file.sha256.part"' EXIT`,
            'pg_dump --format=custom --no-owner --no-privileges --file="$file.part"',
            'pg_restore --file=/dev/null "$file.part"',
            'mv "$file.part" "$file"',
            'sha256sum "$file" > "$file.sha256.part"',
            'sync "$file" "$file.sha256.part"',
            'mv "$file.sha256.part" "$file.sha256"',
            "echo done",
        ]);
    });

    it("are names by prefix, time and extension, of which the latest is one", () => {
        expect(dumpName({ prefix: "websys", extension: "sql" }, "20260131_023000")).toBe("websys_backup_20260131_023000.sql");
        expect(dumpName(name, latest)).toBe("shop_backup_latest.dump");
    });

    it("say nothing that Kubernetes would take for a variable of its own", () => {
        for (const script of [dumpScript(name, deleteAfter(30, name)), uploadScript, fetchScript, restoreScript])
            expect(script).not.toMatch(/\$\$|\$\([A-Za-z0-9_.-]+\)/);
    });
});

describe("retention of dumps on a volume", () => {
    /** Runs after a dump that has just been made. */
    function retain(days: number): string[] {
        const file = aged(0);
        write(file, `${file}.sha256`);
        const { status, printed } = bash(`set -euo pipefail\nfile="${file}"\n${deleteAfter(days, name)}`);
        expect([status, printed]).toEqual([0, ""]);
        return files().filter(kept => !kept.startsWith(file));
    }

    it.each([
        [1, 25, false],
        [1, 23, true],
        [7, 7 * 24 + 1, false],
        [7, 7 * 24 - 1, true],
        [30, 24 * 365 * 5, false],
        [30, 24 * 29, true],
        [365, 24 * 364, true],
        // The clock was wrong, then or now.
        [7, -24 * 3000, true],
    ])("of %i days: one of %i hours ago stays: %s", (days, hours, stays) => {
        const old = aged(hours);
        write(old, `${old}.sha256`);
        expect(retain(days)).toEqual(stays ? [old, `${old}.sha256`] : []);
    });

    it.each([
        [7 * 24 - 1, true],
        [7 * 24 + 1, false],
    ])("takes what has no checksum for no reason to keep or to delete: one of %i hours ago stays: %s", (hours, stays) => {
        const old = aged(hours);
        write(old);
        expect(retain(7)).toEqual(stays ? [old] : []);
    });

    it("leaves the one just made, though all others are gone and its own name is old", () => {
        const [file, other] = [aged(24 * 400), aged(24 * 390)];
        write(file, `${file}.sha256`, other, `${other}.sha256`);
        expect(bash(`set -euo pipefail\nfile="${file}"\n${deleteAfter(7, name)}`).status).toBe(0);
        expect(files()).toEqual([file, `${file}.sha256`]);
    });

    it("touches nothing that is no dump", () => {
        const others = [
            "notes.txt",
            "shop_backup_20200101.dump",
            "shop_backup_20200101_000000.sql",
            "shop_backup_20200101_000000.dump.part",
            "20200101_000000.dump",
        ];
        write(...others);
        expect(retain(1)).toEqual(others.sort());
    });

    it("does not run after a dump that failed", () => {
        fs.mkdirSync(path.join(folder, "bin"));
        fs.writeFileSync(path.join(folder, "bin", "pg_dump"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
        const old = aged(24 * 400);
        write(old, `${old}.sha256`);
        expect(bash(dumpScript(name, deleteAfter(7, name))).status).toBe(1);
        expect(files()).toEqual([".lock", "bin", old, `${old}.sha256`].sort());
    });
});

describe("the dump that a restore takes", () => {
    /** What it would restore, with a server that nobody reaches: it says so before. */
    const refusal = (asked: string): string => bash(restoreScript, { SOURCE: asked, PGDATABASE: "shop", PGHOST: "nowhere" }).printed;

    it("fails for the latest when nothing counts: without a checksum, of another database, of another kind", () => {
        write(aged(1), "shop_old_backup_20990101_000000.dump", "shop_old_backup_20990101_000000.dump.sha256");
        write("shop_backup_20990101_000000.sql", "shop_backup_20990101_000000.sql.sha256", "shop_backup_20990101_000000.dump.part");
        write("shop_backup_20990102_000000.dump.sha256");
        expect(refusal(dumpName(name, latest))).toBe("No dump counts as shop_backup_latest.dump: none has its checksum beside it.\n");
    });

    it("is the one with the last time in its name, whatever the files say of themselves", () => {
        const [first, last] = [dumpName(name, "20260102_000000"), dumpName(name, "20260103_000000")];
        write(last, `${last}.sha256`, first, `${first}.sha256`);
        fs.utimesSync(path.join(folder, last), 0, 0);
        expect(refusal(`s3://bucket/database/${dumpName(name, latest)}`)).toBe(
            `${last}.sha256 is not a checksum of ${last}: it does not count as a dump.\nRestore another one.\n`,
        );
    });

    it("fails for a name that is not there, or has no checksum", () => {
        write("shop_backup_20260101_000000.dump");
        expect(refusal("shop_backup_20260102_000000.dump")).toBe("There is no dump shop_backup_20260102_000000.dump.\n");
        expect(refusal("shop_backup_20260101_000000.dump")).toBe(
            "shop_backup_20260101_000000.dump has no checksum: it does not count as a dump.\nRestore another one.\n",
        );
    });
});
