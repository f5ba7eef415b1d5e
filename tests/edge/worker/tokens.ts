import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";

type Claims = Readonly<Record<string, unknown>>;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function signed(header: Claims, claims: Claims, signature: (text: string) => Buffer): string {
    const text = `${encoded(header)}.${encoded(claims)}`;
    return `${text}.${signature(text).toString("base64url")}`;
}

/** Tokens made with Node's own cryptography, not with what verifies them. */
export const hs256 = (claims: Claims, secret: string): string =>
    signed({ alg: "HS256" }, claims, text => createHmac("sha256", secret).update(text).digest());

export const hs512 = (claims: Claims, secret: string): string =>
    signed({ alg: "HS512" }, claims, text => createHmac("sha512", secret).update(text).digest());

export const rs256 = (claims: Claims, key: KeyObject): string =>
    signed({ alg: "RS256" }, claims, text => sign("sha256", Buffer.from(text), key));

export const es256 = (claims: Claims, key: KeyObject): string =>
    signed({ alg: "ES256" }, claims, text => sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }));

export const unsigned = (claims: Claims): string => `${encoded({ alg: "none" })}.${encoded(claims)}.`;

export const rsaKeys = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
export const ecKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

export const pem = (key: KeyObject): string => key.export({ type: "spki", format: "pem" }).toString();
