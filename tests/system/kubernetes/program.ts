import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The version of Kubernetes that go.mod asks for, like "v1.35.4". */
export const kubernetesVersion = /^\s*k8s\.io\/kubernetes (v\S+)$/m.exec(
    fs.readFileSync(path.join(__dirname, "servers/go.mod"), "utf8"),
)![1]!;

/** etcd, the API server, the controllers and the scheduler, by the program's first argument. */
export const serversProgram = (): string => built("servers", versionFlags);

export const kwokProgram = (): string => built("kwok", "-s -w");

/** A program of Go modules: built at its first use, which takes some minutes, and kept in the user's cache. */
function built(module: string, ldflags: string): string {
    const sources = path.join(__dirname, module);
    const key = createHash("sha256").update(`${process.platform} ${process.arch} ${ldflags}`);
    for (const file of ["go.mod", "go.sum", "main.go"]) key.update(fs.readFileSync(path.join(sources, file)));
    const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "webstack-tests");
    const folder = path.join(cache, `kubernetes-${kubernetesVersion}`);
    const program = path.join(folder, `${module}-${key.digest("hex").slice(0, 12)}`);
    if (fs.existsSync(program)) return program;

    if (spawnSync("go", ["version"]).status !== 0) throw new Error("there is no go: install Go 1.26 or newer");
    process.stderr.write(`building ${module} of Kubernetes ${kubernetesVersion} into ${folder}, once: this takes some minutes\n`);
    fs.mkdirSync(folder, { recursive: true });
    const unfinished = `${program}.${process.pid}`;
    execFileSync("nice", ["go", "build", "-p", "2", "-trimpath", "-ldflags", ldflags, "-o", unfinished, "."], {
        cwd: sources,
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false" },
    });
    fs.renameSync(unfinished, program);
    return program;
}

/** The published definitions of Karpenter, as a folder of YAML files: out of its Go module, which is not compiled. */
export function karpenterDefinitions(): string {
    const module = execFileSync("go", ["mod", "download", "-json", "sigs.k8s.io/karpenter"], {
        cwd: path.join(__dirname, "crds"),
        encoding: "utf8",
        env: { ...process.env, GOFLAGS: "-mod=readonly" },
    });
    return path.join((JSON.parse(module) as { Dir: string }).Dir, "pkg/apis/crds");
}

/** A build from a module does not know its version by itself. */
const [major, minor] = kubernetesVersion.slice(1).split(".");
const versionFlags = [
    "-s -w",
    ...Object.entries({ gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: "clean" }).flatMap(([name, value]) =>
        ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].map(variable => `-X ${variable}.${name}=${value}`),
    ),
].join(" ");
