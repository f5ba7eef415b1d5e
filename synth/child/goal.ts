import { fileURLToPath } from "node:url";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type * as res from "@pulumi/pulumi/proto/resource_pb";
import type { PropertyMap } from "../types";
import type { AliasSpec } from "../urn";
import type { Position } from "./source-map";

/** What a program asks of a resource: the request, with what it inherits from its parent already in it. */
export interface Goal {
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    readonly remote: boolean;
    readonly parent: string | undefined;
    readonly packageRef: string;
    /** Where the program made it, innermost call first. */
    readonly stack: readonly Position[];
    inputs: PropertyMap;
    dependencies: string[];
    propertyDependencies: Record<string, string[]>;
    options: Options;
}

/** The options that transforms may change. */
export interface Options {
    protect?: boolean;
    retainOnDelete?: boolean;
    deleteBeforeReplace?: boolean;
    /** `urn::id` of the explicit provider, or "". */
    provider: string;
    /** Providers handed to the children, by package. */
    providers: Record<string, string>;
    version: string;
    pluginDownloadUrl: string;
    deletedWith: string;
    replaceWith: string[];
    importId: string;
    aliases: AliasSpec[];
    ignoreChanges: string[];
    replaceOnChanges: string[];
    hideDiff: string[];
    additionalSecretOutputs: string[];
    customTimeouts: { create: string; update: string; delete: string };
}

export function goalOf(request: res.RegisterResourceRequest): Goal {
    const timeouts = request.getCustomtimeouts();
    const propertyDependencies: Record<string, string[]> = {};
    for (const [key, value] of request.getPropertydependenciesMap().entries()) {
        propertyDependencies[key] = value.getUrnsList();
    }
    return {
        type: request.getType(),
        name: request.getName(),
        custom: request.getCustom(),
        remote: request.getRemote(),
        parent: request.getParent() || undefined,
        packageRef: request.getPackageref(),
        stack: stackOf(request),
        inputs: request.getObject()?.toJavaScript() ?? {},
        dependencies: request.getDependenciesList(),
        propertyDependencies,
        options: {
            protect: request.hasProtect() ? request.getProtect() : undefined,
            retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
            deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
            provider: request.getProvider(),
            providers: Object.fromEntries(request.getProvidersMap().entries()),
            version: request.getVersion(),
            pluginDownloadUrl: request.getPlugindownloadurl(),
            deletedWith: request.getDeletedwith(),
            replaceWith: request.getReplaceWithList(),
            importId: request.getImportid(),
            aliases: [...request.getAliasurnsList().map(urn => ({ urn })), ...request.getAliasesList().map(aliasOf)],
            ignoreChanges: request.getIgnorechangesList(),
            replaceOnChanges: request.getReplaceonchangesList(),
            hideDiff: request.getHidediffsList(),
            additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
            customTimeouts: {
                create: timeouts?.getCreate() ?? "",
                update: timeouts?.getUpdate() ?? "",
                delete: timeouts?.getDelete() ?? "",
            },
        },
    };
}

/** Where the program asked for it, innermost call first. */
export function stackOf(request: res.RegisterResourceRequest | res.ReadResourceRequest): Position[] {
    const frames = request.getStacktrace()?.getFramesList() ?? [];
    const positions = frames.length > 0 ? frames.map(frame => frame.getPc()) : [request.getSourceposition()];
    return positions
        .filter(position => position !== undefined)
        .map(position => ({ file: fileOf(position.getUri()), line: position.getLine(), column: position.getColumn() }));
}

/** The SDK takes the address of an ES module for a path, and puts the working directory before it. */
function fileOf(uri: string): string {
    const file = uri.startsWith("file:") ? fileURLToPath(uri) : uri;
    const address = /[\\/](file:[\\/].*)/.exec(file)?.[1];
    return address ? fileURLToPath(address) : file;
}

export function aliasOf(alias: Alias): AliasSpec {
    const spec = alias.getSpec();
    if (!spec) return { urn: alias.getUrn() };
    return {
        name: spec.getName(),
        type: spec.getType(),
        stack: spec.getStack(),
        project: spec.getProject(),
        parentUrn: spec.getParenturn(),
        noParent: spec.getNoparent(),
    };
}

/** What a child takes over from its parent (resmon.inheritFromParent of the engine). */
export function inherit(goal: Goal, parent: Goal): void {
    const { options } = goal;
    options.deletedWith ||= parent.options.deletedWith;
    options.protect ??= parent.options.protect;
    options.retainOnDelete ??= parent.options.retainOnDelete;
    if (!options.provider && !goal.custom && !goal.remote) options.provider = parent.options.provider;
    options.provider ||= goal.custom ? (parent.options.providers[packageOf(goal.type)] ?? "") : "";
    if (!goal.custom) options.providers = { ...parent.options.providers, ...options.providers };
}

/** The package of a type token: `aws` of `aws:s3/bucket:Bucket`, and of the provider type `pulumi:providers:aws`. */
export function packageOf(type: string): string {
    const [pkg, module, name] = type.split(":");
    return pkg === "pulumi" && module === "providers" ? name! : pkg!;
}

export const isProviderType = (type: string): boolean => type.startsWith("pulumi:providers:");
