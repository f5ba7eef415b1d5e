import { unknown, type Proof } from "../proof";

const type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const owner = (objectOwnership?: unknown) => ({ type, props: { bucket: "uploads", rule: { objectOwnership } } });

export const proof: Proof = {
    fails: {
        "the writer as the owner": {
            stack: { owner: owner("ObjectWriter") },
            says: { owner: 'rule.objectOwnership is "ObjectWriter": ACLs' },
        },
        "the bucket's owner where the writer likes": {
            stack: { owner: owner("BucketOwnerPreferred") },
            says: { owner: 'rule.objectOwnership is "BucketOwnerPreferred"' },
        },
        "an ACL, even a private one": {
            stack: {
                acl: { type: "aws:s3/bucketAcl:BucketAcl", props: { bucket: "uploads", acl: "private" } },
                older: { type: "aws:s3/bucketAclV2:BucketAclV2", props: { bucket: "uploads" } },
            },
            says: { acl: "bucket has an ACL of its own", older: "bucket has an ACL" },
        },
    },
    passes: { "the bucket's owner": { owner: owner("BucketOwnerEnforced") } },
    unknowns: {
        "who owns it": { stack: { owner: owner(unknown), other: owner("ObjectWriter") }, of: ["owner"], says: { other: "rule." } },
    },
    secrets: { none: "who owns objects is no secret, and no other value is read" },
    ignores: { bucket: { type: "aws:s3/bucket:Bucket", props: {} }, policy: { type: "aws:s3/bucketPolicy:BucketPolicy", props: {} } },
    breaks: one =>
        one.urn.endsWith("::dumps-owner") ? { ...one, inputs: { ...one.inputs, rule: { objectOwnership: "ObjectWriter" } } } : one,
};
