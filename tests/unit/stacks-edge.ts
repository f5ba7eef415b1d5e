import type { WorkerConfig } from "../../components/edge-cdn/worker/config";
import { dig, type Stack } from "./support";

/** What the edge's Worker is told to do. */
export function workerOf(stack: Stack): WorkerConfig {
    const content = stack.inputs("WorkersScript edge-worker").content as string;
    return JSON.parse(/^const WEBSTACK_EDGE = ([^]*?\n\});\n/.exec(content)![1]!) as WorkerConfig;
}

export const refsOf = (stack: Stack, ruleset: string): unknown[] =>
    (stack.inputs(`Ruleset edge-${ruleset}`).rules as unknown[]).map((rule): unknown => dig(rule, "ref"));

export const settingsOf = (stack: Stack): Record<string, unknown> =>
    Object.fromEntries(stack.ofType("ZoneSetting").map(({ inputs }): [string, unknown] => [inputs!.settingId as string, inputs!.value]));

export const namesOf = (stack: Stack, type: string): string[] => stack.ofType(type).map(({ urn }) => urn.split("::edge-").at(-1)!);

export const zone = {
    kind: "cloudflare",
    zoneId: "0123456789abcdef0123456789abcdef",
    zoneName: "example.com",
    accountId: "fedcba9876543210fedcba9876543210",
};
/** As a secret stands in a stack file. */
export const hidden = { secure: "v1:aaaa:bbbb" };
export const image = "ghcr.io/acme/web:1";
export const web = {
    name: "web",
    port: 3000,
    hosts: ["example.com"],
    colorHosts: { blue: "blue.example.com", green: "green.example.com" },
    blueGreen: { images: { blue: image, green: "ghcr.io/acme/web:2" }, activeColor: "blue" },
};
