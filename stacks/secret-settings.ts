import { z } from "zod";

/** A secret in the stack file. */
export const secret = z.string().describe("Set it with `pulumi config set --secret --path`: a secret in the stack file.");

/** By the ends of their paths. The last two parts tell the webhook's address from the others, which are no secrets. */
const secrets = [/(^|\.)password$/, /\.identity\.key$/, /\.store\.token$/, /\.webhook\.(url|secret)$/, /\.ownershipChallenge$/];

/** Whether what stands there is a secret: never shown, and set with `--secret`. */
export const isSecret = (path: readonly PropertyKey[]): boolean => secrets.some(secret => secret.test(path.map(String).join(".")));

/** Without the secrets in it. */
export function withoutSecrets(value: unknown, path: readonly PropertyKey[]): unknown {
    if (value !== undefined && isSecret(path)) return "a secret";
    if (Array.isArray(value)) return value.map((item, index) => withoutSecrets(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, [...path, key])]));
}
