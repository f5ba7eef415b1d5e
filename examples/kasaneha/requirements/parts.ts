import {
    at,
    directive,
    includes,
    is,
    isSecret,
    json,
    nginx,
    objects,
    on,
    outputOf,
    resources,
    secret,
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

export const parts = ["frontend", "backend"] as const;
export type Part = (typeof parts)[number];

/** What runs of a part; and of both parts. */
export const pods = (part: Part): Selection => objects("Deployment", part);
export const apps = objects("Deployment", ...parts);

/** Where each environment answers. */
export const environments = [
    { stack: development, domain: "kasaneha.localhost", origin: (host: string): string => `https://${host}:30443` },
    { stack: staging, domain: "kasaneha-staging.example", origin: (host: string): string => `https://${host}` },
    { stack: production, domain: "kasaneha.app", origin: (host: string): string => `https://${host}` },
] as const;
export type Environment = (typeof environments)[number];
export const environmentsOnAws = environments.slice(1);

/** The same of a part, in every environment. */
export const ofPart = (part: Part, path: Path, expectation: Parameters<Stack["input"]>[2]): Check[] =>
    everywhere.map(stack => stack.input(pods(part), path, expectation));

export const runbook = (anchor: string): string => `docs/runbooks/kasaneha.md#${anchor}`;

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
    environments.map(one => one.stack.input(pods(part), variable(part, name), is(typeof value === "string" ? value : value(one))));

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

/** The site's two names; and every host that there is. */
export const site = ["", "www."] as const;
export const allHosts = [...site, "api."] as const;

const entry = resources("aws:secretsmanager/secretVersion:SecretVersion", "backend-secrets");
const classOf = resources("kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass", "backend-secrets");
const entriesOf: Path = ["spec", "parameters", "objects", json];
const filesOf: Path = ["spec", "template", "spec", "volumes", where("name", "secrets")];
const mountPath: Path = [...container("backend"), "volumeMounts", where("name", "secrets"), "mountPath"];

/** The folder is mounted, and comes from Secrets Manager, or from Secrets on a laptop. */
const inFiles: Check[] = [
    ...everywhere.map(stack => stack.input(pods("backend"), mountPath, is("/etc/secrets"))),
    ...onAws.map(stack => stack.input(pods("backend"), [...filesOf, "csi", "driver"], is("secrets-store.csi.k8s.io"))),
];

/** A secret that follows from what the stack made. */
export const generated = (file: string, from: { readonly onAws: Selection; readonly onLaptop: Selection }): Check[] => [
    ...inFiles,
    ...onAws.flatMap(stack => [
        stack.input(classOf, [...entriesOf, at(0), "jmesPath", where("objectAlias", file), "path"], is(`files."${file}"`)),
        stack.input(entry, ["secretString"], isSecret),
        stack.after(entry, from.onAws),
    ]),
    development.input(objects("Secret", "backend-secrets"), ["stringData", secret, file], is("[secret]")),
    development.after(objects("Secret", "backend-secrets"), from.onLaptop),
    development.input(
        pods("backend"),
        [...filesOf, "projected", "sources", at(0), "secret", "name"],
        outputOf(objects("Secret", "backend-secrets"), "metadata", "name"),
    ),
];

/** A secret of the back end that somebody else gave, and that Pulumi does not know. */
export const given = (name: string, file: string, index: number): Check[] => [
    ...inFiles,
    ...[
        { stack: staging, account: "111122223333" },
        { stack: production, account: "444455556666" },
    ].flatMap(({ stack, account }) => [
        stack.input(
            classOf,
            [...entriesOf, at(1), "objectName"],
            is(`arn:aws:secretsmanager:ap-northeast-1:${account}:secret:kasaneha/given-AbCdEf`),
        ),
        stack.input(classOf, [...entriesOf, at(1), "jmesPath", where("objectAlias", file), "path"], is(`"${name}"`)),
    ]),
    development.input(
        pods("backend"),
        [...filesOf, "projected", "sources", at(index), "secret"],
        is({ name: "given", items: [{ key: name, path: file }] }),
    ),
];

/** What the document's command makes of a mounted file: a variable, as the program starts. */
export const exported = (name: string, file: string): Check[] =>
    everywhere.map(stack =>
        stack.input(pods("backend"), [...container("backend"), "command", at(2)], includes(`export ${name}="$(cat /etc/secrets/${file})"`)),
    );
