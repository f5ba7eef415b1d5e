import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cached } from "../cache";

/** LuaJIT 2.1, which Fluent Bit runs its scripts in: Debian's packages, fetched once and not installed. */
export function luajit(args: readonly string[]): string {
    const folder = cached("luajit-2.1", install);
    return execFileSync(path.join(folder, "luajit"), args, { encoding: "utf8", env: { LD_LIBRARY_PATH: folder }, maxBuffer: 1 << 26 });
}

function install(folder: string): void {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "luajit-"));
    try {
        // apt's own user cannot read the folders of root.
        const options = ["-qq", "-o", "APT::Sandbox::User=root"];
        execFileSync("apt-get", [...options, "download", "luajit", "libluajit-5.1-2"], { cwd: scratch, stdio: ["ignore", "pipe", "pipe"] });
        for (const name of fs.readdirSync(scratch).filter(file => file.endsWith(".deb")))
            execFileSync("dpkg", ["-x", path.join(scratch, name), path.join(scratch, "root")]);
        fs.copyFileSync(fs.realpathSync(path.join(scratch, "root/usr/bin/luajit")), path.join(folder, "luajit"));
        const libraries = path.join(scratch, "root/usr/lib");
        const triplet = fs.readdirSync(libraries).find(name => name.endsWith("-linux-gnu"))!;
        const library = "libluajit-5.1.so.2";
        fs.copyFileSync(fs.realpathSync(path.join(libraries, triplet, library)), path.join(folder, library));
    } finally {
        fs.rmSync(scratch, { recursive: true });
    }
}
