/** A secret as it stands, and as it stands in JSON, in an address, and in base64. */
export const formsOf = (secret: string): readonly string[] => [
    ...new Set([secret, JSON.stringify(secret).slice(1, -1), encoded(secret), Buffer.from(secret).toString("base64")]),
];

/** Past what is no text of Unicode, which has no form in an address. */
const encoded = (secret: string): string => encodeURIComponent(Buffer.from(secret).toString());
