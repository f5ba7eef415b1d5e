import type { Rule } from "../../rule";
import { originOnlyViaCdn } from "./origin-only-via-cdn";

export const edgeRules: readonly Rule[] = [originOnlyViaCdn];
