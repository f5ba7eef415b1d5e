import { Secret, type ResourceRemediation } from "@pulumi/policy";
import { mayBeSecret, secretsOfMap } from "../../marked-maps";
import { stackRule, type StackRule } from "../../rule";
import { formsOf } from "../../secret-forms";
import { unknownText } from "../../values";

/**
 * A secret's text in an input is taken for that secret from these lengths on: shorter ones stand in other texts by
 * chance. What the stack's configuration calls a secret is one; a resource may mark a name or an address as well.
 */
const shortest = { configured: { whole: 6, part: 10 }, marked: { whole: 16, part: 16 } } as const;

interface Text {
    readonly path: string;
    readonly text: string;
}

/** What the resources of one run said last, by URN, as the program gave it: later stages hand rules plain values. */
const plain = new Map<string, Text[]>();
const marked = new Set<string>();

/**
 * Looks at a resource's inputs and changes nothing. Only a remediation sees what is marked as a secret: the SDK
 * unwraps the marks of all that it hands to validations.
 */
const look: ResourceRemediation = ({ urn, type, props }) => {
    const texts: Text[] = [];
    visit(props, { type, texts }, "");
    plain.set(urn, texts);
};

/** Reads past the SDK's proxy, which shows the value inside of a mark instead of the mark. */
function visit(value: unknown, one: { readonly type: string; readonly texts: Text[] }, path: string): void {
    if (value instanceof Secret) {
        const inner: unknown = value.value;
        const found = typeof inner === "string" ? [inner] : secretsOfMap(inner, one.type, shortest.marked.whole);
        for (const text of found) if (text !== unknownText) marked.add(text);
    } else if (typeof value === "string" || typeof value === "number") {
        one.texts.push({ path, text: String(value) });
    } else if (typeof value === "object" && value !== null) {
        for (const key of Object.keys(value)) {
            const inner: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
            visit(inner, one, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key);
        }
    }
}

/** The stack's secrets; the engine tells a pack the configuration, and synth also which keys are secret. */
function configuredSecrets(): string[] {
    const config = JSON.parse(process.env.PULUMI_CONFIG ?? "{}") as Record<string, string>;
    const keys = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[];
    return keys.flatMap(key => (config[key] === undefined ? [] : [config[key], ...secretsInside(config[key])]));
}

/** Of an object in the configuration nobody says which members are secrets: those that are long enough, and no addresses. */
function secretsInside(text: string): string[] {
    if (!/^\s*[[{]/.test(text)) return [];
    try {
        const found: string[] = [];
        JSON.parse(text, (_, value: unknown) => {
            if (typeof value === "string" && mayBeSecret(value, shortest.marked.whole)) found.push(value);
            return value;
        });
        return found;
    } catch {
        return [];
    }
}

/** Finds the secrets of some lengths in texts. */
function finder(secrets: Iterable<string>, { whole, part }: { readonly whole: number; readonly part: number }): (text: string) => boolean {
    const known = new Set([...secrets].filter(secret => secret.length >= whole).flatMap(formsOf));
    const parts = [...known].filter(secret => secret.length >= part);
    return text => known.has(text) || parts.some(secret => secret.length < text.length && text.includes(secret));
}

export const secretInputsAreSecret: StackRule = {
    look,
    ...stackRule(
        {
            name: "secret-inputs-are-secret",
            group: "security",
            description:
                "An input that holds the value of a secret is marked as a secret. Secrets are those of the configuration, texts of 16 " +
                "letters or more that another input marks, and such texts of a map that is marked as a whole where they look like one, are " +
                "called one, or stand in a Kubernetes Secret and are no address or name.",
            why: "What is not marked as a secret stands in the state, in previews and in logs, for all who may see those.",
            severity: "critical",
            neverExempted: true,
            tags: ["secrets", "pulumi", "looks-only"],
            examples: {
                fails: `new k8s.core.v1.ConfigMap("app", { data: { token: config.get("token") } }); // set with --secret`,
                passes: `new k8s.core.v1.Secret("app", { stringData: { token: config.getSecret("token") } });`,
            },
            controls: [],
            remediationSteps:
                "Read it by config.requireSecret instead of config.require, or wrap it in pulumi.secret(). What is made from a secret by " +
                "interpolate or apply stays one; what is made from process.env or inside of an apply does not.",
            url: "https://www.pulumi.com/docs/iac/concepts/secrets/",
        },
        all => {
            const isConfigured = finder(configuredSecrets(), shortest.configured);
            const isMarked = finder(marked, shortest.marked);
            const open = [...plain].flatMap(([urn, texts]) =>
                texts.filter(({ text }) => isConfigured(text) || isMarked(text)).map(({ path }) => ({ urn, path })),
            );
            // A host may be asked about another stack afterwards.
            plain.clear();
            marked.clear();
            return [
                ...all.map(({ urn }) => ({ urn, verdicts: [] })),
                ...open.map(({ urn, path }) => ({
                    urn,
                    verdicts: [`${path} holds the value of a secret and is not marked: the state and every preview show it in plain text.`],
                })),
            ];
        },
    ),
};
