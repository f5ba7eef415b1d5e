import type { Rule } from "../../rule";
import { cacheAuth } from "./cache-auth";
import { envNoPlainSecret } from "./env-no-plain-secret";
import { secretAsFile } from "./secret-as-file";
import { secretInputsAreSecret } from "./secret-inputs-are-secret";
import { secretRecoveryWindow } from "./secret-recovery-window";
import { secretRotation } from "./secret-rotation";
import { workerSecretBinding } from "./worker-secret-binding";

export const secretsRules: readonly Rule[] = [
    cacheAuth,
    envNoPlainSecret,
    secretAsFile,
    secretInputsAreSecret,
    secretRecoveryWindow,
    secretRotation,
    workerSecretBinding,
];
