import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { root } from "../support/synth";

/** The settings of a committed stack file. */
export function committed(stack: string): Record<string, unknown> {
    const { config } = parse(fs.readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, unknown> };
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("webstack:", ""), value]));
}
