import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { cacheAuth } from "./cache-auth";
import { cacheTlsRequired } from "./cache-tls-required";
import { dataSubnetNoInternet } from "./data-subnet-no-internet";
import { eksEndpointPrivate } from "./eks-endpoint-private";
import { envNoPlainSecret } from "./env-no-plain-secret";
import { everyAlertRouted } from "./every-alert-routed";
import { iamNoStar } from "./iam-no-star";
import { imagePinned } from "./image-pinned";
import { noAccidentalDelete } from "./no-accidental-delete";
import { noOpenIngress } from "./no-open-ingress";
import { originOnlyViaCdn } from "./origin-only-via-cdn";
import { pssRestricted } from "./pss-restricted";
import { rdsCmk } from "./rds-cmk";
import { rdsForceSsl } from "./rds-force-ssl";
import { rdsMultiAz } from "./rds-multi-az";
import { rdsPitr } from "./rds-pitr";
import { s3DenyHttp } from "./s3-deny-http";
import { s3PublicBlock } from "./s3-public-block";
import { secretInputsAreSecret } from "./secret-inputs-are-secret";
import { storeOnlyFromAppSg } from "./store-only-from-app-sg";

/** Every rule of the pack. */
export const rules: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
    noOpenIngress,
    dataSubnetNoInternet,
    storeOnlyFromAppSg,
    eksEndpointPrivate,
    rdsCmk,
    rdsForceSsl,
    rdsPitr,
    rdsMultiAz,
    noAccidentalDelete,
    cacheTlsRequired,
    cacheAuth,
    s3PublicBlock,
    s3DenyHttp,
    iamNoStar,
    pssRestricted,
    imagePinned,
    envNoPlainSecret,
    originOnlyViaCdn,
    everyAlertRouted,
    secretInputsAreSecret,
];
