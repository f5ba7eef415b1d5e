import type { Placed } from "./rule";
import { at, fields, type Field } from "./values";

export const bucketTypes: ReadonlySet<string> = new Set(["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"]);

/** A setting of a bucket: in the bucket's own properties, and as a resource of its own. */
export interface Setting {
    /** Paths in either type of bucket, whose property AWS's provider calls by the plural in the second. */
    readonly inline: readonly string[];
    /** The resource's type, and the path in it; it goes by the type with `V2` as well. */
    readonly own: readonly [type: string, path: string];
}

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

/** What is said of a setting, wherever it stands. */
export function settingOf(bucket: Placed, all: readonly Placed[], { inline, own: [type, path] }: Setting): readonly Field[] {
    const own = all.filter(one => one.type === type || one.type === `${type.replace(":Bucket", "V2:Bucket")}V2`);
    return [
        ...inline.flatMap(where => fields(bucket.props, where)),
        ...own.filter(one => isOfBucket(one, bucket)).flatMap(one => fields(one.props, path)),
    ];
}

export const bucketsOf = (all: readonly Placed[]): readonly Placed[] => all.filter(({ type }) => bucketTypes.has(type));
