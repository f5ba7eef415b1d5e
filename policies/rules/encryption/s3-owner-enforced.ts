import { bucketOf, judgeSetting } from "../../buckets";
import { securityHub } from "../../controls";
import { takesLogsOfCloudFront } from "../../log-buckets";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { field, fields, isSet, Unknown } from "../../values";

const aclTypes = ["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"];

const open = "who uploads an object owns it and may let others read it, past the bucket's policy. Set BucketOwnerEnforced.";

/**
 * A rule on the whole stack, since a bucket's ownership is a resource of its own. S3 switches ACLs off for those who say
 * nothing, so a bucket breaks it that says otherwise, or has an ACL. Not judged is one that the standard logs of CloudFront
 * go to, which takes ACLs.
 */
export const s3OwnerEnforced = stackRule(
    {
        name: "s3-owner-enforced",
        group: "security",
        description: "Buckets have no ACLs: the owner of the bucket owns all objects, and policies alone say who may read them.",
        why: "With ACLs each object has a say of its own: whoever uploads one may let others read it, and no policy of the bucket shows that.",
        severity: "medium",
        tags: ["storage", "aws", "s3"],
        ...securityHub("S3.12", "ACLs should not be used to manage user access to S3 general purpose buckets"),
        remediationSteps:
            "Set objectOwnership: BucketOwnerEnforced in an aws.s3.BucketOwnershipControls and remove ACLs; say in the bucket's policy " +
            "whom they let in.",
        examples: {
            fails: `new aws.s3.BucketOwnershipControls("uploads", { bucket: bucket.id, rule: { objectOwnership: "ObjectWriter" } });`,
            passes: `new aws.s3.BucketOwnershipControls("uploads", { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } });`,
        },
    },
    stack => {
        const all = stack.map(given);
        return judgeSetting(all, {
            types: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
            judgeOwn: ({ props }) => demand(field(props, "rule.objectOwnership"), owner => owner === "BucketOwnerEnforced", open),
            judgeInline: bucket => judgeAcls(bucket, all),
            excused: bucket => takesLogsOfCloudFront(bucket, all),
        });
    },
);

/** AWS answers with a grant to the owner, who is nobody's group; a private ACL is none. */
function judgeAcls(bucket: Placed, all: readonly Placed[]): readonly Verdict[] {
    const acls = all.filter(({ type }) => aclTypes.includes(type)).map(acl => bucketOf(acl, all));
    const inline = [
        ...demand(field(bucket.props, "acl"), acl => !isSet(acl) || acl === "private", `it takes ACLs, and ${open}`),
        ...fields(bucket.props, "grants[*].uri").flatMap(uri => demand(uri, group => !isSet(group), `it takes ACLs, and ${open}`)),
    ];
    if (acls.includes(bucket.urn)) return [`bucket has a BucketAcl and no BucketOwnershipControls: ${open}`, ...inline];
    return [...inline, ...acls.filter(of => of instanceof Unknown).slice(0, 1)];
}
