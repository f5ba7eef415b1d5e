export { RedisCache } from "./redis-cache";
export type { ElastiCacheArgs, InClusterCacheArgs, RedisCacheArgs } from "./args";
