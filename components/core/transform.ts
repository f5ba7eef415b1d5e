import type * as pulumi from "@pulumi/pulumi";
import { deepmergeCustom } from "deepmerge-ts";

/**
 * Changes the arguments of one child just before it is made: a partial object that is merged deep, or a function
 * that returns the arguments to use. Resource options (parent, provider, protect) are out of its reach.
 */
export type Transform<Args> = DeepPartial<Args> | ((args: Args) => Args);

type DeepPartial<T> = T extends pulumi.Output<unknown> | readonly unknown[] | ((...args: never[]) => unknown)
    ? T
    : T extends object
      ? { [K in keyof T]?: DeepPartial<T[K]> }
      : T;

/** Plain objects are merged key by key; lists and outputs are replaced whole. */
const merge = deepmergeCustom({ mergeArrays: false });

export function applyTransform<Args extends object>(args: Args, transform: Transform<Args> | undefined): Args {
    if (transform === undefined) return args;
    return typeof transform === "function" ? (transform as (args: Args) => Args)(args) : (merge(args, transform) as Args);
}
