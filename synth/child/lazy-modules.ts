import Module from "node:module";

/**
 * Parts of the SDK that only dynamic providers use, to serialise their code: a compiler and a package manager.
 * Loading them takes a third of a small synth, so they load when something of them is first touched.
 */
const rarelyUsed = new Set(["typescript", "@npmcli/arborist"]);

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;

/** Runs `load` with the rarely used modules put off. Programs that require them themselves get the real ones. */
export function withLazyModules<T>(load: () => T): T {
    const loader = Module as unknown as { _load: Load };
    const original = loader._load;
    loader._load = function (request, parent, isMain) {
        const whole = (): unknown => original.call(this, request, parent, isMain);
        const bySdk = parent?.filename?.includes("@pulumi") === true;
        return bySdk && rarelyUsed.has(request) ? lazily(whole) : whole();
    };
    try {
        return load();
    } finally {
        loader._load = original;
    }
}

function lazily(load: () => unknown): unknown {
    let loaded: object | undefined;
    const real = (): object => (loaded ??= load() as object);
    return new Proxy(
        {},
        {
            // Compiled imports ask this before anything else; "yes" keeps them from copying every property.
            get: (_, key) => (key === "__esModule" ? true : key === "default" ? real() : (Reflect.get(real(), key) as unknown)),
            has: (_, key) => Reflect.has(real(), key),
        },
    );
}
