import * as cloudflare from "@pulumi/cloudflare";
import type { Component } from "../core/component";
import type { CompiledEdge } from "./compile";
import { phases, type Phase } from "./rules/item";

/** One ruleset for each phase: Cloudflare takes no second one. */
export function createRulesets(self: Component, zoneId: string, compiled: CompiledEdge): void {
    for (const phase of Object.keys(phases) as Phase[]) {
        const rules = compiled.rules[phase];
        if (!rules) continue;
        const { suffix } = phases[phase];
        self.child(cloudflare.Ruleset, suffix, { zoneId, name: `${self.name} ${suffix}`, kind: "zone", phase, rules: [...rules] });
    }
}
