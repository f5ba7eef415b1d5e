import type { PropertyMap } from "../types";
import { hidden, isRecord, isSecret, markSecret, unwrap } from "../wire";

/** Shorter texts stand in too many others by chance. */
const shortest = 4;

/** The texts and numbers inside the secrets of a value, at any depth, longest first. */
export function secretTexts(value: unknown): string[] {
    const found = new Set<string>();
    const visit = (item: unknown, isHidden: boolean): void => {
        if (isHidden && (typeof item === "string" || typeof item === "number")) {
            const text = String(item);
            if (text.length >= shortest) found.add(text);
        }
        if (isSecret(item)) visit((item as PropertyMap).value, true);
        else if (typeof item === "object" && item !== null) for (const inner of Object.values(item)) visit(inner, isHidden);
    };
    visit(value, false);
    return [...found].sort((a, b) => b.length - a.length);
}

/** The text without any of the secrets, as they stand and as JSON has them. */
export function scrub(text: string, secrets: readonly string[]): string {
    const forms = secrets.flatMap(secret => [secret, JSON.stringify(secret).slice(1, -1)]);
    return forms.reduce((cleaned, secret) => cleaned.replaceAll(secret, hidden), text);
}

/**
 * What a policy made of inputs, with its secrets marked again: policies are handed plain values, and what they copy
 * comes back plain. Secret is what stands where a secret stood, and every text that one of them is part of.
 */
export function withSecretsOf(before: unknown, after: unknown, secrets = secretTexts(before)): unknown {
    if (isSecret(after)) return after;
    if (isSecret(before)) return markSecret(unwrap(after));
    if (typeof after === "string") return secrets.some(secret => after.includes(secret)) ? markSecret(after) : after;
    if (Array.isArray(after)) return after.map((item, at) => withSecretsOf(Array.isArray(before) ? before[at] : undefined, item, secrets));
    if (!isRecord(after)) return after;
    const known = isRecord(before) ? before : {};
    return Object.fromEntries(Object.entries(after).map(([key, item]) => [key, withSecretsOf(known[key], item, secrets)]));
}
