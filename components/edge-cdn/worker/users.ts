import type { WorkerIdentity } from "./config";
import type { Facts } from "./facts";

/** Who asks, as a verified token says. */
export interface User {
    readonly name: string;
    readonly roles: readonly string[];
}

/** The token as it came, verified by nobody yet. */
export function tokenOf({ from }: WorkerIdentity, facts: Facts): string | undefined {
    const text = "cookie" in from ? facts.cookies.get(from.cookie) : facts.headers.get(from.header)?.replace(/^Bearer\s+/i, "");
    return text?.trim() || undefined;
}

/** The user that claims name, where they do. */
export function userOf({ userClaim, roleClaim }: WorkerIdentity, claims: Readonly<Record<string, unknown>>): User | undefined {
    const name = Object.hasOwn(claims, userClaim) ? claims[userClaim] : undefined;
    if ((typeof name !== "string" || name === "") && typeof name !== "number") return undefined;
    const role = Object.hasOwn(claims, roleClaim) ? claims[roleClaim] : [];
    const roles = (Array.isArray(role) ? (role as unknown[]) : [role]).filter(one => typeof one === "string");
    return { name: String(name), roles };
}
