import type { Rule } from "../../rule";
import { cacheCmk } from "./cache-cmk";
import { eksSecretsCmk } from "./eks-secrets-cmk";
import { kmsPolicyNarrow } from "./kms-policy-narrow";
import { kmsRotation } from "./kms-rotation";
import { logsSnsVaultSecretCmk } from "./logs-sns-vault-secret-cmk";
import { rdsCmk } from "./rds-cmk";
import { rdsInsightsCmk } from "./rds-insights-cmk";
import { s3Kms } from "./s3-kms";
import { s3Lifecycle } from "./s3-lifecycle";
import { s3OwnerEnforced } from "./s3-owner-enforced";
import { s3PublicBlock } from "./s3-public-block";
import { s3Versioned } from "./s3-versioned";

export const encryptionRules: readonly Rule[] = [
    cacheCmk,
    eksSecretsCmk,
    kmsPolicyNarrow,
    kmsRotation,
    logsSnsVaultSecretCmk,
    rdsCmk,
    rdsInsightsCmk,
    s3Kms,
    s3Lifecycle,
    s3OwnerEnforced,
    s3PublicBlock,
    s3Versioned,
];
