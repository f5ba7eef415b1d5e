import { withDefaults } from "../../core/defaults";
import { edgeDefaults, type CloudflareArgs } from "../args";
import type { PlanLimits } from "../plans";
import type { Item } from "./item";

/** What is no rule and no Worker's: the plan has it or not, and it belongs to the stack that owns the zone. */
export function gatedItems(args: CloudflareArgs): Item[] {
    const { bots, images, dnssec } = withDefaults(edgeDefaults, args);
    const gated = (path: string, what: string, has: (limits: PlanLimits) => boolean = () => true): Item => ({
        path,
        what,
        hosts: [],
        rules: limits => (has(limits) ? [] : "the plan does not have it"),
    });
    return [
        ...(args.minTls === undefined ? [] : [gated("minTls", `TLS ${args.minTls} at least`)]),
        ...(dnssec ? [gated("dnssec", "DNSSEC")] : []),
        ...(args.caa ? [gated("caa", "CAA records")] : []),
        ...(bots ? [gated("bots", `bots: ${bots}`, limits => bots === "allow" || limits.bots[bots])] : []),
        ...(images ? [gated("images", `images: ${images}`, limits => images === "original" || limits.images)] : []),
        ...(args.logpush ? [gated("logpush", "log of all requests", limits => limits.logpush)] : []),
    ];
}
