import * as path from "node:path";
import type { ReadResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { PropertyMap, ResourceState } from "../types";
import { portable } from "./assets";
import type { Goal } from "./goal";
import type { SourceMapper } from "./source-map";

interface Answered {
    readonly id: string | undefined;
    readonly outputs: PropertyMap;
    readonly aliases: readonly string[];
    /** The project's folder: paths in the document are relative to it. */
    readonly root: string;
    readonly mapper: SourceMapper;
}

/** The entry of the deployment document; what is empty is left out, as the engine does. */
export function stateOf(urn: string, goal: Goal, { id, outputs, aliases, root, mapper }: Answered): ResourceState {
    const { options } = goal;
    const state: ResourceState = {
        urn,
        custom: goal.custom,
        id,
        type: goal.type,
        inputs: filled(portable(goal.inputs, root) as PropertyMap),
        outputs: filled(portable(outputs, root) as PropertyMap),
        parent: goal.parent,
        protect: options.protect || undefined,
        dependencies: unlessEmpty([...goal.dependencies].sort()),
        provider: goal.custom ? options.provider || undefined : undefined,
        propertyDependencies: sortedDependencies(goal.propertyDependencies),
        additionalSecretOutputs: unlessEmpty(options.additionalSecretOutputs),
        aliases: unlessEmpty(aliases),
        customTimeouts: timeoutsOf(options.customTimeouts),
        importID: options.importId || undefined,
        retainOnDelete: options.retainOnDelete || undefined,
        deletedWith: options.deletedWith || undefined,
        replaceWith: unlessEmpty(options.replaceWith),
        sourcePosition: sourcePosition(goal.stack, root, mapper),
        ignoreChanges: unlessEmpty(options.ignoreChanges),
        hideDiff: unlessEmpty(options.hideDiff),
        replaceOnChanges: unlessEmpty(options.replaceOnChanges),
    };
    return defined(state);
}

/** The entry of a resource that the program only reads. */
export function externalState(
    request: ReadResourceRequest,
    known: Pick<ResourceState, "urn" | "inputs" | "outputs" | "parent" | "provider" | "sourcePosition">,
): ResourceState {
    return defined({
        urn: known.urn,
        custom: true,
        id: request.getId(),
        type: request.getType(),
        inputs: filled(known.inputs ?? {}),
        outputs: filled(known.outputs ?? {}),
        parent: known.parent,
        external: true,
        dependencies: unlessEmpty(request.getDependenciesList().sort()),
        provider: known.provider || undefined,
        additionalSecretOutputs: unlessEmpty(request.getAdditionalsecretoutputsList()),
        sourcePosition: known.sourcePosition,
    });
}

const defined = (state: ResourceState): ResourceState =>
    Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)) as unknown as ResourceState;

/** What is empty is left out. */
export const filled = (map: PropertyMap): PropertyMap | undefined => (Object.keys(map).length > 0 ? map : undefined);
const unlessEmpty = <T>(list: readonly T[]): T[] | undefined => (list.length > 0 ? [...list] : undefined);

/** One entry for every input, empty or not, as the engine keeps them. */
function sortedDependencies(dependencies: Goal["propertyDependencies"]): Record<string, string[]> | undefined {
    const keys = Object.keys(dependencies).sort();
    return keys.length > 0 ? Object.fromEntries(keys.map(key => [key, [...dependencies[key]!].sort()])) : undefined;
}

function timeoutsOf(timeouts: Goal["options"]["customTimeouts"]): ResourceState["customTimeouts"] {
    const some = Object.entries(timeouts)
        .filter(([, text]) => text !== "")
        .map(([key, text]) => [key, seconds(text)]);
    return some.length > 0 ? (Object.fromEntries(some) as Record<string, number>) : undefined;
}

const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a Go duration: "1h30m", "90s". */
export function seconds(duration: string): number {
    const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
    if (parts.length === 0 || parts.map(part => part[0]).join("") !== duration) {
        throw new Error(`'${duration}' is not a duration such as "30m" or "1h30m"`);
    }
    return parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0);
}

/** webstack's components, as sources and as built: its own programs lie beside them. */
const components = ["components", path.join("dist", "components")].map(folder => path.resolve(__dirname, "../../..", folder) + path.sep);

/** The innermost call in the project's own files, as the engine writes it: `project:///index.ts#3,14`. */
export function sourcePosition(stack: Goal["stack"], root: string, mapper: SourceMapper): string | undefined {
    for (const frame of stack) {
        if (!frame.file.startsWith(root + path.sep) || frame.file.includes(`${path.sep}node_modules${path.sep}`)) continue;
        const original = mapper.original(frame);
        if (!original || components.some(folder => original.file.startsWith(folder))) continue;
        return `project:///${path.relative(root, original.file).split(path.sep).join("/")}#${original.line},${original.column}`;
    }
    return undefined;
}
