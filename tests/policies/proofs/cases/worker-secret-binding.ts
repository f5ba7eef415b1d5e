import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "cloudflare:index/workersScript:WorkersScript";
const worker = (...bindings: unknown[]): Sketch => ({ type, props: { accountId: "a", scriptName: "edge", bindings } });
const plain = (name: string, text: unknown) => ({ type: "plain_text", name, text });

const pages = (envVars: unknown): Sketch => ({
    type: "cloudflare:index/pagesProject:PagesProject",
    props: { accountId: "a", name: "shop", deploymentConfigs: { production: { envVars } } },
});

export const proof: Proof = {
    fails: {
        "by its name": {
            stack: { worker: worker(plain("API_TOKEN", "correct-horse-battery")) },
            says: { worker: "bindings[0].text (API_TOKEN) is by its name a secret: it stands in the dashboard" },
        },
        "by its looks, the second": {
            stack: { worker: worker(plain("REGION", "eu"), plain("ACCESS", "AKIAIOSFODNN7EXAMPLE")) },
            says: { worker: "bindings[1].text (ACCESS) is an access key of AWS" },
        },
        "as the provider had it before, and in the variables of Pages": {
            stack: {
                old: {
                    type: "cloudflare:index/workerScript:WorkerScript",
                    props: { name: "edge", plainTextBindings: [{ name: "API_TOKEN", text: "correct-horse-battery" }] },
                },
                pages: pages({ API_TOKEN: { type: "plain_text", value: "correct-horse-battery" } }),
            },
            says: {
                old: "plainTextBindings[0].text (API_TOKEN) is by its name a secret",
                pages: "deploymentConfigs.production.envVars.API_TOKEN.value (API_TOKEN) is by its name a secret",
            },
        },
        "within JSON, as a text and an object": {
            stack: {
                text: worker({ type: "json", name: "SETTINGS", json: JSON.stringify({ smtp: { password: "correct-horse-battery" } }) }),
                object: worker({ type: "json", name: "SETTINGS", json: { password: "correct-horse-battery" } }),
            },
            says: { text: "bindings[0].json.smtp.password (password) is by its name", object: "bindings[0].json.password (password) is" },
        },
    },
    passes: {
        "secrets of Pages": {
            pages: pages({ API_TOKEN: { type: "secret_text", value: "correct-horse-battery" } }),
            none: pages(undefined),
        },
        "a secret as one": { worker: worker({ type: "secret_text", name: "API_TOKEN", text: "correct-horse-battery" }) },
        settings: { worker: worker(plain("REGION", "eu-west-1"), { type: "json", name: "SETTINGS", json: '{"limits":{"perMinute":60}}' }) },
        "none at all": { worker: { type, props: {} } },
    },
    unknowns: {
        "variables of Pages": { stack: { pages: pages(unknown) }, of: { pages: "deploymentConfigs.production.envVars" } },
        "a text, and of which type a binding is": {
            stack: {
                text: worker(plain("API_TOKEN", unknown)),
                kind: worker({ type: unknown, name: "API_TOKEN", text: "x" }),
                other: worker(plain("API_TOKEN", "correct-horse-battery")),
            },
            of: ["text", "kind"],
            says: { other: "bindings[0].text" },
        },
    },
    secrets: {
        worker: worker(plain("API_TOKEN", secret("hunter2-token")), { type: "secret_text", name: "KEY", text: secret("hunter2-key") }),
    },
    ignores: {
        route: { type: "cloudflare:index/workersRoute:WorkersRoute", props: {} },
        kv: { type: "cloudflare:index/workersKv:WorkersKv", props: {} },
    },
    breaks: one =>
        one.urn.endsWith("::edge-worker")
            ? { ...one, inputs: { ...one.inputs, bindings: [plain("API_TOKEN", "correct-horse-battery")] } }
            : one,
};
