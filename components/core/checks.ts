import { parseCidr } from "./cidr";
import type { Problem } from "./errors";

/**
 * Small checks of plain values. Each returns the problems it found, so that a component's `validate` is one list
 * of them. A value that only Pulumi knows later is not checked here: it has another type.
 */

/** DNS labels, and so the names of most Kubernetes objects: RFC 1123, 63 characters. */
export function dnsLabel(path: string, value: string, max = 63): Problem[] {
    const valid = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value) && value.length <= max;
    return valid ? [] : [{ path, got: value, allowed: `lower-case letters, digits and '-', at most ${max} characters` }];
}

/**
 * Names of components. AWS refuses names of databases and caches that begin with a digit or hold '--', and
 * Kubernetes those of services that begin with a digit.
 */
export function componentName(path: string, value: string, max: number): Problem[] {
    const valid = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value) && value.length <= max;
    return valid
        ? []
        : [{ path, got: value, allowed: `a letter, then lower-case letters, digits and single '-', at most ${max} characters` }];
}

/** A host name of two labels or more. */
export function hostName(path: string, value: string): Problem[] {
    const labels = value.split(".");
    const valid = value.length <= 253 && labels.length >= 2 && labels.every(label => dnsLabel(path, label).length === 0);
    return valid ? [] : [{ path, got: value, allowed: "a host name such as www.example.com, in lower case" }];
}

/** An address that is refused, for people to read: what stands before the host or behind the path may be a secret. */
export function shownAddress(text: string): string {
    if (!URL.canParse(text)) return text.includes("@") ? "no address" : text;
    const { username, password, search, hash } = new URL(text);
    return [username, password, search, hash].every(part => part === "") ? text : "more than an address";
}

export function wholeNumber(path: string, value: number, min: number, max: number): Problem[] {
    const valid = Number.isInteger(value) && value >= min && value <= max;
    return valid ? [] : [{ path, got: value, allowed: `a whole number from ${min} to ${max}` }];
}

export function oneOf<T>(path: string, value: T, allowed: readonly T[]): Problem[] {
    return allowed.includes(value) ? [] : [{ path, got: value, allowed: allowed.join(", ") }];
}

/** `registry:5000/path/name:tag@digest`, as the registries' own grammar has it; the registry may be left out. */
const imageGrammar = (() => {
    const label = "[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?";
    const registry = `${label}(\\.${label})*(:\\d+)?`;
    const part = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
    return new RegExp(`^(${registry}/)?${part}(/${part})*(:(?<tag>\\w[\\w.-]{0,127}))?(?<digest>@sha256:[0-9a-f]{64})?$`);
})();

/** A container image that names a version: a tag other than latest, or a digest. */
export function imageReference(path: string, value: string): Problem[] {
    const { tag, digest } = imageGrammar.exec(value)?.groups ?? {};
    if (digest || (tag && tag !== "latest")) return [];
    return [
        {
            path,
            got: value,
            allowed: "an image with a tag other than latest, or a digest",
            fix: "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.",
        },
    ];
}

/** A Kubernetes quantity of memory or storage in binary units: 512Mi, 4Gi. */
export function binaryQuantity(path: string, value: string): Problem[] {
    return /^[1-9]\d*(Mi|Gi|Ti)$/.test(value) ? [] : [{ path, got: value, allowed: "a size such as 512Mi or 4Gi" }];
}

/** What a quantity that passed `binaryQuantity` comes to. */
export const mebibytes = (quantity: string): number =>
    Number.parseInt(quantity, 10) * { Mi: 1, Gi: 1024, Ti: 1024 ** 2 }[quantity.slice(-2) as "Mi" | "Gi" | "Ti"];

/** A Kubernetes quantity of CPU: 500m, 2. */
export function cpuQuantity(path: string, value: string): Problem[] {
    return /^([1-9]\d*m|[1-9]\d*(\.\d{1,3})?|0\.(?!0+$)\d{1,3})$/.test(value)
        ? []
        : [{ path, got: value, allowed: "CPUs such as 500m or 2" }];
}

/** Reports every value that stands twice. */
export function distinct(path: string, values: readonly string[]): Problem[] {
    const twice = [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
    return twice.map(value => ({ path, got: value, allowed: "each value once" }));
}

export function accountId(path: string, value: string): Problem[] {
    return /^\d{12}$/.test(value) ? [] : [{ path, got: value, allowed: "an AWS account id: 12 digits, in quotes" }];
}

/** Retention that CloudWatch Logs takes, in days. */
export const logRetentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** IPv4 ranges, by their first address and mask. */
export const cidrRanges = (path: string, values: readonly string[]): Problem[] =>
    values.filter(value => !parseCidr(value)).map(got => ({ path, got, allowed: "IPv4 ranges such as 203.0.113.0/24" }));
