import type { Rule } from "../../rule";
import { budgetWithNotification } from "./budget-with-notification";
import { instanceAllowlist } from "./instance-allowlist";
import { prodOnlyCost } from "./prod-only-cost";
import { requiredTags } from "./required-tags";

export const costRules: readonly Rule[] = [budgetWithNotification, instanceAllowlist, prodOnlyCost, requiredTags];
