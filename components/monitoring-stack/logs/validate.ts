import { binaryQuantity, distinct, dnsLabel, logRetentionDays, oneOf, wholeNumber } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import {
    archiveDefaults,
    logClasses,
    logDefaults,
    lokiDefaults,
    openSearchDefaults,
    type ArchiveArgs,
    type CloudWatchLogsArgs,
    type LogsArgs,
    type LokiLogsArgs,
    type OpenSearchLogsArgs,
} from "./args";
import { redactionProblems } from "./redaction";

/** @param onEks whether the cluster is one of EKS, whose pods have an identity on AWS */
export function validateLogs(logs: LogsArgs, onEks = true): Problem[] {
    const { namespaces } = logs;
    return under("logs", [
        ...(namespaces.length > 0
            ? []
            : [{ path: "namespaces", got: [], allowed: "at least one namespace", fix: "Leave logs out to ship none." }]),
        ...namespaces.flatMap(namespace => dnsLabel("namespaces", namespace)),
        ...distinct("namespaces", namespaces),
        ...under("redact", redactionProblems(logs.redact)),
        ...ofKind(logs),
        ...(logs.kind === "loki" || onEks
            ? []
            : [
                  {
                      path: "kind",
                      got: logs.kind,
                      allowed: "loki, on a cluster that is not EKS",
                      fix: "Pods elsewhere have no identity on AWS.",
                  },
              ]),
    ]);
}

function ofKind(logs: LogsArgs): Problem[] {
    switch (logs.kind) {
        case "cloudwatch":
            return cloudWatchProblems(logs);
        case "opensearch":
            return openSearchProblems(logs);
        case "loki":
            return lokiProblems(logs);
    }
}

function cloudWatchProblems({ prefix, retentionDays, archive }: CloudWatchLogsArgs): Problem[] {
    const days = withDefaults(logDefaults.retentionDays, retentionDays);
    return [
        ...logClasses.flatMap(name => oneOf(`retentionDays.${name}`, days[name], logRetentionDays)),
        ...(prefix === undefined || (/^(\/[\w.#-]+)+$/.test(prefix) && prefix.length <= 500 && !/^\/aws(\/|$)/.test(prefix))
            ? []
            : [
                  {
                      path: "prefix",
                      got: prefix,
                      allowed: "a path such as /shop/production, at most 500 characters, which does not begin with /aws",
                  },
              ]),
        ...(archive ? under("archive", archiveProblems(archive)) : []),
    ];
}

function archiveProblems(archive: ArchiveArgs): Problem[] {
    const { days, mode } = withDefaults(archiveDefaults, archive);
    const confirmed = (archive as { readonly cannotBeUndone?: unknown }).cannotBeUndone;
    return [
        ...wholeNumber("days", days, 1, 3650),
        ...oneOf<string>("mode", mode, ["governance", "compliance"]),
        ...(archive.mode === "compliance" && confirmed !== true
            ? [
                  {
                      path: "cannotBeUndone",
                      got: confirmed,
                      allowed: "true, with mode compliance",
                      fix: "Nobody can delete a file before its days are over, AWS included. Take governance otherwise.",
                  },
              ]
            : []),
    ];
}

function openSearchProblems({ retentionDays, readerRoleArns, network }: OpenSearchLogsArgs): Problem[] {
    const days = withDefaults(openSearchDefaults.retentionDays, retentionDays);
    const roles = readerRoleArns.filter(arn => typeof arn === "string");
    return [
        ...logClasses.flatMap(name => wholeNumber(`retentionDays.${name}`, days[name], 1, 3650)),
        ...(readerRoleArns.length > 0
            ? []
            : [{ path: "readerRoleArns", got: [], allowed: "at least one role", fix: "Logs that nobody may read help nobody." }]),
        ...roles
            .filter(arn => !/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(arn))
            .map(got => ({ path: "readerRoleArns", got, allowed: "ARNs such as arn:aws:iam::123456789012:role/developers" })),
        ...distinct("readerRoleArns", roles),
        ...(network && (network.subnetIds.length < 1 || network.subnetIds.length > 6)
            ? [{ path: "network.subnetIds", got: `${network.subnetIds.length}`, allowed: "1–6 subnets" }]
            : []),
    ];
}

function lokiProblems(logs: LokiLogsArgs): Problem[] {
    const { days, storage } = withDefaults(lokiDefaults, logs);
    return [...wholeNumber("days", days, 1, 90), ...binaryQuantity("storage", storage)];
}
