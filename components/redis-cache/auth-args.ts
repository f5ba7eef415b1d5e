import { componentName, distinct, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";

/**
 * A secret that is changed in two steps, each a setting and an update of its own: `version: 2` makes a new one beside
 * the one before, and clients take it up as their pods start anew; `previous: "refused"` ends the one before.
 */
export interface Rotation {
    /**
     * Which secret it is, 1 to 1000: one more than before makes a new one.
     * @default 1
     */
    readonly version?: number;
    /**
     * What becomes of the secret of the version before: `valid` while clients change over, `refused` from then on. With
     * a new version in the same update `refused` shuts out whoever holds the old one at once: for one that leaked.
     * @default "valid"
     */
    readonly previous?: "valid" | "refused";
}

export const rotationDefaults = { version: 1, previous: "valid" } as const;

/** One password for all, which Redis calls AUTH. */
export interface TokenAuth extends Rotation {
    readonly kind: "token";
}

/**
 * Users with passwords and rights of their own (RBAC). A cache that had a token changes to users in place, and clients
 * are shut out until they start anew. The way back opens the cache to anyone for a moment: make another cache instead.
 */
export interface UsersAuth {
    readonly kind: "users";
    /** One or more; `connection` is the first one's, `connections` has all. */
    readonly users: readonly CacheUser[];
}

export interface CacheUser extends Rotation {
    /** A letter, then lower-case letters, digits and single `-`, 24 characters at most; not `default`. */
    readonly name: string;
    /**
     * `read-only` reads keys and the keyspace; `read-write` runs every command that ElastiCache leaves to users; `metrics`
     * asks how the server is, and touches no key: MonitoringStack's exporter is the first of these, or else the first that
     * reads and writes.
     */
    readonly access: keyof typeof commandsOf;
    /**
     * Patterns of the keys it may touch: `sessions:*`; refused with `metrics`, which touches none.
     * @default ["*"]
     */
    readonly keys?: readonly string[];
}

export const userDefaults = { ...rotationDefaults, keys: ["*"] } as const;

const commandsOf = { "read-write": "+@all", "read-only": "-@all +@read +@connection", metrics: "-@all +@connection +info" } as const;

/** The user's rights as Redis writes them. */
export function accessString(user: CacheUser): string {
    const { keys, access } = withDefaults(userDefaults, user);
    return [
        "on",
        ...(access === "metrics" ? [] : keys.map(key => `~${key}`)),
        ...(access === "read-write" ? ["&*"] : []),
        commandsOf[access],
    ].join(" ");
}

export const validateAuth = (auth: TokenAuth | UsersAuth): Problem[] =>
    under("auth", [
        ...oneOf("kind", auth.kind, ["token", "users"]),
        ...(auth.kind === "token" ? validateRotation(auth) : []),
        ...(auth.kind === "users" ? validateUsers(auth.users) : []),
    ]);

export const validateUsers = (users: readonly CacheUser[]): Problem[] => [
    ...(users.length > 0 ? [] : [{ path: "users", got: users, allowed: "one user or more" }]),
    ...distinct(
        "users",
        users.map(({ name }) => name),
    ),
    ...users.flatMap((user, index) => under(`users.${index}`, validateUser(user))),
];

const validateUser = (user: CacheUser): Problem[] => [
    ...componentName("name", user.name, 24),
    ...(user.name === "default" ? [{ path: "name", got: user.name, allowed: "another name: default is whoever gives none" }] : []),
    ...oneOf("access", user.access, Object.keys(commandsOf)),
    ...(user.access === "metrics" && user.keys ? [{ path: "keys", got: user.keys, allowed: "none: it touches no key" }] : []),
    ...(user.keys?.length === 0 ? [{ path: "keys", got: user.keys, allowed: "one pattern or more" }] : []),
    ...(user.keys ?? []).filter(key => !/^[!-~]+$/.test(key)).map(got => ({ path: "keys", got, allowed: "patterns such as sessions:*" })),
    ...validateRotation(user),
];

function validateRotation(rotation: Rotation): Problem[] {
    const { version, previous } = withDefaults(rotationDefaults, rotation);
    return [...wholeNumber("version", version, 1, 1000), ...oneOf("previous", previous, ["valid", "refused"])];
}
