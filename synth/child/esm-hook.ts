/** A module loader hook (it runs in Node's loader thread) that serves the compiled program under its own address. */
let served: { url: string; code: string } | undefined;

interface Loaded {
    format: string;
    source: string;
    shortCircuit: boolean;
}

export function initialize(data: { url: string; code: string }): void {
    served = data;
}

export async function load(url: string, context: unknown, nextLoad: (url: string, context: unknown) => Promise<Loaded>): Promise<Loaded> {
    if (url === served?.url) return { format: "module", source: served.code, shortCircuit: true };
    return nextLoad(url, context);
}

/** The entry may have an ending that Node does not load by itself (.ts): it exists, and that is enough. */
export async function resolve(
    specifier: string,
    context: unknown,
    nextResolve: (specifier: string, context: unknown) => Promise<unknown>,
): Promise<unknown> {
    if (specifier === served?.url) return { url: specifier, format: "module", shortCircuit: true };
    return nextResolve(specifier, context);
}
