import { z } from "zod";

/** A secret in the stack file. */
export const secret = z.string().describe("Set it with `pulumi config set --secret --path`: a secret in the stack file.");

/** By the ends of their paths. Addresses that let whoever has them write are secrets, others are not. */
const secrets = [
    /(^|\.)password$/,
    /\.identity\.key$/,
    /\.(store|receivers\.[^.]+)\.token$/,
    /\.(webhook|watchdog|receivers\.[^.]+)\.url$/,
    /\.webhook\.secret$/,
    /\.ownershipChallenge$/,
    /\.(routingKey|cloudWatchKey|webhookUrl|cloudflareToken)$/,
];

/** Whether what stands there is a secret: never shown, and set with `--secret`. */
export const isSecret = (path: readonly PropertyKey[]): boolean => secrets.some(secret => secret.test(path.map(String).join(".")));

/** Without the secrets in it. */
export function withoutSecrets(value: unknown, path: readonly PropertyKey[]): unknown {
    if (value !== undefined && isSecret(path)) return "a secret";
    if (Array.isArray(value)) return value.map((item, index) => withoutSecrets(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, [...path, key])]));
}
