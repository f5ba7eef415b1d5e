import { oneOf } from "../core/checks";
import type { Problem } from "../core/errors";
import { validateElastiCache, type ElastiCacheArgs } from "./elasticache-args";
import { validateExisting, type ExistingCacheArgs } from "./existing-args";
import { validateInCluster, type InClusterCacheArgs } from "./in-cluster-args";
import { validateServerless, type ServerlessCacheArgs } from "./serverless-args";

export type RedisCacheArgs = ElastiCacheArgs | ServerlessCacheArgs | InClusterCacheArgs | ExistingCacheArgs;

/** What is wrong with the arguments; makes nothing. */
export function validateRedis(args: RedisCacheArgs): Problem[] {
    switch (args.kind) {
        case "elasticache":
            return validateElastiCache(args);
        case "serverless":
            return validateServerless(args);
        case "in-cluster":
            return validateInCluster(args);
        case "existing":
            return validateExisting(args);
        default:
            return oneOf("kind", (args as RedisCacheArgs).kind, ["elasticache", "serverless", "in-cluster", "existing"]);
    }
}
