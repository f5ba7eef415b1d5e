import * as fs from "node:fs";
import * as path from "node:path";
import { synthesizeInHost } from "../support/in-host";
import { root, toConsole } from "../support/synth";
import { committed } from "./committed";
import { Stack } from "./support";

/** A committed stack in a project of its own, in which a resource without an explicit provider fails the program. */
export async function synthesizeStack(
    stack: string,
    project: string,
    settings = committed(stack),
    onPrint: (line: string) => void = toConsole,
): Promise<Stack> {
    const folder = path.join(root, "out", "tests", `stack-${stack}-${project}`);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\nmain: ../../../stacks/index.ts\n`);
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`webstack:${key}`, value]));
    fs.writeFileSync(
        path.join(folder, `Pulumi.${stack}.yaml`),
        JSON.stringify({ config: { ...config, "pulumi:disable-default-providers": ["*"] } }),
    );
    return new Stack(await synthesizeInHost({ directory: folder, stack, onPrint }));
}
