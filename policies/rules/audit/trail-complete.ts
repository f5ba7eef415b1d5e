import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { at, field, isSet, Unknown } from "../../values";

const judge: Judge = ({ props }) => [
    ...demand(field(props, "isMultiRegionTrail"), value => value === true, "what somebody does in another region leaves no trace."),
    ...demand(field(props, "enableLogFileValidation"), value => value === true, "nobody can tell whether somebody changed the files."),
    ...demand(field(props, "includeGlobalServiceEvents"), value => value !== false, "what is done to IAM leaves no trace."),
    ...demand(field(props, "enableLogging"), value => value !== false, "it records nothing."),
    ...(at(props, "kmsKeyId") instanceof Unknown
        ? []
        : demand(field(props, "kmsKeyId"), isSet, "who may read the bucket reads the trail. Set a customer-managed key.")),
];

const judges = new Map<string, Judge>([["aws:cloudtrail/trail:Trail", judge]]);

export const trailComplete = resourceRule(
    {
        name: "trail-complete",
        group: "security",
        description:
            "A trail of CloudTrail is on, of all regions and global services, validated and encrypted with a customer-managed key.",
        why: "After a break-in the trail says what was done; one with gaps, or that somebody may have changed, proves nothing.",
        severity: "high",
        tags: ["logging", "aws", "cloudtrail"],
        ...securityHub(
            "CloudTrail.1",
            "CloudTrail should be enabled and configured with at least one multi-Region trail that includes read and write management events",
        ),
        remediationSteps:
            "Set isMultiRegionTrail, enableLogFileValidation and kmsKeyId; leave includeGlobalServiceEvents and enableLogging on.",
        examples: {
            fails: `new aws.cloudtrail.Trail("account", { s3BucketName });`,
            passes: `new aws.cloudtrail.Trail("account", { s3BucketName, isMultiRegionTrail: true, enableLogFileValidation: true, kmsKeyId: key.arn });`,
        },
    },
    type => judges.get(type),
);
