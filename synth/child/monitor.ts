import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type * as provider from "@pulumi/pulumi/proto/provider_pb";
import type * as res from "@pulumi/pulumi/proto/resource_pb";
import { createHash } from "node:crypto";
import { SynthError } from "../errors";
import type { Job, Notice, PropertyMap, ResourceState } from "../types";
import { aliasUrns, makeUrn, providerUrn } from "../urn";
import { hasUnknown, isSecret, markSecret, maskSecrets, unwrap } from "../wire";
import type { Analyzers } from "./analyzers";
import { portable } from "./assets";
import { goalOf, inherit, isProviderType, packageOf, stackOf, type Goal } from "./goal";
import { DefaultProviders, providerId, requestOf, type PackageRequest } from "./providers";
import type { Sdk } from "./sdk";
import type { SourceMapper } from "./source-map";
import { externalState, filled, sourcePosition, stateOf } from "./state";
import { standIn, standInRegion, text } from "./stand-ins";
import { answerInvoke } from "./stand-ins/invokes";
import { applyTransforms, Transforms, type Transform } from "./transforms";

type Reply<T> = (error: Error | null, response?: T) => void;

/**
 * The resource monitor a program talks to. It answers as the engine does in a preview, from tables instead of
 * providers, and keeps every resource it was told of.
 *
 * The methods are those of the SDK's ResourceMonitorClient, called in this process without a network.
 */
export class Monitor {
    readonly states = new Map<string, ResourceState>();
    readonly notices = new Map<string, Notice>();
    readonly #goals = new Map<string, Goal>();
    readonly #claimed = new Set<string>();
    readonly #aliases = new Map<string, string[]>();
    readonly #transforms = new Map<string, Transform[]>();
    readonly #stackTransforms: Transform[] = [];
    readonly #invokeTransforms: Callback[] = [];
    readonly #packages = new Map<string, PackageRequest>();
    readonly #runner: Transforms;
    readonly #defaults: DefaultProviders;

    constructor(
        private readonly sdk: Sdk,
        private readonly job: Job,
        private readonly analyzers: Analyzers,
        private readonly mapper: SourceMapper,
    ) {
        this.#runner = new Transforms(sdk);
        this.#defaults = new DefaultProviders(job.stack, job.project, job.config, job.secretKeys, state => this.#keep(state));
    }

    getDeploymentInfo(_: unknown, reply: Reply<res.DeploymentInfo>): void {
        const F = this.sdk.resource.ResourceMonitorFeature;
        const info = new this.sdk.resource.DeploymentInfo();
        info.setSupportedfeaturesList(
            [
                F.RESOURCE_MONITOR_FEATURE_SECRETS,
                F.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
                F.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
                F.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
                F.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
                F.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
                F.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
                F.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
                F.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
                F.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
                F.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
                F.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
                F.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS,
            ].filter(feature => feature !== undefined),
        );
        reply(null, info);
    }

    /** How SDKs before GetDeploymentInfo ask, feature by feature. */
    supportsFeature(request: res.SupportsFeatureRequest, reply: Reply<res.SupportsFeatureResponse>): void {
        const response = new this.sdk.resource.SupportsFeatureResponse();
        response.setHassupport(request.getId() !== "outputValues");
        reply(null, response);
    }

    registerResource(request: res.RegisterResourceRequest, reply: Reply<res.RegisterResourceResponse>): void {
        answer(reply, async () => {
            const goal = goalOf(request);
            const own = request.getTransformsList().map(callback => this.#runner.of(callback));
            const { state, outputs } = await this.#register(goal, own);
            const response = new this.sdk.resource.RegisterResourceResponse();
            response.setUrn(state.urn);
            response.setId(state.id ?? "");
            response.setObject(this.sdk.structs.Struct.fromJavaScript(outputs as never));
            return response;
        });
    }

    async #register(goal: Goal, own: Transform[]): Promise<{ state: ResourceState; outputs: PropertyMap }> {
        const { stack, project } = this.job;
        const parent = goal.parent ? this.#goals.get(goal.parent) : undefined;
        if (parent) inherit(goal, parent);
        const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
        if (own.length > 0) this.#transforms.set(urn, own);
        await applyTransforms(goal, own, [...this.#ancestorTransforms(goal.parent), ...this.#stackTransforms]);
        this.#claim(urn);
        this.#goals.set(urn, goal);

        if ((goal.custom || goal.remote) && !isProviderType(goal.type)) {
            goal.options.provider ||= this.#defaultProvider(goal);
        }
        if (goal.remote) {
            this.#notice("remote-component", `${goal.type} '${goal.name}' is built by its provider: its resources are not shown`);
        }
        if (goal.type.startsWith("pulumi-nodejs:dynamic")) {
            this.#notice("dynamic-provider", `${goal.type} '${goal.name}' has a dynamic provider, which is not executed`);
            goal.inputs = withoutProviderCode(goal.inputs);
        }
        if (isProviderType(goal.type)) this.#completeProvider(goal);
        const provider = this.#providerOf(goal.options.provider);
        goal.inputs = await this.analyzers.remediate(urn, goal, provider);

        const aliases = aliasUrns(
            { stack, project, type: goal.type, name: goal.name, parent: goal.parent },
            goal.options.aliases,
            (goal.parent && this.#aliases.get(goal.parent)) || [],
        );
        this.#aliases.set(urn, aliases);
        const { id, outputs } = this.#answer(urn, goal, provider);
        const state = stateOf(urn, goal, { id, outputs, aliases, root: this.job.root, mapper: this.mapper });
        this.#keep(state);
        this.analyzers.analyze(urn, goal, provider);
        return { state, outputs };
    }

    /** The outputs of a preview: the inputs, and stand-ins for what the provider would add. */
    #answer(urn: string, goal: Goal, provider: ResourceState | undefined): { id?: string; outputs: PropertyMap } {
        if (isProviderType(goal.type)) return { id: providerId(urn), outputs: goal.inputs };
        if (!goal.custom) return { outputs: {} };
        const made = standIn({ type: goal.type, name: goal.name, urn, inputs: goal.inputs }, provider?.inputs);
        const outputs: PropertyMap = { ...made.outputs, ...goal.inputs, ...nested(made.outputs, goal.inputs) };
        for (const key of goal.options.additionalSecretOutputs) {
            if (key in outputs && !isSecret(outputs[key])) outputs[key] = markSecret(outputs[key]);
        }
        return { id: goal.options.importId || made.id, outputs };
    }

    readResource(request: res.ReadResourceRequest, reply: Reply<res.ReadResourceResponse>): void {
        answer(reply, () => {
            const { stack, project } = this.job;
            const type = request.getType();
            const name = request.getName();
            const parent = request.getParent() || undefined;
            const urn = makeUrn(stack, project, parent, type, name);
            this.#claim(urn);
            const inputs = (request.getProperties()?.toJavaScript() ?? {}) as PropertyMap;
            let reference = request.getProvider();
            if (!isProviderType(type) && !reference) {
                reference = this.#defaults.reference(
                    this.#packages.get(request.getPackageref()) ?? {
                        name: packageOf(type),
                        version: request.getVersion(),
                        pluginDownloadUrl: request.getPlugindownloadurl(),
                    },
                    type,
                );
            }
            let outputs: PropertyMap;
            if (type === "pulumi:pulumi:StackReference") {
                // What another stack exports is not known here: its outputs stay unknown.
                outputs = { name: inputs.name ?? name };
                this.#notice(
                    "stack-reference",
                    `The outputs of stack ${text(unwrap(maskSecrets(inputs.name))) ?? name} are unknown in a preview without its state`,
                );
            } else {
                const made = standIn({ type, name, urn, inputs, id: request.getId() }, this.#providerOf(reference)?.inputs);
                outputs = { ...made.outputs, ...inputs };
            }
            this.#keep(
                externalState(request, {
                    urn,
                    inputs: portable(inputs, this.job.root) as PropertyMap,
                    outputs: portable(outputs, this.job.root) as PropertyMap,
                    parent,
                    provider: reference,
                    sourcePosition: sourcePosition(stackOf(request), this.job.root, this.mapper),
                }),
            );
            const response = new this.sdk.resource.ReadResourceResponse();
            response.setUrn(urn);
            response.setProperties(this.sdk.structs.Struct.fromJavaScript(outputs as never));
            return response;
        });
    }

    existsResource(_: unknown, reply: Reply<res.ExistsResourceResponse>): void {
        const response = new this.sdk.resource.ExistsResourceResponse();
        response.setUnknown(true);
        reply(null, response);
    }

    invoke(request: res.ResourceInvokeRequest, reply: Reply<res.ResourceInvokeResponse>): void {
        answer(reply, async () => {
            const token = request.getTok();
            let args = (request.getArgs()?.toJavaScript() ?? {}) as PropertyMap;
            for (const callback of this.#invokeTransforms) args = await this.#runner.invoke(callback, token, args);
            args = unwrap(args) as PropertyMap;
            const { Struct } = this.sdk.structs;
            const response = new this.sdk.resource.ResourceInvokeResponse();
            if (token === "pulumi:pulumi:getResource") {
                const state = this.states.get(String(args.urn));
                if (!state) throw new Error(`unknown resource ${String(args.urn)}`);
                response.setReturn(Struct.fromJavaScript({ urn: state.urn, id: state.id ?? "", state: state.outputs ?? {} }));
                return response;
            }
            if (hasUnknown(args)) {
                response.setUnknown(true);
                return response;
            }
            const region =
                text(this.#providerOf(request.getProvider())?.inputs?.region) ?? text(this.job.config["aws:region"]) ?? standInRegion;
            const { result, notice } = answerInvoke(token, args, { region });
            // A look at what the program itself makes is made up as much as that thing's own outputs are.
            const afterOwn = (request as Partial<typeof request>).getDependsonList?.().length;
            if (notice && !afterOwn) this.#notice("invoke", notice);
            response.setReturn(Struct.fromJavaScript(result as never));
            return response;
        });
    }

    call(request: { getTok(): string }, reply: Reply<provider.CallResponse>): void {
        this.#notice("call", `The method ${request.getTok()} of a remote component is not run: its result is empty`);
        const { CallResponse } = this.sdk.load<typeof provider>("./proto/provider_pb.js");
        const response = new CallResponse();
        response.setReturn(this.sdk.structs.Struct.fromJavaScript({}));
        reply(null, response);
    }

    registerResourceOutputs(request: res.RegisterResourceOutputsRequest, reply: Reply<unknown>): void {
        answer(reply, () => {
            const state = this.states.get(request.getUrn());
            if (!state) throw new Error(`unknown resource ${request.getUrn()}`);
            state.outputs = filled(portable(request.getOutputs()?.toJavaScript() ?? {}, this.job.root) as PropertyMap);
            return new this.sdk.empty.Empty();
        });
    }

    registerStackTransform(callback: Callback, reply: Reply<unknown>): void {
        this.#stackTransforms.push(this.#runner.of(callback));
        reply(null, new this.sdk.empty.Empty());
    }

    registerStackInvokeTransform(callback: Callback, reply: Reply<unknown>): void {
        this.#invokeTransforms.push(callback);
        reply(null, new this.sdk.empty.Empty());
    }

    /** Hooks run around the operations of an update; a preview has none. */
    registerResourceHook(_: unknown, reply: Reply<unknown>): void {
        reply(null, new this.sdk.empty.Empty());
    }

    registerErrorHook(_: unknown, reply: Reply<unknown>): void {
        reply(null, new this.sdk.empty.Empty());
    }

    signalAndWaitForShutdown(_: unknown, reply: Reply<unknown>): void {
        reply(null, new this.sdk.empty.Empty());
    }

    registerPackage(request: res.RegisterPackageRequest, reply: Reply<res.RegisterPackageResponse>): void {
        const parameterization = request.getParameterization();
        const wanted: PackageRequest = {
            name: parameterization?.getName() || request.getName(),
            version: parameterization?.getVersion() || request.getVersion(),
            pluginDownloadUrl: request.getDownloadUrl(),
        };
        const reference = createHash("sha256").update(JSON.stringify(wanted)).digest("hex").slice(0, 32);
        this.#packages.set(reference, wanted);
        const response = new this.sdk.resource.RegisterPackageResponse();
        response.setRef(reference);
        reply(null, response);
    }

    #defaultProvider(goal: Goal): string {
        const wanted = this.#packages.get(goal.packageRef) ?? requestOf(packageOf(goal.type), goal.options);
        return this.#defaults.reference(wanted, goal.type);
    }

    /** An explicit provider carries the version of its package among its inputs. */
    #completeProvider(goal: Goal): void {
        if (goal.options.version) goal.inputs = { ...goal.inputs, version: goal.options.version };
        if (goal.options.pluginDownloadUrl) goal.inputs = { ...goal.inputs, pluginDownloadURL: goal.options.pluginDownloadUrl };
    }

    #providerOf(reference: string): ResourceState | undefined {
        return reference ? this.states.get(providerUrn(reference)) : undefined;
    }

    #ancestorTransforms(parent: string | undefined): Transform[] {
        const found: Transform[] = [];
        for (let urn = parent; urn; urn = this.#goals.get(urn)?.parent) found.push(...(this.#transforms.get(urn) ?? []));
        return found;
    }

    /** Two resources of one URN are an error, also while the first is still on its way. */
    #claim(urn: string): void {
        if (this.#claimed.has(urn)) throw new SynthError(`Duplicate resource URN '${urn}'; try giving it a unique name`);
        this.#claimed.add(urn);
    }

    #keep(state: ResourceState): void {
        this.states.set(state.urn, state);
    }

    #notice(kind: Notice["kind"], message: string): void {
        this.notices.set(message, { kind, message });
    }
}

function answer<T>(reply: Reply<T>, make: () => T | Promise<T>): void {
    new Promise<T>(resolve => resolve(make())).then(
        response => reply(null, response),
        (error: unknown) => {
            const failure = error instanceof Error ? error : new Error(String(error));
            // The SDK reads `details`, which errors of gRPC have.
            reply(Object.assign(failure, { details: failure.message }));
        },
    );
}

/** Objects that both hold: the inputs win key by key. */
function nested(outputs: PropertyMap, inputs: PropertyMap): PropertyMap {
    return Object.fromEntries(
        Object.entries(outputs)
            .filter(([key, value]) => isPlainObject(value) && isPlainObject(inputs[key]))
            .map(([key, value]) => [key, { ...(value as PropertyMap), ...(inputs[key] as PropertyMap) }]),
    );
}

const isPlainObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value) && !isSecret(value);

/** The serialised code of a dynamic provider differs from machine to machine; its kind is enough to show it. */
function withoutProviderCode(inputs: PropertyMap): PropertyMap {
    return "__provider" in inputs ? { ...inputs, __provider: "[dynamic provider]" } : inputs;
}
