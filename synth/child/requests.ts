import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import type { PropertyMap, ResourceState } from "../types";
import { nameOf, providerUrn } from "../urn";
import { withoutReferences } from "../wire";
import type { Analyzer } from "./analyzer";
import { seconds } from "./state";

/** What is asked of a resource: by a program that makes it, or by a state that has it. */
export interface Requested {
    readonly type: string;
    readonly parent: string | undefined;
    readonly inputs: PropertyMap;
    readonly options: RequestedOptions;
}

interface RequestedOptions {
    readonly protect?: boolean;
    readonly ignoreChanges?: string[];
    readonly additionalSecretOutputs?: string[];
    readonly aliases?: readonly (string | { readonly urn?: string })[];
    readonly customTimeouts?: Partial<Record<"create" | "update" | "delete", string | number>>;
}

/** One resource, before it is made. */
export function requestFor(
    analyzer: Analyzer,
    urn: string,
    { type, parent, inputs, options }: Requested,
    provider: ResourceState | undefined,
): proto.AnalyzeRequest {
    const request = new analyzer.proto.AnalyzeRequest();
    request.setUrn(urn);
    request.setType(type);
    request.setName(nameOf(urn));
    request.setProperties(struct(analyzer, inputs));
    request.setOptions(optionsFor(analyzer, options, parent));
    if (provider) request.setProvider(providerFor(analyzer, provider));
    return request;
}

/** One resource among all of the stack. */
export function resourceFor(analyzer: Analyzer, state: ResourceState, all: ReadonlyMap<string, ResourceState>): proto.AnalyzerResource {
    const resource = new analyzer.proto.AnalyzerResource();
    resource.setUrn(state.urn);
    resource.setType(state.type);
    resource.setName(nameOf(state.urn));
    resource.setProperties(struct(analyzer, { ...state.inputs, ...state.outputs }));
    resource.setOptions(optionsFor(analyzer, state, state.parent));
    resource.setParent(state.parent ?? "");
    resource.setDependenciesList(state.dependencies ?? []);
    for (const [key, urns] of Object.entries(state.propertyDependencies ?? {})) {
        const dependencies = new analyzer.proto.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(urns);
        resource.getPropertydependenciesMap().set(key, dependencies);
    }
    const provider = state.provider ? all.get(providerUrn(state.provider)) : undefined;
    if (provider) resource.setProvider(providerFor(analyzer, provider));
    return resource;
}

function optionsFor(analyzer: Analyzer, options: RequestedOptions, parent: string | undefined): proto.AnalyzerResourceOptions {
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

function providerFor(analyzer: Analyzer, provider: ResourceState): proto.AnalyzerProviderResource {
    const message = new analyzer.proto.AnalyzerProviderResource();
    message.setUrn(provider.urn);
    message.setType(provider.type);
    message.setName(nameOf(provider.urn));
    message.setProperties(struct(analyzer, provider.inputs ?? {}));
    return message;
}

/** The policy SDK knows no references to resources, and would never answer. */
const struct = (analyzer: Analyzer, value: PropertyMap) => analyzer.structs.Struct.fromJavaScript(withoutReferences(value) as never);
