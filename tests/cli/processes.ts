import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

interface Running {
    readonly pid: number;
    readonly group: number;
}

/** The processes of this machine that have not ended; one that is only waiting to be reaped has. */
function running(): Running[] {
    const lines = fs.existsSync("/proc/self/stat")
        ? fs
              .readdirSync("/proc")
              .filter(name => /^\d+$/.test(name))
              .map(statOf)
        : execFileSync("ps", ["-A", "-o", "pid=,stat=,pgid="], { encoding: "utf8" }).split("\n");
    return lines
        .map(line => line.trim().split(/\s+/))
        .filter(([pid, state]) => pid && state && !/^[ZX]/.test(state))
        .map(([pid, , group]) => ({ pid: Number(pid), group: Number(group) }));
}

function statOf(pid: string): string {
    try {
        // "pid (name) state parent group …", and the name may hold anything.
        const [state, , group] = fs
            .readFileSync(`/proc/${pid}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ");
        return `${pid} ${state} ${group}`;
    } catch {
        return "";
    }
}

export const isRunning = (pid: number): boolean => running().some(process => process.pid === pid);

/** Waits until none of a group is left: a killed process takes a moment to go. */
export async function groupGone(group: number): Promise<void> {
    while (running().some(process => process.group === group)) await new Promise(resolve => setTimeout(resolve, 20));
}
