import * as fs from "node:fs";
import Module from "node:module";
import { putOffModules, replaceInSdk } from "./lazy-modules";

/**
 * Goes before the SDK's run-policy-pack in its process, which makes ready for a pack in TypeScript whatever it is given:
 * half of its start. A built pack needs nothing of that; the first TypeScript file that is required brings it.
 */
putOffModules();
// Settings of TypeScript may say that JavaScript is compiled too.
if (!fs.existsSync("tsconfig.json")) putOffCompiler();

interface TsNode {
    register(options: unknown): unknown;
}

function putOffCompiler(): void {
    replaceInSdk(
        request => /\bts-node(@[\d.]+)?$/.test(request),
        ({ load }) => {
            const tsNode = load() as TsNode;
            return { ...tsNode, register: (options: unknown) => onTypeScript(() => tsNode.register(options)) };
        },
    );
}

/** Calls `register`, which sets what loads TypeScript, when the first such file is loaded. */
function onTypeScript(register: () => unknown): void {
    const handlers = (Module as unknown as { _extensions: Record<string, (module: unknown, file: string) => void> })._extensions;
    const names = [".ts", ".tsx"];
    for (const name of names) {
        handlers[name] = (module, file) => {
            for (const stub of names) delete handlers[stub];
            register();
            handlers[name]!(module, file);
        };
    }
}
