import {
    answered,
    atLeast,
    each,
    family,
    is,
    matches,
    met,
    objects,
    resources,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    apps,
    cache,
    colors,
    container,
    database,
    dnsRecord,
    environments,
    gateway,
    large,
    onAws,
    parts,
    pods,
    production,
    proxied,
    small,
    staging,
    variable,
    zoneSetting,
} from "./parts";
import { keepsFor } from "./worker";

const probe = (part: (typeof parts)[number], kind: "liveness" | "readiness", ...path: Path): Path => [
    ...container(part),
    `${kind}Probe`,
    ...path,
];
const autoscalers = objects("HorizontalPodAutoscaler", ...parts.flatMap(part => colors.map(color => `${part}-${color}`)));

/** Everything that runs twice runs in two zones. */
const available: Check[] = [
    production.input(apps, ["spec", "replicas"], atLeast(3)),
    production.input(
        apps,
        ["spec", "template", "spec", "topologySpreadConstraints", each, "topologyKey"],
        is("topology.kubernetes.io/zone"),
    ),
    production.input(gateway, ["spec", "replicas"], atLeast(2)),
    production.input(database, ["multiAz"], is(true)),
    production.input(cache, ["multiAzEnabled"], is(true)),
];

/** It is asked whether it is well, and started again where it is not. */
const recovers: Check[] = onAws.flatMap(stack => [
    ...parts.flatMap(part => [
        stack.input(pods(part), probe(part, "liveness", "failureThreshold"), is(3)),
        stack.input(pods(part), probe(part, "readiness", "failureThreshold"), is(3)),
    ]),
    stack.input(pods("api"), probe("api", "liveness", "httpGet"), is({ path: "/api/health", port: "http" })),
    stack.input(pods("frontend"), probe("frontend", "liveness", "httpGet"), is({ path: "/", port: "http" })),
]);

/** Both parts are there, with the place that they answer at. */
const hosted: Check[] = environments.flatMap(({ stack, domain }) => [
    stack.names(apps, "api-blue", "api-green", "frontend-blue", "frontend-green"),
    stack.input(pods("frontend"), variable("frontend", "NEXT_PUBLIC_APP_URL"), is(`https://${domain}`)),
    stack.input(pods("frontend"), variable("frontend", "NEXT_PUBLIC_API_URL"), is(`https://${domain}/api`)),
    stack.input(pods("frontend"), [...container("frontend"), "ports"], is([{ name: "http", containerPort: 3000 }])),
    stack.input(pods("api"), [...container("api"), "ports"], is([{ name: "http", containerPort: 8000 }])),
]);

const grows: Check[] = [
    ...large.flatMap(stack => [
        stack.input(autoscalers, ["spec", "minReplicas"], atLeast(2)),
        stack.input(autoscalers, ["spec", "maxReplicas"], atLeast(4)),
    ]),
    production.input(autoscalers, ["spec", "minReplicas"], is(3)),
    production.input(
        autoscalers,
        ["spec", "metrics"],
        is([{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } }]),
    ),
];

/** The components of an environment, each by its class and name. */
const composition = [
    "AppCluster app",
    "EdgeCDN edge",
    "FileStorage dumps",
    "FileStorage files",
    "Job migrate",
    "MonitoringStack monitoring",
    "Network network",
    "PostgresWithBackups postgres",
    "RedisCache redis",
    "Service api",
    "Service frontend",
];

const components = family("webstack:");

/** Where it runs, how it is made of the same parts everywhere, and how it keeps itself up. */
export const app: Table = {
    "002-001": met(
        ...available,
        production.input(resources("aws:eks/cluster:Cluster"), ["computeConfig", "enabled"], is(true)),
        production.input(database, ["engine"], is("postgres")),
        production.input(cache, ["engine"], is("valkey")),
    ),
    "002-002": met(staging.names(components, ...composition), production.names(components, ...composition, "Network elsewhere")),
    "002-006": met(
        ...recovers,
        production.input(database, ["multiAz"], is(true)),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
        production.input(
            objects("PodDisruptionBudget", ...parts.flatMap(part => colors.map(color => `${part}-${color}`))),
            ["spec", "maxUnavailable"],
            is(1),
        ),
    ),
    "002-008": met(...hosted, ...available.slice(0, 2)),
    "002-026": answered(
        "Nobody counts gigabytes here, or who they are for. What the small size limits is what costs: one pod of each part, and of a quarter of a CPU.",
        ...parts.flatMap(part => [
            small.input(pods(part), ["spec", "replicas"], is(1)),
            small.input(pods(part), [...container(part), "resources", "limits"], is({ cpu: "250m", memory: "512Mi" })),
        ]),
    ),
    "002-027": met(
        ...environments.flatMap(({ stack, domain }) => [
            stack.input(zoneSetting("always-use-https"), ["value"], is("on")),
            stack.input(zoneSetting("ssl"), ["value"], is("strict")),
            stack.input(
                resources("cloudflare:index/originCaCertificate:OriginCaCertificate"),
                ["hostnames"],
                is([domain, ...["blue", "green", "blue-prev"].map(part => `${part}.${domain}`)]),
            ),
        ]),
    ),
    "002-028": answered(
        "Functions are routes of the API: pods that are there before a request is, and more of them as requests come. The edge before them keeps answers near to who asks.",
        ...grows,
        ...proxied,
        ...keepsFor("api", "/api/", 60),
    ),
    "002-071": answered(
        "Both run all the time, two deployments of each part. The system's name is the namespace, that of the environment the cluster's.",
        ...environments.flatMap(({ stack }) => [
            stack.names(apps, "api-blue", "api-green", "frontend-blue", "frontend-green"),
            stack.input(apps, ["metadata", "namespace"], is("koepon")),
        ]),
        production.input(apps, ["spec", "template", "spec", "containers", each, "image"], matches(/\/koepon-(api|frontend):/, "nginx:1")),
    ),
    "002-083": met(
        ...grows,
        production.input(gateway, ["spec", "replicas"], is(2)),
        production.input(apps, ["spec", "template", "spec", "containers", each, "resources", "requests", "cpu"], is("500m")),
        production.input(dnsRecord("koepon.app"), ["proxied"], is(true)),
    ),
};
