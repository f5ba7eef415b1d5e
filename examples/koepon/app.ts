import type * as tls from "@pulumi/tls";
import type * as pulumi from "@pulumi/pulumi";
import { authorityPath, type AppCluster, type Connection, type Route, type Service } from "pulumi-webstack";
import type { Environment } from "./environment";
import { identityAgent, type SharedIdentity } from "./identity";
import { region } from "./providers";
import { activeColor, given, newest, partners, release, type Part } from "./settings";
import { podsOf } from "./sizes";
import type { Stores } from "./stores";

const ports: Readonly<Record<Part, number>> = { frontend: 3000, api: 8000 };

/** Where the authority of the cache lies, where it has one of its own; the database's address says it by itself. */
const authorityOf = ({ authority, name }: Connection): Record<string, string> => (authority ? { REDIS_CA_FILE: authorityPath(name) } : {});

/** What each part has by its size, whatever it does. */
function common(part: Part, { domain, httpsPort, size }: Environment) {
    const { cpu, memory } = size[part];
    const origin = `https://${domain}${httpsPort ? `:${httpsPort}` : ""}`;
    return {
        ...release(part),
        ...podsOf(size[part]),
        port: ports[part],
        resources: { cpu, memory },
        env: {
            NODE_ENV: "production",
            HOSTNAME: "0.0.0.0",
            PORT: String(ports[part]),
            NEXT_PUBLIC_APP_URL: origin,
            NEXT_PUBLIC_API_URL: `${origin}/api`,
        },
    };
}

/**
 * Changes the tables, as their owner, with the image that comes next; the API itself has a role that may change rows
 * only, and that row-level security holds for. It runs once for each number in `koepon:migration`, after a dump.
 */
export function migrate(cluster: AppCluster, { postgres }: Stores, run: number): pulumi.Resource {
    const { connection } = postgres;
    return cluster.addJob("migrate", {
        image: newest("api"),
        command: ["npx", "prisma", "migrate", "deploy"],
        run,
        timeoutSeconds: 1800,
        retries: 0,
        env: { HOME: "/tmp" },
        secretEnv: { DATABASE_URL: connection.url },
        stores: [connection],
        dependsOn: [postgres.dumpBefore(`migration-${run}`)],
    }).done;
}

export interface AppParts {
    readonly cluster: AppCluster;
    readonly environment: Environment;
    readonly stores: Stores;
    /** What must be done before a new version starts. */
    readonly migrated: pulumi.Resource;
    /** Signs the access tokens of the API. */
    readonly tokenKey: tls.PrivateKey;
    /** Of the API, on a cluster that is not our own. */
    readonly identity: SharedIdentity | undefined;
}

/** Front end and API; on AWS two deployments of each, blue and green. */
export function addApp({ cluster, environment, stores, migrated, tokenKey, identity }: AppParts) {
    const { postgres, redis, files } = stores;
    // Never as the owner, whom row-level security does not bind.
    const store = postgres.connections.app!;
    const { min, max, timeoutMs, idleMs } = store.pool!;
    const api = common("api", environment);
    const apiService = cluster.addService("api", {
        ...api,
        env: {
            ...api.env,
            DATABASE_POOL_MIN: String(min),
            DATABASE_POOL_MAX: String(max),
            DATABASE_POOL_TIMEOUT: String(timeoutMs),
            DATABASE_POOL_IDLE: String(idleMs),
            ...authorityOf(redis.connection),
            ...(files ? { STORAGE_BUCKET: files.bucketName, STORAGE_REGION: region } : {}),
        },
        secretEnv: {
            DATABASE_URL: store.url,
            REDIS_URL: redis.connection.url,
            JWT_PRIVATE_KEY: tokenKey.privateKeyPem,
            PAYMENT_API_KEY: given("PAYMENT_API_KEY"),
            SOCIAL_LOGIN_SECRET: given("SOCIAL_LOGIN_SECRET"),
        },
        stores: [store, redis.connection],
        reaches: [
            ...partners.map(host => ({ host })),
            ...(identity && stores.filesHost ? [identityAgent, { host: stores.filesHost }] : []),
        ],
        health: { path: "/api/health" },
        metrics: { job: "koepon-api" },
        dependsOn: [migrated, ...(identity ? [identity.ready] : [])],
    });
    files?.grantReadWrite(identity ?? apiService);
    const frontend = common("frontend", environment);
    const frontendService = cluster.addService("frontend", {
        ...frontend,
        env: { ...frontend.env, JWT_PUBLIC_KEY_PEM: tokenKey.publicKeyPem },
        health: { path: "/" },
        metrics: { job: "koepon-frontend" },
        calls: [apiService],
    });
    return { frontend: frontendService, api: apiService };
}

/** One site; each colour has a host of its own too, and so has the one that is idle: the way back, after a switch. */
export function routesOf({ domain }: Environment, { frontend, api }: Readonly<Record<Part, Service>>): Route[] {
    const idle = activeColor === "blue" ? "green" : "blue";
    const places = [
        { host: domain },
        ...(activeColor
            ? [
                  { host: `blue.${domain}`, color: "blue" as const },
                  { host: `green.${domain}`, color: "green" as const },
                  { host: `blue-prev.${domain}`, color: idle } as const,
              ]
            : []),
    ];
    return places.flatMap(place => [
        { ...place, service: frontend },
        { ...place, path: "/api", service: api },
    ]);
}
