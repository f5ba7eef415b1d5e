import type { PropertyMap } from "../../types";
import { hash, type StandIn, type Subject, uuidOf } from "./index";

/**
 * Stands for values that nobody may know before `pulumi up`: of the length and alphabet asked for, derived from
 * the URN, and of no use as a secret.
 */
export function randomStandIn({ type, name, urn, inputs }: Subject): StandIn {
    const length = typeof inputs.length === "number" ? inputs.length : 16;
    const bytes = typeof inputs.byteLength === "number" ? inputs.byteLength : 8;
    const hex = hash(urn, bytes * 2);
    const buffer = Buffer.from(hex, "hex");
    const outputs: Record<string, PropertyMap> = {
        RandomPassword: { result: hash(urn, length), bcryptHash: `$2a$10$${hash(urn, 53)}` },
        RandomString: { result: hash(urn, length) },
        RandomId: {
            hex,
            dec: BigInt(`0x${hex}`).toString(),
            b64Std: buffer.toString("base64"),
            b64Url: buffer.toString("base64url"),
        },
        RandomBytes: { hex: hash(urn, length * 2), base64: Buffer.from(hash(urn, length * 2), "hex").toString("base64") },
        RandomUuid: { result: uuidOf(urn) },
        RandomPet: { id: `${name}-pet` },
        RandomInteger: { result: inputs.min ?? 0 },
        RandomShuffle: { results: inputs.inputs ?? [] },
    };
    const kind = type.split(":")[2]!;
    const made = outputs[kind] ?? {};
    const id = kind === "RandomPassword" ? "none" : ((made.id ?? made.b64Url ?? made.result ?? name) as string | number);
    return { id: String(id), outputs: made };
}
