import { bucketTypes, isOfBucket } from "../../buckets";
import { securityHub } from "../../controls";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { field, fields, Unknown, type Field } from "../../values";

const blockType = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** Where an access control list is named or spelled out. */
const aclFields = new Map([
    ["aws:s3/bucket:Bucket", ["acl", "grants[*].uri"]],
    ["aws:s3/bucketV2:BucketV2", ["acl", "grants[*].uri"]],
    ["aws:s3/bucketAcl:BucketAcl", ["acl", "accessControlPolicy.grants[*].grantee.uri"]],
    ["aws:s3/bucketAclV2:BucketAclV2", ["acl", "accessControlPolicy.grants[*].grantee.uri"]],
    ["aws:s3/bucketObject:BucketObject", ["acl"]],
    ["aws:s3/bucketObjectv2:BucketObjectv2", ["acl"]],
    ["aws:s3/objectCopy:ObjectCopy", ["acl", "grants[*].uri"]],
]);

/** Canned lists that name everyone, or everyone with an AWS account, and the groups' own names. */
const everyone = /^(public-read|public-read-write|authenticated-read)$|\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

const uncovered = "bucket has no BucketPublicAccessBlock: one careless policy or ACL makes its objects readable to anyone.";
const leavesWay = "the block leaves a way to make the bucket public.";

/** A rule on the whole stack, since a bucket's block is a resource of its own. */
export const s3PublicBlock = stackRule(
    {
        name: "s3-public-block",
        group: "security",
        description: "Every bucket has a public access block with all four switches on, and nothing has a public ACL.",
        why: "One careless policy or ACL makes every object readable to anyone.",
        severity: "high",
        tags: ["storage", "aws", "s3"],
        ...securityHub("S3.8", "S3 general purpose buckets should block public access"),
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `const bucket = new aws.s3.Bucket("uploads");
new aws.s3.BucketPublicAccessBlock("uploads", {
  bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
});`,
        },
        remediationSteps:
            "Add an aws.s3.BucketPublicAccessBlock for the bucket with all of blockPublicAcls, blockPublicPolicy, ignorePublicAcls " +
            "and restrictPublicBuckets set to true, and leave ACLs out. What the public reads goes through a CDN with an origin " +
            "access control.",
    },
    all => {
        const relevant = all.filter(({ type }) => type === blockType || aclFields.has(type));
        return relevant.map(one => ({ urn: one.urn, verdicts: judge(one, relevant) }));
    },
);

function judge(one: Placed, all: readonly Placed[]): readonly Verdict[] {
    const { type, props } = one;
    if (type === blockType) return flags.flatMap(flag => demand(field(props, flag), value => value === true, leavesWay));
    const acls = aclFields
        .get(type)!
        .flatMap(path => fields(props, path))
        .flatMap(judgeAcl);
    return bucketTypes.has(type) && !all.some(block => block.type === blockType && isOfBucket(block, one)) ? [uncovered, ...acls] : acls;
}

/** Only what is known: the lists of a bucket that is yet to be made are unknown outputs where the program gave none. */
const judgeAcl = (acl: Field): readonly Verdict[] =>
    acl.value instanceof Unknown
        ? []
        : demand(acl, value => typeof value !== "string" || !everyone.test(value), "it lets the public in. Remove it, or make it private.");
