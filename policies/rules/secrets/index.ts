import type { Rule } from "../../rule";
import { cacheAuth } from "./cache-auth";
import { envNoPlainSecret } from "./env-no-plain-secret";
import { secretInputsAreSecret } from "./secret-inputs-are-secret";

export const secretsRules: readonly Rule[] = [cacheAuth, envNoPlainSecret, secretInputsAreSecret];
