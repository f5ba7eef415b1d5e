import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { cached } from "../cache";

/** Debian's redis_exporter, older than the one that is deployed, which is on no proxy of Go modules. It is installed nowhere. */
export function redisExporterProgram(): string {
    const folder = cached("redis-exporter-debian", into => {
        const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "redis-exporter-"));
        try {
            const run = (command: string, ...args: string[]): Buffer =>
                execFileSync(command, args, { cwd: scratch, stdio: ["ignore", "pipe", "pipe"] });
            run("apt-get", "-o", "APT::Sandbox::User=root", "-qq", "download", "prometheus-redis-exporter");
            run(
                "dpkg-deb",
                "--extract",
                fs.readdirSync(scratch).find(name => name.endsWith(".deb"))!,
                "root",
            );
            fs.copyFileSync(path.join(scratch, "root/usr/bin/prometheus-redis-exporter"), path.join(into, "redis_exporter"));
        } finally {
            fs.rmSync(scratch, { recursive: true, force: true });
        }
    });
    return path.join(folder, "redis_exporter");
}
