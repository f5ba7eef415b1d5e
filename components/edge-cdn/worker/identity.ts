import { importSPKI, jwtVerify, type CryptoKey } from "jose";
import { userOf, type User } from "./users";
import type { WorkerIdentity } from "./config";

/** RFC 7518, 3.2: no shorter than the hash. */
const shortestSecret = 32;

/**
 * Who a token speaks for, `undefined` where it is not valid: such a request counts as a stranger's. Only the one
 * algorithm that is configured is taken, so that a public key never serves as a secret.
 */
export function identifier(identity: WorkerIdentity, secret: string | undefined): (token: string) => Promise<User | undefined> {
    let key: Promise<CryptoKey | Uint8Array | undefined> | undefined;
    return async token => {
        const usable = await (key ??= keyOf(identity, secret));
        if (usable === undefined) return undefined;
        const { algorithm, issuer, audience, clockToleranceSeconds } = identity;
        const options = {
            algorithms: [algorithm],
            issuer,
            audience,
            clockTolerance: clockToleranceSeconds,
            currentDate: new Date(Date.now()),
        };
        const verified = await jwtVerify(token, usable, options).catch(() => undefined);
        return verified && userOf(identity, verified.payload);
    };
}

/** A key that cannot be used makes everybody a stranger, who is counted by address: limits hold, and the log says why. */
async function keyOf({ algorithm }: WorkerIdentity, secret = ""): Promise<CryptoKey | Uint8Array | undefined> {
    try {
        if (algorithm !== "HS256") return await importSPKI(secret.trim(), algorithm);
        const bytes = new TextEncoder().encode(secret);
        if (bytes.length >= shortestSecret) return bytes;
    } catch {
        // The message could have the key in it.
    }
    console.error(`IDENTITY_KEY is no key for ${algorithm}: nobody is known.`);
    return undefined;
}
