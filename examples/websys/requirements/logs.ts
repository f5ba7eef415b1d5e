import {
    answered,
    atLeast,
    includes,
    is,
    met,
    objects,
    outputOf,
    resources,
    where,
    yaml,
    type Path,
    type Table,
} from "../../../traceability";
import { cache, database, onAws, production } from "./parts";

type LogClass = "access" | "error" | "audit";

const group = (name: LogClass) => resources("aws:cloudwatch/logGroup:LogGroup", `monitoring-logs-${name}`);
const agent = objects("ConfigMap", "fluent-bit");
const pipeline = (...path: Path): Path => ["data", "fluent-bit.yaml", yaml, "pipeline", ...path];

/** What the system's pods write is read on every node, by an agent that may add to the log groups. */
const read = [
    production.names(objects("DaemonSet"), "fluent-bit", "nodes"),
    production.input(agent, pipeline("inputs", where("name", "tail"), "path"), includes("/var/log/containers/*_websys_*.log")),
    production.input(
        resources("aws:eks/podIdentityAssociation:PodIdentityAssociation", "monitoring-fluent-bit-identity"),
        ["serviceAccount"],
        is("fluent-bit"),
    ),
];

/** Lines of the class arrive in a log group of CloudWatch, and stay this long. */
const kept = (name: LogClass, days: number) => [
    ...read,
    production.input(agent, pipeline("outputs", where("alias", name), "log_group_name"), outputOf(group(name), "name")),
    production.input(group(name), ["retentionInDays"], is(days)),
];

/** Where logs go, and for how long. */
export const logs: Table = {
    "001-045": answered(
        "The load balancer has no files. What the pods say of the requests they get leaves the node for CloudWatch, where it outlives them.",
        ...kept("access", 365),
    ),
    "001-079": answered(
        "Kubernetes rotates the containers' files, by size. What counts is in CloudWatch, a line at a time, and for a year in place of thirty days.",
        ...kept("access", 365),
    ),
    "001-080": answered(
        "There are no files to compress, copy or miss. The agent remembers how far it has read, across rotations and its own restarts; empty lines go nowhere.",
        ...read,
        production.input(agent, pipeline("inputs", where("name", "tail"), "db"), is("/var/fluent-bit/positions.db")),
        production.input(agent, pipeline("filters", where("name", "grep"), "exclude"), is("log ^\\s*$")),
    ),
    "001-132": met(...kept("access", 365)),
    "001-133": met(...kept("error", 731)),
    "001-134": met(...kept("audit", 1827)),
    "001-138": met(
        ...onAws.flatMap(stack => [
            stack.input(resources("aws:cloudwatch/logGroup:LogGroup"), ["retentionInDays"], atLeast(30)),
            stack.input(
                resources("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "backups-lifecycle"),
                ["rules", where("id", "expire"), "expiration", "days"],
                is(30),
            ),
            stack.input(resources("aws:backup/plan:Plan"), ["rules", where("ruleName", "daily"), "lifecycle", "deleteAfter"], is(7)),
            stack.input(resources("aws:backup/plan:Plan"), ["rules", where("ruleName", "weekly"), "lifecycle", "deleteAfter"], is(28)),
            stack.input(resources("aws:backup/plan:Plan"), ["rules", where("ruleName", "monthly"), "lifecycle", "deleteAfter"], is(180)),
            stack.input(database, ["backupRetentionPeriod"], atLeast(7)),
        ]),
        production.input(cache, ["snapshotRetentionLimit"], is(7)),
        production.input(group("access"), ["retentionInDays"], is(365)),
        production.input(group("error"), ["retentionInDays"], is(731)),
        production.input(group("audit"), ["retentionInDays"], is(1827)),
    ),
};
