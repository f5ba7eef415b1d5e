import { Secret } from "@pulumi/policy";
import { unknownText } from "./values";

/** Shorter texts stand in too many others by chance. */
const shortest = 4;

/** Texts that stand in marks of secrets, in any resource that the pack has been shown. */
const texts = new Set<string>();

/** Keeps every text that is marked as a secret. Only a remediation sees the marks: the SDK unwraps them for validations. */
export function noteMarked(value: unknown, isMarked = false): void {
    if (value instanceof Secret) noteMarked(value.value, true);
    else if (typeof value === "string" && isMarked && value.length >= shortest && value !== unknownText) texts.add(value);
    else if (typeof value === "object" && value !== null) {
        // Past the SDK's proxy, which shows the value inside of a mark instead of the mark.
        for (const key of Object.keys(value)) noteMarked(Object.getOwnPropertyDescriptor(value, key)?.value, isMarked);
    }
}

/** The message without what is marked as a secret anywhere, whatever rule put it there. */
export const withoutMarked = (message: string): string =>
    [...texts]
        .filter(text => message.includes(text))
        .sort((a, b) => b.length - a.length)
        .reduce((cleaned, text) => cleaned.replaceAll(text, "[secret]"), message);
