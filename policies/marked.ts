import { Secret } from "@pulumi/policy";
import { unknownText } from "./values";

/** Shorter texts stand in too many others by chance. */
const shortest = 4;

/** Texts that stand in marks of secrets, in any resource that the pack has been shown. */
const texts = new Set<string>();

/** A list that is written with commas, such as an annotation's: rules tell its members. No text in words, and no JSON. */
const list = /^[^\s,"{[]+(?:\s*,\s*[^\s,"{[]+)+$/;

const membersOf = (text: string): readonly string[] => (list.test(text) ? text.split(",").map(member => member.trim()) : []);

/** Keeps every text that is marked as a secret. Only a remediation sees the marks: the SDK unwraps them for validations. */
export function noteMarked(value: unknown, isMarked = false): void {
    if (value instanceof Secret) noteMarked(value.value, true);
    else if (typeof value === "string" && isMarked) {
        for (const text of [value, ...membersOf(value)]) if (text.length >= shortest && text !== unknownText) texts.add(text);
    } else if (typeof value === "object" && value !== null) {
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
