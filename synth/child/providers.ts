import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import * as path from "node:path";
import type { ResourceState } from "../types";
import { makeUrn } from "../urn";
import { markSecret } from "../wire";
import type { Options } from "./goal";

/** A provider package as a program names it. */
export interface PackageRequest {
    readonly name: string;
    readonly version: string;
    readonly pluginDownloadUrl: string;
}

/**
 * The providers that the engine makes for resources without an explicit one
 * (pkg/resource/deploy/default_providers.go).
 */
export class DefaultProviders {
    readonly #made = new Map<string, string>();

    constructor(
        private readonly stack: string,
        private readonly project: string,
        private readonly config: Readonly<Record<string, string>>,
        private readonly secretKeys: readonly string[],
        private readonly register: (state: ResourceState) => void,
    ) {}

    /** The reference `urn::id`; makes the provider at its first use. */
    reference(wanted: PackageRequest, askedBy: string): string {
        // Without a version, the one that the program has installed.
        const request = wanted.version ? wanted : { ...wanted, version: installedVersion(wanted.name) };
        if (this.#isDenied(request.name)) {
            throw new Error(`Default provider for '${request.name}' disabled. '${askedBy}' must use an explicit provider.`);
        }
        const name = defaultName(request);
        const key = `${request.name}/${name}`;
        const made = this.#made.get(key);
        if (made) return made;
        const type = `pulumi:providers:${request.name}`;
        const urn = makeUrn(this.stack, this.project, undefined, type, name);
        const inputs: Record<string, unknown> = { ...this.#packageConfig(request.name) };
        if (request.version) inputs.version = request.version;
        if (request.pluginDownloadUrl) inputs.pluginDownloadURL = request.pluginDownloadUrl;
        const id = providerId(urn);
        this.register({ urn, custom: true, id, type, inputs, outputs: inputs });
        this.#made.set(key, `${urn}::${id}`);
        return `${urn}::${id}`;
    }

    /** The `aws:…` part of the configuration, as the provider's inputs; dynamic providers get all of it. */
    #packageConfig(name: string): Record<string, unknown> {
        const start = `${name}:`;
        const isDynamic = name === "pulumi-nodejs";
        return Object.fromEntries(
            Object.entries(this.config)
                .filter(([key]) => isDynamic || key.startsWith(start))
                .map(([key, value]) => [
                    isDynamic ? key : key.slice(start.length).replace(/^config:/, ""),
                    this.secretKeys.includes(key) ? markSecret(value) : value,
                ]),
        );
    }

    #isDenied(name: string): boolean {
        const setting = this.config["pulumi:disable-default-providers"];
        if (!setting || name === "pulumi") return false;
        return listOf(setting).some(entry => entry === "*" || entry === name);
    }
}

function installedVersion(name: string): string {
    try {
        const fromProgram = createRequire(path.join(process.cwd(), "program.js"));
        const manifest = fromProgram(`@pulumi/${name}/package.json`) as {
            version?: string;
            pulumi?: { version?: string; resource?: boolean };
        };
        return manifest.pulumi?.resource ? (manifest.pulumi.version ?? manifest.version ?? "") : "";
    } catch {
        return "";
    }
}

function listOf(setting: string): string[] {
    try {
        const list = JSON.parse(setting) as unknown;
        if (Array.isArray(list)) return list as string[];
    } catch {
        // Said below.
    }
    throw new Error(`pulumi:disable-default-providers must be a list of package names, such as '["aws"]' or '["*"]', and is '${setting}'`);
}

/** `default_7_48_0`, with the download address behind it where there is one. */
export function defaultName({ version, pluginDownloadUrl }: PackageRequest): string {
    const numbers = version ? `_${version.replace(/^v/, "").replace(/[-+.]/g, "_")}` : "";
    const address = pluginDownloadUrl ? `_${pluginDownloadUrl.replace(/[^A-Za-z0-9_.]/g, "_")}` : "";
    return `default${numbers}${address}`;
}

export const requestOf = (name: string, options: Options): PackageRequest => ({
    name,
    version: options.version,
    pluginDownloadUrl: options.pluginDownloadUrl,
});

/** Providers have a UUID for an id; this one is the same on every run. */
export function providerId(urn: string): string {
    const hex = createHash("sha256").update(urn).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
