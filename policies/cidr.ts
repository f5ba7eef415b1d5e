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
