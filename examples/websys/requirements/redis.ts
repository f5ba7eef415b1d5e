import { answered, atLeast, each, is, matches, objects, type Table } from "../../../traceability";
import { cache, development, production } from "./parts";

const redisPod = objects("StatefulSet", "redis");

/** The cache. */
export const redis: Table = {
    "001-041": answered(
        "ElastiCache runs it in production, as Valkey, the open successor of Redis; the version is fixed, so that no node differs from another.",
        production.input(cache, ["engine"], is("valkey")),
        production.input(cache, ["engineVersion"], matches(/^8\.\d+$/, "latest")),
        development.input(
            redisPod,
            ["spec", "template", "spec", "containers", each, "image"],
            matches(/^docker\.io\/valkey\/valkey:8\.\d+\.\d+/, "redis:alpine"),
        ),
    ),
    "001-055": answered(
        "ElastiCache has no append-only file. A second node in another zone takes over when the first fails, and daily snapshots keep the data beyond both.",
        production.input(cache, ["numCacheClusters"], atLeast(2)),
        production.input(cache, ["automaticFailoverEnabled"], is(true)),
        production.input(cache, ["multiAzEnabled"], is(true)),
        production.input(cache, ["snapshotRetentionLimit"], atLeast(7)),
    ),
    "001-056": answered(
        "ElastiCache keeps the data in two zones and in daily snapshots, with a last one before anything is deleted; on a laptop it is a volume.",
        production.input(cache, ["multiAzEnabled"], is(true)),
        production.input(cache, ["snapshotRetentionLimit"], atLeast(7)),
        production.input(cache, ["finalSnapshotIdentifier"], matches(/^redis-final-/, "none")),
        production.option(cache, "protect", is(true)),
        development.input(redisPod, ["spec", "volumeClaimTemplates", each, "metadata", "name"], is("data")),
        development.input(
            redisPod,
            ["spec", "template", "spec", "containers", each, "volumeMounts"],
            is([
                { name: "data", mountPath: "/data" },
                { name: "configuration", mountPath: "/etc/valkey", readOnly: true },
                { name: "tls", mountPath: "/etc/tls", readOnly: true },
            ]),
        ),
    ),
};
