import {
    answered,
    at,
    includes,
    is,
    json,
    matches,
    met,
    objects,
    outputOf,
    resources,
    where,
    yaml,
    type Check,
    type Path,
    type Table,
} from "../../../traceability";
import { development, everywhere, production } from "./parts";

const agent = objects("DaemonSet", "fluent-bit");
const files = objects("ConfigMap", "fluent-bit");
const configuration = (...path: Path): Path => ["data", "fluent-bit.yaml", yaml, "pipeline", ...path];
const collection = resources("aws:opensearch/serverlessCollection:ServerlessCollection", "monitoring-logs-collection");
const loki = objects("StatefulSet", "loki");

/** An agent on every node reads what all pods write. */
const collects: Check[] = everywhere.flatMap(stack => [
    stack.input(files, configuration("inputs", where("name", "tail"), "path"), includes("/var/log/containers/*_kasaneha_*.log")),
    stack.input(
        agent,
        ["spec", "template", "spec", "volumes", where("name", "config"), "configMap", "name"],
        outputOf(files, "metadata", "name"),
    ),
]);

/** Time series that are searched, encrypted, and only from inside of the network. */
const stores: Check[] = [
    production.input(collection, ["type"], is("TIMESERIES")),
    production.option(collection, "protect", is(true)),
    production.input(files, configuration("outputs", where("alias", "error"), "name"), is("opensearch")),
    production.input(
        resources("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", "monitoring-logs-reach"),
        ["policy", json, at(0), "AllowFromPublic"],
        is(false),
    ),
    production.input(
        resources("aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", "monitoring-logs-encryption"),
        ["policy", json, "AWSOwnedKey"],
        is(false),
    ),
];
const searched: Check = production.input(
    resources("aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy", "monitoring-logs-access-policy"),
    ["policy", json, at(1), "Principal"],
    is(["arn:aws:iam::444455556666:role/kasaneha-read-only"]),
);

/** What pods write, where it goes, and where people look for it. */
export const logs: Table = {
    "003-103": answered("Fluent Bit, the same project's smaller agent, does it, on every node.", ...collects),
    "003-104": answered(
        "Pods write to their standard output, and the agent reads the files that the kubelet makes of it: no port takes logs from whoever sends some.",
        ...collects,
        ...everywhere.map(stack =>
            stack.input(objects("NetworkPolicy", "fluent-bit"), ["spec", "ingress", at(0), "ports"], is([{ port: 2020, protocol: "TCP" }])),
        ),
    ),
    "003-105": met(
        ...collects,
        ...everywhere.map(stack =>
            stack.input(files, ["data", "fluent-bit.yaml", yaml, "service", "storage.path"], is("/var/fluent-bit/buffers")),
        ),
        development.input(loki, ["spec", "volumeClaimTemplates", at(0), "metadata", "name"], is("data")),
        production.option(collection, "protect", is(true)),
    ),
    "003-106": answered(
        "OpenSearch, which goes on where Elasticsearch 7 left its licence, stores and searches them in production; CloudWatch in staging, Loki on a laptop.",
        ...stores,
        development.input(files, configuration("outputs", at(0), "name"), is("loki")),
    ),
    "003-107": answered(
        "OpenSearch Serverless has no version to keep and no node to lose: Elasticsearch 7.14 gets no more corrections.",
        ...stores,
        development.input(loki, ["spec", "replicas"], is(1)),
    ),
    "003-108": answered(
        "AWS keeps the collection in S3, under a key of the stack. A laptop has a volume.",
        ...stores,
        development.input(loki, ["spec", "volumeClaimTemplates", at(0), "metadata", "name"], is("data")),
    ),
    "003-109": answered("OpenSearch's Dashboards show them, which are what Kibana was; Grafana does on a laptop.", searched, ...stores),
    "003-110": answered(
        "The Dashboards come with the collection, at an address of their own, for roles that may look.",
        searched,
        production.output("logs", matches(/^https:\/\/.*_dashboards/, "http://localhost:5601")),
    ),
    "003-111": answered(
        "Dashboards and collection are one: there is no port between them that somebody else could ask.",
        searched,
        ...stores,
    ),
};
