import { bucketTypes, isOfBucket } from "../../buckets";
import { securityHub } from "../../controls";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { answersHttp, judgeTransport } from "../../transport";
import { at, field, isSet, type Value } from "../../values";

const policyType = "aws:s3/bucketPolicy:BucketPolicy";

/** A rule on the whole stack, since a bucket's policy is a resource of its own. */
export const s3DenyHttp = stackRule(
    {
        name: "s3-deny-http",
        group: "security",
        description: "Every bucket has a policy that refuses all requests that come without TLS.",
        why: "A bucket answers HTTP as well, unless its policy refuses it: objects and signatures then go in plain text.",
        severity: "high",
        tags: ["encryption", "aws", "s3"],
        ...securityHub("S3.5", "S3 general purpose buckets should require requests to use SSL"),
        examples: {
            fails: `new aws.s3.Bucket("uploads");`,
            passes: `new aws.s3.BucketPolicy("tls", { bucket: bucket.id, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{
  Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [bucket.arn, pulumi.interpolate\`\${bucket.arn}/*\`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
}] }) });`,
        },
        remediationSteps:
            "Add an aws.s3.BucketPolicy to the bucket, or to its policy a statement: Effect Deny, Principal *, Action s3:*, Resource " +
            'the bucket\'s ARN and the same with /*, Condition { Bool: { "aws:SecureTransport": "false" } } and no other condition.',
    },
    all => {
        const policies = all.filter(({ type }) => type === policyType);
        const buckets = all.filter(({ type }) => bucketTypes.has(type));
        return [
            ...policies.map(policy => ({
                urn: policy.urn,
                verdicts: judgeTransport(field(policy.props, "policy"), at(policy.props, "bucket"), arnOf(policy, buckets)),
            })),
            ...buckets.map(bucket => ({
                urn: bucket.urn,
                verdicts: policies.some(policy => isOfBucket(policy, bucket)) ? [] : judgeInline(bucket),
            })),
        ];
    },
);

/** Of the bucket that the policy is for, where the stack makes it. */
const arnOf = (policy: Placed, buckets: readonly Placed[]): Value => {
    const bucket = buckets.find(one => isOfBucket(policy, one));
    return bucket && at(bucket.props, "arn");
};

function judgeInline(bucket: Placed): readonly Verdict[] {
    const { props } = given(bucket);
    const policy = field(props, "policy");
    return isSet(policy.value) ? judgeTransport(policy, at(props, "bucket")) : [`bucket has no BucketPolicy: ${answersHttp}`];
}
