import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { field } from "../../values";

const why = "ACLs decide beside the bucket's policy, and who wrote an object may keep its owner from reading it.";

const judge: Judge = ({ props }) => demand(field(props, "rule.objectOwnership"), owner => owner === "BucketOwnerEnforced", why);

const aclType = /^aws:s3\/bucketAcl(V2)?:BucketAcl(V2)?$/;
const controlsType = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";

/** AWS has it so for buckets made since April 2023: what says nothing is not judged, what turns it off is. */
export const s3OwnerEnforced = resourceRule(
    {
        name: "s3-owner-enforced",
        group: "security",
        description: "Buckets know no ACLs: their owner owns every object, as AWS has it unless somebody changes it.",
        why: "An ACL opens one object among millions, where no policy shows it; who uploads it may keep even the bucket's owner out.",
        severity: "medium",
        tags: ["storage", "aws", "s3"],
        ...securityHub("S3.12", "ACLs should not be used to manage user access to S3 general purpose buckets"),
        remediationSteps:
            "Remove aws.s3.BucketAcl, and set objectOwnership: BucketOwnerEnforced in aws.s3.BucketOwnershipControls, or leave that out. " +
            "Grant what ACLs granted in the bucket's policy first.",
        examples: {
            fails: `new aws.s3.BucketOwnershipControls("uploads", { bucket, rule: { objectOwnership: "ObjectWriter" } });`,
            passes: `new aws.s3.BucketOwnershipControls("uploads", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } });`,
        },
    },
    type => {
        if (type === controlsType) return judge;
        return aclType.test(type) ? () => [`bucket has an ACL of its own: ${why}`] : undefined;
    },
);
