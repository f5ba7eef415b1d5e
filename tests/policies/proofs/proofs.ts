import * as fs from "node:fs";
import * as path from "node:path";
import type { Proof } from "./proof";

const folder = path.join(__dirname, "cases");

/** What shows of every rule that it does what it says, by its name. */
export const proofs = fs
    .readdirSync(folder)
    .map(file => path.parse(file).name)
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    .map(name => [name, (require(path.join(folder, name)) as { proof: Proof }).proof] as const);
