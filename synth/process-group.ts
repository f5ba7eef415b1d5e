import type { ChildProcess } from "node:child_process";

const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const running = new Set<ChildProcess>();

/**
 * Ends a process that was started `detached`, with all that it started, when this one ends in whatever way it can
 * notice. To be released when it has ended.
 */
export function endWithThis(child: ChildProcess): { kill: () => void; release: () => void } {
    const kill = (): void => killGroup(child);
    const release = (): void => {
        running.delete(child);
        process.removeListener("exit", kill);
        for (const signal of endings) process.removeListener(signal, forward);
    };
    const forward = (signal: NodeJS.Signals): void => {
        release();
        kill();
        process.kill(process.pid, signal);
    };
    running.add(child);
    process.once("exit", kill);
    for (const signal of endings) process.on(signal, forward);
    return { kill, release };
}

/** For when the work of all of them has become useless. */
export const killAll = (): void => running.forEach(killGroup);

function killGroup({ pid }: ChildProcess): void {
    try {
        // Windows has no groups: there, only the child itself is ended.
        if (pid !== undefined) process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
        // It has ended already.
    }
}
