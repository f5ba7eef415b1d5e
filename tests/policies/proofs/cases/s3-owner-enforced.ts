import { secret, unknown, type Proof } from "../proof";

const type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const bucket = { type: "aws:s3/bucket:Bucket", props: { bucket: "shop-files" } };
const v2 = (props: object) => ({ type: "aws:s3/bucketV2:BucketV2", props: { bucket: "shop-v2", ...props } });
const own = (objectOwnership: unknown, of: unknown = "shop-files") => ({ type, props: { bucket: of, rule: { objectOwnership } } });
const acl = (of: unknown = "shop-files") => ({ type: "aws:s3/bucketAcl:BucketAcl", props: { bucket: of, acl: "private" } });
const everyone = "http://acs.amazonaws.com/groups/global/AllUsers";

export const proof: Proof = {
    fails: {
        "ACLs that are on": {
            stack: { bucket, own: own("ObjectWriter"), elsewhere: own("BucketOwnerPreferred", "elsewhere") },
            says: {
                own: 'rule.objectOwnership is "ObjectWriter": who uploads an object owns it',
                elsewhere: 'rule.objectOwnership is "BucketOwnerPreferred"',
            },
        },
        "a bucket with an ACL": {
            stack: { bucket: { ...bucket, props: { acl: "log-delivery-write" } }, v2: v2({ grants: [{ type: "Group", uri: everyone }] }) },
            says: {
                bucket: 'acl is "log-delivery-write": it takes ACLs, and who uploads',
                v2: `grants[0].uri is "${everyone}": it takes ACLs`,
            },
        },
        "a bucket with an ACL of its own": {
            stack: { bucket, acl: acl(), v2: v2({}), other: { ...acl("shop-v2"), type: "aws:s3/bucketAclV2:BucketAclV2" } },
            says: { bucket: "bucket has a BucketAcl and no BucketOwnershipControls", v2: "bucket has a BucketAcl" },
        },
    },
    passes: {
        "ACLs that are off": { bucket, own: own("BucketOwnerEnforced"), acl: acl() },
        "what S3 does for those who say nothing": {
            bucket: { ...bucket, answers: { grants: [{ id: "75aa57", permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" }] } },
            v2: v2({ acl: "private" }),
        },
        "a bucket that is yet to be made": {
            bucket: { ...bucket, props: {}, answers: { id: unknown, acl: unknown, grants: unknown } },
            own: { ...own("BucketOwnerEnforced", unknown), from: { bucket: "bucket" } },
        },
    },
    unknowns: {
        "who owns": {
            stack: { bucket, own: own(unknown), v2: v2({ acl: "log-delivery-write" }) },
            of: { own: "rule.objectOwnership" },
            says: { v2: "acl is" },
        },
        "which bucket has the ACL": {
            stack: {
                bucket,
                acl: { ...acl(unknown), from: { bucket: "pet" } },
                pet: { type: "random:index/randomPet:RandomPet" },
                own: own("ObjectWriter", "x"),
            },
            of: ["bucket"],
            says: { own: "rule.objectOwnership" },
        },
        "where CloudFront's logs go": {
            stack: {
                bucket,
                own: own("BucketOwnerPreferred"),
                cdn: { type: "aws:cloudfront/distribution:Distribution", props: { loggingConfig: { bucket: unknown } } },
            },
            of: { own: "loggingConfig.bucket" },
        },
    },
    secrets: {
        bucket: { ...bucket, props: { bucket: secret("hunter2-files"), acl: "log-delivery-write" } },
        own: own("ObjectWriter", secret("hunter2-others")),
    },
    ignores: {
        bucket,
        own: own("BucketOwnerPreferred"),
        acl: acl(),
        cdn: { type: "aws:cloudfront/distribution:Distribution", props: { loggingConfig: { bucket: "shop-files.s3.amazonaws.com" } } },
        "acl-elsewhere": acl("elsewhere"),
    },
    breaks: one =>
        one.type === type && one.urn.endsWith("::files-owner")
            ? { ...one, inputs: { ...one.inputs, rule: { objectOwnership: "BucketOwnerPreferred" } } }
            : one,
};
