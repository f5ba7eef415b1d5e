import type * as pulumi from "@pulumi/pulumi";
import { under, type Problem } from "../core/errors";

/** Cloudflare writes the log of all requests to a bucket of S3. */
export interface LogpushArgs {
    readonly bucket: pulumi.Input<string>;
    /** The bucket's region. */
    readonly region: string;
    /** The beginning of the objects' names, without slashes at its ends. @default "cloudflare" */
    readonly prefix?: string;
    /**
     * What proves that the bucket is yours: the text of the object that Cloudflare writes there when it is asked for a challenge
     * (docs/edge.md says how).
     */
    readonly ownershipChallenge: pulumi.Input<string>;
}

export const logpushDefaults = { prefix: "cloudflare" } as const;

export const validateLogpush = ({ bucket, region, prefix = logpushDefaults.prefix }: LogpushArgs): Problem[] =>
    under("logpush", [
        ...(typeof bucket === "string" && !/^[a-z0-9.-]{3,63}$/.test(bucket)
            ? [{ path: "bucket", got: bucket, allowed: "the name of a bucket" }]
            : []),
        ...(/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? [] : [{ path: "region", got: region, allowed: "a region such as eu-west-1" }]),
        ...(/^[\w-]+(\/[\w-]+)*$/.test(prefix)
            ? []
            : [{ path: "prefix", got: prefix, allowed: "letters, digits, '_', '-' and '/' between" }]),
    ]);
