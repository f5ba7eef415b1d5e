import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { thirdPartyImages } from "../../../components/core/images";
import { cached } from "../cache";

/** A Go module, and the programs that are built from it. */
interface Sources {
    readonly module: string;
    readonly version: string;
    /** Where the module has another version than its programs. */
    readonly moduleVersion?: string;
    /** As go.sum has it. */
    readonly sum: string;
    /** The package of each program. */
    readonly programs: Readonly<Record<string, string>>;
    readonly tags?: readonly string[];
    /** What its makers generate before they build and do not publish: empty files are enough for a server without pages. */
    readonly absent?: readonly string[];
}

/** Prometheus' module is still at v0: v3.13.4 is its v0.313.4. */
const [, major, minor, patch] = /^v(\d+)\.(\d+)\.(\d+)$/.exec(thirdPartyImages.prometheus.version)!;

/** What is deployed; of PostgreSQL's exporter, the version before: the latest that the proxy has. */
const sources = [
    {
        module: "github.com/prometheus/prometheus",
        version: thirdPartyImages.prometheus.version,
        moduleVersion: `v0.${major}${minor!.padStart(2, "0")}.${patch}`,
        sum: "h1:9rFtgnpDC2vmn4rwBs4u34aNPW7JKodiUcw4Sj53pjQ=",
        programs: { prometheus: "./cmd/prometheus", promtool: "./cmd/promtool" },
        // Of the two dozen places where targets are found, those of our configuration: a third less to build.
        tags: ["remove_all_sd", "enable_kubernetes_sd"],
    },
    {
        module: "github.com/prometheus/alertmanager",
        version: thirdPartyImages.alertmanager.version,
        sum: "h1:qtIIP4s20duq2fbafHIti5NYJGaZNh7irXKbJwe/W/E=",
        programs: { alertmanager: "./cmd/alertmanager", amtool: "./cmd/amtool" },
        absent: ["ui/app/dist/index.html"],
    },
    {
        module: "github.com/prometheus/node_exporter",
        version: thirdPartyImages.nodeExporter.version,
        sum: "h1:LzcZ6SqJRH2EULBz3Paa1t1uzQaaoo9domuz8FQDkiY=",
        programs: { node_exporter: "." },
    },
    {
        module: "github.com/prometheus/blackbox_exporter",
        version: thirdPartyImages.blackboxExporter.version,
        sum: "h1:5n59xN6d4OtnwANA9nQIoBhwfG90b50cMByshvc/+zA=",
        programs: { blackbox_exporter: "." },
    },
    {
        module: "github.com/prometheus/pushgateway",
        version: thirdPartyImages.pushgateway.version,
        sum: "h1:aQqFNNz4wD95VfZ4tYRb5sK83FOu5xahPs3266+FZRE=",
        programs: { pushgateway: "." },
    },
    {
        module: "github.com/prometheus-community/postgres_exporter",
        version: "v0.19.1",
        sum: "h1:5qEW78eJYYImZukEEw2iy//tNlTmhmt3mMc+AVGR6LU=",
        programs: { postgres_exporter: "./cmd/postgres_exporter" },
    },
    {
        module: "github.com/nginx/nginx-prometheus-exporter",
        version: `v${thirdPartyImages.nginxExporter.version}`,
        sum: "h1:44jvKTJ4S0SydKbXw7H9V5VjcGdM3tdOPDd4em86GZQ=",
        programs: { "nginx-prometheus-exporter": "." },
    },
    {
        module: "k8s.io/kube-state-metrics/v2",
        version: thirdPartyImages.kubeStateMetrics.version,
        sum: "h1:edO7hyGs1MqZhbUbzWW1YRTV3afZOIbvHNvOCaJjuU4=",
        programs: { "kube-state-metrics": "." },
    },
] as const satisfies readonly Sources[];

type ProgramsOf<S> = S extends Sources ? keyof S["programs"] & string : never;

export type GoTool = ProgramsOf<(typeof sources)[number]>;

/** The file of a program: built at its first use, together with those of the same sources, and kept in the user's cache. */
export function goTool(name: GoTool): string {
    const from: Sources = sources.find(({ programs }) => name in programs)!;
    return path.join(
        cached(cacheName(from), folder => build(from, folder)),
        name,
    );
}

function cacheName(from: Sources): string {
    const key = createHash("sha256").update(JSON.stringify([process.platform, process.arch, from]));
    return `${path.basename(from.module.replace(/\/v\d+$/, ""))}-${from.version}-${key.digest("hex").slice(0, 12)}`;
}

function build({ module, version, moduleVersion = version, sum, programs, tags = [], absent = [] }: Sources, folder: string): void {
    if (spawnSync("go", ["version"]).status !== 0) throw new Error("there is no go: install Go 1.26 or newer");
    process.stderr.write(`building ${Object.keys(programs).join(" and ")} ${version}, once\n`);
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "go-tool-"));
    const env = { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "-mod=readonly -buildvcs=false" };
    const run = (command: string, args: readonly string[], cwd = scratch): string =>
        execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
    try {
        const downloaded = JSON.parse(run("go", ["mod", "download", "-json", `${module}@${moduleVersion}`])) as {
            Dir: string;
            Sum: string;
        };
        if (downloaded.Sum !== sum) throw new Error(`${module}@${moduleVersion}: other sources than expected: ${downloaded.Sum}`);
        // As the main module: its own replacements and checksums hold, which "go install" refuses or ignores.
        const copy = path.join(scratch, "sources");
        run("cp", ["-R", downloaded.Dir, copy]);
        run("chmod", ["-R", "u+w", copy]);
        for (const file of absent) {
            fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
            fs.writeFileSync(path.join(copy, file), "");
        }
        const flags = [
            "-trimpath",
            "-ldflags",
            `-s -w -X github.com/prometheus/common/version.Version=${version.slice(1)}`,
            "-tags",
            tags.join(","),
        ];
        for (const [program, main] of Object.entries(programs))
            run("nice", ["go", "build", "-p", "2", ...flags, "-o", path.join(folder, program), main], copy);
    } finally {
        fs.rmSync(scratch, { recursive: true, force: true });
    }
}
