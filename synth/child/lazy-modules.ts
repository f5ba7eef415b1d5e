import Module, { createRequire } from "node:module";

/**
 * Parts of the SDK that a synth and its policies hardly ever touch: a compiler and a package manager, with which the code
 * of dynamic providers is serialised, and the Automation API. Loading them takes a third of a small synth, so they load
 * when something of them is first touched.
 */
const rarelyUsed = new Set(["typescript", "@npmcli/arborist", "./automation"]);

/** Runs `load` with the rarely used modules put off. Programs that require them themselves get the real ones. */
export function withLazyModules<T>(load: () => T): T {
    const restore = putOffModules();
    try {
        return load();
    } finally {
        restore();
    }
}

/** Puts the rarely used modules off until the function that it returns is called. */
export const putOffModules = (): (() => void) => replaceInSdk(request => rarelyUsed.has(request), lazily);

interface Parent {
    readonly filename?: string;
}

interface Loader {
    _resolveFilename(this: void, request: string, parent: Parent | undefined, ...rest: unknown[]): string;
    _cache: Record<string, unknown>;
}

/** A module that the SDK asked for. */
export interface Asked {
    readonly load: () => unknown;
    /** What its package.json says, where it is a package of its own. */
    readonly version: unknown;
}

/**
 * Gives the SDK another module where it asks for one of these. The other one is found by its name: a function around
 * the loading of modules would stand in the stack traces of whatever is loaded.
 */
export function replaceInSdk(isMeant: (request: string) => boolean, replacement: (asked: Asked) => unknown): () => void {
    const loader = Module as unknown as Loader;
    const original = loader._resolveFilename;
    loader._resolveFilename = (request, parent, ...rest) => {
        const file = original(request, parent, ...rest);
        if (!isMeant(request) || !parent?.filename?.includes("@pulumi")) return file;
        const require = createRequire(parent.filename) as (id: string) => unknown;
        const other = `${file} of webstack`;
        loader._cache[other] ??= Object.assign(new Module(other), {
            exports: replacement({ load: () => require(file), version: versionOf(request, require) }),
            loaded: true,
        });
        return other;
    };
    return () => void (loader._resolveFilename = original);
}

function versionOf(name: string, require: (id: string) => unknown): unknown {
    try {
        return (require(`${name}/package.json`) as { readonly version?: unknown }).version;
    } catch {
        return undefined;
    }
}

function lazily({ load, version }: Asked): unknown {
    let loaded: object | undefined;
    const real = (): object => (loaded ??= load() as object);
    // Compiled imports ask for __esModule before anything else: "yes" keeps them from copying every property. The SDK
    // asks the compiler's version before it needs the compiler.
    const known = new Map<unknown, unknown>([["__esModule", true]]);
    if (version !== undefined) known.set("version", version);
    return new Proxy(
        {},
        {
            get: (_, key) => (known.has(key) ? known.get(key) : key === "default" ? real() : (Reflect.get(real(), key) as unknown)),
            has: (_, key) => Reflect.has(real(), key),
        },
    );
}
