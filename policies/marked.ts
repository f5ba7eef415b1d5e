import { Secret } from "@pulumi/policy";
import { secretsOfDocument } from "./marked-maps";
import { formsOf } from "./secret-forms";
import { unknownText } from "./values";

/** Shorter texts stand in too many others by chance. */
const shortest = 4;

/** Texts and numbers that stand in marks of secrets, in any resource that the pack has been shown; as messages may have them. */
const texts = new Set<string>();

/** Shorter members of a document are words: `Allow` is no secret because a policy is one. */
const shortestMember = 8;

/** A list that is written with commas, such as an annotation's: rules tell its members. No text in words, and no JSON. */
const list = /^[^\s,"{[]+(?:\s*,\s*[^\s,"{[]+)+$/;

const membersOf = (text: string): readonly string[] =>
    list.test(text) ? text.split(",").map(member => member.trim()) : secretsOfDocument(text, shortestMember);

let hasLooked = false;

/** Keeps every text and number that is marked as a secret in the inputs. Only a remediation sees the marks: the SDK unwraps them for validations. */
export function noteMarked(inputs: object): void {
    hasLooked = true;
    note(inputs, false);
}

function note(value: unknown, isMarked: boolean): void {
    if (value instanceof Secret) note(value.value, true);
    else if (typeof value === "number" && isMarked) note(String(value), isMarked);
    else if (typeof value === "string" && isMarked) {
        const long = [value, ...membersOf(value)].filter(text => text.length >= shortest && text !== unknownText);
        for (const text of long.flatMap(formsOf)) texts.add(text);
    } else if (typeof value === "object" && value !== null) {
        // Past the SDK's proxy, which shows the value inside of a mark instead of the mark.
        for (const key of Object.keys(value)) note(Object.getOwnPropertyDescriptor(value, key)?.value, isMarked);
    }
}

/** Whether a value stands in a mark somewhere, as it is. */
export const isMarked = (value: unknown): boolean => typeof value === "string" && texts.has(value);

const notShown =
    'Not shown, as there may be a secret in it: give inputs-seen the level "remediate", at which alone the SDK shows a pack what is marked as one.';

/** The message without what is marked as a secret anywhere, whatever rule put it there. */
export const shownText = (message: string): string =>
    hasLooked
        ? [...texts]
              .filter(text => message.includes(text))
              .sort((a, b) => b.length - a.length)
              .reduce((cleaned, text) => cleaned.replaceAll(text, "[secret]"), message)
        : notShown;
