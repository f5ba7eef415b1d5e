import { createHash } from "node:crypto";
import type { PropertyMap } from "../../types";
import { isRecord, maskSecrets, unknownValue, unwrap } from "../../wire";
import { awsStandIn } from "./aws";
import { cloudflareStandIn } from "./cloudflare";
import { kubernetesStandIn } from "./kubernetes";
import { randomStandIn } from "./random";
import { tlsStandIn } from "./tls";

/** A resource whose outputs nobody but its provider knows. */
export interface Subject {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    /** Without marks; in place of a secret its mask. */
    readonly inputs: PropertyMap;
    readonly region: string;
    readonly account: string;
    /** The id of a resource that exists and is only read. */
    readonly id?: string;
}

/** What stands for a provider's answer: computed from the inputs and the URN alone, so the same on every run. */
export interface StandIn {
    readonly id: string;
    readonly outputs: PropertyMap;
}

/** The account that stand-in ARNs name; AWS uses it in its own documentation. */
export const standInAccount = "123456789012";
export const standInRegion = "us-east-1";

const byPackage: Record<string, (subject: Subject) => StandIn> = {
    aws: awsStandIn,
    cloudflare: cloudflareStandIn,
    kubernetes: kubernetesStandIn,
    random: randomStandIn,
    tls: tlsStandIn,
};

export function standIn(
    { type, name, urn, inputs, id }: Pick<Subject, "type" | "name" | "urn" | "inputs" | "id">,
    provider: PropertyMap | undefined,
): StandIn {
    // Ids, ARNs and hosts are plain text: a secret input must not show in them.
    const plain = unwrap(maskSecrets(inputs)) as PropertyMap;
    const region = text(plain.region) ?? text(provider?.region) ?? standInRegion;
    const subject: Subject = { type, name, urn, inputs: plain, region, account: standInAccount, id };
    const make = byPackage[type.split(":")[0]!];
    return make ? make(subject) : { id: `${name}-${hash(urn, 7)}`, outputs: {} };
}

/** Hexadecimal digits that depend on nothing but the text. */
export function hash(value: string, digits: number): string {
    let out = "";
    for (let round = 0; out.length < digits; round++) {
        out += createHash("sha256").update(`${round}:${value}`).digest("hex");
    }
    return out.slice(0, digits);
}

/** The same for the form of a UUID. */
export const uuidOf = (value: string): string =>
    `${hash(value, 8)}-${hash(value, 12).slice(8)}-4${hash(value, 15).slice(12)}-8${hash(value, 18).slice(15)}-${hash(value, 30).slice(18)}`;

/** Known text that is not empty. */
export const text = (value: unknown): string | undefined =>
    typeof value === "string" && value !== "" && value !== unknownValue ? value : undefined;

/** The value at a dotted path of the inputs, as text. */
export function at(inputs: PropertyMap, path: string): string | undefined {
    let value: unknown = inputs;
    for (const key of path.split(".")) value = isRecord(value) || Array.isArray(value) ? (value as PropertyMap)[key] : undefined;
    return typeof value === "number" ? String(value) : text(value);
}

/**
 * Fills `{word}` from `words` and `{input:path}` from the inputs, in strings at any depth. What needs an input that
 * is not there, or not known, is left out: to a program it is then unknown, as in a preview of the engine.
 */
export function fill(template: unknown, words: Readonly<Record<string, string>>, inputs: PropertyMap): unknown {
    if (typeof template === "string") return fillText(template, words, inputs);
    if (Array.isArray(template)) return template.map(item => fill(item, words, inputs));
    if (!isRecord(template)) return template;
    const filled = Object.entries(template).map(([key, item]) => [key, fill(item, words, inputs)] as const);
    return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function fillText(template: string, words: Readonly<Record<string, string>>, inputs: PropertyMap): string | undefined {
    let isKnown = true;
    const filled = template.replace(/\{([^{}]+)\}/g, (_, word: string) => {
        const value = word.startsWith("input:") ? at(inputs, word.slice("input:".length)) : words[word];
        isKnown &&= value !== undefined;
        return value ?? "";
    });
    return isKnown ? filled : undefined;
}
