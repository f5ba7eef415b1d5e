/**
 * The last day of standard support of each minor version of Kubernetes on EKS, from the release calendar in
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html as of November 2026. Versions before these
 * have left it; of those after them nothing is known.
 */
export const endOfStandardSupport: ReadonlyMap<string, string> = new Map([
    ["1.29", "2025-03-23"],
    ["1.30", "2025-07-23"],
    ["1.31", "2025-11-26"],
    ["1.32", "2026-03-23"],
    ["1.33", "2026-07-29"],
    ["1.34", "2026-12-02"],
    ["1.35", "2027-03-27"],
]);

const [oldest = ""] = endOfStandardSupport.keys();
const minorOf = (version: string): number => Number(version.split(".")[1]);

/** Since when a version is out of standard support, as a date in words; undefined while it is in it. `today` is a date in UTC. */
export function unsupportedSince(version: string, today: string): string | undefined {
    const end = endOfStandardSupport.get(version);
    if (end !== undefined) return end < today ? end : undefined;
    return minorOf(version) < minorOf(oldest) ? `before ${endOfStandardSupport.get(oldest)}` : undefined;
}
