import type * as pulumi from "@pulumi/pulumi";
import { authorityPath, type AppCluster, type Connection, type Route, type Service } from "pulumi-webstack";
import { originOf, type Environment } from "./environment";
import { region } from "./providers";
import { given, release, releaseNumber, type Part } from "./settings";
import type { Stores } from "./stores";

/** Users of the images: nginx's of the front end's, and nobody of the back end's, which the document has run as root. */
const users: Readonly<Record<Part, number>> = { frontend: 101, backend: 65534 };

const secretsFolder = "/etc/secrets";

/** What each part has by its size, whatever it does. */
function common(part: Part, { parts }: Environment) {
    const { replicas, cpu, memory, port } = parts[part];
    return { ...release(part), replicas, port, uid: users[part], resources: { cpu, memory } };
}

const passwordOf = ({ url }: Connection): pulumi.Output<string> =>
    url.apply(address => (URL.canParse(address) ? decodeURIComponent(new URL(address).password) : ""));

/** By whose word a server is known, where it is nobody's that every machine knows. */
const authorityOf = ({ authority, name }: Connection): string => (authority ? `&sslrootcert=${authorityPath(name)}` : "");

/**
 * The document's own way: variables are made of files as the program starts, so that no secret stands in a manifest, in
 * `kubectl describe`, or in the environment of whoever looks at the container from outside.
 */
function started({ postgres }: Stores, ...program: readonly string[]): readonly string[] {
    const { connection } = postgres;
    const file = (name: string): string => `$(cat ${secretsFolder}/${name})`;
    const variables = {
        DATABASE_URL: `postgres://kasaneha:${file("postgres_password")}@$DB_HOST:${connection.port}/kasaneha_db?sslmode=verify-full${authorityOf(connection)}`,
        GEMINI_API_KEY: file("gemini_api_key"),
        JWT_SECRET: file("jwt_secret"),
        REDIS_URL: file("redis_url"),
        SENTRY_DSN: file("sentry_dsn"),
    };
    const exports = Object.entries(variables).map(([name, value]) => `export ${name}="${value}"`);
    return ["sh", "-ec", [...exports, `exec ${program.join(" ")}`].join("\n")];
}

/** Front end and back end, in the order of a release: a dump, the migrations, the back end, the front end. */
export function addApp(cluster: AppCluster, environment: Environment, stores: Stores): Readonly<Record<Part, Service>> {
    const { postgres, redis, files } = stores;
    const { domain, backendEnv, pprof, parts, onAws } = environment;
    const backend = cluster.addService("backend", {
        ...common("backend", environment),
        command: started(stores, "./main"),
        env: {
            ENV: backendEnv,
            PORT: String(parts.backend.port),
            HOST: "0.0.0.0",
            HOME: "/tmp",
            DB_HOST: postgres.connection.host,
            ...(files ? { UPLOADS_BUCKET: files.bucketName, UPLOADS_REGION: region } : { UPLOADS_FOLDER: "/uploads" }),
        },
        secrets: {
            postgres_password: passwordOf(postgres.connection),
            jwt_secret: cluster.generateSecret("jwt"),
            redis_url: redis.connection.url,
            gemini_api_key: given("GEMINI_API_KEY"),
            sentry_dsn: given("SENTRY_DSN"),
        },
        stores: [postgres.connection, redis.connection],
        reaches: [{ host: "generativelanguage.googleapis.com" }, { host: "*.ingest.sentry.io" }],
        // A file is here until it is in the bucket; on a laptop, for as long as its pod.
        writablePaths: onAws ? ["/tmp"] : ["/tmp", "/uploads"],
        ...(pprof ? { ports: { pprof: 6060 } } : {}),
        health: { path: "/health" },
        metrics: { job: "kasaneha-backend" },
        migration: { command: started(stores, "./main", "migrate", "up") },
        // The first is of a database with something in it.
        dependsOn: releaseNumber > 1 ? [postgres.dumpBefore(`release-${releaseNumber}`)] : [],
    });
    files?.grantReadWrite(backend, "uploads/");
    const frontend = cluster.addService("frontend", {
        ...common("frontend", environment),
        env: {
            NODE_ENV: onAws ? "production" : "development",
            PUBLIC_API_URL: `${originOf(`api.${domain}`, environment)}/api/v1`,
        },
        // Where nginx keeps its process number and what it buffers; on a laptop what the development server builds.
        writablePaths: ["/tmp", "/var/cache/nginx", "/var/run"],
        health: { path: "/" },
        dependsOn: [...backend.ready],
    });
    return { frontend, backend };
}

/** The site by two names; the API below both, and by a host of its own, which has nothing else. */
export function routesOf({ domain }: Environment, { frontend, backend }: Readonly<Record<Part, Service>>): Route[] {
    const api = [{ path: "/api" }, { path: "/health" }].map(place => ({ ...place, service: backend }));
    const at = (host: string, routes: readonly Omit<Route, "host">[]): Route[] => routes.map(route => ({ host, ...route }));
    return [...["", "www."].flatMap(part => at(part + domain, [{ service: frontend }, ...api])), ...at(`api.${domain}`, api)];
}
