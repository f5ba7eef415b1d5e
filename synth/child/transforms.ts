import type * as grpcJs from "@grpc/grpc-js";
import type * as aliasPb from "@pulumi/pulumi/proto/alias_pb";
import type * as callbackGrpc from "@pulumi/pulumi/proto/callback_grpc_pb";
import type * as callbackPb from "@pulumi/pulumi/proto/callback_pb";
import type * as res from "@pulumi/pulumi/proto/resource_pb";
import { hasSignature, isRecord, isSecret, mapValues, markSecret, signatureKey, signatures, unknownValue } from "../wire";
import type { PropertyMap } from "../types";
import { aliasOf, type Goal } from "./goal";
import type { Sdk } from "./sdk";

/** Takes inputs in which secrets are marked as outputs, and returns them so; changes the goal's options in place. */
export type Transform = (goal: Goal, inputs: PropertyMap) => Promise<PropertyMap>;

/** Runs transforms where the program registered them: behind the SDK's callback server, as the engine does. */
export class Transforms {
    readonly #clients = new Map<string, callbackGrpc.CallbacksClient>();

    constructor(private readonly sdk: Sdk) {}

    /** The transform behind a callback of the program. */
    of(callback: callbackPb.Callback): Transform {
        return async (goal, inputs) => {
            const { resource } = this.sdk;
            const request = new resource.TransformRequest();
            request.setType(goal.type);
            request.setName(goal.name);
            request.setCustom(goal.custom);
            request.setParent(goal.parent ?? "");
            request.setProperties(this.sdk.structs.Struct.fromJavaScript(inputs as never));
            request.setOptions(this.#writeOptions(goal));
            const answer = resource.TransformResponse.deserializeBinary(await this.#call(callback, request.serializeBinary()));
            const options = answer.getOptions();
            if (options) readOptions(goal, options);
            return (answer.getProperties()?.toJavaScript() as PropertyMap | undefined) ?? inputs;
        };
    }

    /** The transform of an invoke's arguments. */
    async invoke(callback: callbackPb.Callback, token: string, args: PropertyMap): Promise<PropertyMap> {
        const { resource, structs } = this.sdk;
        const request = new resource.TransformInvokeRequest();
        request.setToken(token);
        request.setArgs(structs.Struct.fromJavaScript(args as never));
        request.setOptions(new resource.TransformInvokeOptions());
        const answer = resource.TransformInvokeResponse.deserializeBinary(await this.#call(callback, request.serializeBinary()));
        return answer.getArgs()?.toJavaScript() ?? {};
    }

    #call(callback: callbackPb.Callback, bytes: Uint8Array): Promise<Uint8Array> {
        const { CallbackInvokeRequest } = this.sdk.load<typeof callbackPb>("./proto/callback_pb.js");
        const request = new CallbackInvokeRequest();
        request.setToken(callback.getToken());
        request.setRequest(bytes);
        return new Promise((resolve, reject) => {
            this.#client(callback.getTarget()).invoke(request, (error, answer) => {
                if (error) reject(new Error(error.details || error.message));
                else resolve(answer.getResponse_asU8());
            });
        });
    }

    #client(target: string): callbackGrpc.CallbacksClient {
        let client = this.#clients.get(target);
        if (!client) {
            const grpc = this.sdk.load<typeof grpcJs>("@grpc/grpc-js");
            const stubs = this.sdk.load<typeof callbackGrpc>("./proto/callback_grpc_pb.js");
            client = new stubs.CallbacksClient(target, grpc.credentials.createInsecure());
            this.#clients.set(target, client);
        }
        return client;
    }

    #writeOptions(goal: Goal): res.TransformResourceOptions {
        const { options } = goal;
        const message = new this.sdk.resource.TransformResourceOptions();
        message.setDependsOnList(goal.dependencies);
        message.setProvider(options.provider);
        message.setVersion(options.version);
        message.setPluginDownloadUrl(options.pluginDownloadUrl);
        message.setDeletedWith(options.deletedWith);
        message.setReplaceWithList(options.replaceWith);
        message.setImport(options.importId);
        message.setIgnoreChangesList(options.ignoreChanges);
        message.setReplaceOnChangesList(options.replaceOnChanges);
        message.setHideDiffList(options.hideDiff);
        message.setAdditionalSecretOutputsList(options.additionalSecretOutputs);
        message.setAliasesList(options.aliases.map(alias => this.#writeAlias(alias)));
        if (options.protect !== undefined) message.setProtect(options.protect);
        if (options.retainOnDelete !== undefined) message.setRetainOnDelete(options.retainOnDelete);
        if (options.deleteBeforeReplace !== undefined) message.setDeleteBeforeReplace(options.deleteBeforeReplace);
        for (const [name, reference] of Object.entries(options.providers)) message.getProvidersMap().set(name, reference);
        const timeouts = new this.sdk.resource.RegisterResourceRequest.CustomTimeouts();
        timeouts.setCreate(options.customTimeouts.create);
        timeouts.setUpdate(options.customTimeouts.update);
        timeouts.setDelete(options.customTimeouts.delete);
        message.setCustomTimeouts(timeouts);
        return message;
    }

    #writeAlias(spec: Goal["options"]["aliases"][number]): aliasPb.Alias {
        const { Alias: Message } = this.sdk.load<typeof aliasPb>("./proto/alias_pb.js");
        const alias = new Message();
        if (spec.urn) {
            alias.setUrn(spec.urn);
            return alias;
        }
        const message = new Message.Spec();
        message.setName(spec.name ?? "");
        message.setType(spec.type ?? "");
        message.setStack(spec.stack ?? "");
        message.setProject(spec.project ?? "");
        if (spec.noParent) message.setNoparent(true);
        else if (spec.parentUrn) message.setParenturn(spec.parentUrn);
        alias.setSpec(message);
        return alias;
    }
}

function readOptions(goal: Goal, message: res.TransformResourceOptions): void {
    const timeouts = message.getCustomTimeouts();
    goal.dependencies = message.getDependsOnList();
    goal.options = {
        // The SDK returns the children's providers empty; a transform cannot change them.
        providers: goal.options.providers,
        protect: message.hasProtect() ? message.getProtect() : undefined,
        retainOnDelete: message.hasRetainOnDelete() ? message.getRetainOnDelete() : undefined,
        deleteBeforeReplace: message.hasDeleteBeforeReplace() ? message.getDeleteBeforeReplace() : undefined,
        provider: message.getProvider(),
        version: message.getVersion(),
        pluginDownloadUrl: message.getPluginDownloadUrl(),
        deletedWith: message.getDeletedWith(),
        replaceWith: message.getReplaceWithList(),
        importId: message.getImport(),
        aliases: message.getAliasesList().map(aliasOf),
        ignoreChanges: message.getIgnoreChangesList(),
        replaceOnChanges: message.getReplaceOnChangesList(),
        hideDiff: message.getHideDiffList(),
        additionalSecretOutputs: message.getAdditionalSecretOutputsList(),
        customTimeouts: {
            create: timeouts?.getCreate() ?? "",
            update: timeouts?.getUpdate() ?? "",
            delete: timeouts?.getDelete() ?? "",
        },
    };
}

/**
 * Runs a resource's transforms, with the engine's bookkeeping of dependencies (resmon.RegisterResource): only where
 * the resource has transforms of its own do its inputs carry them through, and may a transform change them.
 */
export async function applyTransforms(goal: Goal, own: readonly Transform[], others: readonly Transform[]): Promise<void> {
    if (own.length + others.length === 0) return;
    const { dependencies, propertyDependencies } = goal;
    let inputs = mapValues(goal.inputs, upgradeSecrets);
    if (own.length > 0) inputs = withDependencies(inputs, propertyDependencies);
    for (const transform of [...own, ...others]) inputs = await transform(goal, inputs);

    if (own.length === 0) goal.dependencies = dependencies;
    goal.propertyDependencies = own.length > 0 ? {} : { ...propertyDependencies };
    goal.inputs = {};
    for (const [key, value] of Object.entries(inputs)) {
        const found = new Set(goal.propertyDependencies[key]);
        goal.inputs[key] = downgrade(value, found);
        goal.propertyDependencies[key] = [...found];
        if (own.length > 0) goal.dependencies = [...new Set([...goal.dependencies, ...found])];
    }
}

function withDependencies(inputs: PropertyMap, propertyDependencies: Goal["propertyDependencies"]): PropertyMap {
    return Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => {
            const dependencies = propertyDependencies[key] ?? [];
            if (dependencies.length === 0) return [key, value];
            if (hasSignature(value, "output")) return [key, { ...(value as PropertyMap), dependencies }];
            return [key, outputMark(value, false, dependencies)];
        }),
    );
}

function upgradeSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(upgradeSecrets);
    if (!isRecord(value)) return value;
    if (isSecret(value)) return outputMark(value.value, true, []);
    return mapValues(value, upgradeSecrets);
}

function outputMark(value: unknown, secret: boolean, dependencies: string[]): unknown {
    const known = value !== unknownValue;
    return { [signatureKey]: signatures.output, ...(known ? { value } : {}), secret, dependencies };
}

/** The inverse: plain values and secrets, with the dependencies collected. */
function downgrade(value: unknown, dependencies: Set<string>): unknown {
    if (Array.isArray(value)) return value.map(item => downgrade(item, dependencies));
    if (!isRecord(value)) return value;
    if (hasSignature(value, "output")) {
        for (const urn of (value.dependencies as string[] | undefined) ?? []) dependencies.add(urn);
        const inner = "value" in value ? downgrade(value.value, dependencies) : unknownValue;
        return value.secret ? markSecret(inner) : inner;
    }
    return mapValues(value, item => downgrade(item, dependencies));
}
