import { createHash } from "node:crypto";

/** The first hexadecimal digits of a text's SHA-256: to tell one from another, not to keep it secret. */
export const shortHash = (text: string, digits: number): string => createHash("sha256").update(text).digest("hex").slice(0, digits);
