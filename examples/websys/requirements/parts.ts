import {
    commas,
    fromSecretsManager,
    is,
    isSecret,
    json,
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
    cloudflareAddresses,
} from "../../../traceability";

export const development = on("development");
export const staging = on("staging");
export const production = on("production");
export type Stack = typeof production;

/** The stacks on AWS and Cloudflare. */
export const onAws = [staging, production];
export const everywhere = [development, staging, production];

/** What each environment is called, and where it answers. */
export const environments = [
    { stack: development, name: "development", site: "websys.localhost", api: "api.websys.localhost", database: "websys_db_dev" },
    {
        stack: staging,
        name: "staging",
        site: "staging.websys.company.com",
        api: "api-staging.websys.company.com",
        database: "websys_db_staging",
    },
    { stack: production, name: "production", site: "websys.company.com", api: "api.websys.company.com", database: "websys_db_prod" },
] as const;
export const environmentsOnAws = environments.slice(1);

export const runbook = (anchor: string): string => `docs/runbooks/websys.md#${anchor}`;

export const backend = objects("Deployment", "backend");
export const frontend = objects("Deployment", "frontend");
export const ingress = objects("Ingress", "app");
export const postgresPod = objects("StatefulSet", "postgres");
export const database = resources("aws:rds/instance:Instance", "postgres-instance");
export const replica = resources("aws:rds/instance:Instance", "postgres-replica-0");
export const cache = resources("aws:elasticache/replicationGroup:ReplicationGroup", "redis-cache");
export const password = (name: string) => resources("random:index/randomPassword:RandomPassword", name);
export const dnsRecord = (host: string) => resources("cloudflare:index/dnsRecord:DnsRecord", `edge-${host}-record`);

/** The one zone at Cloudflare that both are in. */
const zoneId = "0123456789abcdef0123456789abcdef";

/** The zone is set so by production, whose stack has its settings; and the hosts of both are in it. */
export function zoneSays(name: string, value: string): Check[] {
    const setting = resources("cloudflare:index/zoneSetting:ZoneSetting", `edge-${name}`);
    return [
        production.input(setting, ["value"], is(value)),
        production.input(setting, ["zoneId"], is(zoneId)),
        ...environmentsOnAws.flatMap(({ stack, site, api }) =>
            [site, api].map(host => stack.input(dnsRecord(host), ["zoneId"], is(zoneId))),
        ),
    ];
}

/** A container of a workload's pods. */
export const container = (name: string): Path => ["spec", "template", "spec", "containers", where("name", name)];

/** The value of an environment variable of a service. */
export const variable = (service: "backend" | "frontend", name: string): Path => [
    ...container(service),
    "env",
    where("name", name),
    "value",
];

const entry = resources("aws:secretsmanager/secret:Secret", "backend-secrets");

/** What holds the values of the back end's secrets: a Secret on a laptop, an entry of Secrets Manager on AWS. */
export const backendSecrets = (stack: Stack): Selection =>
    stack === development
        ? objects("Secret", "backend-env")
        : resources("aws:secretsmanager/secretVersion:SecretVersion", "backend-secrets");

/** A variable of the back end that comes from there, and from no file. */
export const fromSecret = (stack: Stack, name: string): Check[] =>
    stack === development
        ? [
              stack.input(backend, sourceOf("backend", name), is({ name: "backend-env", key: name })),
              stack.input(backendSecrets(stack), ["stringData"], isSecret),
              stack.input(backendSecrets(stack), ["stringData", secret, name], is("[secret]")),
          ]
        : [
              ...fromSecretsManager(stack, { service: "backend", pods: backend, name, entry: outputOf(entry, "arn") }),
              stack.input(backendSecrets(stack), ["secretString"], isSecret),
          ];

/** The service that answers for a path of a host. */
export const route = (host: string, path: string): Path => [
    "spec",
    "rules",
    where("host", host),
    "http",
    "paths",
    where("path", path),
    "backend",
    "service",
    "name",
];

/** The port that a service of the cluster answers on. */
export const answersOn = (stack: Stack, name: string, port: number): Check =>
    stack.input(objects("Service", name), ["spec", "ports"], is([{ name: "http", port, targetPort: "http" }]));

/** An annotation that EKS's load-balancer controller reads. */
export const alb = (name: string): Path => ["metadata", "annotations", `alb.ingress.kubernetes.io/${name}`];

/** The load balancer listens on 80 and 443. */
export const listensOnBoth = (stack: Stack): Check =>
    stack.input(ingress, [...alb("listen-ports"), json], is([{ HTTP: 80 }, { HTTPS: 443 }]));

/** The load balancer lets in Cloudflare's addresses, as Cloudflare publishes them, and no others. */
export const onlyCloudflareGetsIn = (stack: Stack): Check =>
    stack.input(ingress, [...alb("inbound-cidrs"), commas], is(cloudflareAddresses));
