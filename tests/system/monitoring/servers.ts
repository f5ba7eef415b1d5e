import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { freePorts, until } from "../kubernetes/server";
import { goTool, type GoTool } from "./tools";

/** One of the monitoring's programs, in a folder of its own; its standard output and error go into a log there. */
export class MonitoringProcess {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "monitoring-"));
    readonly #log = path.join(this.folder, "log");
    #process: ChildProcess | undefined;
    #ended: Promise<void> = Promise.resolve();

    constructor(
        readonly tool: GoTool,
        readonly port: number,
        readonly address = `http://127.0.0.1:${port}`,
    ) {}

    /** Writes a file into the folder; returns where it is. */
    write(name: string, text: string): string {
        const file = path.join(this.folder, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        // In one step, as the kubelet changes the files of a ConfigMap.
        fs.writeFileSync(`${file}.new`, text);
        fs.renameSync(`${file}.new`, file);
        return file;
    }

    async start(args: readonly string[], healthPath: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
        const output = fs.openSync(this.#log, "a");
        const child = spawn(goTool(this.tool), args, { stdio: ["ignore", output, output], env: { PATH: process.env.PATH!, ...env } });
        fs.closeSync(output);
        this.#process = child;
        this.#ended = new Promise(resolve => {
            for (const event of ["close", "error"]) child.once(event, () => resolve());
        });
        await until(`${this.tool} is ready`, async () => {
            if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${this.tool} ended:\n${this.log().slice(-3000)}`);
            return (await fetch(`${this.address}${healthPath}`).catch(() => undefined))?.ok === true;
        });
    }

    log(): string {
        return fs.existsSync(this.#log) ? fs.readFileSync(this.#log, "utf8") : "";
    }

    async stop(): Promise<void> {
        this.#process?.kill("SIGTERM");
        await this.#ended;
        fs.rmSync(this.folder, { recursive: true, force: true });
    }
}

/** A series of an instant query. */
export interface Sample {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [number, string];
}

/** Prometheus itself, of the deployed version. */
export class PrometheusServer extends MonitoringProcess {
    /** @param config what `prometheus.yml` holds; rule files lie beside it, as `rules.yml` */
    static async start(config: string, rules: string, more: readonly string[] = []): Promise<PrometheusServer> {
        const [port] = await freePorts(1);
        const server = new PrometheusServer("prometheus", port!);
        server.write("rules.yml", rules);
        const file = server.write("prometheus.yml", config.replaceAll("/etc/prometheus/", `${server.folder}/`));
        await server.start(
            [`--config.file=${file}`, `--storage.tsdb.path=${server.folder}/data`, `--web.listen-address=127.0.0.1:${port}`, ...more],
            "/-/ready",
        );
        return server;
    }

    async query(expression: string): Promise<Sample[]> {
        const response = await fetch(`${this.address}/api/v1/query`, { method: "POST", body: new URLSearchParams({ query: expression }) });
        const answer = (await response.json()) as { status: string; error?: string; data: { result: Sample[] } };
        if (answer.status !== "success") throw new Error(`${expression}: ${answer.error}`);
        return answer.data.result;
    }
}

/** Alertmanager itself, of the deployed version. */
export class AlertmanagerServer extends MonitoringProcess {
    static async start(
        config: string,
        secrets: Readonly<Record<string, string>> = {},
        more: readonly string[] = [],
    ): Promise<AlertmanagerServer> {
        const [port] = await freePorts(1);
        const server = new AlertmanagerServer("alertmanager", port!);
        for (const [name, text] of Object.entries(secrets)) server.write(path.join("secrets", name), text);
        const file = server.write("alertmanager.yml", config);
        await server.start(
            [
                `--config.file=${file}`,
                `--storage.path=${server.folder}/data`,
                `--web.listen-address=127.0.0.1:${port}`,
                "--cluster.listen-address=",
                ...more,
            ],
            "/-/ready",
        );
        return server;
    }
}
