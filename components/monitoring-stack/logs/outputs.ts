import { logClasses, type LogClass } from "./args";
import { stateFolder } from "./folders";

/** An output of Fluent Bit: what it takes of the lines, and what of them it sends. */
export type Output = Readonly<Record<string, unknown>>;

/** Parts of a record beside the line. */
const place = ["namespace", "pod", "container"];

/** Tries for ever; what is not taken for long makes room from the oldest on. */
const keptTrying = { retry_limit: "no_limits", "storage.total_limit_size": "768M" };

const ofClass = (name: LogClass, parts: readonly string[]): object => ({
    logs: [
        { name: "grep", regex: `class ^${name}$` },
        // Of many keys, YAML has a list.
        { name: "record_modifier", allowlist_key: parts.length === 1 ? parts[0] : [...parts] },
    ],
});

/** A log group for each class, which gets the lines and no more. */
export const toCloudWatch = (region: string, groups: Readonly<Record<LogClass, string>>): Output[] =>
    logClasses.map(name => ({
        name: "cloudwatch_logs",
        alias: name,
        match: "*",
        region,
        log_group_name: groups[name],
        log_stream_prefix: "pods.",
        log_key: "line",
        auto_create_group: false,
        ...keptTrying,
        processors: ofClass(name, ["line"]),
    }));

/**
 * The archive of audit lines. S3 takes what it is to lock only with a checksum, which this output sends with whole
 * objects alone (create_headers in out_s3/s3.c). "no_limits" would be five tries here: after those a file is put aside
 * on the node's disk and not sent again.
 */
export const toArchive = (region: string, bucket: string): Output => ({
    name: "s3",
    alias: "archive",
    match: "*",
    region,
    bucket,
    use_put_object: true,
    send_content_md5: true,
    compression: "gzip",
    total_file_size: "10M",
    upload_timeout: "10m",
    s3_key_format: "/audit/%Y/%m/%d/$TAG/%H%M%S-$UUID.jsonl.gz",
    json_date_key: "time",
    json_date_format: "iso8601",
    store_dir: `${stateFolder}/archive`,
    store_dir_limit_size: "512M",
    retry_limit: 1_000_000,
    processors: ofClass("audit", ["line", ...place]),
});

/**
 * An index for each class. A collection of time series splits it by time itself, and takes no ids, so that documents of
 * a call that OpenSearch takes in part come again; a document that it never takes is given up after some tries, and
 * does not keep the others waiting.
 */
export const toOpenSearch = (region: string, host: string): Output[] =>
    logClasses.map(name => ({
        name: "opensearch",
        alias: name,
        match: "*",
        host,
        port: 443,
        tls: true,
        "tls.verify": true,
        // Compared with "On" by the letter (os_conf.c): "true" would be no.
        aws_auth: "On",
        aws_region: region,
        aws_service_name: "aoss",
        index: name,
        suppress_type_name: true,
        trace_error: true,
        retry_limit: 20,
        "storage.total_limit_size": "768M",
        processors: ofClass(name, ["line", ...place, "texts", "numbers", "flags"]),
    }));

/** Streams by class, namespace and container, of which there are few; the pod is beside the line. */
export const toLoki = (host: string, port: number): Output[] => [
    {
        name: "loki",
        alias: "loki",
        match: "*",
        host,
        port,
        labels: "class=$class, namespace=$namespace, container=$container",
        structured_metadata: "pod=$pod",
        remove_keys: "class, namespace, pod, container",
        drop_single_key: "raw",
        ...keptTrying,
    },
];
