import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { until } from "./nginx-server";
import type { Login, PostgresServer } from "./postgres-server";

/** A container as it stands in a manifest. */
export interface Container {
    readonly name: string;
    readonly command: readonly string[];
    readonly env: readonly { name: string; value?: string; valueFrom?: { secretKeyRef: { key: string } } }[];
}

export interface Pod {
    readonly initContainers?: readonly Container[];
    readonly containers: readonly Container[];
}

/** What a run left behind. */
export interface Run {
    /** -1 when it was killed. */
    readonly status: number;
    readonly printed: string;
    /** Files of the volume. */
    readonly files: readonly string[];
}

export const allContainers = ({ initContainers = [], containers }: Pod): readonly Container[] => [...initContainers, ...containers];

/** Where pods run: a volume of their own, and the programs of their images. */
export class PodPlace {
    readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "pods-"));
    readonly volume = path.join(this.folder, "volume");
    readonly #bin = path.join(this.folder, "bin");

    /** @param programs folders of them */
    constructor(readonly programs: readonly string[]) {
        for (const folder of [this.volume, this.#bin]) fs.mkdirSync(folder);
    }

    remove(): void {
        fs.rmSync(this.folder, { recursive: true });
    }

    get files(): string[] {
        return fs.readdirSync(this.volume).sort();
    }

    file(name: string): string {
        return path.join(this.volume, name);
    }

    /** Takes the place of a program. */
    program(name: string, ...body: string[]): void {
        fs.writeFileSync(path.join(this.#bin, name), ["#!/bin/bash", "set -eu", ...body, ""].join("\n"), { mode: 0o755 });
    }

    /** Runs a pod's commands as they stand in the manifest; as the kubelet, goes on only when the one before succeeded. */
    async run(pod: Pod, env: Readonly<Record<string, string>>): Promise<Run> {
        let printed = "";
        for (const container of allContainers(pod)) {
            const run = await this.runContainer(container, env);
            printed += run.printed;
            if (run.status !== 0) return { ...run, printed };
        }
        return { status: 0, printed, files: this.files };
    }

    /**
     * @param env wins over what the manifest says; by the name of its key, what a Secret says
     * @param killWhen once it is so, no process of the container has the time for anything
     */
    async runContainer({ command, env: own }: Container, env: Readonly<Record<string, string>>, killWhen?: () => boolean): Promise<Run> {
        const [shell, ...args] = command.map(part => part.replaceAll("/backups", this.volume));
        const variables = own.map(({ name, value, valueFrom }) => [name, value ?? env[valueFrom!.secretKeyRef.key]]);
        const running = spawn(shell!, args, {
            env: {
                ...(Object.fromEntries(variables) as Record<string, string>),
                ...env,
                HOME: this.folder,
                PATH: [this.#bin, ...this.programs, "/usr/local/bin:/usr/bin:/bin"].join(":"),
            },
            // A socket, as Node's pipes are, would make bash read its user's settings.
            stdio: ["ignore", "pipe", "pipe"],
            detached: true,
        });
        let printed = "";
        for (const output of [running.stdout, running.stderr]) output.on("data", (text: Buffer) => (printed += text.toString()));
        let status: number | undefined;
        running.on("close", code => (status = code ?? -1));
        await until(() => {
            if (killWhen?.() && status === undefined) process.kill(-running.pid!, "SIGKILL");
            return status !== undefined;
        });
        return { status: status!, printed, files: this.files };
    }
}

/** What pods get from their Secret and their network, to reach a server. How safely is the manifest's own word. */
export const access = (server: PostgresServer, { user, password, database }: Login): Record<string, string> => ({
    ...{ PGHOST: "127.0.0.1", PGPORT: server.port, PGSSLROOTCERT: server.certificate },
    ...{ POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: database },
});
