import type * as pulumi from "@pulumi/pulumi";
import { authorityPath, type AppCluster, type Connection, type Route, type Service } from "pulumi-webstack";
import { originOf, podsOf, type Environment } from "./environment";
import { region } from "./providers";
import { given, newest, release, smtp, type Part } from "./settings";
import type { Stores } from "./stores";

const ports: Readonly<Record<Part, number>> = { frontend: 3000, backend: 3001 };

/** Users of the images: `nextjs` of the front end's, `node` of those of Node.js. */
const users: Readonly<Record<Part, number>> = { frontend: 1001, backend: 1000 };

/** Where the back end keeps files: folders of the bucket, and on a laptop of its pod. */
const folders = { uploads: "uploads/", generated: "generated/" };

/** What each part has by its size, whatever it does. */
function common(part: Part, environment: Environment) {
    const { cpu, memory } = environment[part];
    return {
        ...release(part),
        ...podsOf(environment[part]),
        port: ports[part],
        uid: users[part],
        resources: { cpu, memory },
    };
}

/** Where the database and the cache are, in the document's own variables. */
function addressesOf({ postgres, redis }: Stores): Record<string, pulumi.Input<string>> {
    const { host, port, pool } = postgres.connection;
    const { ttlSeconds } = redis.connection;
    return {
        DB_HOST: host,
        DB_PORT: String(port),
        DB_NAME: "td_buddy",
        DB_USER: "td_user",
        DB_POOL_MIN: String(pool!.min),
        DB_POOL_MAX: String(pool!.max),
        DB_POOL_ACQUIRE: String(pool!.timeoutMs),
        DB_POOL_IDLE: String(pool!.idleMs),
        REDIS_HOST: redis.connection.host,
        REDIS_PORT: String(redis.connection.port),
        CACHE_TTL_GENERATED: String(ttlSeconds!.generated),
        CACHE_TTL_SESSION: String(ttlSeconds!.session),
        CACHE_TTL_API: String(ttlSeconds!.api),
        ...authorityOf("DB_CA_FILE", postgres.connection),
        ...authorityOf("REDIS_CA_FILE", redis.connection),
    };
}

/** By whose word a server is known, where it is nobody's that every machine knows. */
const authorityOf = (variable: string, { authority, name }: Connection): Record<string, string> =>
    authority ? { [variable]: authorityPath(name) } : {};

const passwordOf = ({ url }: Connection): pulumi.Output<string> =>
    url.apply(address => (URL.canParse(address) ? decodeURIComponent(new URL(address).password) : ""));

/** Makes the tables, before the back end starts for the first time, and again for each number in `testdata-buddy:tables`. */
export function makeTables(cluster: AppCluster, { postgres }: Stores, run: number): pulumi.Resource {
    const { connection } = postgres;
    return cluster.addJob("init-db", {
        image: newest("backend"),
        command: ["npm", "run", "db:init"],
        run,
        uid: users.backend,
        timeoutSeconds: 600,
        retries: 0,
        env: { HOME: "/tmp", NODE_ENV: "production" },
        secretEnv: { DATABASE_URL: connection.url },
        stores: [connection],
        // The first dump is of a database with something in it.
        dependsOn: run > 1 ? [postgres.dumpBefore(`tables-${run}`)] : [],
    }).done;
}

/** Front end and back end; on AWS a deployment of each in either colour. */
export function addApp(cluster: AppCluster, environment: Environment, stores: Stores): Readonly<Record<Part, Service>> {
    const { postgres, redis, files } = stores;
    const { domain } = environment;
    const backend = cluster.addService("backend", {
        ...common("backend", environment),
        env: {
            NODE_ENV: "production",
            PORT: String(ports.backend),
            LOG_LEVEL: "info",
            HOME: "/tmp",
            CORS_ORIGINS: [domain, `www.${domain}`].map(host => originOf(host, environment)).join(","),
            SMTP_HOST: smtp.host,
            SMTP_PORT: String(smtp.port),
            ...addressesOf(stores),
            ...(files
                ? {
                      STORAGE_BUCKET: files.bucketName,
                      STORAGE_REGION: region,
                      STORAGE_UPLOADS: folders.uploads,
                      STORAGE_GENERATED: folders.generated,
                  }
                : {}),
        },
        secretEnv: {
            DATABASE_URL: postgres.connection.url,
            DB_PASSWORD: passwordOf(postgres.connection),
            REDIS_URL: redis.connection.url,
            REDIS_PASSWORD: passwordOf(redis.connection),
            ...Object.fromEntries(["CLAUDE_API_KEY", "SMTP_PASS", "SMTP_USER"].map(name => [name, given(name)])),
        },
        stores: [postgres.connection, redis.connection],
        reaches: [{ host: "api.anthropic.com" }, smtp],
        // A file is here until it is in the bucket; on a laptop, for as long as its pod.
        writablePaths: ["/tmp", "/app/logs", "/app/uploads", "/app/generated"],
        health: { path: "/health" },
        metrics: { job: "td-buddy-backend" },
        dependsOn: [makeTables(cluster, stores, stores.tablesRun)],
    });
    for (const folder of Object.values(folders)) files?.grantReadWrite(backend, folder);
    // It calls nobody in the cluster: what pages ask of the API comes in by the gateway, as they do.
    const frontend = cluster.addService("frontend", {
        ...common("frontend", environment),
        env: {
            NODE_ENV: "production",
            HOSTNAME: "0.0.0.0",
            PORT: String(ports.frontend),
            LOG_LEVEL: "info",
            NEXT_PUBLIC_API_URL: originOf(`api.${domain}`, environment),
        },
        writablePaths: ["/tmp", "/app/.next/cache"],
        health: { path: "/" },
    });
    return { frontend, backend };
}

/**
 * The site by two names, pictures by a third; the API below each of them but the pictures', and by a host of its own,
 * which has nothing but the API: the back end's metrics are nobody's to see. Each colour has a site of its own too.
 */
export function routesOf({ domain, onAws }: Environment, { frontend, backend }: Readonly<Record<Part, Service>>): Route[] {
    const api = [{ path: "/api" }, { path: "/health" }].map(place => ({ ...place, service: backend }));
    const site = [{ service: frontend }, ...api];
    const at = (host: string, routes: readonly Omit<Route, "host">[]): Route[] => routes.map(route => ({ host, ...route }));
    return [
        ...at(domain, site),
        ...at(`www.${domain}`, site),
        ...at(`api.${domain}`, api),
        ...at(`cdn.${domain}`, [{ service: frontend }]),
        ...(onAws
            ? (["blue", "green"] as const).flatMap(color =>
                  at(
                      `${color}.${domain}`,
                      site.map(route => ({ ...route, color })),
                  ),
              )
            : []),
    ];
}
