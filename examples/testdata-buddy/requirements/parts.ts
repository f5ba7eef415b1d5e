import {
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

export const colors = ["blue", "green"] as const;
export const parts = ["frontend", "backend"] as const;
export type Part = (typeof parts)[number];

/** What runs of a part on AWS, of both colours; and of both parts. */
export const pods = (part: Part): Selection => objects("Deployment", `${part}-blue`, `${part}-green`);
export const apps = objects("Deployment", ...parts.flatMap(part => colors.map(color => `${part}-${color}`)));

const onColors = {
    workload: pods,
    upstream: (part: Part) => `${part}-blue`,
    origin: (host: string) => `https://${host}`,
};

/** Where each environment answers, what runs there, and whom the gateway asks. */
export const environments = [
    {
        stack: development,
        domain: "td-buddy.localhost",
        workload: (part: Part) => objects("Deployment", part),
        upstream: (part: Part): string => part,
        origin: (host: string) => `https://${host}:30443`,
    },
    { stack: staging, domain: "td-buddy-staging.example", ...onColors },
    { stack: production, domain: "td-buddy.com", ...onColors },
] as const;
export type Environment = (typeof environments)[number];
export const environmentsOnAws = environments.slice(1);

/** The same of a part, in every environment. */
export const ofPart = (part: Part, path: Path, expectation: Parameters<Stack["input"]>[2]): Check[] =>
    environments.map(({ stack, workload }) => stack.input(workload(part), path, expectation));

export const runbook = (anchor: string): string => `docs/runbooks/testdata-buddy.md#${anchor}`;

export const gateway = objects("Deployment", "gateway");
export const entrance = objects("Service", "gateway");
export const database = resources("aws:rds/instance:Instance", "postgres-instance");
export const databasePod = objects("StatefulSet", "postgres");
export const cache = resources("aws:elasticache/replicationGroup:ReplicationGroup", "redis-cache");
export const redisPod = objects("StatefulSet", "redis");
export const bucket = resources("aws:s3/bucket:Bucket", "files-bucket");
export const cluster = resources("aws:eks/cluster:Cluster", "app-cluster");
export const key = (name: string): Selection => resources("aws:kms/key:Key", name);
export const password = (name: string): Selection => resources("random:index/randomPassword:RandomPassword", name);
export const dnsRecord = (host: string): Selection => resources("cloudflare:index/dnsRecord:DnsRecord", `edge-${host}-record`);
export const zoneSetting = (name: string): Selection => resources("cloudflare:index/zoneSetting:ZoneSetting", `edge-${name}`);
export const ruleset = (name: string): Selection => resources("cloudflare:index/ruleset:Ruleset", `edge-${name}`);

/** A container of a workload's pods. */
export const container = (name: string): Path => ["spec", "template", "spec", "containers", where("name", name)];

/** The value of an environment variable of a part. */
export const variable = (part: Part, name: string): Path => [...container(part), "env", where("name", name), "value"];

/** The part gets this variable, in every environment. */
export const set = (part: Part, name: string, value: string | ((environment: Environment) => string)): Check[] =>
    environments.map(one => one.stack.input(one.workload(part), variable(part, name), is(typeof value === "string" ? value : value(one))));

/** The gateway's configuration, and what is in its block `http`, or in the server of a host. */
export const nginxConfig = resources("kubernetes:core/v1:ConfigMap", "app-gateway-config");
export const http = (...path: readonly Step[]): Path => ["data", "nginx.conf", nginx, directive("http"), ...path];
export const serverOf = (host: string, ...path: readonly Step[]): Path => http(directive("server", `server_name ${host}`), ...path);

/** What is said of a path. */
export const root = directive("location /");
export const below = (path: string): Step => directive(`location ~ ^/${path}(/|$)`);

/** The gateway has a line as it stands here, in every stack or in these. */
export const line = (text: string, at: (...path: readonly Step[]) => Path = http, stacks: readonly Stack[] = everywhere): Check[] =>
    stacks.map(stack => stack.input(nginxConfig, at(directive(text)), is(text)));

/** The servers of these hosts have a line, by the part before the domain: in the server, or in one of its locations. */
export const lineOfHosts = (text: string, hosts: readonly string[], ...location: readonly Step[]): Check[] =>
    environments.flatMap(({ stack, domain }) =>
        hosts.map(host => stack.input(nginxConfig, serverOf(host + domain, ...location, directive(text)), is(text))),
    );

/** The site's two names; and every host that there is in every environment. */
export const site = ["", "www."] as const;
export const allHosts = [...site, "api.", "cdn."] as const;

const entry = resources("aws:secretsmanager/secret:Secret", "backend-secrets");
const entryVersion = resources("aws:secretsmanager/secretVersion:SecretVersion", "backend-secrets");
const ofBackend = { service: "backend", pods: pods("backend") };
const variables = objects("Secret", "backend-env");

/** A secret of the back end that follows from a store: in Secrets Manager, and in a Secret on a laptop. */
export const generated = (name: string, from: { readonly onAws: Selection; readonly onLaptop: Selection }): Check[] => [
    ...onAws.flatMap(stack => [
        ...fromSecretsManager(stack, { ...ofBackend, name, entry: outputOf(entry, "arn") }),
        stack.input(entryVersion, ["secretString"], isSecret),
        stack.after(entryVersion, from.onAws),
    ]),
    development.input(objects("Deployment", "backend"), sourceOf("backend", name), is({ name: "backend-env", key: name })),
    development.input(variables, ["stringData"], isSecret),
    development.input(variables, ["stringData", secret, name], is("[secret]")),
    development.after(variables, from.onLaptop),
];

/** A secret of the back end that somebody else gave, and that Pulumi does not know. */
export const given = (name: string): Check[] => [
    ...[
        { stack: staging, account: "111122223333" },
        { stack: production, account: "444455556666" },
    ].flatMap(({ stack, account }) =>
        fromSecretsManager(stack, {
            ...ofBackend,
            name,
            // The entry is read once, under the first of the secrets that it holds.
            alias: ".whole..env.CLAUDE_API_KEY",
            place: `"${name}"`,
            entry: is(`arn:aws:secretsmanager:ap-northeast-1:${account}:secret:td-buddy/given-AbCdEf`),
        }),
    ),
    development.input(objects("Deployment", "backend"), sourceOf("backend", name), is({ name: "given", key: name })),
];
