import { bucketTypes } from "./buckets";
import { targets, type Target } from "./references";
import type { Placed } from "./rule";
import { some, type Truth } from "./truth";
import { Unknown } from "./values";

const storeTypes = ["aws:lb/trustStore:TrustStore", "aws:alb/trustStore:TrustStore"];

/** Whether load balancers read the certificates of a trust store from a bucket: those are public. */
export function holdsTrust(bucket: Target, all: readonly Placed[]): Truth {
    const stores = all.filter(({ type }) => storeTypes.includes(type));
    const named = stores.flatMap(store => targets(store, "caCertificatesBundleS3Bucket", all, ...bucketTypes));
    return some(named.map(target => (target instanceof Unknown ? target : target === bucket)));
}
