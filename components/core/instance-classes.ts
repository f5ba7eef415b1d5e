import type { Problem } from "./errors";

/**
 * Instance families that databases and caches run on, with their sizes (AWS's pages of RDS for PostgreSQL and of
 * ElastiCache, read 2026-11). Old generations are left out: they cost more and do less.
 */
const mSizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];
const rSizes = [...mSizes];

const families = {
    db: {
        t3: ["micro", "small", "medium", "large", "xlarge", "2xlarge"],
        t4g: ["micro", "small", "medium", "large", "xlarge", "2xlarge"],
        m6g: mSizes,
        m6i: [...mSizes, "24xlarge", "32xlarge"],
        m7g: mSizes,
        m7i: [...mSizes, "24xlarge", "48xlarge"],
        m8g: [...mSizes, "24xlarge", "48xlarge"],
        r6g: rSizes,
        r6i: [...rSizes, "24xlarge", "32xlarge"],
        r7g: rSizes,
        r7i: [...rSizes, "24xlarge", "48xlarge"],
        r8g: [...rSizes, "24xlarge", "48xlarge"],
    },
    cache: {
        t3: ["micro", "small", "medium"],
        t4g: ["micro", "small", "medium"],
        m6g: mSizes,
        m7g: mSizes,
        r6g: rSizes,
        r7g: rSizes,
    },
} satisfies Record<string, Record<string, string[]>>;

/** Whether a class such as db.m7g.large or cache.t4g.small exists. */
export function instanceClass(path: string, value: string, kind: keyof typeof families): Problem[] {
    const known: Readonly<Record<string, readonly string[]>> = families[kind];
    const [service, family = "", size = ""] = value.split(".");
    const sizes = Object.hasOwn(known, family) ? known[family]! : undefined;
    if (sizes?.includes(size) && value === `${kind}.${family}.${size}`) return [];
    const allowed =
        service === kind && sizes
            ? sizes.map(one => `${kind}.${family}.${one}`).join(", ")
            : `${kind}.<family>.<size> with a family of ${Object.keys(known).join(", ")}`;
    return [{ path, got: value, allowed }];
}
