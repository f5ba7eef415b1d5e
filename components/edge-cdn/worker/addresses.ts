import { Address4, Address6 } from "ip-address";

interface Range {
    readonly version: 4 | 6;
    readonly first: bigint;
    readonly last: bigint;
}

/** Ranges come from the configuration, so that these are few. */
const known = new Map<string, Range>();

export function inRanges(address: string, ranges: readonly string[]): boolean {
    const asked = rangeOf(address);
    if (asked === undefined) return false;
    return ranges.some(text => {
        const range = known.get(text) ?? rangeOf(text);
        if (range === undefined) return false;
        known.set(text, range);
        return range.version === asked.version && range.first <= asked.first && asked.first <= range.last;
    });
}

/**
 * Whose requests are counted together: an IPv4 address, or the /64 of an IPv6 one, which is one customer's: otherwise
 * a single machine would have more counters than anybody can hold.
 */
export function counted(address: string): string {
    const range = rangeOf(address);
    return range?.version === 6 ? `${(range.first >> 64n).toString(16)}::/64` : address;
}

function rangeOf(text: string): Range | undefined {
    if (Address4.isValid(text)) return spanOf(4, new Address4(text));
    if (!Address6.isValid(text)) return undefined;
    const address = new Address6(text);
    return address.isMapped4() && !text.includes("/") ? spanOf(4, address.to4()) : spanOf(6, address);
}

const spanOf = (version: 4 | 6, address: Address4 | Address6): Range => ({
    version,
    first: address.startAddress().bigInt(),
    last: address.endAddress().bigInt(),
});
