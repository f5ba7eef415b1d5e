import { secret, unknown, type Proof, type Sketch } from "../proof";
import { casesInPreviews, stacksInPreviews } from "../unmade";

const all = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
/** A bucket whose name AWS makes. */
const bucket = (props: object = {}, type = "aws:s3/bucket:Bucket"): Sketch => ({
    type,
    props,
    answers: { id: "reports-4f2a", bucket: "reports-4f2a" },
});
const named = (name: unknown, props: object = {}): Sketch => ({ type: "aws:s3/bucket:Bucket", props: { bucket: name, ...props } });
const block = (flags: object = all, name: unknown = "reports-4f2a", from?: Sketch["from"]): Sketch => ({
    type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    props: { bucket: name, ...flags },
    ...(from ? { from } : {}),
});
const v2 = "aws:s3/bucketV2:BucketV2";
const of = (kind: string, props: object): Sketch => ({
    type: `aws:s3/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`,
    props: { bucket: "logs-eu", ...props },
});
const group = (name: string): string => `http://acs.amazonaws.com/groups/global/${name}`;
const granted = { owner: { id: "1" }, grants: [{ permission: "READ", grantee: { type: "Group", uri: group("AuthenticatedUsers") } }] };

const none = "bucket has no BucketPublicAccessBlock: one careless policy or ACL makes its objects readable to anyone.";
const off = (flag: string, is = "is not set"): string => `${flag} ${is}: the block leaves a way to make the bucket public.`;
const open = (path: string, value: string): string => `${path} is "${value}": it lets the public in. Remove it, or make it private.`;

export const proof: Proof = {
    fails: {
        ...casesInPreviews<Proof["fails"][string]>({
            "buckets without a block": {
                stack: { none: bucket(), old: bucket({}, v2), unnamed: named(unknown) },
                says: { none, old: none, unnamed: none },
            },
            "a block with a switch that is off, or missing, and one of none": {
                stack: {
                    ...{ one: bucket(), off: block({ ...all, restrictPublicBuckets: false }) },
                    ...{ missing: block({ ...all, ignorePublicAcls: undefined }), empty: block({}) },
                },
                says: {
                    off: off("restrictPublicBuckets", "is false"),
                    missing: off("ignorePublicAcls"),
                    empty: Object.keys(all).map(flag => off(flag)),
                },
            },
        }),
        "a block of another bucket, whose name is made from this one's": {
            stack: { one: named("app"), other: block(all, "app-logs", { bucket: "one" }) },
            says: { one: none },
        },
        "a public list in the bucket, though it is blocked": {
            stack: {
                ...{ listed: bucket({ acl: "public-read" }), block: block() },
                ...{
                    granted: named("b", { grants: [{ type: "Group", uri: group("AllUsers"), permissions: ["READ"] }] }),
                    other: block(all, "b"),
                },
                ...{ old: { ...bucket({ acl: "public-read", bucket: "c" }, v2) }, third: block(all, "c") },
            },
            says: {
                listed: open("acl", "public-read"),
                granted: open("grants[0].uri", group("AllUsers")),
                old: open("acl", "public-read"),
            },
        },
        "a public list as a resource of its own, or of objects": {
            stack: {
                acl: of("BucketAcl", { acl: "authenticated-read" }),
                old: of("BucketAclV2", { acl: "public-read-write" }),
                granted: of("BucketAcl", { accessControlPolicy: granted }),
                object: of("BucketObject", { key: "index.html", acl: "public-read" }),
                objectV2: of("BucketObjectv2", { key: "index.html", acl: "public-read" }),
                copy: of("ObjectCopy", { key: "index.html", source: "a/b", acl: "public-read" }),
            },
            says: {
                acl: open("acl", "authenticated-read"),
                old: open("acl", "public-read-write"),
                granted: open("accessControlPolicy.grants[0].grantee.uri", group("AuthenticatedUsers")),
                ...Object.fromEntries(["object", "objectV2", "copy"].map(name => [name, open("acl", "public-read")])),
            },
        },
    },
    passes: {
        ...stacksInPreviews({
            "a block by the bucket's id": { one: bucket(), block: block() },
            "a private list": { one: bucket({ acl: "private" }), block: block() },
            "a bucket of the former kind": { one: bucket({}, v2), block: block() },
        }),
        "a block by the name": { one: named("logs-eu"), block: block(all, "logs-eu"), acl: of("BucketAcl", { acl: "private" }) },
        "names that are not known, of which one is made from the other": {
            one: named(unknown),
            block: block(all, unknown, { bucket: "one" }),
        },
        "a name that is known on one side alone": {
            one: named("invoices-eu"),
            block: block(all, unknown, { bucket: "one" }),
            other: named(unknown),
            known: block(all, "archive-eu", { bucket: "other" }),
        },
        "what is not known elsewhere": { one: bucket({ tags: { owner: unknown } }), block: block() },
    },
    unknowns: {
        "a switch, beside one that is off": {
            stack: { one: bucket(), block: block({ ...all, blockPublicAcls: unknown, blockPublicPolicy: false }) },
            of: { block: "blockPublicAcls" },
            says: { block: off("blockPublicPolicy", "is false") },
        },
    },
    secrets: {
        one: bucket({ acl: secret("hunter2-acl"), tags: { Note: secret("hunter2-note") } }),
        acl: of("BucketAcl", { acl: secret("hunter2-acl") }),
        block: block({ ...all, blockPublicAcls: secret("hunter2-flag") }),
    },
    ignores: {
        account: { type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", props: {} },
        directory: { type: "aws:s3/directoryBucket:DirectoryBucket", props: { bucket: "a--euw1-az1--x-s3" } },
    },
    breaks: one => (one.urn.endsWith("::dumps-private") ? undefined : one),
};
