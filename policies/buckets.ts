import type { Placed } from "./rule";
import { at } from "./values";

export const bucketTypes: ReadonlySet<string> = new Set(["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"]);

/**
 * Whether a setting that is a resource of its own, such as a bucket's policy, is this bucket's: by the name; before
 * that is known, by what the setting's `bucket` is made from.
 */
export function isOfBucket(setting: Placed, bucket: Placed): boolean {
    const target = at(setting.props, "bucket");
    const name = at(bucket.props, "bucket");
    if (typeof target === "string" && typeof name === "string") return target === name;
    return (setting.madeFrom.bucket ?? []).includes(bucket.urn);
}
