import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A folder of the user's cache, filled once; two that fill it at the same time get the same. */
export function cached(name: string, fill: (folder: string) => void): string {
    const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "webstack-tests");
    const folder = path.join(cache, name);
    if (fs.existsSync(folder)) return folder;
    fs.mkdirSync(cache, { recursive: true });
    const unfinished = fs.mkdtempSync(path.join(cache, "install-"));
    try {
        fill(unfinished);
        // Servers run as another user than who fills it.
        fs.chmodSync(unfinished, 0o755);
        if (!fs.existsSync(folder)) fs.renameSync(unfinished, folder);
    } finally {
        fs.rmSync(unfinished, { recursive: true, force: true });
    }
    return folder;
}
