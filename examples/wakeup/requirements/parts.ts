import {
    at,
    directive,
    fromSecretsManager,
    is,
    isSecret,
    nginx,
    objects,
    on,
    outputOf,
    resources,
    secret,
    sourceOf,
    where,
    type Check,
    type Path,
    type Selection,
    type Step,
} from "../../../traceability";

export const development = on("development");
export const staging = on("staging");
export const production = on("production");
export type Stack = typeof production;

/** The stacks on AWS and Cloudflare. */
export const onAws = [staging, production];
export const everywhere = [development, staging, production];

/** What runs of the application: one Deployment on a laptop, one of each colour on AWS. */
const colors = objects("Deployment", "wakeup-app-blue", "wakeup-app-green");

/** Where each environment answers, from which project of Supabase it lives, and where its given secrets are. */
export const environments = [
    {
        stack: development,
        app: objects("Deployment", "wakeup-app"),
        domain: "wakeup.localhost",
        origin: (host: string) => `https://${host}:30443`,
        upstream: "wakeup-app",
        supabase: "wakeupdevelopmentabc",
        anonKey: "sb_publishable_development",
    },
    {
        stack: staging,
        app: colors,
        domain: "wakeup-staging.example",
        origin: (host: string) => `https://${host}`,
        upstream: "wakeup-app-blue",
        supabase: "wakeupstagingabcdefg",
        anonKey: "sb_publishable_staging",
    },
    {
        stack: production,
        app: colors,
        domain: "wakeup.example",
        origin: (host: string) => `https://${host}`,
        upstream: "wakeup-app-blue",
        supabase: "wakeupproductionabcd",
        anonKey: "sb_publishable_production",
    },
] as const;
export const environmentsOnAws = environments.slice(1);
export const apps = colors;

export const runbook = (anchor: string): string => `docs/runbooks/wakeup.md#${anchor}`;

export const gateway = objects("Deployment", "gateway");
export const entrance = objects("Service", "gateway");
export const cache = resources("aws:elasticache/replicationGroup:ReplicationGroup", "redis-cache");
export const bucket = resources("aws:s3/bucket:Bucket", "files-bucket");
export const cluster = resources("aws:eks/cluster:Cluster", "app-cluster");
export const key = (name: string) => resources("aws:kms/key:Key", name);
export const password = (name: string) => resources("random:index/randomPassword:RandomPassword", name);
export const dnsRecord = (host: string) => resources("cloudflare:index/dnsRecord:DnsRecord", `edge-${host}-record`);
export const zoneSetting = (name: string) => resources("cloudflare:index/zoneSetting:ZoneSetting", `edge-${name}`);
export const edgeCache = resources("cloudflare:index/ruleset:Ruleset", "edge-cache");

/** A container of a workload's pods. */
export const container = (name = "wakeup-app"): Path => ["spec", "template", "spec", "containers", where("name", name)];

/** The value of an environment variable of the application. */
export const variable = (name: string): Path => [...container(), "env", where("name", name), "value"];

/** The gateway's configuration, and what is in its block `http`, or in the server of a host. */
export const nginxConfig = resources("kubernetes:core/v1:ConfigMap", "app-gateway-config");
export const http = (...path: readonly Step[]): Path => ["data", "nginx.conf", nginx, directive("http"), ...path];
export const serverOf = (host: string, ...path: readonly Step[]): Path => http(directive("server", `server_name ${host}`), ...path);

/** What is said of the paths that have limits. */
export const api = directive("location ~ ^/api(/|$)");
export const login = directive("location ~ ^/api/auth(/|$)");

/** The gateway has a line as it stands here, in every stack or in these. */
export const line = (text: string, at: (...path: readonly Step[]) => Path = http, stacks: readonly Stack[] = everywhere): Check[] =>
    stacks.map(stack => stack.input(nginxConfig, at(directive(text)), is(text)));

/** The servers of all hosts of an environment have a line: in the server, or in one of its locations. */
export const lineOfHosts = (text: string, ...location: readonly Step[]): Check[] =>
    environments.flatMap(({ stack, domain }) =>
        ["", "api.", "monitoring."].map(part => stack.input(nginxConfig, serverOf(part + domain, ...location, directive(text)), is(text))),
    );

const entry = resources("aws:secretsmanager/secret:Secret", "wakeup-app-secrets");
const entryVersion = resources("aws:secretsmanager/secretVersion:SecretVersion", "wakeup-app-secrets");
const ofApp = { service: "wakeup-app", pods: colors };

/** A secret that the stack makes, and that follows from another resource: a password, a store. */
export const generated = (name: string, ...from: readonly Selection[]): Check[] => [
    ...onAws.flatMap(stack => [
        ...fromSecretsManager(stack, { ...ofApp, name, entry: outputOf(entry, "arn") }),
        stack.input(entryVersion, ["secretString"], isSecret),
        ...from.map(source => stack.after(entryVersion, source)),
    ]),
    development.input(environments[0].app, sourceOf("wakeup-app", name), is({ name: "wakeup-app-env", key: name })),
    development.input(objects("Secret", "wakeup-app-env"), ["stringData"], isSecret),
    development.input(objects("Secret", "wakeup-app-env"), ["stringData", secret, name], is("[secret]")),
];

/** A secret that somebody else gave, and that Pulumi does not know. */
export const given = (name: string): Check[] => [
    ...[
        { stack: staging, account: "111122223333" },
        { stack: production, account: "444455556666" },
    ].flatMap(({ stack, account }) =>
        fromSecretsManager(stack, {
            ...ofApp,
            name,
            // The entry is read once, under the first of the secrets that it holds.
            alias: ".whole..env.DATABASE_URL",
            place: `"${name}"`,
            entry: is(`arn:aws:secretsmanager:ap-northeast-1:${account}:secret:wakeup/given-AbCdEf`),
        }),
    ),
    development.input(environments[0].app, sourceOf("wakeup-app", name), is({ name: "given", key: name })),
];

/** What the pods of the application may reach over the internet on AWS, in the order of its policy. */
export const mayReach = (stack: Stack, index: number, port: number, ...hosts: readonly string[]): Check =>
    stack.input(
        objects("ApplicationNetworkPolicy", "wakeup-app-hosts"),
        ["spec", "egress", at(index)],
        is({ to: [{ domainNames: hosts }], ports: [{ protocol: "TCP", port }] }),
    );

/** The database's pooler, which answers over IPv4. */
export const pooler = "aws-0-ap-northeast-1.pooler.supabase.com";
