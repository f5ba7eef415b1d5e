import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { cacheAuth } from "./cache-auth";
import { cacheTlsRequired } from "./cache-tls-required";
import { iamNoStar } from "./iam-no-star";
import { noOpenIngress } from "./no-open-ingress";
import { pssRestricted } from "./pss-restricted";
import { rdsCmk } from "./rds-cmk";
import { rdsPitr } from "./rds-pitr";
import { s3PublicBlock } from "./s3-public-block";
import { secretInputsAreSecret } from "./secret-inputs-are-secret";

/** Every rule of the pack. */
export const rules: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
    noOpenIngress,
    rdsCmk,
    rdsPitr,
    cacheTlsRequired,
    cacheAuth,
    s3PublicBlock,
    iamNoStar,
    pssRestricted,
    secretInputsAreSecret,
];
