import type { Rule } from "../rule";
import { networkRules } from "./network";
import { encryptionRules } from "./encryption";
import { transitRules } from "./transit";
import { identityRules } from "./identity";
import { secretsRules } from "./secrets";
import { kubernetesRules } from "./kubernetes";
import { edgeRules } from "./edge";
import { backupRules } from "./backup";
import { auditRules } from "./audit";
import { costRules } from "./cost";

/** Every rule of the pack, by what it is about. */
export const rules: readonly Rule[] = [
    ...networkRules,
    ...encryptionRules,
    ...transitRules,
    ...identityRules,
    ...secretsRules,
    ...kubernetesRules,
    ...edgeRules,
    ...backupRules,
    ...auditRules,
    ...costRules,
];
