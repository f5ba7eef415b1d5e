import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * What a server keeps of a password, in PostgreSQL's form of RFC 5803: it can check the password with it, and nobody
 * can log in with it. So the password itself never reaches the server, nor its log.
 *
 * @param password of printable ASCII: PostgreSQL would prepare others first
 * @param salt random, 16 bytes; the same again makes the same verifier
 */
export function scramVerifier(password: string, salt: Buffer, iterations = 4096): string {
    if (!/^[ -~]+$/.test(password)) throw new Error("a password must be of printable ASCII");
    const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
    const keyed = (text: string): Buffer => createHmac("sha256", salted).update(text).digest();
    const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
    return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${stored}:${keyed("Server Key").toString("base64")}`;
}
