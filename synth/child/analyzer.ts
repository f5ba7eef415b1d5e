import type * as grpcJs from "@grpc/grpc-js";
import type * as analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type { Asked, Level, Rule } from "../types";
import type { PolicyHost } from "./policy-host";
import { withLevels } from "./policy-levels";
import type { Sdk } from "./sdk";

/** A pack in its host, ready for questions. */
export interface Analyzer {
    readonly client: analyzerGrpc.AnalyzerClient;
    readonly proto: typeof proto;
    readonly structs: Sdk["structs"];
    readonly name: string;
    readonly version: string;
    readonly rules: Rule[];
    /** Whether a rule may change inputs, or only looks at them as they were given. */
    readonly remediates: "changes" | "looks" | "no";
    readonly host: PolicyHost;
}

export const levels: readonly Level[] = ["advisory", "mandatory", "disabled", "remediate"];
const severities = [undefined, "low", "medium", "high", "critical"];

/** Tells a pack in its host which stack it is asked about, and its rules their levels. */
export async function connect(host: PolicyHost, job: Asked, sdk: Promise<unknown>): Promise<Analyzer> {
    // The program's SDK loads first: the pack's is mostly the same.
    await sdk;
    const grpc = host.load<typeof grpcJs>("@grpc/grpc-js");
    const messages = host.load<typeof proto>("./proto/analyzer_pb.js");
    const stubs = host.load<typeof analyzerGrpc>("./proto/analyzer_grpc_pb.js");
    const structs = host.load<Sdk["structs"]>("google-protobuf/google/protobuf/struct_pb.js");
    const { Empty } = host.load<typeof empty>("google-protobuf/google/protobuf/empty_pb.js");
    const client = new stubs.AnalyzerClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure(), {
        "grpc.max_receive_message_length": 400 * 1024 * 1024,
    });
    const configure = new messages.AnalyzerStackConfigureRequest();
    configure.setStack(job.stack);
    configure.setProject(job.project);
    configure.setOrganization(job.organization);
    configure.setDryRun(true);
    await call(done => client.configureStack(configure, done));
    const info = await call<proto.AnalyzerInfo>(done => client.getAnalyzerInfo(new Empty(), done));
    const name = info.getName();
    const own = info.getPoliciesList().map(policy => ({
        pack: name,
        name: policy.getName(),
        description: policy.getDescription(),
        level: levels[policy.getEnforcementlevel()]!,
        severity: severities[policy.getSeverity()],
        tags: policy.getTagsList(),
        fix: policy.getRemediationSteps() || undefined,
        url: policy.getUrl() || undefined,
        settings: policy.getConfigschema()?.getProperties()?.toJavaScript() as Rule["settings"],
    }));
    const config = job.policyConfig ?? {};
    // It is off for everybody else, to whom its remarks would be noise.
    const counting = Object.fromEntries(
        own.filter(countsOthers).map(rule => [rule.name, { enforcementLevel: "advisory", settings: { asked: true } } as const]),
    );
    const rules = withLevels(own, { ...config, ...counting });
    const configuring = new messages.ConfigureAnalyzerRequest();
    for (const { name: rule, level } of rules) {
        const entry = new messages.PolicyConfig();
        entry.setEnforcementlevel(levels.indexOf(level));
        entry.setProperties(structs.Struct.fromJavaScript(((counting[rule] ?? config[rule])?.settings ?? {}) as never));
        configuring.getPolicyconfigMap().set(rule, entry);
    }
    if (job.policyConfig || rules.some(countsOthers)) await call(done => client.configure(configuring, done));
    return {
        client,
        proto: messages,
        structs,
        name,
        version: info.getVersion(),
        rules,
        remediates: remediation(rules),
        host,
    };
}

/** Whether a rule's remarks are the counts of others. */
export const countsOthers = ({ tags }: Pick<Rule, "tags">): boolean => tags.includes("counts");

/** The tag of a rule whose remediation changes nothing: it is there to see what is marked as a secret. */
export const looksOnly = "looks-only";

function remediation(rules: readonly Rule[]): Analyzer["remediates"] {
    const remediating = rules.filter(({ level }) => level === "remediate");
    if (remediating.length === 0) return "no";
    return remediating.every(({ tags }) => tags.includes(looksOnly)) ? "looks" : "changes";
}

export type Done<T> = (error: Error | null, response: T) => void;

export function call<T>(ask: (done: Done<T>) => unknown): Promise<T> {
    return new Promise((resolve, reject) => ask((error, response) => (error ? reject(error) : resolve(response))));
}
