import { stringify } from "yaml";
import { selectorOf } from "../../core/kubernetes";
import type { PodMetrics } from "../../core/metrics";
import { configFolder, logFolders, stateFolder } from "./folders";
import type { Output } from "./outputs";
import { shapeLua } from "./redact-lua";
import { redactionScript, type RedactionArgs } from "./redaction";

export const agentName = "fluent-bit";
export const agentPort = 2020;

/** What Prometheus scrapes of the agents. */
export const agentTarget = (namespace: string): PodMetrics => ({
    kind: "pods",
    job: agentName,
    namespace,
    labels: selectorOf(agentName),
    port: agentPort,
    path: "/api/v2/metrics/prometheus",
    role: "agent",
});

export interface FluentBitSettings {
    readonly namespaces: readonly string[];
    readonly redact: RedactionArgs | undefined;
    readonly outputs: readonly Output[];
    /** Whether what is sent has the fields of a line beside it. */
    readonly documents: boolean;
}

/** The agent's files. */
export const fluentBitFiles = (settings: FluentBitSettings): Readonly<Record<string, string>> => ({
    "fluent-bit.yaml": fluentBitConfig(settings),
    "redact.lua": redactionScript(settings.redact),
    ...(settings.documents ? { "shape.lua": shapeLua } : {}),
});

/**
 * The agent's configuration: reads the pods' log files, tells the class of each line, takes out what is not to leave
 * the node, and sends what is left; where nothing was to be taken out, the line as the pod wrote it, byte for byte.
 *
 * Each output looks at all lines and takes its own. To give lines a new tag by their class (`rewrite_tag`) would
 * pass them through a second buffer, and where that is full a line keeps its old tag: audit logs would land among
 * those that are kept for a year.
 */
function fluentBitConfig({ namespaces, outputs, documents }: FluentBitSettings): string {
    return stringify(
        {
            service: {
                flush: 5,
                grace: 30,
                log_level: "info",
                http_server: true,
                http_listen: "0.0.0.0",
                http_port: agentPort,
                hot_reload: true,
                // Chunks wait on disk; of those, some 32 MiB may be in memory at a time.
                "storage.path": `${stateFolder}/buffers`,
                "storage.max_chunks_up": 16,
                "storage.backlog.mem_limit": "16M",
                // Between two tries of a chunk: 5 s, then longer, but no more than a minute.
                "scheduler.base": 5,
                "scheduler.cap": 60,
            },
            // The line twice: as it is, and, where it is one JSON object, as its fields.
            parsers: [{ name: "line", format: "regex", regex: "(?m)^(?<line>(?<fields>.*))$", decode_field_as: "json fields" }],
            pipeline: {
                inputs: [podLogs(namespaces)],
                filters: [...classify, redact, ...(documents ? shape : [])].map(filter => ({ match: "*", ...filter })),
                outputs,
            },
        },
        { lineWidth: 0 },
    );
}

/** The kubelet names the files `<pod>_<namespace>_<container>-<id>.log`, with no other '_'. */
const podLogs = (namespaces: readonly string[]): object => ({
    name: "tail",
    path: namespaces.map(namespace => `${logFolders[0]}/*_${namespace}_*.log`).join(","),
    tag_regex: "(?<pod>[^/_]+)_(?<namespace>[^_]+)_(?<container>[^_]+)-[0-9a-f]{64}\\.log$",
    tag: "<namespace>.<pod>.<container>",
    "multiline.parser": "cri",
    // Without a position from before, a file is read whole: rather twice than never.
    read_from_head: true,
    db: `${stateFolder}/positions.db`,
    refresh_interval: 5,
    // A runtime splits lines at 16 KiB; the parser joins the parts.
    buffer_max_size: "64k",
    skip_long_lines: true,
    "storage.type": "filesystem",
});

/** The last that applies decides. */
const classify: readonly object[] = [
    // CloudWatch takes no empty line.
    { name: "grep", exclude: "log ^\\s*$" },
    { name: "parser", key_name: "log", parser: "line" },
    // What is no object is still text.
    { name: "modify", condition: "Key_value_matches fields .", remove: "fields" },
    { name: "modify", set: "class access" },
    { name: "modify", condition: "Key_value_matches $fields['level'] (?i)^(error|fatal|critical)$", set: "class error" },
    { name: "modify", condition: "Key_value_matches $fields['audit'] ^true$", set: "class audit" },
    { name: "modify", condition: "Key_exists $fields['action']", set: "class audit" },
];

/** From here on there is no other copy of a line than the redacted one: its fields are gone with it. */
const redact = { name: "lua", script: `${configFolder}/redact.lua`, call: "redact" };

/** Its fields again, as they are left. */
const shape: readonly object[] = [
    { name: "parser", key_name: "line", parser: "line", reserve_data: true },
    { name: "lua", script: `${configFolder}/shape.lua`, call: "shape" },
];
