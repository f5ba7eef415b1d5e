import * as fs from "node:fs";
import * as path from "node:path";
import { changesBetween } from "../../synth/diff/changes";
import { losesData } from "../../synth/diff/stateful";
import type { Deployment, ResourceState } from "../../synth/types";
import { providerUrn } from "../../synth/urn";

/** What the last release made of the stacks: names are API, and data must outlive every upgrade. */
export const stacks = ["development", "staging", "production"] as const;
export type Stack = (typeof stacks)[number];

const file = (stack: Stack): string => path.join(__dirname, "baseline", `${stack}.json`);

export const readBaseline = (stack: Stack): Deployment => deploymentOf(JSON.parse(fs.readFileSync(file(stack), "utf8")) as ResourceState[]);

export function writeBaseline(stack: Stack, { deployment }: Deployment): void {
    fs.mkdirSync(path.dirname(file(stack)), { recursive: true });
    fs.writeFileSync(file(stack), `${JSON.stringify(baselineOf(deployment.resources), null, 1)}\n`);
}

const deploymentOf = (resources: ResourceState[]): Deployment => ({
    version: 3,
    deployment: { manifest: { time: "", magic: "", version: "" }, resources },
});

/** Of most resources the name; of those with data, and of what they are made from, all that decides on a replacement. */
export function baselineOf(resources: readonly ResourceState[]): Partial<ResourceState>[] {
    const byUrn = new Map(resources.map(state => [state.urn, state]));
    const guarded = new Set<string>();
    const guard = (state: ResourceState | undefined): void => {
        if (!state || guarded.has(state.urn)) return;
        guarded.add(state.urn);
        const provider = providerUrn(state.provider ?? "");
        for (const urn of [...Object.values(state.propertyDependencies ?? {}).flat(), provider]) guard(byUrn.get(urn));
    };
    for (const state of resources) if (losesData(state.type, state.inputs)) guard(state);
    return resources.map(({ urn, custom, type, inputs, propertyDependencies, provider, protect }) =>
        guarded.has(urn) ? { urn, custom, type, inputs, propertyDependencies, provider, protect } : { urn, custom, type },
    );
}

/** Resources whose names came or went. One that an alias carries over is told as well: the baseline is to be renewed. */
export const namesChanged = (baseline: Deployment, now: Deployment): string[] =>
    changesBetween(baseline, now).flatMap(({ kind, urn, formerUrn }) => {
        if (formerUrn) return [`renamed ${formerUrn} to ${urn}, by an alias`];
        return kind === "created" || kind === "deleted" ? [`${kind} ${urn}`] : [];
    });

/** Data that an upgrade would lose: no renewal of the baseline makes that right. */
export function losses(baseline: Deployment, now: Deployment): string[] {
    // Of resources without inputs in the baseline nothing is known but their names.
    const isKnown = new Set(baseline.deployment.resources.filter(({ inputs }) => inputs).map(({ urn }) => urn));
    return changesBetween(baseline, now)
        .filter(({ kind, urn, formerUrn = urn, loses }) => loses && (kind === "deleted" || (kind === "replaced" && isKnown.has(formerUrn))))
        .map(
            ({ kind, urn, loses, because }) => `${kind} ${urn}: loses the ${loses}${because.length > 0 ? ` (${because.join("; ")})` : ""}`,
        );
}
