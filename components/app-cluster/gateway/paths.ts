import type { PathOfHost } from "./args";

/** `/api/` and `/api` are the same path. */
export const withoutSlash = (path: string): string => (path === "/" ? path : path.replace(/\/$/, ""));

/** Whether a path begins another one, by whole segments. */
const begins = (outer: string, inner: string): boolean => outer === "/" || inner === outer || inner.startsWith(`${outer}/`);

/** The entry that counts for a path of a host: that of the longest path, and of two the one that names the host. */
export function closest<Entry extends PathOfHost>(entries: readonly Entry[], host: string, path: string): Entry | undefined {
    return entries
        .filter(entry => (entry.host === undefined || entry.host === host) && begins(withoutSlash(entry.path), path))
        .sort((a, b) => withoutSlash(b.path).length - withoutSlash(a.path).length || Number(b.host === host) - Number(a.host === host))[0];
}

/** The paths of a host that differ in anything, the longest first, and `/` last. */
export function pathsOf(entries: readonly PathOfHost[], host: string): string[] {
    const own = entries.filter(entry => entry.host === undefined || entry.host === host).map(({ path }) => withoutSlash(path));
    return [...new Set([...own, "/"])].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}
