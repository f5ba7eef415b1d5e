import { withDefaults } from "../core/defaults";
import type { MetricsTarget } from "../core/metrics";
import type { RedisCacheArgs } from "./args";
import type { CacheUser } from "./auth-args";
import type { MadeCache } from "./elasticache";
import { serverlessDefaults } from "./serverless-args";

/** Who may be in the cache, where it has users. */
function usersOf(args: RedisCacheArgs): readonly CacheUser[] | undefined {
    if (args.kind === "serverless") return withDefaults(serverlessDefaults, args).users;
    return args.kind === "elasticache" && args.auth?.kind === "users" ? args.auth.users : undefined;
}

/** The server, asked by a user who may ask how it is: the first that may do no more, or the first that may do all. */
export function metricsOf(name: string, args: RedisCacheArgs, made: MadeCache): readonly MetricsTarget[] {
    const users = usersOf(args);
    const user = users?.find(({ access }) => access === "metrics") ?? users?.find(({ access }) => access === "read-write");
    const connection = users ? user && made.connections[user.name] : made.connection;
    return connection ? [{ kind: "store", job: name, connection }] : [];
}
