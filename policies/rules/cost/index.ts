import type { Rule } from "../../rule";

export const costRules: readonly Rule[] = [];
