import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import type { CompiledEdge } from "./compile";
import { phases, type Phase } from "./rules/item";

/** One ruleset for each phase: Cloudflare takes no second one. */
export function createRulesets(self: Component, zoneId: string, compiled: CompiledEdge, dependsOn: readonly pulumi.Resource[]): void {
    for (const phase of Object.keys(phases) as Phase[]) {
        const rules = compiled.rules[phase];
        if (!rules) continue;
        const { suffix } = phases[phase];
        const args = { zoneId, name: `${self.name} ${suffix}`, kind: "zone", phase, rules: [...rules] };
        self.child(cloudflare.Ruleset, suffix, args, { dependsOn });
    }
}
