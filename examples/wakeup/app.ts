import type { AppCluster, FileStorage, RedisCache, Route, Service } from "pulumi-webstack";
import type { Environment } from "./environment";
import { region } from "./providers";
import { given, release, smtp, supabase } from "./settings";
import { securityEvents, vitalsPath } from "./telemetry";

const name = "wakeup-app";
const port = 3000;

/** What the application lives from. */
interface Surroundings {
    readonly redis: RedisCache;
    readonly files: FileStorage | undefined;
    /** Who counts what it tells; where nothing watches, nobody does. */
    readonly telemetry: Service | undefined;
}

/** The Next.js application, blue/green on AWS, with all that the document's `.env.production` has. */
export function addApp(cluster: AppCluster, environment: Environment, { redis, files, telemetry }: Surroundings): Service {
    const { domain, httpsPort, instances, instance } = environment;
    const origin = (host: string): string => `https://${host}${httpsPort ? `:${httpsPort}` : ""}`;
    const app = cluster.addService(name, {
        ...release,
        port,
        replicas: instances,
        resources: { cpu: instance.cpu, memory: instance.memory },
        // Next.js fills its cache without end; the logger writes no more than 75 MB.
        disks: [{ path: "/app/.next/cache", size: instance.disk }],
        writablePaths: ["/tmp", "/app/logs"],
        env: {
            ...release.env,
            NODE_ENV: "production",
            NEXT_TELEMETRY_DISABLED: "1",
            HOSTNAME: "0.0.0.0",
            PORT: String(port),
            LOG_LEVEL: "info",
            NEXT_PUBLIC_APP_URL: origin(domain),
            NEXT_PUBLIC_API_URL: origin(`api.${domain}`),
            // A laptop has nowhere to send events to.
            NEXT_PUBLIC_ENABLE_MONITORING: String(environment.network !== undefined),
            MONITORING_ENDPOINT: `${origin(`monitoring.${domain}`)}/api/events`,
            NEXT_PUBLIC_SUPABASE_URL: `https://${supabase.host}`,
            NEXT_PUBLIC_SUPABASE_ANON_KEY: supabase.anonKey,
            DATABASE_POOL_SIZE: "10",
            DATABASE_TIMEOUT: "30000",
            REDIS_DB: "0",
            SMTP_HOST: smtp.host,
            SMTP_PORT: String(smtp.port),
            ...(telemetry ? { SECURITY_EVENTS_URL: `http://${telemetry.name}:${securityEvents.port}${securityEvents.path}` } : {}),
            ...(files ? { STORAGE_BUCKET: files.bucketName, STORAGE_REGION: region } : {}),
        },
        secretEnv: {
            JWT_SECRET: cluster.generateSecret("jwt"),
            ENCRYPTION_KEY: cluster.generateSecret("encryption-key", { length: 32 }),
            SESSION_SECRET: cluster.generateSecret("session"),
            REDIS_URL: redis.connection.url,
            REDIS_PASSWORD: redis.connection.url.apply(url => new URL(url).password),
            ...Object.fromEntries(
                ["DATABASE_URL", "MONITORING_API_KEY", "SMTP_PASS", "SMTP_USER", "SUPABASE_SERVICE_ROLE_KEY"].map(key => [key, given(key)]),
            ),
        },
        stores: [redis.connection],
        calls: telemetry ? [{ name: telemetry.name, port: securityEvents.port }] : [],
        reaches: [{ host: supabase.host }, supabase.database, { host: `monitoring.${domain}` }, smtp],
        // Its timings are the library's own: 60 s to start, liveness after 30 every 10, readiness after 5 every 5.
        health: { path: "/api/health" },
    });
    files?.grantReadWrite(app);
    return app;
}

/** The application behind all hosts, and beside its pages whoever counts what they measure; on AWS each colour has a host of its own too. */
export const routesOf = ({ domain }: Environment, app: Service, telemetry: Service | undefined): Route[] => [
    ...[domain, `api.${domain}`, `monitoring.${domain}`].map(host => ({ host, service: app })),
    ...(telemetry ? [{ host: domain, path: vitalsPath, service: telemetry }] : []),
    ...("blueGreen" in release ? (["blue", "green"] as const).map(color => ({ host: `${color}.${domain}`, service: app, color })) : []),
];
