import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { AppCluster, PostgresWithBackups, RedisCache, Route } from "pulumi-webstack";
import type { Build } from "./builds";
import type { Environment } from "./environment";

interface Stores {
    readonly postgres: PostgresWithBackups;
    readonly redis: RedisCache | undefined;
}

/** Front end and back end, and the routes that lead to them. */
export function addServices(
    cluster: AppCluster,
    environment: Environment,
    { postgres, redis }: Stores,
    builds: { readonly frontend: Build; readonly backend: Build },
    name: string,
    provider: pulumi.ProviderResource,
): Route[] {
    const scheme = name === "development" ? "http" : "https";
    const common = { NODE_ENV: name, VITE_API_BASE_URL: `${scheme}://${environment.api}` };
    const jwtSecret = new random.RandomPassword("jwt-secret", { length: 48, special: false }, { provider });
    const backend = cluster.addService("backend", {
        ...builds.backend,
        port: 8000,
        replicas: environment.backends,
        env: { ...common, PORT: "8000" },
        secretEnv: {
            DATABASE_URL: postgres.connection.url,
            JWT_SECRET: jwtSecret.result,
            ...(redis ? { REDIS_URL: redis.connection.url } : {}),
        },
        stores: [postgres.connection, ...(redis ? [redis.connection] : [])],
        health: { path: "/health", periodSeconds: 30, timeoutSeconds: 10, failures: 3 },
        metrics: { job: "websys-backend" },
    });
    const frontend = cluster.addService("frontend", {
        ...builds.frontend,
        port: 3000,
        replicas: environment.frontends,
        env: common,
        health: { path: "/" },
        metrics: { job: "websys-frontend" },
        calls: [backend],
    });
    return [
        { host: environment.site, service: frontend },
        { host: environment.site, path: "/api", service: backend },
        { host: environment.api, service: backend },
        ...(environment.cdn ? [{ host: environment.cdn, service: frontend }] : []),
    ];
}
