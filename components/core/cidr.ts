import { Address4, Address6 } from "ip-address";
import type { Problem } from "./errors";

/** A range of IPv4 addresses. */
export interface Cidr {
    /** First address as a number. */
    readonly start: bigint;
    /** Bits of the mask. */
    readonly prefix: number;
}

/** `undefined` where the text is no IPv4 range, or its address is not the first of the range. */
export function parseCidr(text: string): Cidr | undefined {
    if (!/^\d+\.\d+\.\d+\.\d+\/(0|[1-9]\d?)$/.test(text) || !Address4.isValid(text)) return undefined;
    const address = new Address4(text);
    const start = address.startAddress().bigInt();
    return start === address.bigInt() ? { start, prefix: address.subnetMask } : undefined;
}

export const sizeOf = ({ prefix }: Cidr): bigint => 1n << BigInt(32 - prefix);

export function formatCidr({ start, prefix }: Cidr): string {
    return `${Address4.fromBigInt(start).correctForm()}/${prefix}`;
}

export function overlap(a: Cidr, b: Cidr): boolean {
    return a.start < b.start + sizeOf(b) && b.start < a.start + sizeOf(a);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
    return inner.start >= outer.start && inner.start + sizeOf(inner) <= outer.start + sizeOf(outer);
}

/** RFC 1918: what a VPC may be made of. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(range => parseCidr(range)!);

export const isPrivate = (cidr: Cidr): boolean => privateRanges.some(range => contains(range, cidr));

/** Addresses and ranges, of IPv4 and IPv6, by the first address of a range. */
export const addressRanges = (path: string, values: readonly string[]): Problem[] =>
    values
        .filter(value => !isAddressRange(value))
        .map(got => ({ path, got, allowed: "addresses and ranges such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32" }));

function isAddressRange(value: string): boolean {
    if (!value.includes(":")) return parseCidr(value.includes("/") ? value : `${value}/32`) !== undefined;
    if (!/^[0-9a-f:]+(\/\d{1,3})?$/i.test(value) || !Address6.isValid(value)) return false;
    const address = new Address6(value);
    return address.startAddress().bigInt() === address.bigInt();
}
