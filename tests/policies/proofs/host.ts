import type * as grpcJs from "@grpc/grpc-js";
import type * as stubs from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import type * as structs from "google-protobuf/google/protobuf/struct_pb";
import * as path from "node:path";
import type * as policyHost from "../../../synth/child/policy-host";
import { hasSignature, isRecord, mapValues, markSecret, withoutReferences } from "../../../synth/wire";
import type { Asked } from "../../../synth/types";
import type { Config } from "./proof";

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { startPolicyHost } = require("../../../dist/synth/child/policy-host.js") as typeof policyHost;

export const pack = path.resolve(__dirname, "../../../policies");

/** What is asked of a pack by a stack that has this configuration. */
const askedWith = (config: Config): Asked => ({
    ...{ root: __dirname, project: "proof", stack: "test", organization: "organization", policyPacks: [pack] },
    config: mapValues(config, setting => (typeof setting === "string" ? setting : setting.secure)),
    secretKeys: Object.keys(config).filter(key => typeof config[key] !== "string"),
});

/** A resource as the engine puts it before a pack. */
export interface Shown {
    readonly urn: string;
    readonly type: string;
    readonly props: object;
    readonly answers?: object;
    /** What rules on the stack see instead of `props` and `answers`. */
    readonly became?: object;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly ignoreChanges?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    /** The inputs of its provider. */
    readonly provider?: object | undefined;
}

export interface Remark {
    readonly rule: string;
    readonly urn: string;
    readonly message: string;
    readonly level: number;
}

export const levels = { advisory: 0, mandatory: 1, disabled: 2, remediate: 3 } as const;

export type Configured = Readonly<Record<string, { readonly level: keyof typeof levels; readonly settings?: object }>>;

/** The pack in the SDK's own host, which is asked about one stack after the other. */
export class Host {
    private constructor(
        private readonly client: stubs.AnalyzerClient,
        private readonly proto: typeof messages,
        private readonly Struct: typeof structs.Struct,
        /** Levels by rule. */
        readonly rules: ReadonlyMap<string, number>,
        private readonly stopHost: () => void,
    ) {}

    static async start(config?: Config): Promise<Host> {
        const started = await startPolicyHost(pack, config && askedWith(config));
        const { port, load } = started;
        const grpc = load<typeof grpcJs>("@grpc/grpc-js");
        const proto = load<typeof messages>("./proto/analyzer_pb.js");
        const { AnalyzerClient } = load<typeof stubs>("./proto/analyzer_grpc_pb.js");
        const { Empty } = load<typeof empty>("google-protobuf/google/protobuf/empty_pb.js");
        const { Struct } = load<typeof structs>("google-protobuf/google/protobuf/struct_pb.js");
        const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
            "grpc.max_receive_message_length": 400 * 1024 * 1024,
        });
        const configure = new proto.AnalyzerStackConfigureRequest();
        configure.setStack("test");
        configure.setProject("proof");
        configure.setDryRun(true);
        await ask(done => client.configureStack(configure, done));
        const info = await ask<messages.AnalyzerInfo>(done => client.getAnalyzerInfo(new Empty(), done));
        const rules = new Map(info.getPoliciesList().map(policy => [policy.getName(), policy.getEnforcementlevel()]));
        return new Host(client, proto, Struct, rules, () => (client.close(), started.stop()));
    }

    stop(): void {
        this.stopHost();
    }

    /** All that the pack says of a stack. */
    async judge(stack: readonly Shown[]): Promise<readonly Remark[]> {
        const said: Remark[] = [];
        for (const one of stack) said.push(...(await this.judgeOne(one)));
        return [...said, ...(await this.judgeStack(stack))];
    }

    /** Gives rules levels and settings, until `configure` is called again. */
    async configure(configured: Configured = {}): Promise<void> {
        const request = new this.proto.ConfigureAnalyzerRequest();
        for (const [rule, { level, settings = {} }] of Object.entries(configured)) {
            const config = new this.proto.PolicyConfig();
            config.setEnforcementlevel(levels[level]);
            config.setProperties(this.#struct(settings));
            request.getPolicyconfigMap().set(rule, config);
        }
        await ask(done => this.client.configure(request, done));
    }

    /** The inputs that a rule's remediation gives a resource; `undefined` where it leaves them alone. */
    async mended(one: Shown, rule: string): Promise<object | undefined> {
        const answer = await ask<messages.RemediateResponse>(done => this.client.remediate(this.#request(one), done));
        const found = answer.getRemediationsList().find(remediation => remediation.getPolicyname() === rule);
        return found?.getProperties()?.toJavaScript();
    }

    /** What rules on single resources say. */
    async judgeOne(one: Shown): Promise<readonly Remark[]> {
        const request = this.#request(one);
        await ask(done => this.client.remediate(request, done));
        return remarksOf(await ask(done => this.client.analyze(request, done)), one.urn);
    }

    #request({ urn, type, props, provider, protect = false }: Shown): messages.AnalyzeRequest {
        const request = new this.proto.AnalyzeRequest();
        request.setUrn(urn);
        request.setType(type);
        request.setName(nameOf(urn));
        request.setProperties(this.#struct(props));
        const options = new this.proto.AnalyzerResourceOptions();
        options.setProtect(protect);
        options.setCustomtimeouts(new this.proto.AnalyzerResourceOptions.CustomTimeouts());
        request.setOptions(options);
        if (provider) request.setProvider(this.#provider(provider));
        return request;
    }

    /** What rules that look across resources say. */
    async judgeStack(stack: readonly Shown[]): Promise<readonly Remark[]> {
        const request = new this.proto.AnalyzeStackRequest();
        request.setResourcesList(stack.map(one => this.#resource(one)));
        return remarksOf(await ask(done => this.client.analyzeStack(request, done)), "");
    }

    /** The policy SDK knows no references to resources, and would never answer; nor of secrets as a document has them. */
    #struct = (value: object) => this.Struct.fromJavaScript(asSent(withoutReferences(value)) as never);

    #provider(inputs: object): messages.AnalyzerProviderResource {
        const provider = new this.proto.AnalyzerProviderResource();
        provider.setProperties(this.#struct(inputs));
        return provider;
    }

    #resource({
        urn,
        type,
        props,
        answers = {},
        became = { ...props, ...answers },
        parent = "",
        protect = false,
        ignoreChanges = [],
        propertyDependencies = {},
        provider,
    }: Shown): messages.AnalyzerResource {
        const resource = new this.proto.AnalyzerResource();
        resource.setUrn(urn);
        resource.setType(type);
        resource.setName(nameOf(urn));
        resource.setProperties(this.#struct(became));
        const options = new this.proto.AnalyzerResourceOptions();
        options.setProtect(protect);
        options.setIgnorechangesList([...ignoreChanges]);
        options.setCustomtimeouts(new this.proto.AnalyzerResourceOptions.CustomTimeouts());
        resource.setOptions(options);
        resource.setParent(parent);
        if (provider) resource.setProvider(this.#provider(provider));
        const sources = Object.entries(propertyDependencies).filter(([, urns]) => urns.length > 0);
        resource.setDependenciesList([...new Set(sources.flatMap(([, urns]) => urns))]);
        for (const [key, urns] of sources) {
            const dependencies = new this.proto.AnalyzerPropertyDependencies();
            dependencies.setUrnsList([...urns]);
            resource.getPropertydependenciesMap().set(key, dependencies);
        }
        return resource;
    }
}

function asSent(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(asSent);
    if (!isRecord(value)) return value;
    if (hasSignature(value, "secret") && typeof value.plaintext === "string") return markSecret(JSON.parse(value.plaintext));
    return mapValues(Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)), asSent);
}

export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

function remarksOf(response: messages.AnalyzeResponse, urn: string): readonly Remark[] {
    return response.getDiagnosticsList().map(diagnostic => ({
        rule: diagnostic.getPolicyname(),
        urn: diagnostic.getUrn() || urn,
        // The host puts the rule's description before each message.
        message: diagnostic.getMessage().replace(`${diagnostic.getDescription()}\n`, ""),
        level: diagnostic.getEnforcementlevel(),
    }));
}

type Done<T> = (error: Error | null, response: T) => void;

const ask = <T>(question: (done: Done<T>) => unknown): Promise<T> =>
    new Promise((resolve, reject) => question((error, response) => (error ? reject(error) : resolve(response))));
