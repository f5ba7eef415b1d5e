import { alertFilesOf } from "./alerts";
import type { Placed } from "./rule";
import { storesOf } from "./stores";
import { some, type Truth } from "./truth";
import { at, fields, isProperties, isSet, items, Unknown, type Value } from "./values";

const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ruleType = /^kubernetes:monitoring\.coreos\.com\/[^:]+:PrometheusRule$/;

/** What stores, and their members, are called by in the dimensions of their metrics. */
const names = ["id", "identifier", "clusterIdentifier", "replicationGroupId", "clusterId", "name"];
const memberLists = ["memberClusters", "clusterMembers"];

/** The properties that make a resource a part of a store: a writer or reader, a node. */
const wholes = ["clusterIdentifier", "replicationGroupId"];

/** Dimensions that single out no store: RDS keeps its metrics by these as well. */
const broad = new Set(["EngineName", "DatabaseClass"]);

/** Exporters that ask one store, and those that ask CloudWatch about all. */
const exporter = /exporter/i;
const askingCloudWatch = /(cloudwatch[-_]exporter|\byace\b)/i;

/** Whether anything in the stack watches a store: an alarm on a metric of it, or an exporter in a stack that has alerts. */
export function isWatched(store: Placed, all: readonly Placed[]): Truth {
    const watched = [store, ...all.filter(part => part !== store && isPart(part, store))];
    const alarmed = all
        .filter(({ type, props }) => type === alarmType && at(props, "actionsEnabled") !== false)
        .map(alarm => isAbout(alarm, watched, all));
    return some([...alarmed, ...(hasAlerts(all) ? all.map(one => isAsked(one, watched)) : [])]);
}

const isPart = (part: Placed, { urn, props }: Placed): boolean =>
    wholes.some(key => {
        const whole = at(part.props, key);
        return part.madeFrom[key]?.includes(urn) || (typeof whole === "string" && whole !== "" && namesOf(props).includes(whole));
    });

function isAbout(alarm: Placed, watched: readonly Placed[], all: readonly Placed[]): Truth {
    const sources = [...(alarm.madeFrom.dimensions ?? []), ...(alarm.madeFrom.metricQueries ?? [])];
    if (watched.some(({ urn }) => sources.includes(urn))) return true;
    const { props } = alarm;
    const queries = at(props, "metricQueries");
    const metrics = [props, ...fields(props, "metricQueries[*].metric").map(({ value }) => value)].filter(isProperties);
    const found = metrics.flatMap(metric => valuesOf(at(metric, "dimensions")));
    if (found.some(value => typeof value === "string" && watched.some(one => isCalled(one.props, value)))) return true;
    if (metrics.some(metric => isOnAll(metric, watched)) || isQueryOfAll(props, watched)) return true;
    const unknown = [queries, ...found].find(value => value instanceof Unknown);
    // What is made from another store is about that one.
    return unknown !== undefined && !storesOf(all).some(({ one }) => sources.includes(one.urn)) ? unknown : false;
}

const valuesOf = (value: Value): readonly Value[] => (isProperties(value) ? Object.values(value) : items(value));

const namesOf = (props: Value): readonly Value[] => [
    ...names.map(name => at(props, name)).filter(isSet),
    ...memberLists.flatMap(list => items(at(props, list))),
];

/** Nodes of a replication group are called by its id and their numbers: `cache-001`, `cache-0001-002`. */
const isCalled = (props: Value, text: string): boolean =>
    namesOf(props).includes(text) || (text !== "" && namesOf(props).includes(text.replace(/(-\d{4})?-\d{3}$/, "")));

/** Whether a metric adds up all stores of the kind: it has no dimension that tells one from another. */
function isOnAll(metric: Value, watched: readonly Placed[]): boolean {
    const dimensions = at(metric, "dimensions") ?? {};
    const wide = isProperties(dimensions) && Object.keys(dimensions).every(key => broad.has(key));
    return wide && watched.some(({ type }) => at(metric, "namespace") === namespaceOf(type));
}

/** As in `SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/RDS", DBInstanceIdentifier)`. */
const isQueryOfAll = (props: Value, watched: readonly Placed[]): boolean =>
    fields(props, "metricQueries[*].expression").some(
        ({ value }) => typeof value === "string" && watched.some(({ type }) => value.includes(`"${namespaceOf(type)}"`)),
    );

const namespaces: Readonly<Record<string, string>> = {
    ...{ rds: "AWS/RDS", docdb: "AWS/DocDB", neptune: "AWS/Neptune", redshift: "AWS/Redshift" },
    ...{ redshiftserverless: "AWS/Redshift-Serverless", elasticache: "AWS/ElastiCache", memorydb: "AWS/MemoryDB" },
};
const namespaceOf = (type: string): string | undefined => namespaces[/^aws:(\w+)\//.exec(type)?.[1] ?? ""];

const hasAlerts = (all: readonly Placed[]): boolean =>
    all.some(({ type }) => ruleType.test(type)) || all.some(one => alertFilesOf(one).length > 0);

/** Whether a workload or a chart is an exporter that is told where one of these is. */
function isAsked({ type, props, madeFrom }: Placed, watched: readonly Placed[]): boolean {
    if (!type.startsWith("kubernetes:")) return false;
    const called = [
        at(props, "chart"),
        ...["spec.template.spec.containers[*].image", "spec.containers[*].image"].flatMap(path => fields(props, path)).map(f => f.value),
    ].filter(name => typeof name === "string");
    if (called.some(name => askingCloudWatch.test(name))) return true;
    return called.some(name => exporter.test(name)) && Object.values(madeFrom).some(from => watched.some(({ urn }) => from.includes(urn)));
}
