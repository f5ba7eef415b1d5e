import {
    answered,
    at,
    atLeast,
    directive,
    includes,
    is,
    matches,
    met,
    objects,
    resources,
    where,
    type Check,
    type Table,
} from "../../../traceability";
import {
    apps,
    below,
    container,
    database,
    development,
    environments,
    everywhere,
    exported,
    gateway,
    generated,
    given,
    nginxConfig,
    ofPart,
    onAws,
    password,
    pods,
    production,
    cache,
    root,
    serverOf,
    set,
    site,
    type Part,
} from "./parts";

const jwt = password("app-secret-jwt");
const ports: Readonly<Record<Part, number>> = { frontend: 8080, backend: 8080 };

const served = (part: Part): Check[] => [
    ...onAws.flatMap(stack => [
        stack.input(pods(part), [...container(part), "ports", where("name", "http"), "containerPort"], is(ports[part])),
        stack.input(objects("Service", part), ["spec", "ports", where("name", "http"), "targetPort"], is("http")),
    ]),
    production.input(pods(part), ["spec", "replicas"], atLeast(2)),
    ...ofPart(part, ["spec", "template", "spec", "securityContext", "runAsNonRoot"], is(true)),
];

/** Of the host's `/api/` the back end is asked, of all else the front end. */
const routed: Check[] = environments.flatMap(({ stack, domain }) =>
    site.flatMap(host => [
        stack.input(nginxConfig, serverOf(host + domain, root, directive("proxy_pass")), is("proxy_pass http://frontend")),
        stack.input(nginxConfig, serverOf(host + domain, below("api"), directive("proxy_pass")), is("proxy_pass http://backend")),
    ]),
);

/** A container that ends is started again, and so is one that hangs. */
const restarts: Check[] = [
    ...ofPart("backend", [...container("backend"), "livenessProbe", "httpGet"], is({ path: "/health", port: "http" })),
    ...ofPart("frontend", [...container("frontend"), "livenessProbe", "httpGet"], is({ path: "/", port: "http" })),
    ...everywhere.map(stack =>
        stack.input(gateway, [...container("gateway"), "livenessProbe", "httpGet"], is({ path: "/healthz", port: "health" })),
    ),
];

/** What the back end may reach over the internet, on the port of HTTPS. */
const reaches = (index: number, host: string): Check[] => [
    ...onAws.flatMap(stack => [
        stack.input(
            objects("ApplicationNetworkPolicy", "backend-hosts"),
            ["spec", "egress", at(0), "to", at(0), "domainNames", at(index)],
            is(host),
        ),
        stack.input(
            objects("ApplicationNetworkPolicy", "backend-hosts"),
            ["spec", "egress", at(0), "ports"],
            is([{ protocol: "TCP", port: 443 }]),
        ),
    ]),
    // Nothing but EKS knows names in its policies.
    development.input(objects("NetworkPolicy", "backend-hosts"), ["spec", "egress", at(0), "ports", at(0), "port"], is(443)),
];

/** Front end and back end: what runs, what it is told, and what is before what. */
export const app: Table = {
    "003-014": answered(
        "The front end's image has its files, and its nginx serves them: a volume that two versions share would have those of one.",
        ...routed,
        ...onAws.map(stack =>
            stack.input(pods("frontend"), [...container("frontend"), "image"], matches(/\/kasaneha-frontend:v/, "nginx:1.27")),
        ),
    ),
    "003-015": met(...everywhere.map(stack => stack.after(gateway, apps))),
    "003-016": answered(
        "Kubernetes starts a container again whenever it ends or hangs, and keeps as many pods as are asked for. Database and cache are kept up by AWS.",
        ...restarts,
        production.input(database, ["multiAz"], is(true)),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
    ),
    "003-017": met(...served("frontend")),
    "003-018": met(
        ...onAws.map(stack =>
            stack.input(pods("frontend"), [...container("frontend"), "env", where("name", "NODE_ENV"), "value"], is("production")),
        ),
    ),
    "003-019": met(...set("frontend", "PUBLIC_API_URL", ({ domain, origin }) => `${origin(`api.${domain}`)}/api/v1`)),
    "003-021": met(...served("backend")),
    "003-022": met(...set("backend", "ENV", ({ stack }) => (stack === development ? "development" : "production"))),
    "003-024": met(
        ...given("GEMINI_API_KEY", "gemini_api_key", 1),
        ...exported("GEMINI_API_KEY", "gemini_api_key"),
        ...reaches(0, "generativelanguage.googleapis.com"),
    ),
    "003-025": met(...generated("jwt_secret", { onAws: jwt, onLaptop: jwt }), ...exported("JWT_SECRET", "jwt_secret")),
    "003-027": met(
        ...onAws.flatMap(stack => [stack.after(pods("backend"), database), stack.after(pods("backend"), cache)]),
        // Who has made the roles has met the server.
        development.after(pods("backend"), resources("kubernetes:batch/v1:Job", "postgres-roles")),
    ),
    "003-038": answered(
        "A container that is not root may bind no port below 1024: nginx of the front end's image listens on 8080, and people see none of it.",
        ...served("frontend"),
    ),
    "003-041": met(...served("backend"), ...set("backend", "PORT", "8080")),
    "003-058": met(...routed),
    "003-066": answered(
        "Each is there, five of the six made of files as the program starts; the front end's was written into its pages, and is there for its server.",
        ...["GEMINI_API_KEY:gemini_api_key", "JWT_SECRET:jwt_secret", "REDIS_URL:redis_url"].flatMap(pair => {
            const [name, file] = pair.split(":") as [string, string];
            return exported(name, file);
        }),
        ...everywhere.map(stack =>
            stack.input(
                pods("backend"),
                [...container("backend"), "command", at(2)],
                includes('export DATABASE_URL="postgres://kasaneha:$(cat /etc/secrets/postgres_password)@$DB_HOST:5432/kasaneha_db?'),
            ),
        ),
        ...set("frontend", "PUBLIC_API_URL", ({ domain, origin }) => `${origin(`api.${domain}`)}/api/v1`),
    ),
    "003-067": met(
        ...set("backend", "ENV", ({ stack }) => (stack === development ? "development" : "production")),
        ...set("backend", "PORT", "8080"),
        ...set("backend", "HOST", "0.0.0.0"),
    ),
    "003-068": met(...given("SENTRY_DSN", "sentry_dsn", 2), ...exported("SENTRY_DSN", "sentry_dsn"), ...reaches(1, "*.ingest.sentry.io")),
    "003-070": met(
        ...generated("postgres_password", { onAws: password("postgres-password"), onLaptop: password("postgres-password") }),
        ...given("GEMINI_API_KEY", "gemini_api_key", 1),
        ...generated("jwt_secret", { onAws: jwt, onLaptop: jwt }),
    ),
    "003-081": answered(
        "A colour is the same service with another image: it gets all that the one version gets, `JWT_SECRET` and `REDIS_URL` too, without which it would sign nobody in.",
        ...set("backend", "ENV", ({ stack }) => (stack === development ? "development" : "production")),
        ...exported("GEMINI_API_KEY", "gemini_api_key"),
        ...exported("JWT_SECRET", "jwt_secret"),
        ...exported("REDIS_URL", "redis_url"),
    ),
};
