import * as fs from "node:fs";
import * as path from "node:path";
import { root, synthesize } from "../support/synth";
import { losses, readBaseline, stacks, writeBaseline } from "./baseline";

/** `npm run baseline`: takes the names of the stacks as they are now for those of the release. */
async function renew(): Promise<void> {
    const results = await Promise.all(
        stacks.map(async stack => ({ stack, deployment: (await synthesize({ directory: root, stack })).deployment })),
    );
    const lost = results.flatMap(({ stack, deployment }) =>
        fs.existsSync(path.join(__dirname, "baseline", `${stack}.json`)) ? losses(readBaseline(stack), deployment) : [],
    );
    if (lost.length > 0) {
        console.error(
            ["An upgrade would lose data. Give the resources their former names as aliases, or their former inputs:", ...lost].join("\n  "),
        );
        process.exitCode = 1;
        return;
    }
    for (const { stack, deployment } of results) writeBaseline(stack, deployment);
}

void renew();
