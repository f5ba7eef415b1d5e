import { targets, type Target } from "./references";
import type { Judged, Placed, Verdict } from "./rule";
import type { Truth } from "./truth";
import { at, Unknown, unknownAt } from "./values";

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

/** Types of a setting that is a resource of its own: `BucketVersioning`, and the same under its former name. */
export const settingTypes = (name: `Bucket${string}`): readonly string[] =>
    [name, `${name}V2`].map(kind => `aws:s3/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`);

/** A setting that buckets have as a resource of its own, or else inline. */
export interface BucketSetting {
    readonly types: readonly string[];
    readonly judgeOwn: (setting: Placed) => readonly Verdict[];
    /** Of a bucket without a resource for it. */
    readonly judgeInline: (bucket: Placed) => readonly Verdict[];
    /** Whether a bucket, by its URN or its name, may be without. @default none may */
    readonly excused?: (bucket: Target) => Truth;
}

/** Judges settings where they stand: in the resource that is for the bucket, or in the bucket if there is none. */
export function judgeSetting(all: readonly Placed[], setting: BucketSetting): readonly Judged[] {
    const { types, judgeOwn, judgeInline, excused = () => false } = setting;
    const own = all.filter(({ type }) => types.includes(type)).map(one => ({ one, of: bucketOf(one, all) }));
    const strays = own.map(({ of }) => of).find(of => of instanceof Unknown) ?? false;
    const judged = (urn: string, verdicts: readonly Verdict[], without: Truth): readonly Judged[] =>
        without === true ? [] : [{ urn, verdicts: unlessUnknown(verdicts, without) }];
    return [
        ...own.flatMap(({ one, of }) => judged(one.urn, judgeOwn(one), excused(of))),
        ...all
            .filter(({ type }) => bucketTypes.has(type))
            .flatMap(bucket => {
                const has = own.some(({ of }) => of === bucket.urn);
                return judged(bucket.urn, has ? [] : unlessUnknown(judgeInline(bucket), strays), excused(bucket.urn));
            }),
    ];
}

/** The bucket that a setting is for. */
export const bucketOf = (setting: Placed, all: readonly Placed[]): Target =>
    targets(setting, "bucket", all, ...bucketTypes)[0] ?? unknownAt("bucket");

/** Where it is not known whether something excuses them, that is the verdict. */
const unlessUnknown = (verdicts: readonly Verdict[], excuse: Truth): readonly Verdict[] =>
    verdicts.length > 0 && excuse instanceof Unknown ? [excuse] : verdicts;
