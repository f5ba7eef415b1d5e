import { bucketOf, bucketTypes, settingTypes } from "./buckets";
import { statementsOf } from "./iam-statements";
import { allNamed, type Target } from "./references";
import type { Placed } from "./rule";
import { some, type Truth } from "./truth";
import { at, field, fields, isSet, items, jsonOf, Unknown, type Field, type Value } from "./values";

const ofLoadBalancer = ["accessLogs.bucket", "connectionLogs.bucket", "healthCheckLogs.bucket"];

/** Where it says to which bucket logs are delivered. */
const deliveries = new Map<string, readonly string[]>([
    ...settingTypes("BucketLogging").map(type => [type, ["targetBucket"]] as const),
    ["aws:s3/bucket:Bucket", ["logging.targetBucket"]],
    ["aws:s3/bucketV2:BucketV2", ["loggings[*].targetBucket"]],
    ["aws:lb/loadBalancer:LoadBalancer", ofLoadBalancer],
    ["aws:alb/loadBalancer:LoadBalancer", ofLoadBalancer],
    ["aws:elb/loadBalancer:LoadBalancer", ["accessLogs.bucket"]],
]);

/** Objects of Kubernetes that a controller makes load balancers of, which have it among their attributes. */
const ofController = /^kubernetes:.*:(Ingress|IngressClassParams|Service)(Patch)?$/;
const attributeAnnotations = [
    "alb.ingress.kubernetes.io/load-balancer-attributes",
    "service.beta.kubernetes.io/aws-load-balancer-attributes",
];
const nameAnnotation = "service.beta.kubernetes.io/aws-load-balancer-access-log-s3-bucket-name";

/** They deliver under S3's own key alone. */
const services = ["logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"];

/**
 * Whether S3 or load balancers deliver logs to a bucket: something names it for that, or its policy lets them. A bucket that
 * gets logs of a load balancer made elsewhere is known by its policy alone.
 */
export function takesLogs(bucket: Target, all: readonly Placed[]): Truth {
    if (bucket instanceof Unknown) return bucket;
    const deliverers = all.map(one => ({ one, found: deliveryFields(one) })).filter(({ found }) => found.length > 0);
    const named = deliverers.flatMap(({ one, found }) => allNamed(one, found, all, ...bucketTypes));
    return some([...named.map(target => (target instanceof Unknown ? target : target === bucket)), ...policiesOf(bucket, all).map(letsIn)]);
}

const deliveryFields = (one: Placed): readonly Field[] =>
    ofController.test(one.type)
        ? ofKubernetes(one.props)
        : (deliveries.get(one.type) ?? []).flatMap(path => fields(one.props, path)).filter(({ value }) => isSet(value));

function ofKubernetes(object: Value): readonly Field[] {
    const listed = fields(object, "spec.loadBalancerAttributes[*]").filter(({ value }) => isLogBucket(at(value, "key")));
    const annotation = (key: string): Field => ({ path: "metadata.annotations", value: at(object, "metadata", "annotations", key) });
    const written = attributeAnnotations.map(annotation).flatMap(({ path, value }) => pairs(value).map(pair => ({ path, value: pair })));
    return [...listed.map(({ path, value }) => ({ path, value: at(value, "value") })), ...written, annotation(nameAnnotation)].filter(
        ({ value }) => isSet(value),
    );
}

const isLogBucket = (key: Value): boolean => typeof key === "string" && key.endsWith("_logs.s3.bucket");

/** The buckets of `access_logs.s3.enabled=true,access_logs.s3.bucket=shop-logs`. */
const pairs = (attributes: Value): readonly Value[] =>
    typeof attributes === "string"
        ? attributes
              .split(",")
              .map(pair => pair.trim().split("="))
              .filter(([key]) => isLogBucket(key))
              .map(([, name]) => name)
        : [attributes];

const policiesOf = (bucket: string, all: readonly Placed[]): readonly Value[] =>
    all
        .filter(one => one.urn === bucket || (one.type === "aws:s3/bucketPolicy:BucketPolicy" && bucketOf(one, all) === bucket))
        .map(({ props }) => jsonOf(at(props, "policy")));

function letsIn(policy: Value): Truth {
    if (policy instanceof Unknown) return policy;
    const allowed = statementsOf(policy).filter(({ value }) => at(value, "Effect") === "Allow");
    return some(
        allowed
            .flatMap(({ value }) => items(field(value, "Principal.Service").value))
            .map(service => (service instanceof Unknown ? service : services.some(name => name === service))),
    );
}

/** Whether CloudFront delivers standard logs to a bucket, which it names by its host: `shop-logs.s3.amazonaws.com`. */
export function takesLogsOfCloudFront(bucket: Target, all: readonly Placed[]): Truth {
    const named = all
        .filter(({ type }) => type === "aws:cloudfront/distribution:Distribution")
        .flatMap(one => {
            const host = at(one.props, "loggingConfig", "bucket");
            const value = typeof host === "string" ? host.replace(/\.s3[.-][\w.-]*amazonaws\.com(\.cn)?$/, "") : host;
            return allNamed(one, [{ path: "loggingConfig.bucket", value }], all, ...bucketTypes);
        });
    return some(named.map(target => (target instanceof Unknown ? target : target === bucket)));
}
