import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Component } from "../core/component";
import { shortHash } from "../core/hash";
import type { CloudflareArgs } from "./args";
import type { CompiledEdge } from "./compile";
import { accountName } from "./names";
import type { WorkerConfig } from "./worker/config";

/** The runtime's behaviour that the Worker was tested with. */
export const compatibilityDate = "2026-04-15";

type Binding = cloudflare.types.input.WorkersScriptBinding;

/**
 * The Worker, and the routes that lead to it. It sees every request of a host that it has something to do for: a route by
 * path could be gone round by writing the path in another way.
 */
export function createWorker(
    self: Component,
    args: CloudflareArgs,
    { config, hosts }: NonNullable<CompiledEdge["worker"]>,
): pulumi.Resource[] {
    const { zoneId } = args;
    const accountId = args.accountId!;
    const counters = config.limits.length > 0 && config.store === "durable-object" ? [createCounters(self, accountId)] : [];
    const script = self.child(cloudflare.WorkersScript, "worker", {
        accountId,
        scriptName: accountName(self.name),
        mainModule: "worker.mjs",
        content: scriptOf({ ...config, scope: accountName(self.name) }),
        compatibilityDate,
        bindings: [...counters, ...secretsOf(args, config)],
        // What the Worker itself says, and not who asked for what.
        observability: { enabled: true, logs: { enabled: true, invocationLogs: false } },
    });
    return hosts.map(host =>
        self.child(cloudflare.WorkersRoute, `${host}-worker`, { zoneId, pattern: `${host}/*`, script: script.scriptName }),
    );
}

/**
 * A script of their own, with its content in its name: it is uploaded once. The provider sends a migration with every upload,
 * and Cloudflare takes it once.
 */
function createCounters(self: Component, accountId: string): Binding {
    const content = bundleOf("counters.js");
    const className = "Limiter";
    const { scriptName } = self.child(cloudflare.WorkersScript, "counters", {
        accountId,
        scriptName: accountName(`${self.name}-counters-${shortHash(compatibilityDate + content, 8)}`),
        mainModule: "counters.mjs",
        content,
        compatibilityDate,
        migrations: { newTag: "v1", newSqliteClasses: [className] },
    });
    return { name: "LIMITER", type: "durable_object_namespace", className, scriptName };
}

/** What it does stands before the code, which is the same everywhere: line by line, so that a diff shows what changes. */
export const scriptOf = (config: WorkerConfig): string =>
    `const WEBSTACK_EDGE = ${JSON.stringify(config, undefined, 4)};\n${bundleOf("bundle.js")}`;

/** Written by the build; beside the built library, wherever this file runs from. */
function bundleOf(name: string): string {
    const places = [join(__dirname, "worker"), join(__dirname, "..", "..", "dist", "components", "edge-cdn", "worker")];
    return readFileSync(join(places.find(place => existsSync(join(place, name))) ?? places[0]!, name), "utf8");
}

function secretsOf({ identity, store }: CloudflareArgs, config: WorkerConfig): Binding[] {
    const secret = (name: string, text: pulumi.Input<string>): Binding => ({ name, type: "secret_text", text: pulumi.secret(text) });
    return [
        // A public key is no secret, and may stand elsewhere in plain text.
        ...(identity && config.limits.some(({ per }) => per === "user")
            ? [
                  identity.algorithm === "HS256"
                      ? secret("IDENTITY_KEY", identity.key)
                      : { name: "IDENTITY_KEY", type: "plain_text", text: identity.key },
              ]
            : []),
        ...(store?.kind === "redis" && config.limits.length > 0
            ? [secret("REDIS_URL", store.url), secret("REDIS_TOKEN", store.token)]
            : []),
    ];
}
