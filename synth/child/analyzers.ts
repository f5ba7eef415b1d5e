import type * as grpcJs from "@grpc/grpc-js";
import type * as analyzerGrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import * as path from "node:path";
import type { Finding, Job, Level, PolicyReport, PropertyMap, Remediation, ResourceState, Rule } from "../types";
import { providerUrn } from "../urn";
import { hideSecrets, withoutReferences } from "../wire";
import type { Goal } from "./goal";
import { startPolicyHost, type PolicyHost } from "./policy-host";
import type { Sdk } from "./sdk";
import { scrub, secretTexts, withSecretsOf } from "./secret-texts";
import { seconds } from "./state";

/** A pack in its host, ready for questions. */
interface Analyzer {
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

const levels: readonly Level[] = ["advisory", "mandatory", "disabled", "remediate"];
const severities = [undefined, "low", "medium", "high", "critical"];

/**
 * Puts every resource before the policy packs, in the SDK's own analyser host: the process that
 * `pulumi preview --policy-pack` starts.
 */
export class Analyzers {
    readonly #ready: Promise<Analyzer[]>;
    readonly #findings: Finding[] = [];
    readonly #remediations: Remediation[] = [];
    readonly #pending: Promise<void>[] = [];

    /** The hosts start at once, beside the loading of the program; `sdk` is awaited by the first question. */
    constructor(
        private readonly job: Job,
        sdk: Promise<Sdk>,
    ) {
        const hosts = job.policyPacks.map(pack => startPolicyHost(pack, job.exemptions));
        this.#ready = Promise.all(hosts.map(async host => this.#connect(await host, sdk)));
        this.#ready.catch(() => undefined);
    }

    /** A pack that does not start is reported once, by `finish`. */
    #started(): Promise<Analyzer[]> {
        return this.#ready.catch(() => []);
    }

    get #any(): boolean {
        return this.job.policyPacks.length > 0;
    }

    /** The inputs after every remediation. */
    async remediate(urn: string, goal: Goal, provider: ResourceState | undefined): Promise<PropertyMap> {
        if (!this.#any) return goal.inputs;
        let inputs = goal.inputs;
        for (const analyzer of await this.#started()) {
            if (analyzer.remediates === "no") continue;
            const request = this.#request(analyzer, urn, { ...goal, inputs }, provider);
            const asked = call<proto.RemediateResponse>(done => analyzer.client.remediate(request, done)).catch((error: unknown) =>
                this.#failed(analyzer, urn, error),
            );
            if (analyzer.remediates === "looks") {
                this.#pending.push(asked.then(answer => this.#holdToLooking(analyzer, urn, answer)));
                continue;
            }
            const response = await asked;
            if (!response) continue;
            for (const remediation of response.getRemediationsList()) {
                const answered = remediation.getProperties()?.toJavaScript() as PropertyMap | undefined;
                if (!answered) continue;
                const after = withSecretsOf(inputs, answered) as PropertyMap;
                const changes = changesBetween(inputs, after);
                if (changes.length === 0) continue;
                this.#remediations.push({ pack: analyzer.name, rule: remediation.getPolicyname(), urn, changes });
                inputs = after;
            }
        }
        return inputs;
    }

    /** The program did not wait for the answer, so there must be nothing in it. */
    #holdToLooking(analyzer: Analyzer, urn: string, response: proto.RemediateResponse | undefined): void {
        const changing = response?.getRemediationsList().find(remediation => remediation.getProperties());
        if (changing) this.#failed(analyzer, urn, new Error(`${changing.getPolicyname()} has the tag ${looksOnly} and changes inputs.`));
    }

    /** Judges one resource; the answer is collected by `finish`. */
    analyze(state: ResourceState, goal: Goal, provider: ResourceState | undefined): void {
        if (!this.#any) return;
        this.#pending.push(
            this.#started().then(async analyzers => {
                for (const analyzer of analyzers) {
                    const request = this.#request(analyzer, state.urn, goal, provider);
                    await this.#collect(analyzer, state.urn, done => analyzer.client.analyze(request, done));
                }
            }),
        );
    }

    /** Judges the stack as a whole and waits for every answer. */
    async finish(states: readonly ResourceState[]): Promise<PolicyReport | undefined> {
        if (!this.#any) return undefined;
        const analyzers = await this.#ready;
        await Promise.all(this.#pending);
        const byUrn = new Map(states.map(state => [state.urn, state]));
        for (const analyzer of analyzers) {
            const request = new analyzer.proto.AnalyzeStackRequest();
            request.setResourcesList(states.filter(state => !state.external).map(state => this.#resource(analyzer, state, byUrn)));
            await this.#collect(analyzer, "", done => analyzer.client.analyzeStack(request, done));
        }
        this.close();
        const secrets = secretTexts(states);
        return {
            packs: analyzers.map(({ name, version }) => ({ name, version })),
            rules: analyzers.flatMap(({ rules }) => rules),
            findings: this.#findings
                .map(finding => ({ ...finding, message: scrub(finding.message, secrets), source: sourceOf(byUrn.get(finding.urn)) }))
                .sort(byRuleAndUrn),
            remediations: this.#remediations.sort(byRuleAndUrn),
        };
    }

    close(): void {
        void this.#started().then(analyzers => analyzers.forEach(({ host, client }) => (client.close(), host.stop())));
    }

    async #connect(host: PolicyHost, sdk: Promise<Sdk>): Promise<Analyzer> {
        // The program's SDK loads first: the pack's is mostly the same.
        await sdk;
        const grpc = host.load<typeof grpcJs>("@grpc/grpc-js");
        const messages = host.load<typeof proto>("./proto/analyzer_pb.js");
        const stubs = host.load<typeof analyzerGrpc>("./proto/analyzer_grpc_pb.js");
        const { Empty } = host.load<typeof empty>("google-protobuf/google/protobuf/empty_pb.js");
        const client = new stubs.AnalyzerClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure(), {
            "grpc.max_receive_message_length": 400 * 1024 * 1024,
        });
        const configure = new messages.AnalyzerStackConfigureRequest();
        configure.setStack(this.job.stack);
        configure.setProject(this.job.project);
        configure.setOrganization(this.job.organization);
        configure.setDryRun(true);
        await call(done => client.configureStack(configure, done));
        const info = await call<proto.AnalyzerInfo>(done => client.getAnalyzerInfo(new Empty(), done));
        const name = info.getName();
        const rules = info.getPoliciesList().map(policy => ({
            pack: name,
            name: policy.getName(),
            description: policy.getDescription(),
            level: levels[policy.getEnforcementlevel()]!,
            severity: severities[policy.getSeverity()],
            tags: policy.getTagsList(),
            fix: policy.getRemediationSteps() || undefined,
            url: policy.getUrl() || undefined,
        }));
        return {
            client,
            proto: messages,
            structs: host.load<Sdk["structs"]>("google-protobuf/google/protobuf/struct_pb.js"),
            name,
            version: info.getVersion(),
            rules,
            remediates: remediation(rules),
            host,
        };
    }

    async #collect(analyzer: Analyzer, urn: string, ask: (done: Done<proto.AnalyzeResponse>) => unknown): Promise<void> {
        let response: proto.AnalyzeResponse;
        try {
            response = await call(ask);
        } catch (error) {
            this.#failed(analyzer, urn, error);
            return;
        }
        for (const diagnostic of response.getDiagnosticsList()) {
            const rule = analyzer.rules.find(({ name }) => name === diagnostic.getPolicyname());
            const level = levels[diagnostic.getEnforcementlevel()]!;
            this.#findings.push({
                pack: analyzer.name,
                rule: diagnostic.getPolicyname(),
                level: shownLevel(level, rule),
                urn: diagnostic.getUrn() || urn,
                description: diagnostic.getDescription(),
                message: withoutPrefix(diagnostic.getMessage(), diagnostic.getDescription()),
                fix: rule?.fix,
                url: rule?.url,
            });
        }
    }

    /** A rule that throws has not passed. The host then asks no other rule of the pack about the resource. */
    #failed(analyzer: Analyzer, urn: string, error: unknown): undefined {
        const said = (error as { details?: string }).details ?? (error as Error).message;
        const name = /^Error \w+ (?:resource|stack) with (?:policy|remediation) '(.+?)' from/.exec(said)?.[1];
        const rule = analyzer.rules.find(known => known.name === name);
        this.#findings.push({
            pack: analyzer.name,
            rule: rule?.name ?? "policy-pack-failed",
            level: "mandatory",
            urn,
            description: rule?.description ?? "A rule of the pack failed to run.",
            message: `The rule failed to run. ${withoutForeignFrames(said, analyzer.host.folder)}`,
        });
    }

    #request(analyzer: Analyzer, urn: string, goal: Goal, provider: ResourceState | undefined): proto.AnalyzeRequest {
        const request = new analyzer.proto.AnalyzeRequest();
        request.setUrn(urn);
        request.setType(goal.type);
        request.setName(goal.name);
        request.setProperties(struct(analyzer, goal.inputs));
        request.setOptions(optionsOf(analyzer, goal.options, goal.parent));
        if (provider) request.setProvider(providerOf(analyzer, provider));
        return request;
    }

    #resource(analyzer: Analyzer, state: ResourceState, all: ReadonlyMap<string, ResourceState>): proto.AnalyzerResource {
        const resource = new analyzer.proto.AnalyzerResource();
        resource.setUrn(state.urn);
        resource.setType(state.type);
        resource.setName(state.urn.split("::").slice(3).join("::"));
        resource.setProperties(struct(analyzer, { ...state.inputs, ...state.outputs }));
        resource.setOptions(optionsOf(analyzer, state, state.parent));
        resource.setParent(state.parent ?? "");
        resource.setDependenciesList(state.dependencies ?? []);
        for (const [key, urns] of Object.entries(state.propertyDependencies ?? {})) {
            const dependencies = new analyzer.proto.AnalyzerPropertyDependencies();
            dependencies.setUrnsList(urns);
            resource.getPropertydependenciesMap().set(key, dependencies);
        }
        const provider = state.provider ? all.get(providerUrn(state.provider)) : undefined;
        if (provider) resource.setProvider(providerOf(analyzer, provider));
        return resource;
    }
}

/** The tag of a rule whose remediation changes nothing: it is there to see what is marked as a secret. */
const looksOnly = "looks-only";

function remediation(rules: readonly Rule[]): Analyzer["remediates"] {
    const remediating = rules.filter(({ level }) => level === "remediate");
    if (remediating.length === 0) return "no";
    return remediating.every(({ tags }) => tags.includes(looksOnly)) ? "looks" : "changes";
}

function shownLevel(level: Level, rule: Rule | undefined): Finding["level"] {
    // What its remediation did not mend is a violation, as with the engine.
    if (level === "remediate") return "mandatory";
    return level === "advisory" && rule?.tags.includes("exemptions") ? "exempted" : level;
}

/** `index.ts:3` of a state's `project:///index.ts#3,14`. */
function sourceOf(state: ResourceState | undefined): string | undefined {
    const [, file, line] = /^project:\/\/\/(.*)#(\d+),\d+$/.exec(state?.sourcePosition ?? "") ?? [];
    return file && `${file}:${line}`;
}

interface AnalyzedOptions {
    readonly protect?: boolean;
    readonly ignoreChanges?: string[];
    readonly additionalSecretOutputs?: string[];
    readonly aliases?: readonly (string | { readonly urn?: string })[];
    readonly customTimeouts?: Partial<Record<"create" | "update" | "delete", string | number>>;
}

function optionsOf(analyzer: Analyzer, options: AnalyzedOptions, parent: string | undefined): proto.AnalyzerResourceOptions {
    const message = new analyzer.proto.AnalyzerResourceOptions();
    message.setProtect(options.protect ?? false);
    message.setIgnorechangesList(options.ignoreChanges ?? []);
    message.setAdditionalsecretoutputsList(options.additionalSecretOutputs ?? []);
    message.setAliasesList((options.aliases ?? []).map(alias => (typeof alias === "string" ? alias : (alias.urn ?? ""))).filter(Boolean));
    message.setParent(parent ?? "");
    const timeouts = new analyzer.proto.AnalyzerResourceOptions.CustomTimeouts();
    timeouts.setCreate(inSeconds(options.customTimeouts?.create));
    timeouts.setUpdate(inSeconds(options.customTimeouts?.update));
    timeouts.setDelete(inSeconds(options.customTimeouts?.delete));
    message.setCustomtimeouts(timeouts);
    return message;
}

const inSeconds = (timeout: string | number | undefined): number =>
    typeof timeout === "number" ? timeout : timeout ? seconds(timeout) : 0;

function providerOf(analyzer: Analyzer, provider: ResourceState): proto.AnalyzerProviderResource {
    const message = new analyzer.proto.AnalyzerProviderResource();
    message.setUrn(provider.urn);
    message.setType(provider.type);
    message.setName(provider.urn.split("::").at(-1)!);
    message.setProperties(struct(analyzer, provider.inputs ?? {}));
    return message;
}

/** The policy SDK knows no references to resources, and would never answer. */
const struct = (analyzer: Analyzer, value: PropertyMap) => analyzer.structs.Struct.fromJavaScript(withoutReferences(value) as never);

type Done<T> = (error: Error | null, response: T) => void;

function call<T>(ask: (done: Done<T>) => unknown): Promise<T> {
    return new Promise((resolve, reject) => ask((error, response) => (error ? reject(error) : resolve(response))));
}

/** What was thrown, and where in the pack's own files. */
function withoutForeignFrames(said: string, folder: string): string {
    const lines = said.replace(/^Error \w+ \w+ with \w+ '.*\n/, "").split("\n");
    const frames = lines.filter(line => /^\s+at /.test(line));
    const own = frames.map(frame => /\(?([^()\s]+?)(:\d+:\d+)\)?$/.exec(frame)).find(frame => frame && isOwnFile(frame[1]!));
    const place = own ? [`    at ${path.relative(folder, own[1]!)}${own[2]}`] : [];
    return [...lines.filter(line => !frames.includes(line)), ...place].join("\n");
}

const isOwnFile = (file: string): boolean => path.isAbsolute(file) && !file.includes(`${path.sep}node_modules${path.sep}`);

/** The host puts the rule's description before each message. */
const withoutPrefix = (message: string, description: string): string =>
    message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;

/** Top-level properties that differ, secrets hidden. */
function changesBetween(before: PropertyMap, after: PropertyMap): Remediation["changes"] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .sort()
        .filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
        .map(property => ({ property, before: hideSecrets(before[property]), after: hideSecrets(after[property]) }));
}

const byRuleAndUrn = (a: { rule: string; urn: string }, b: { rule: string; urn: string }): number =>
    a.rule === b.rule ? (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0) : a.rule < b.rule ? -1 : 1;
