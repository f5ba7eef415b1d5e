import type { Placement } from "./rules/place";

/** @param subject `plan pro`  @returns what went where, in words; nothing where nothing was described. */
export function noticeOf(subject: string, placements: readonly Placement[]): string | undefined {
    if (placements.length === 0) return undefined;
    const ruled = placements.filter(({ where }) => where === "rules").map(({ what }) => what);
    const worked = placements.filter(({ where }) => where === "Worker").map(({ what, why }) => `${what}: ${why}`);
    return [
        `Cloudflare, ${subject}`,
        ...(ruled.length > 0 ? [`  by Cloudflare itself: ${ruled.join("; ")}`] : []),
        ...(worked.length > 0 ? ["  by the Worker:", ...worked.map(line => `    ${line}`)] : []),
    ].join("\n");
}
