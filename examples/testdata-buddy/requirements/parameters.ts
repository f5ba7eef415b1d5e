import {
    answered,
    at,
    is,
    includes,
    matches,
    met,
    objects,
    resources,
    where,
    type Answer,
    type Check,
    type Table,
} from "../../../traceability";
import { container, database, databasePod, development, everywhere, onAws } from "./parts";

const group = resources("aws:rds/parameterGroup:ParameterGroup", "postgres-parameters-15");

/** A setting of the server: on RDS in units of its own, on a laptop as the document writes it. */
const set = (name: string, onRds: string, onLaptop: string): Check[] => [
    ...onAws.map(stack => stack.input(group, ["parameters", where("name", name), "value"], is(onRds))),
    development.input(databasePod, [...container("postgres"), "args"], includes(`${name}=${onLaptop}`)),
];
const has = (name: string, onRds: string, onLaptop = onRds): Answer => met(...set(name, onRds, onLaptop));

/** Lines go to CloudWatch, where they are found by their time; those of a laptop to the pod's standard error. */
const logged: Check[] = onAws.map(stack => stack.input(database, ["enabledCloudwatchLogsExports"], includes("postgresql")));
const written = (what: string): Answer =>
    answered(`${what} RDS sets it, keeps the files to itself and gives their lines to CloudWatch.`, ...logged);

/** The document's postgresql.conf, parameter by parameter. */
export const parameters: Table = {
    // 8 kB pages, which is what RDS counts in.
    "004-037": has("shared_buffers", "32768", "256MB"),
    "004-038": has("effective_cache_size", "131072", "1GB"),
    "004-039": has("maintenance_work_mem", "65536", "64MB"),
    "004-040": has("checkpoint_completion_target", "0.9"),
    "004-041": has("wal_buffers", "2048", "16MB"),
    "004-042": has("default_statistics_target", "100"),
    "004-043": has("random_page_cost", "1.1"),
    "004-044": has("max_connections", "100"),
    "004-045": answered(
        "It listens on all its addresses, of which none is public: RDS sets it, and who gets to it is named by security groups and policies.",
        ...onAws.flatMap(stack => [
            stack.input(database, ["publiclyAccessible"], is(false)),
            stack.input(
                resources("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "postgres-from-app"),
                ["fromPort"],
                is(5432),
            ),
        ]),
        development.input(
            objects("NetworkPolicy", "postgres"),
            ["spec", "ingress", at(0), "from"],
            is([{ namespaceSelector: {}, podSelector: { matchLabels: { "calls-postgres": "true" } } }]),
        ),
    ),
    "004-046": met(
        ...onAws.map(stack => stack.input(database, ["port"], is(5432))),
        development.input(objects("Service", "postgres"), ["spec", "ports", at(0), "port"], is(5432)),
    ),
    "004-047": written("It is `stderr` there too."),
    "004-048": written("It is `on` there too."),
    "004-049": written("The directory is one that nobody can look into."),
    "004-050": written("The names are its own, by the hour, and nobody needs them."),
    "004-051": has("log_statement", "mod"),
    "004-052": has("log_min_duration_statement", "1000"),
    "004-147": met(
        ...set("shared_preload_libraries", "pg_stat_statements", "pg_stat_statements"),
        // The view is made too.
        ...everywhere.map(stack =>
            stack.input(
                resources("kubernetes:batch/v1:Job", "postgres-roles"),
                [...container("roles"), "command", at(2)],
                matches(/create extension if not exists "?pg_stat_statements"?/i, "create extension hstore"),
            ),
        ),
    ),
    "004-148": has("track_activity_query_size", "2048"),
    "004-149": has("pg_stat_statements.track", "all"),
};
