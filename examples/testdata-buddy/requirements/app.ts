import {
    answered,
    atLeast,
    directive,
    each,
    family,
    is,
    matches,
    met,
    objects,
    resources,
    where,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import {
    apps,
    cache,
    cluster,
    colors,
    container,
    database,
    databasePod,
    development,
    entrance,
    environments,
    environmentsOnAws,
    everywhere,
    gateway,
    given,
    http,
    nginxConfig,
    ofPart,
    onAws,
    parts,
    pods,
    production,
    redisPod,
    root,
    ruleset,
    serverOf,
    set,
    staging,
    type Part,
} from "./parts";

const pod = (...path: Path): Path => ["spec", "template", "spec", ...path];
const autoscalers = (part: Part) => objects("HorizontalPodAutoscaler", ...colors.map(color => `${part}-${color}`));
const asks: Readonly<Record<Part, object>> = { frontend: { path: "/", port: "http" }, backend: { path: "/health", port: "http" } };

/** What a pod says of its version, in either part. */
const versionOf: Path = pod("containers", each, "env", where("name", "APP_VERSION"), "value");

/** A line of the upstream that the gateway asks. */
const upstreamOf = (name: string, text: string): Path => http(directive(`upstream ${name}`), directive(text));

/** More pods when there is more to do, within bounds. */
const grows: Check[] = parts.flatMap(part => [
    production.input(autoscalers(part), ["spec", "minReplicas"], is(3)),
    production.input(autoscalers(part), ["spec", "maxReplicas"], is(part === "frontend" ? 9 : 12)),
    production.input(
        autoscalers(part),
        ["spec", "metrics"],
        is([{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } }]),
    ),
]);

/** Nothing that answers is there once only, or in one zone. */
const available: Check[] = [
    production.input(apps, ["spec", "replicas"], atLeast(3)),
    production.input(apps, pod("topologySpreadConstraints", each, "topologyKey"), is("topology.kubernetes.io/zone")),
    production.input(
        objects("PodDisruptionBudget", ...parts.flatMap(part => colors.map(color => `${part}-${color}`)), "gateway"),
        ["spec", "maxUnavailable"],
        is(1),
    ),
    production.input(gateway, ["spec", "replicas"], atLeast(2)),
    production.input(database, ["multiAz"], is(true)),
    production.input(cache, ["multiAzEnabled"], is(true)),
    production.input(cache, ["automaticFailoverEnabled"], is(true)),
    production.names(resources("aws:ec2/natGateway:NatGateway"), "network-nat-0", "network-nat-1", "network-nat-2"), // One in each zone.
];

/** A pod that no longer answers is started again, and one that ends as well. */
const restarts: Check[] = [
    ...parts.flatMap(part => [
        ...ofPart(part, [...container(part), "livenessProbe", "httpGet"], is(asks[part])),
        ...ofPart(part, [...container(part), "livenessProbe", "failureThreshold"], is(3)),
    ]),
    ...everywhere.map(stack =>
        stack.input(gateway, [...container("gateway"), "livenessProbe", "httpGet"], is({ path: "/healthz", port: "health" })),
    ),
];

/** The components of an environment, each by its class and name. */
const composition = [
    "AppCluster app",
    "EdgeCDN edge",
    "FileStorage backups",
    "FileStorage files",
    "Job init-db",
    "Network network",
    "PostgresWithBackups postgres",
    "RedisCache redis",
    "Service backend",
    "Service frontend",
];

/** Servers: how many, how they grow, start, run and are kept up. */
export const app: Table = {
    "004-001": met(...grows, production.input(cluster, ["computeConfig", "enabled"], is(true))),
    "004-002": met(...available),
    "004-003": met(
        production.input(ruleset("managed-waf"), ["rules", where("ref", "owasp"), "enabled"], is(true)),
        production.input(ruleset("rate-limits"), ["rules", each, "action"], is("block")),
        production.input(resources("aws:ecr/repository:Repository"), ["imageScanningConfiguration", "scanOnPush"], is(true)),
        production.input(resources("aws:ecr/repository:Repository"), ["imageTagMutability"], is("IMMUTABLE")),
        production.input(cluster, ["vpcConfig", "endpointPublicAccess"], is(false)),
        production.input(apps, pod("securityContext", "runAsNonRoot"), is(true)),
        production.input(apps, pod("containers", each, "securityContext", "readOnlyRootFilesystem"), is(true)),
        production.input(objects("NetworkPolicy", "deny-all"), ["spec", "policyTypes"], is(["Ingress", "Egress"])),
        production.input(database, ["publiclyAccessible"], is(false)),
        production.input(database, ["storageEncrypted"], is(true)),
        production.input(cache, ["transitEncryptionMode"], is("required")),
    ),
    "004-004": met(
        // The same parts everywhere, and what AWS runs it patches by itself, at an hour that is known.
        staging.names(family("webstack:"), ...composition),
        production.names(family("webstack:"), ...composition, "MonitoringStack monitoring"),
        ...onAws.flatMap(stack => [
            stack.input(cluster, ["computeConfig", "enabled"], is(true)),
            stack.input(database, ["autoMinorVersionUpgrade"], is(true)),
            stack.input(database, ["maintenanceWindow"], is("sun:04:30-sun:05:30")),
            stack.input(cache, ["autoMinorVersionUpgrade"], is(true)),
        ]),
        production.output("grafana", matches(/port-forward service\/grafana 3001:3000$/, "kubectl expose service/grafana")),
    ),
    "004-005": met(
        ...grows,
        staging.input(apps, ["spec", "replicas"], is(2)),
        staging.input(database, ["instanceClass"], is("db.t4g.small")),
        production.input(database, ["instanceClass"], is("db.t4g.medium")),
        production.input(database, ["allocatedStorage"], is(50)),
        production.input(database, ["maxAllocatedStorage"], is(500)),
        staging.input(cache, ["nodeType"], is("cache.t4g.small")),
        production.input(cache, ["nodeType"], is("cache.t4g.medium")),
    ),
    "004-007": met(
        ...environmentsOnAws.flatMap(({ stack, domain, upstream }) => [
            stack.input(entrance, ["spec", "type"], is("LoadBalancer")),
            stack.input(nginxConfig, serverOf(domain, root, directive("proxy_pass")), is(`proxy_pass http://${upstream("frontend")}`)),
            ...parts.map(part => stack.input(nginxConfig, upstreamOf(upstream(part), "least_conn"), is("least_conn"))),
        ]),
    ),
    "004-008": met(...parts.map(part => production.input(pods(part), ["spec", "replicas"], is(3)))),
    "004-020": met(...set("frontend", "NEXT_PUBLIC_API_URL", ({ domain, origin }) => origin(`api.${domain}`))),
    "004-026": met(
        ...ofPart("backend", [...container("backend"), "ports"], is([{ name: "http", containerPort: 3001 }])),
        ...set("backend", "PORT", "3001"),
        ...everywhere.map(stack =>
            stack.input(objects("Service", "backend"), ["spec", "ports"], is([{ name: "http", port: 3001, targetPort: "http" }])),
        ),
    ),
    "004-027": met(
        ...ofPart("frontend", [...container("frontend"), "ports"], is([{ name: "http", containerPort: 3000 }])),
        ...set("frontend", "PORT", "3000"),
        ...everywhere.map(stack =>
            stack.input(objects("Service", "frontend"), ["spec", "ports"], is([{ name: "http", port: 3000, targetPort: "http" }])),
        ),
    ),
    "004-058": met(
        ...ofPart("frontend", pod("securityContext", "runAsUser"), is(1001)),
        ...ofPart("frontend", pod("securityContext", "runAsGroup"), is(1001)),
    ),
    // `node` is user 1000 of the images of Node.js.
    "004-060": met(
        ...ofPart("backend", pod("securityContext", "runAsUser"), is(1000)),
        ...ofPart("backend", pod("securityContext", "runAsNonRoot"), is(true)),
    ),
    "004-061": met(...parts.flatMap(part => set(part, "NODE_ENV", "production"))),
    "004-064": met(...given("CLAUDE_API_KEY")),
    "004-065": met(
        ...onAws.flatMap(stack => [
            stack.after(pods("backend"), database),
            stack.after(pods("backend"), cache),
            stack.after(gateway, apps),
        ]),
        // Who has made the roles has met the server.
        development.after(objects("Deployment", "backend"), resources("kubernetes:batch/v1:Job", "postgres-roles")),
        development.after(gateway, objects("Deployment", "backend", "frontend")),
    ),
    "004-066": answered(
        "Kubernetes starts a container again whenever it ends or hangs, and keeps as many pods as are asked for. Database and cache are kept up by AWS.",
        ...restarts,
        production.input(database, ["multiAz"], is(true)),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
        development.input(databasePod, ["spec", "replicas"], is(1)),
        development.input(redisPod, ["spec", "replicas"], is(1)),
    ),
    "004-098": met(...parts.flatMap(part => set(part, "LOG_LEVEL", "info"))),
    "004-128": met(
        ...environments.flatMap(({ stack, workload }) =>
            parts.map(part =>
                stack.input(
                    workload(part),
                    [...container(part), "image"],
                    stack === development
                        ? matches(/:v\d+\.\d+\.\d+$/, "ghcr.io/td-buddy/frontend:latest")
                        : matches(/:v\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/, "example.com/td-buddy:v1.0.0"),
                ),
            ),
        ),
        ...onAws.flatMap(stack => [
            stack.input(objects("Deployment", "frontend-blue", "backend-blue"), versionOf, is("v1.0.0")),
            stack.input(objects("Deployment", "frontend-green", "backend-green"), versionOf, is("v1.1.0")),
        ]),
    ),
};
