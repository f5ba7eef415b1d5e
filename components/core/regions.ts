import type { Problem } from "./errors";

/** The form of a region's name; which of them there are, only AWS knows: it opens new ones each year. */
export const regionName = (path: string, value: string): Problem[] =>
    /^[a-z]{2,}(-[a-z]+){1,3}-\d$/.test(value) ? [] : [{ path, got: value, allowed: "a region of AWS such as eu-west-1" }];

/** Partitions know nothing of each other; a region's name begins with that of its own. */
const partitionOf = (region: string): string => /^(cn|us-gov|us-isob?|eusc)-/.exec(region)?.[1] ?? "";

export const samePartition = (one: string, other: string): boolean => partitionOf(one) === partitionOf(other);
