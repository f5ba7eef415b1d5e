import { faultOf } from "../../client-tls";
import { wellArchitected } from "../../controls";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, fields, Unknown } from "../../values";
import { variablesOf, type Variable } from "../../variables";

const why = "whoever sits between it and the server reads what it sends, the password first.";

/** Where a cache says its hosts, if it speaks TLS. */
const hosts: ReadonlyMap<string, readonly string[]> = new Map([
    [
        "aws:elasticache/replicationGroup:ReplicationGroup",
        ["primaryEndpointAddress", "readerEndpointAddress", "configurationEndpointAddress"],
    ],
    ["aws:elasticache/serverlessCache:ServerlessCache", ["endpoints[*].address", "readerEndpoints[*].address"]],
    ["aws:memorydb/cluster:Cluster", ["clusterEndpoints[*].address"]],
]);

/** A rule on the whole stack, which alone tells that a host is that of a cache with TLS. */
export const clientsVerifyTls = stackRule(
    {
        name: "clients-verify-tls",
        group: "security",
        description:
            "Settings of workloads let no client go without TLS, or take any server's certificate: variables of containers, Lambda " +
            "functions and ECS tasks, and ConfigMaps. What a client does by itself, settings in Secrets, and hosts in the same pod are " +
            "not judged, nor are Prometheus' jobs of nodes: kubelets sign their own certificates unless the cluster has them signed.",
        why: "TLS to whoever answers keeps nobody out: sslmode=require asks the thief for a certificate and takes it.",
        severity: "high",
        tags: ["encryption", "kubernetes", "aws", "postgres", "redis"],
        ...wellArchitected("SEC09-BP03", "Authenticate network communications", "sec_protect_data_transit_authentication"),
        examples: {
            fails: `env: [{ name: "DATABASE_OPTIONS", value: "sslmode=require" }]`,
            passes: `env: [{ name: "DATABASE_OPTIONS", value: "sslmode=verify-full&sslrootcert=/etc/rds/ca.pem" }]`,
        },
        remediationSteps:
            "Use sslmode=verify-full with sslrootcert (MySQL: VERIFY_IDENTITY), rediss:// for redis://, and leave the check of " +
            "certificates on; mount a private authority's certificate, such as RDS's bundle, and name it (NODE_EXTRA_CA_CERTS).",
    },
    stack => {
        const all = stack.map(given);
        const caches = new Set(all.flatMap(hostsOf));
        return all.flatMap(one => {
            const variables = variablesOf(one);
            return variables.length > 0 ? [{ urn: one.urn, verdicts: variables.flatMap(variable => judge(variable, caches)) }] : [];
        });
    },
);

function hostsOf({ type, props }: Placed): readonly string[] {
    if ([at(props, "transitEncryptionEnabled"), at(props, "tlsEnabled")].includes(false)) return [];
    if (type === "aws:elasticache/replicationGroup:ReplicationGroup" && at(props, "transitEncryptionEnabled") !== true) return [];
    return (hosts.get(type) ?? [])
        .flatMap(path => fields(props, path))
        .map(({ value }) => value)
        .filter(value => typeof value === "string");
}

function judge({ path, name, value }: Variable, caches: ReadonlySet<string>): readonly Verdict[] {
    if (value instanceof Unknown) return [value];
    return typeof value === "string" ? faultOf(name, value, caches).map(fault => `${path} has a client that ${fault}: ${why}`) : [];
}
