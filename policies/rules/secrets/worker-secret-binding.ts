import { secretIn } from "../../plain-secrets";
import { resourceRule, type Judge, type Verdict } from "../../rule";
import { at, field, fields, isProperties, jsonOf, Unknown, type Field, type Value } from "../../values";

/** Plain text in a binding's `text`, and JSON in its `json`. */
const judge: Judge = ({ props }) => [
    ...fields(props, "bindings[*]").flatMap(judgeBinding),
    // As the provider had it before its fifth version.
    ...fields(props, "plainTextBindings[*]").flatMap(({ path, value }) =>
        judgeText(`${path}.text`, textOf(at(value, "name")), at(value, "text")),
    ),
];

/** A project of Pages has variables for each environment. */
const judgePages: Judge = ({ props }) =>
    ["production", "preview"].flatMap(environment => {
        const path = `deploymentConfigs.${environment}.envVars`;
        const variables = field(props, path).value;
        if (variables instanceof Unknown) return [variables];
        return Object.entries(isProperties(variables) ? variables : {}).flatMap(([name, variable]) =>
            at(variable, "type") === "secret_text" ? [] : judgeText(`${path}.${name}.value`, name, at(variable, "value")),
        );
    });

const textOf = (value: Value): string => (typeof value === "string" ? value : "");

function judgeBinding({ path, value: binding }: Field): readonly Verdict[] {
    const type = at(binding, "type");
    if (type instanceof Unknown) return [type];
    const called = textOf(at(binding, "name"));
    if (type === "plain_text") return judgeText(`${path}.text`, called, at(binding, "text"));
    return type === "json" ? judgeJson(`${path}.json`, called, jsonOf(at(binding, "json"))) : [];
}

function judgeText(path: string, name: string, text: Value): readonly Verdict[] {
    if (text instanceof Unknown) return [text];
    const found = typeof text === "string" ? secretIn(name, text) : undefined;
    return found === undefined
        ? []
        : [`${path} (${name}) is ${found}: it stands in the dashboard and in every copy of the Worker's settings.`];
}

const judgeJson = (path: string, name: string, value: Value): readonly Verdict[] =>
    isProperties(value)
        ? Object.entries(value).flatMap(([key, inner]) => judgeJson(`${path}.${key}`, key, inner))
        : judgeText(path, name, value);

const judges = new Map<string, Judge>([
    ["cloudflare:index/workersScript:WorkersScript", judge],
    ["cloudflare:index/workerScript:WorkerScript", judge],
    ["cloudflare:index/workerVersion:WorkerVersion", judge],
    ["cloudflare:index/pagesProject:PagesProject", judgePages],
]);

/** Judged by looks and names, as values are shown to rules unwrapped. */
export const workerSecretBinding = resourceRule(
    {
        name: "worker-secret-binding",
        group: "security",
        description: "Workers and Pages get secrets by bindings and variables of the type secret_text, not as plain text or JSON.",
        why: "Plain bindings are shown to everybody who may look at the Worker, and are part of what Cloudflare's tools download.",
        severity: "high",
        tags: ["secrets", "cloudflare", "workers"],
        controls: [],
        url: "https://developers.cloudflare.com/workers/configuration/secrets/",
        remediationSteps:
            'Make it a binding of the type "secret_text", with a value that is a secret of Pulumi, and replace what has been in the open.',
        examples: {
            fails: `bindings: [{ type: "plain_text", name: "API_TOKEN", text: "correct-horse-battery" }]`,
            passes: `bindings: [{ type: "secret_text", name: "API_TOKEN", text: config.requireSecret("apiToken") }]`,
        },
    },
    type => judges.get(type),
);
