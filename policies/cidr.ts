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
