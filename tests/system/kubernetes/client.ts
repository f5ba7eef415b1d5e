import type { IncomingMessage } from "node:http";
import * as https from "node:https";

/** An object of any kind, as the API server takes and gives it. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
        readonly deletionTimestamp?: string;
        readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
        readonly uid?: string;
    };
    readonly spec?: Fields;
    readonly status?: Fields & { readonly conditions?: readonly Condition[] };
}

export type Fields = Readonly<Record<string, unknown>>;

export interface Condition {
    readonly type: string;
    readonly status: "True" | "False" | "Unknown";
    readonly reason?: string;
    readonly message?: string;
}

/** Whether a condition of an object holds. */
export const has = ({ status }: KubernetesObject, type: string): boolean =>
    status?.conditions?.some(each => each.type === type && each.status === "True") ?? false;

export interface Answer<Body = KubernetesObject> {
    readonly status: number;
    readonly body: Body;
    /** What the server says beside its answer: deprecations, violations of a standard that is only warned of. */
    readonly warnings: readonly string[];
}

export interface RequestOptions {
    readonly body?: unknown;
    readonly contentType?: string;
    readonly query?: Readonly<Record<string, string>>;
    /** Asks as somebody else. */
    readonly as?: string;
}

export interface WatchEvent {
    readonly type: "ADDED" | "MODIFIED" | "DELETED";
    readonly object: KubernetesObject;
}

/** What an answer says that is none of the objects asked for. */
interface Failure {
    readonly message?: string;
}

interface ApiResource {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
}

/** How the server refused; `status` is that of HTTP. */
export class RefusedError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message);
    }
}

export class KubernetesClient {
    readonly #agent: https.Agent;
    readonly #resources = new Map<string, readonly ApiResource[]>();

    constructor(
        readonly port: number,
        ca: string,
        readonly token: string,
    ) {
        this.#agent = new https.Agent({ keepAlive: true, ca });
    }

    close(): void {
        this.#agent.destroy();
    }

    /** One request, whatever its answer. */
    ask<Body = Failure>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
        return new Promise((resolve, reject) => {
            this.#send(method, path, options, response => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () =>
                    resolve({
                        status: response.statusCode ?? 0,
                        body: parsed(Buffer.concat(chunks).toString()) as Body,
                        warnings: [response.headers.warning ?? []].flat().flatMap(header => warningsOf(String(header))),
                    }),
                );
            }).on("error", reject);
        });
    }

    /** One request that must succeed. */
    async must<Body = KubernetesObject>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> {
        const answer = await this.ask<Body & Failure>(method, path, options);
        if (answer.status >= 300) throw new RefusedError(answer.status, `${method} ${path}: ${answer.status} ${answer.body.message}`);
        return answer;
    }

    /** Server-side apply, as Pulumi's provider does it; an unknown field is an error. */
    async apply(object: KubernetesObject, options: Readonly<Record<string, string>> = {}): Promise<Answer> {
        const query = { fieldManager: "pulumi", force: "true", fieldValidation: "Strict", ...options };
        return this.must("PATCH", await this.pathOf(object), { body: object, contentType: "application/apply-patch+yaml", query });
    }

    async get(object: KubernetesObject): Promise<KubernetesObject> {
        return (await this.must("GET", await this.pathOf(object))).body;
    }

    async list(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly KubernetesObject[]> {
        return (await this.must<{ readonly items: readonly KubernetesObject[] }>("GET", path, { query })).body.items;
    }

    /** Removes it without grace, its finalizers too. */
    async remove(object: KubernetesObject): Promise<void> {
        const path = await this.pathOf(object);
        await this.must("DELETE", path, { body: { gracePeriodSeconds: 0, propagationPolicy: "Background" } });
        // What the namespace's controller does once it is empty; there may be no controllers.
        if (object.kind === "Namespace") {
            const { body } = await this.must("GET", path);
            await this.must("PUT", `${path}/finalize`, { body: { ...body, spec: { finalizers: [] } } });
        }
    }

    /** Calls back for each object there is and each change; the answer ends it. */
    async watch(path: string, query: Readonly<Record<string, string>>, onEvent: (event: WatchEvent) => void): Promise<() => void> {
        return new Promise((resolve, reject) => {
            const request = this.#send("GET", path, { query: { ...query, watch: "true" } }, response => {
                if (response.statusCode !== 200) reject(new Error(`watch ${path}: ${response.statusCode}`));
                let rest = "";
                response.setEncoding("utf8");
                response.on("data", (text: string) => {
                    const lines = (rest + text).split("\n");
                    rest = lines.pop()!;
                    for (const line of lines) onEvent(JSON.parse(line) as WatchEvent);
                });
                response.on("error", () => undefined);
                resolve(() => void request.destroy());
            });
            request.on("error", reject);
        });
    }

    /** Where the object lies; fails for a kind that the server does not know. */
    async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
        const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const resource = (await this.#discover(root)).find(known => known.kind === kind);
        if (!resource) throw new RefusedError(404, `the API server knows no ${kind} in ${apiVersion}`);
        const { name, namespaced } = resource;
        if (namespaced !== (metadata.namespace !== undefined)) {
            throw new RefusedError(400, `${kind} ${metadata.name}: a namespace is ${namespaced ? "missing" : "too much"}`);
        }
        return `${root}${namespaced ? `/namespaces/${metadata.namespace}` : ""}/${name}/${metadata.name}`;
    }

    async #discover(root: string): Promise<readonly ApiResource[]> {
        const known = this.#resources.get(root);
        if (known) return known;
        const { status, body } = await this.ask<{ readonly resources?: readonly ApiResource[] }>("GET", root);
        const resources = (body.resources ?? []).filter(({ name }) => !name.includes("/"));
        if (status === 200) this.#resources.set(root, resources);
        return resources;
    }

    #send(method: string, path: string, options: RequestOptions, onResponse: (response: IncomingMessage) => void) {
        const { body, contentType = "application/json", query = {}, as } = options;
        const search = new URLSearchParams(query).toString();
        const text = body === undefined ? undefined : JSON.stringify(body);
        const request = https.request(
            {
                agent: this.#agent,
                host: "127.0.0.1",
                port: this.port,
                method,
                path: search ? `${path}?${search}` : path,
                headers: {
                    authorization: `Bearer ${this.token}`,
                    ...(text === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
                    ...(as ? { "impersonate-user": as } : {}),
                },
            },
            onResponse,
        );
        request.end(text);
        return request;
    }
}

/** `ok` of a health check is no JSON. */
function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return { message: text };
    }
}

/** Of `299 - "one", 299 - "two"`: the texts. */
const warningsOf = (header: string): string[] => [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!);
