import { answered, atLeast, each, is, matches, met, objects, resources, where, type Path, type Table } from "../../../traceability";
import { apps, cache, container, environments, everywhere, gateway, onAws, production, variable, type Stack } from "./parts";

const pod = (...path: Path): Path => ["spec", "template", "spec", ...path];
const probe = (kind: "startup" | "liveness" | "readiness", ...path: Path): Path => [...container(), `${kind}Probe`, ...path];
const size = (...path: Path): Path => [...container(), "resources", ...path];
const asks = { path: "/api/health", port: "http" };
const eachEnvironment = (path: Path, expectation: Parameters<Stack["input"]>[2]) =>
    environments.map(({ stack, app }) => stack.input(app, path, expectation));
const sized = (path: Path, value: string) => onAws.map(stack => stack.input(apps, path, is(value)));
const sameSize = "Requests and limits are both the size of an instance, by the document's own line 33: 4 CPUs and 4 GB, in one setting.";

/** Instances: how many, how large, how they start, are asked for their health and are replaced. */
export const app: Table = {
    "000-001": met(
        production.input(apps, ["spec", "replicas"], atLeast(3)),
        production.input(apps, pod("topologySpreadConstraints", each, "topologyKey"), is("topology.kubernetes.io/zone")),
        production.input(objects("PodDisruptionBudget", "wakeup-app-blue", "wakeup-app-green"), ["spec", "maxUnavailable"], is(1)),
        production.input(gateway, ["spec", "replicas"], atLeast(2)),
        production.input(cache, ["multiAzEnabled"], is(true)),
        production.names(
            resources("aws:ec2/natGateway:NatGateway"),
            ...["network-nat-0", "network-nat-1", "network-nat-2"], // One in each zone.
        ),
    ),
    "000-008": met(production.input(apps, ["spec", "replicas"], atLeast(3))),
    "000-009": met(...sized(size("limits", "memory"), "4Gi"), ...sized(size("requests", "memory"), "4Gi")),
    "000-010": met(...sized(size("limits", "cpu"), "4"), ...sized(size("requests", "cpu"), "4")),
    "000-011": met(
        ...onAws.flatMap(stack => [
            stack.input(
                apps,
                pod("volumes", where("name", "disk-0"), "ephemeral", "volumeClaimTemplate", "spec", "resources", "requests", "storage"),
                is("100Gi"),
            ),
            stack.input(apps, [...container(), "volumeMounts", where("name", "disk-0"), "mountPath"], is("/app/.next/cache")),
            stack.input(objects("StorageClass", "gp3"), ["parameters"], is({ type: "gp3", encrypted: "true" })),
            stack.input(
                objects("StorageClass", "gp3"),
                ["metadata", "annotations", "storageclass.kubernetes.io/is-default-class"],
                is("true"),
            ),
        ]),
    ),
    "000-013": met(
        ...environments.flatMap(({ stack, app: own, domain, origin, supabase }) => [
            stack.input(own, variable("NEXT_PUBLIC_APP_URL"), is(origin(domain))),
            stack.input(own, variable("NEXT_PUBLIC_SUPABASE_URL"), is(`https://${supabase}.supabase.co`)),
        ]),
    ),
    "000-040": met(...eachEnvironment(pod("securityContext", "runAsGroup"), is(1001))),
    "000-041": met(
        ...eachEnvironment(pod("securityContext", "runAsUser"), is(1001)),
        ...eachEnvironment(pod("securityContext", "runAsNonRoot"), is(true)),
    ),
    "000-043": answered(
        "The minute that an instance may take to start is the startup probe's. After it the document's probes of Kubernetes judge, " +
            "which ask more often than every 30 s, and give up after as many failures.",
        ...eachEnvironment(probe("startup"), is({ httpGet: asks, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 12 })),
        ...eachEnvironment(probe("liveness", "timeoutSeconds"), is(10)),
        ...eachEnvironment(probe("liveness", "failureThreshold"), is(3)),
    ),
    "000-044": met(
        ...(["startup", "liveness", "readiness"] as const).flatMap(kind => eachEnvironment(probe(kind, "httpGet"), is(asks))),
        ...eachEnvironment([...container(), "ports"], is([{ name: "http", containerPort: 3000 }])),
    ),
    "000-045": met(
        ...eachEnvironment([...container(), "ports"], is([{ name: "http", containerPort: 3000 }])),
        ...everywhere.map(stack =>
            stack.input(objects("Service", "wakeup-app"), ["spec", "ports"], is([{ name: "http", port: 3000, targetPort: "http" }])),
        ),
    ),
    "000-048": met(...onAws.flatMap(stack => [stack.after(apps, cache), stack.after(gateway, apps)])),
    "000-049": answered(
        "Kubernetes starts a container again whenever it ends or hangs, and keeps as many pods as are asked for; none stop it. " +
            "ElastiCache is kept up by AWS.",
        production.input(apps, ["spec", "replicas"], atLeast(1)),
        production.input(apps, probe("liveness", "httpGet"), is(asks)),
        production.input(gateway, ["spec", "replicas"], atLeast(1)),
        production.input(gateway, [...container("gateway"), "livenessProbe", "httpGet"], is({ path: "/healthz", port: "health" })),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
    ),
    "000-050": met(production.input(apps, ["spec", "replicas"], is(3))),
    "000-051": met(...sized(size("limits", "memory"), "4Gi")),
    "000-052": answered(sameSize, ...sized(size("limits", "cpu"), "4")),
    "000-053": answered(sameSize, ...sized(size("requests", "cpu"), "4"), ...sized(size("requests", "memory"), "4Gi")),
    "000-087": met(
        ...onAws.flatMap(stack => [
            stack.input(objects("Deployment", "wakeup-app-blue"), variable("APP_VERSION"), is("1.0.0")),
            stack.input(objects("Deployment", "wakeup-app-green"), variable("APP_VERSION"), is("1.1.0")),
        ]),
    ),
    "000-126": met(
        production.input(apps, ["spec", "strategy"], is({ type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } })),
    ),
    "000-127": answered(
        "There are two of them, of which the names say the colour. The label is the one that Kubernetes recommends.",
        ...onAws.map(stack =>
            stack.names(objects("Deployment", "wakeup-app-blue", "wakeup-app-green"), "wakeup-app-blue", "wakeup-app-green"),
        ),
        ...eachEnvironment(["spec", "template", "metadata", "labels", "app.kubernetes.io/name"], is("wakeup-app")),
    ),
    "000-128": answered(
        "A moving tag says nothing about what runs. Each image has a version, which the registry never lets anybody move, and a digest.",
        ...onAws.flatMap(stack => [
            stack.input(
                apps,
                [...container(), "image"],
                matches(/\/wakeup-app:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/, "example.com/wakeup-app:latest"),
            ),
            stack.input(resources("aws:ecr/repository:Repository"), ["imageTagMutability"], is("IMMUTABLE")),
        ]),
    ),
    "000-129": met(
        ...eachEnvironment(
            probe("liveness"),
            is({ httpGet: asks, initialDelaySeconds: 30, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 3 }),
        ),
    ),
    "000-130": met(
        ...eachEnvironment(
            probe("readiness"),
            is({ httpGet: asks, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 3 }),
        ),
    ),
};
