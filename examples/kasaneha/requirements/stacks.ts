import { answered, at, includes, is, matches, met, objects, resources, where, type Table } from "../../../traceability";
import { container, databasePod, development, ofPart, parts, pods, variable, type Part } from "./parts";

const one = (part: Part) => pods(part);
const listens = (part: Part, port: number, name = "http") => [
    development.input(one(part), [...container(part), "ports", where("name", name), "containerPort"], is(port)),
    development.input(objects("Service", part), ["spec", "ports", where("name", name), "port"], is(port)),
];

/** The laptop: the same program on its Kubernetes. */
export const stacks: Table = {
    "003-001": met(...listens("frontend", 4321)),
    "003-002": answered(
        "A pod has no folder of the laptop, nor should one of a cluster have: images are built anew, and the development server runs in them.",
        ...parts.map(part =>
            development.input(
                one(part),
                [...container(part), "image"],
                matches(new RegExp(`^ghcr\\.io/kasaneha/${part}-dev:v`), `x/${part}:v1`),
            ),
        ),
        ...ofPart("frontend", [...container("frontend"), "securityContext", "readOnlyRootFilesystem"], is(true)).slice(0, 1),
    ),
    "003-003": answered(
        "The API has a host of its own and TLS there as everywhere: the gateway answers on the node's port 30443.",
        development.input(one("frontend"), variable("frontend", "NODE_ENV"), is("development")),
        development.input(one("frontend"), variable("frontend", "PUBLIC_API_URL"), is("https://api.kasaneha.localhost:30443/api/v1")),
    ),
    "003-004": met(...listens("backend", 8080)),
    "003-005": met(...listens("backend", 6060, "pprof")),
    "003-006": answered(
        "The secrets are files, of which the command makes the variables; and the connection is encrypted on a laptop too.",
        development.input(one("backend"), variable("backend", "ENV"), is("development")),
        development.input(
            one("backend"),
            [...container("backend"), "command", at(2)],
            includes('export GEMINI_API_KEY="$(cat /etc/secrets/gemini_api_key)"'),
        ),
        development.input(
            one("backend"),
            [...container("backend"), "command", at(2)],
            includes('export JWT_SECRET="$(cat /etc/secrets/jwt_secret)"'),
        ),
        development.input(
            one("backend"),
            [...container("backend"), "command", at(2)],
            includes("kasaneha_db?sslmode=verify-full&sslrootcert=/etc/authorities/postgres.crt"),
        ),
    ),
    "003-007": met(
        development.after(one("backend"), resources("kubernetes:batch/v1:Job", "postgres-roles")),
        development.input(
            resources("kubernetes:batch/v1:Job", "postgres-roles"),
            ["spec", "template", "spec", "containers", at(0), "env", where("name", "PGHOST"), "value"],
            matches(/^postgres\.kasaneha\.svc/, "localhost"),
        ),
    ),
    "003-008": answered(
        "It answers inside the cluster alone, where the back end is: who wants it on 5432 of the laptop forwards the port.",
        development.input(
            databasePod,
            [...container("postgres"), "image"],
            matches(/^docker\.io\/library\/postgres:15\./, "postgres:16.1"),
        ),
        development.input(objects("Service", "postgres"), ["spec", "ports", at(0), "port"], is(5432)),
        development.input(
            databasePod,
            [...container("postgres"), "readinessProbe", "exec", "command"],
            is(["pg_isready", "-U", "kasaneha", "-d", "kasaneha_db"]),
        ),
        development.input(databasePod, ["spec", "volumeClaimTemplates", at(0), "metadata", "name"], is("data")),
    ),
    "003-009": answered(
        "The back end's image has the migrations, and a Job runs them before its first pod, as it does everywhere else.",
        development.input(
            resources("kubernetes:batch/v1:Job", "backend-migration-da608bb4"),
            ["spec", "template", "spec", "containers", at(0), "command", at(2)],
            matches(/\nexec \.\/main migrate up$/, "exec ./main"),
        ),
        development.after(one("backend"), resources("kubernetes:batch/v1:Job", "backend-migration-da608bb4")),
    ),
    "003-010": answered(
        "Kubernetes asks `pg_isready` every ten seconds, and as it starts every five: a laptop's pod is asked as every other.",
        development.input(databasePod, [...container("postgres"), "readinessProbe", "exec", "command", at(0)], is("pg_isready")),
        development.input(databasePod, [...container("postgres"), "readinessProbe", "timeoutSeconds"], is(5)),
        development.input(databasePod, [...container("postgres"), "readinessProbe", "failureThreshold"], is(5)),
        development.input(databasePod, [...container("postgres"), "startupProbe", "periodSeconds"], is(5)),
    ),
};
