import { Address4, Address6 } from "ip-address";

/** No single organisation outside of the registries holds more than this: what is wider means the internet. */
const widest = { ipv4: 8, ipv6: 16 };

/**
 * Whether an address range is open to the internet: 0.0.0.0/0 and ::/0, and what comes to the same by halves or
 * quarters, such as 0.0.0.0/1 beside 128.0.0.0/1. Private ranges are not, the widest being 10.0.0.0/8 and fc00::/7.
 */
export function isOpen(cidr: string): boolean {
    const [, address = "", digits] = /^([0-9a-f.:]+)\/(\d+)$/i.exec(cidr.trim()) ?? [];
    if (digits === undefined) return false;
    const length = Number(digits);
    return address.includes(":") ? length < widest.ipv6 && !isUniqueLocal(address, length) : length < widest.ipv4;
}

const isUniqueLocal = (address: string, length: number): boolean => /^f[cd][0-9a-f]{2}:/i.test(address) && length >= 7;

/** Nobody's ranges are more than so many of the widest: those of all large clouds together are fewer. */
const most = 32n;

/** Whether ranges of which none is open by itself come to the same together. What is private does not count. */
export function isOpenTogether(ranges: readonly string[]): boolean {
    const found = ranges.flatMap(range => (isPrivate(range) ? [] : (parsed(range) ?? [])));
    const [four, six] = [found.filter(one => one instanceof Address4), found.filter(one => one instanceof Address6)];
    return sizeOf(four) > most << BigInt(32 - widest.ipv4) || sizeOf(six) > most << BigInt(128 - widest.ipv6);
}

/** How many addresses there are in all of them together. */
function sizeOf(ranges: readonly (Address4 | Address6)[]): bigint {
    const bounds = ranges.map(range => [range.startAddress().bigInt(), range.endAddress().bigInt()] as const);
    bounds.sort(([one], [other]) => (one < other ? -1 : 1));
    const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);
    const [size] = bounds.reduce(([sum, next], [from, to]) => [sum + larger(0n, to - larger(from, next) + 1n), larger(next, to + 1n)], [
        0n,
        0n,
    ] as [bigint, bigint]);
    return size;
}

/** What no router of the internet knows the way to: RFC 1918, 6598, 3927, 4193 and 4291. */
const unrouted = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"];

/** Whether a range lies in private networks as a whole. */
export const isPrivate = (range: string): boolean => isWithin(range, unrouted);

/** Whether all of a range lies in one of the others. What is no range lies nowhere. */
export function isWithin(range: string, others: readonly string[]): boolean {
    const inner = parsed(range);
    return inner !== undefined && others.map(parsed).some(outer => outer !== undefined && inner.isInSubnet(outer));
}

function parsed(range: string): Address4 | Address6 | undefined {
    const text = range.trim();
    if (Address4.isValid(text)) return new Address4(text);
    return Address6.isValid(text) ? new Address6(text) : undefined;
}
