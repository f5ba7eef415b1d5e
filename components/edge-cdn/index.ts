export { EdgeCDN } from "./edge-cdn";
export type { CacheRule, CloudflareArgs, EdgeCDNArgs, NoEdgeArgs } from "./args";
