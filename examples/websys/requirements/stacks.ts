import { answered, family, is, met, objects, procedure, type Table } from "../../../traceability";
import { backend, development, frontend, ingress, postgresPod, route, runbook, staging } from "./parts";

/** The environments themselves. */
export const stacks: Table = {
    "001-001": answered(
        "Development is a laptop's Kubernetes: the site answers at `websys.localhost` by its ingress, and at `localhost:3000` " +
            "by `kubectl port-forward`. It talks to no cloud, and nobody but a person deploys it.",
        development.names(family("pulumi:providers:"), "kubernetes app-kubernetes", "random random", "tls tls"),
        development.input(ingress, route("websys.localhost", "/"), is("frontend")),
        development.input(objects("Service", "frontend"), ["spec", "ports"], is([{ name: "http", port: 3000, targetPort: "http" }])),
        development.names(postgresPod, "postgres"),
    ),
    "001-014": procedure(runbook("set-up-and-start"), "pulumi up --stack development --yes"),
    "001-015": procedure(runbook("check-that-it-answers"), "curl --fail --retry 5 --retry-connrefused http://localhost:8000/health"),
    "001-016": procedure(
        runbook("look-into-the-database"),
        "kubectl -n websys exec -it statefulset/postgres -- psql -U admin -d websys_db_dev",
    ),
    "001-017": procedure(runbook("stop"), "kubectl -n websys scale deployment,statefulset --all --replicas=0"),
    "001-019": procedure(runbook("start-with-an-empty-database"), "kubectl -n websys delete persistentvolumeclaim data-postgres-0"),
    "001-021": met(
        staging.names(
            family("webstack:"),
            "AppCluster app",
            "EdgeCDN edge",
            "FileStorage backups",
            "Network network",
            "PostgresWithBackups postgres",
            "Service backend",
            "Service frontend",
        ),
        staging.names(objects("Deployment"), "backend", "frontend"),
        staging.input(backend, ["spec", "replicas"], is(1)),
        staging.input(frontend, ["spec", "replicas"], is(1)),
    ),
};
