import { Secret } from "@pulumi/policy";
import { secretIn } from "./plain-secrets";
import { unknownText } from "./values";

const address = /:\/\/|^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i;

/** Names in words, paths, ARNs, addresses of mail, and the public half of a pair: they stand in Secrets beside those. */
const harmless = /^[a-z]+(?:[-_.][a-z]+)*$|^\.{0,2}\/|^arn:|^[^\s@]+@[^\s@]+$|^\s*-----BEGIN (?![A-Z ]*PRIVATE)/i;

/** Whether a text of an object may be its secret: nobody says which are. */
export const mayBeSecret = (text: string, shortest: number): boolean => text.length >= shortest && !address.test(text);

/**
 * The texts of a map that is marked as a whole which are taken for its secrets: those that by their looks or names are.
 * In a Kubernetes Secret so are all that are long enough and no address or name; in any other map one secret value marks
 * all that are beside it.
 */
export const secretsOfMap = (value: unknown, type: string, shortest: number): readonly string[] =>
    secretsIn(value, /^kubernetes:core\/v1:Secret(?:List|Patch)?$/.test(type), shortest);

/** The same of a document in JSON, such as a policy of IAM, by the stricter measure; of what is none, nothing. */
export function secretsOfDocument(text: string, shortest: number): readonly string[] {
    if (!/^\s*[{[]/.test(text)) return [];
    try {
        return secretsIn(JSON.parse(text), true, shortest);
    } catch {
        return [];
    }
}

const secretsIn = (value: unknown, mayBeAny: boolean, shortest: number): readonly string[] =>
    textsOf(value, "")
        .flatMap(({ name, text }) => [text, ...decoded(text)].map(form => ({ name, form })))
        .filter(({ name, form }) => secretIn(name, form) !== undefined || (mayBeAny && mayBeSecret(form, shortest) && !harmless.test(form)))
        .map(({ form }) => form)
        .filter(form => form !== unknownText);

/** The texts in a value, with the names that they stand under. */
function textsOf(value: unknown, name: string): readonly { readonly name: string; readonly text: string }[] {
    if (value instanceof Secret) return textsOf(value.value, name);
    if (typeof value === "string") return [{ name, text: value }];
    if (typeof value !== "object" || value === null) return [];
    // Past the SDK's proxy, which shows the value inside of a mark instead of the mark.
    return Object.keys(value).flatMap(key =>
        textsOf(Object.getOwnPropertyDescriptor(value, key)?.value, Array.isArray(value) ? name : key),
    );
}

/** A Secret's `data` is base64. */
function decoded(text: string): readonly string[] {
    const bytes = Buffer.from(text, "base64");
    const inner = bytes.toString();
    return bytes.length > 0 && bytes.toString("base64") === text && Buffer.from(inner).equals(bytes) ? [inner] : [];
}
