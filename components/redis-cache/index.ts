export { RedisCache } from "./redis-cache";
export type { RedisCacheArgs } from "./args";
export type { CacheUser, TokenAuth, UsersAuth } from "./auth-args";
export type { ElastiCacheArgs } from "./elasticache-args";
export type { ExistingCacheArgs } from "./existing-args";
export type { InClusterCacheArgs } from "./in-cluster-args";
export type { ServerlessCacheArgs } from "./serverless-args";
