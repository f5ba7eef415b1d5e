import type { Rule } from "../../rule";
import { cacheCmk } from "./cache-cmk";
import { eksSecretsCmk } from "./eks-secrets-cmk";
import { kmsRotation } from "./kms-rotation";
import { logsSnsVaultSecretCmk } from "./logs-sns-vault-secret-cmk";
import { rdsCmk } from "./rds-cmk";
import { s3PublicBlock } from "./s3-public-block";

export const encryptionRules: readonly Rule[] = [cacheCmk, eksSecretsCmk, kmsRotation, logsSnsVaultSecretCmk, rdsCmk, s3PublicBlock];
