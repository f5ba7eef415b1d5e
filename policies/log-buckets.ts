import { isOfBucket } from "./buckets";
import { statementsOf } from "./iam-statements";
import { refersTo } from "./references";
import type { Placed } from "./rule";
import { at, fields, items, jsonOf, type Value } from "./values";

/** Services that write a bucket's logs and know no key but S3's own. */
const writers = /^(logdelivery\.elasticloadbalancing|logging\.s3)\.amazonaws\.com/;

/** Where balancers and buckets name the bucket for their logs, and what balancers read: by type, the property and the path in it. */
const names: readonly (readonly [type: RegExp, property: string])[] = [
    [/^aws:(lb|alb)\/loadBalancer:LoadBalancer$/, "accessLogs"],
    [/^aws:(lb|alb)\/loadBalancer:LoadBalancer$/, "connectionLogs"],
    [/^aws:elb\/loadBalancer:LoadBalancer$/, "accessLogs"],
    [/^aws:lb\/trustStore:TrustStore$/, "caCertificatesBundleS3Bucket"],
    [/^aws:s3\/bucketLogging(V2)?:BucketLogging(V2)?$/, "targetBucket"],
    [/^aws:s3\/bucket:Bucket$/, "logging"],
    [/^aws:s3\/bucketV2:BucketV2$/, "loggings"],
];

/** Whether load balancers or S3 itself keep logs in the bucket, or read from it, as those do that can use no key of the customer's. */
export const isForBalancersOrLogs = (bucket: Placed, all: readonly Placed[]): boolean =>
    all.some(one => names.some(([type, property]) => one !== bucket && type.test(one.type) && namesBucket(one, property, bucket))) ||
    policiesOf(bucket, all).some(policy => statementsOf(jsonOf(policy)).some(({ value }) => admits(value)));

function namesBucket(one: Placed, property: string, bucket: Placed): boolean {
    if (refersTo(one, property, bucket)) return true;
    const name = at(bucket.props, "bucket");
    const inner = ["bucket", "targetBucket"].flatMap(key => fields(one.props, `${property}[*].${key}`));
    return typeof name === "string" && inner.some(({ value }) => value === name);
}

const policiesOf = (bucket: Placed, all: readonly Placed[]): readonly Value[] => [
    at(bucket.props, "policy"),
    ...all
        .filter(one => one.type === "aws:s3/bucketPolicy:BucketPolicy" && isOfBucket(one, bucket))
        .map(({ props }) => at(props, "policy")),
];

const admits = (statement: Value): boolean =>
    at(statement, "Effect") === "Allow" &&
    items(at(statement, "Principal", "Service")).some(service => typeof service === "string" && writers.test(service));
