import { answered, is, objects, resources, type Check, type Table } from "../../../traceability";
import { apps, cache, database, gateway, large, parts, pods, production, proxied, container, small, zoneSetting } from "./parts";

const serverless = resources("aws:elasticache/serverlessCache:ServerlessCache");
const certificate = resources("cloudflare:index/originCaCertificate:OriginCaCertificate");

/** What the small size is charged for: pods of a shared cluster, disks of a few GiB, and no machine of its own. */
const smallDatabase: Check[] = [
    small.names(objects("StatefulSet", "postgres"), "postgres"),
    small.input(objects("StatefulSet", "postgres"), ["spec", "replicas"], is(1)),
];
const smallHosting: Check[] = parts.flatMap(part => [
    small.input(pods(part), ["spec", "replicas"], is(1)),
    small.input(pods(part), [...container(part), "resources", "requests"], is({ cpu: "250m", memory: "512Mi" })),
]);
const smallMonitoring: Check[] = [small.names(objects("StatefulSet", "prometheus", "grafana"), "grafana", "prometheus")];

/** What the large one is charged for: the machines, by name and number. */
const largeDatabase: Check[] = [
    production.input(database, ["instanceClass"], is("db.m7g.large")),
    production.input(database, ["allocatedStorage"], is(100)),
    production.input(database, ["multiAz"], is(true)),
];
const largeHosting: Check[] = [
    production.input(apps, ["spec", "replicas"], is(3)),
    ...parts.map(part => production.input(pods(part), [...container(part), "resources", "requests"], is({ cpu: "500m", memory: "1Gi" }))),
];
const largeCache: Check[] = [
    production.input(cache, ["nodeType"], is("cache.t4g.medium")),
    production.input(cache, ["numCacheClusters"], is(2)),
];
const largeMonitoring: Check[] = [production.names(objects("StatefulSet", "prometheus", "grafana"), "grafana", "prometheus")];

const prices = (what: string): string => `The figure is that of a plan of another vendor. ${what}`;
const whole = (checks: Check[], what: string) => answered(prices(what), ...checks);

/** What an environment costs: two sizes, each a setting in one file; the bill follows from what they name. */
export const cost: Table = {
    "002-013": answered(
        "A service of the small size is one pod on a cluster that others pay for too; the large one is the other value of one setting, for all of it or a part.",
        ...smallHosting,
        ...smallDatabase,
        small.input(gateway, ["spec", "replicas"], is(1)),
        ...largeHosting,
        ...largeDatabase,
        production.input(gateway, ["spec", "replicas"], is(2)),
    ),
    "002-023": whole(largeDatabase, "Nobody counts requests here; the database costs what its class, its standby and its disk do."),
    "002-030": whole(largeHosting, "Hosting costs what its pods take of nodes, and what goes out to Cloudflare."),
    "002-048": whole(largeMonitoring, "Prometheus and Grafana run in the cluster, and cost what their pods and disks do."),
    "002-049": whole([...smallDatabase, ...largeDatabase], "The database is a pod with a disk first, and then a machine with a standby."),
    "002-050": whole(
        [...smallHosting, ...largeHosting],
        "Hosting is a pod of each part and colour first, and then three of twice the size.",
    ),
    "002-051": whole(
        [small.input(serverless, ["cacheUsageLimits", "dataStorage", "maximum"], is(1)), ...largeCache],
        "The cache costs what is used of it first, with a limit to that, and then two nodes.",
    ),
    "002-052": answered(
        "The document's own price holds: of the rules none is of a plan that costs, and a Worker is free for 100,000 requests a day.",
        ...proxied,
        small.names(
            resources("cloudflare:index/ruleset:Ruleset"),
            ...["cache", "headers", "rate-limits", "request-headers", "waf"].map(name => `edge-${name}`),
        ),
        small.input(
            resources("cloudflare:index/botManagement:BotManagement", "edge-bots"),
            [],
            is({ zoneId: "00112233445566778899aabbccddeeff", fightMode: true }),
        ),
    ),
    "002-053": whole(
        smallMonitoring,
        "What watches the small size runs in the same cluster; there is no bill of its own but for alarms and logs.",
    ),
    "002-054": answered(
        "The domain is the registrar's to bill. Certificates cost nothing: Cloudflare makes that of the edge, and that of the load balancer behind it.",
        small.names(certificate, "edge-origin-certificate"),
    ),
    "002-056": whole(
        [...smallDatabase, ...smallHosting, ...smallMonitoring],
        "The whole is what these pods take of a cluster that is there, a load balancer, two buckets, and the cache by use.",
    ),
    "002-057": whole([...smallDatabase, ...smallHosting], "A year of the small size is twelve months of these pods."),
    "002-058": whole(largeDatabase, "The database costs what its class, its standby and its disk do."),
    "002-059": whole(largeHosting, "Hosting costs what these pods take of nodes."),
    "002-060": whole(largeCache, "The cache costs what two nodes of this type do, in two zones."),
    "002-061": answered(
        "The plan is the document's: managed rules, a defence against bots and smaller pictures are what it is paid for. Beyond it a Worker costs by request, and Upstash by command.",
        ...proxied,
        ...large.flatMap(stack => [
            stack.names(
                resources("cloudflare:index/ruleset:Ruleset"),
                ...["cache", "headers", "managed-waf", "rate-limits", "request-headers", "waf"].map(name => `edge-${name}`),
            ),
            stack.input(zoneSetting("polish"), ["value"], is("lossy")),
        ]),
    ),
    "002-062": whole(largeMonitoring, "Prometheus and Grafana run in the cluster, and cost what their pods and disks do."),
    "002-063": answered(
        "The domain is the registrar's to bill. Certificates cost nothing: Cloudflare makes that of the edge, and that of the load balancer behind it.",
        production.names(certificate, "edge-origin-certificate"),
    ),
    "002-064": whole(
        [...largeDatabase, ...largeHosting, ...largeCache, ...largeMonitoring],
        "The whole is more than the document has: a cluster, a database with a standby and a copy in another region. The small size is the one for its sum.",
    ),
    "002-065": whole([...largeDatabase, ...largeHosting, ...largeCache], "A year of it is twelve months of these machines."),
};
