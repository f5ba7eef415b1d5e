import { answered, atLeast, each, is, met, objects, type Table } from "../../../traceability";
import {
    answersOn,
    backend,
    backendSecrets,
    cache,
    container,
    database,
    environments,
    everywhere,
    fromSecret,
    frontend,
    ingress,
    onAws,
    password,
    production,
    route,
    staging,
    variable,
} from "./parts";

const services = [backend, frontend];
const containerPort = (port: number) => is([{ name: "http", containerPort: port }]);

/** How the services are configured and run. */
export const appCluster: Table = {
    "001-007": met(
        ...environments.flatMap(({ stack, name }) => [
            stack.input(backend, variable("backend", "NODE_ENV"), is(name)),
            stack.input(frontend, variable("frontend", "NODE_ENV"), is(name)),
        ]),
    ),
    "001-009": met(
        ...everywhere.flatMap(stack => [...fromSecret(stack, "JWT_SECRET"), stack.after(backendSecrets(stack), password("jwt-secret"))]),
    ),
    "001-010": met(
        ...everywhere.flatMap(stack => [
            stack.input(backend, variable("backend", "PORT"), is("8000")),
            stack.input(backend, [...container("backend"), "ports"], containerPort(8000)),
            answersOn(stack, "backend", 8000),
        ]),
    ),
    "001-011": answered(
        "In development the API has a host of its own too, so that site and API meet as they do in production; " +
            "`kubectl port-forward` brings it to `localhost:8000` as well.",
        ...environments.flatMap(({ stack, api }) => {
            const url = is(`${api.endsWith(".localhost") ? "http" : "https"}://${api}`);
            return [
                stack.input(frontend, variable("frontend", "VITE_API_BASE_URL"), url),
                stack.input(backend, variable("backend", "VITE_API_BASE_URL"), url),
                stack.input(ingress, route(api, "/"), is("backend")),
                answersOn(stack, "backend", 8000),
            ];
        }),
    ),
    "001-022": answered(
        "The back end waits for its stores. The load balancer waits for nobody: it sends no request to a pod that is not ready.",
        ...onAws.flatMap(stack => [
            stack.after(backend, database),
            stack.input(
                objects("Namespace", "websys"),
                ["metadata", "labels", "eks.amazonaws.com/pod-readiness-gate-inject"],
                is("enabled"),
            ),
            stack.input(backend, [...container("backend"), "readinessProbe", "httpGet"], is({ path: "/health", port: "http" })),
            stack.input(frontend, [...container("frontend"), "readinessProbe", "httpGet"], is({ path: "/", port: "http" })),
        ]),
        production.after(backend, cache),
    ),
    "001-023": met(...fromSecret(staging, "DATABASE_URL"), ...fromSecret(staging, "JWT_SECRET")),
    "001-039": met(
        ...services.flatMap(service => [
            production.input(service, ["spec", "replicas"], atLeast(2)),
            production.input(
                service,
                ["spec", "template", "spec", "topologySpreadConstraints", each, "topologyKey"],
                is("topology.kubernetes.io/zone"),
            ),
        ]),
    ),
    "001-043": answered(
        "Kubernetes starts a pod's containers again whenever they end, and a Deployment or StatefulSet allows nothing else; " +
            "zero replicas stop it. A container that hangs is started again too. RDS, ElastiCache and the load balancer are kept up by AWS.",
        ...(["backend", "frontend"] as const).flatMap(name => [
            production.input(objects("Deployment", name), ["spec", "replicas"], atLeast(1)),
            production.input(objects("Deployment", name), [...container(name), "livenessProbe", "failureThreshold"], is(3)),
        ]),
        ...[
            { name: "prometheus", path: "/-/healthy" },
            { name: "grafana", path: "/api/health" },
        ].flatMap(({ name, path }) => [
            production.input(objects("StatefulSet", name), ["spec", "replicas"], atLeast(1)),
            production.input(objects("StatefulSet", name), [...container(name), "livenessProbe", "httpGet"], is({ path, port: "http" })),
        ]),
        production.input(database, ["multiAz"], is(true)),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
    ),
    "001-047": met(production.input(frontend, ["spec", "replicas"], is(2))),
    "001-048": met(
        ...everywhere.flatMap(stack => [
            stack.input(frontend, [...container("frontend"), "ports"], containerPort(3000)),
            answersOn(stack, "frontend", 3000),
        ]),
    ),
    "001-049": met(...["DATABASE_URL", "JWT_SECRET", "REDIS_URL"].flatMap(name => fromSecret(production, name))),
    "001-050": met(production.input(backend, ["spec", "replicas"], is(3))),
    "001-051": met(
        production.input(backend, [...container("backend"), "livenessProbe", "httpGet"], is({ path: "/health", port: "http" })),
        production.input(backend, [...container("backend"), "ports"], containerPort(8000)),
    ),
    "001-052": met(
        production.input(backend, [...container("backend"), "livenessProbe", "periodSeconds"], is(30)),
        production.input(backend, [...container("backend"), "livenessProbe", "timeoutSeconds"], is(10)),
        production.input(backend, [...container("backend"), "livenessProbe", "failureThreshold"], is(3)),
    ),
};
