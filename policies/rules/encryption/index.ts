import type { Rule } from "../../rule";
import { cacheCmk } from "./cache-cmk";
import { eksSecretsCmk } from "./eks-secrets-cmk";
import { kmsRotation } from "./kms-rotation";
import { rdsCmk } from "./rds-cmk";
import { s3Kms } from "./s3-kms";
import { s3Lifecycle } from "./s3-lifecycle";
import { s3OwnerEnforced } from "./s3-owner-enforced";
import { s3PublicBlock } from "./s3-public-block";
import { s3Versioned } from "./s3-versioned";

export const encryptionRules: readonly Rule[] = [
    cacheCmk,
    eksSecretsCmk,
    kmsRotation,
    rdsCmk,
    s3Kms,
    s3Lifecycle,
    s3OwnerEnforced,
    s3PublicBlock,
    s3Versioned,
];
