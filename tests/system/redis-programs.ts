import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cached } from "./cache";

/** Programs of Valkey, and the libraries that they were linked with. */
export interface ValkeyPrograms {
    /** Holds `bin` and `lib`. */
    readonly folder: string;
    /** The command that runs one of them, from a folder like this one. */
    command(folder: string, program: "valkey-server" | "valkey-cli"): readonly [string, ...string[]];
}

/** Debian's release after this one: the first that has Valkey, and of the minor version that is deployed. */
const release = "trixie";

/** The server, its client, and all that they are linked with: this machine's libraries are too old for them. */
const packages = [
    ...["valkey-server", "valkey-tools", "libc6", "libssl3t64", "liblzf1", "libjemalloc2", "libsystemd0", "libatomic1"],
    ...["libzstd1", "zlib1g", "libstdc++6", "libgcc-s1", "libcap2"],
];

/** Fetches Debian's packages, once for each user of the machine, and installs none of them: they lie in a folder. */
export function valkeyPrograms(): ValkeyPrograms {
    const folder = cached(`valkey-${release}`, install);
    const loader = fs.readdirSync(path.join(folder, "lib")).find(name => name.startsWith("ld-linux"))!;
    return {
        folder,
        command: (place, program) => [
            path.join(place, "lib", loader),
            "--library-path",
            path.join(place, "lib"),
            path.join(place, "bin", program),
        ],
    };
}

function install(folder: string): void {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "valkey-"));
    const at = (...names: string[]): string => path.join(scratch, ...names);
    try {
        for (const name of ["lists/partial", "archives/partial", "packages", "root"]) fs.mkdirSync(at(name), { recursive: true });
        for (const name of ["bin", "lib"]) fs.mkdirSync(path.join(folder, name));
        fs.writeFileSync(at("sources"), `deb ${archive()} ${release} main\n`);
        const options = {
            "Dir::Etc::SourceList": at("sources"),
            "Dir::Etc::SourceParts": "-",
            "Dir::State::Lists": at("lists"),
            "Dir::Cache": scratch,
            // Its own user cannot read the folders of root.
            "APT::Sandbox::User": "root",
        };
        const settings = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
        const run = (...args: string[]): string =>
            execFileSync("apt-get", [...settings, "-qq", ...args], {
                cwd: at("packages"),
                encoding: "utf8",
                stdio: ["ignore", "pipe", "pipe"],
            });
        run("update");
        run("download", ...packages);
        for (const name of fs.readdirSync(at("packages"))) execFileSync("dpkg", ["-x", at("packages", name), at("root")]);
        for (const program of ["valkey-server", "valkey-cli"])
            fs.copyFileSync(fs.realpathSync(at("root/usr/bin", program)), path.join(folder, "bin", program));
        const [triplet] = fs.readdirSync(at("root/usr/lib")).filter(name => name.endsWith("-linux-gnu"));
        const libraries = at("root/usr/lib", triplet!);
        for (const name of fs.readdirSync(libraries).filter(file => file.includes(".so")))
            fs.copyFileSync(fs.realpathSync(path.join(libraries, name)), path.join(folder, "lib", name));
    } finally {
        fs.rmSync(scratch, { recursive: true });
    }
}

/** Where this machine has Debian's packages from. */
function archive(): string {
    const lines = execFileSync("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"], { encoding: "utf8" });
    const found = lines.split("\n").find(uri => /\/debian\/?$/.test(uri));
    if (!found) throw new Error("apt knows no archive of Debian on this machine: apt-get update");
    return found;
}
