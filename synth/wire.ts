/**
 * The marks that Pulumi's wire format puts on values that JSON has no form for
 * (sdk/go/common/resource/properties.go; the same in every SDK).
 */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const signatures = {
    secret: "1b47061264138c4ac30d75fd1eb44270",
    resource: "5cf8f73096256a8f31e491e813e4eb8e",
    output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
    asset: "c44067f5952c0a294b673a41bacd8c17",
    archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** What the engine writes where a value is not known yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a secret's value reads in everything that is written. */
export const hidden = "[secret]";

export type Marked = Record<string, unknown>;

export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function hasSignature(value: unknown, signature: keyof typeof signatures): boolean {
    return isRecord(value) && value[signatureKey] === signatures[signature];
}

export function isSecret(value: unknown): boolean {
    return hasSignature(value, "secret");
}

export const markSecret = (value: unknown): Marked => ({ [signatureKey]: signatures.secret, value });

/** The value without its secret and output marks, at any depth: what a stand-in or a manifest reads. */
export function unwrap(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unwrap);
    if (!isRecord(value)) return value;
    if (isSecret(value)) return unwrap(value.value);
    if (hasSignature(value, "output")) return "value" in value ? unwrap(value.value) : unknownValue;
    return mapValues(value, unwrap);
}

/**
 * A resource that stands in an input as its id or, without one, its URN: what the engine gives to those who know no
 * references (MarshalPropertyValue without KeepResources, sdk/go/common/resource/plugin/rpc.go).
 */
export function withoutReferences(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutReferences);
    if (!isRecord(value)) return value;
    if (hasSignature(value, "resource")) return "id" in value ? unwrap(value.id) || unknownValue : value.urn;
    return mapValues(value, withoutReferences);
}

/**
 * Replaces the value of every secret, at any depth. The names in a secret map stay: what is secret of a
 * Kubernetes Secret is its values, and a diff must be able to say which key came or went.
 */
export function hideSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hideSecrets);
    if (!isRecord(value)) return value;
    if (isSecret(value)) return { [signatureKey]: signatures.secret, plaintext: JSON.stringify(masked(value.value)) };
    return mapValues(value, hideSecrets);
}

/** The same value with a mask inside every secret, which stays marked. */
export function maskSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(maskSecrets);
    if (!isRecord(value)) return value;
    if (isSecret(value) || (hasSignature(value, "output") && value.secret === true)) return { ...value, value: masked(value.value) };
    return mapValues(value, maskSecrets);
}

function masked(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(masked);
    if (isSecret(value)) return masked((value as Marked).value);
    return isRecord(value) ? mapValues(value, masked) : hidden;
}

export function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
    return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Whether anything in the value is unknown. */
export function hasUnknown(value: unknown): boolean {
    if (value === unknownValue) return true;
    if (Array.isArray(value)) return value.some(hasUnknown);
    return isRecord(value) && Object.values(value).some(hasUnknown);
}
