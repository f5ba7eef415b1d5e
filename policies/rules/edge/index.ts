import type { Rule } from "../../rule";
import { dnsProxied } from "./dns-proxied";
import { originOnlyViaCdn } from "./origin-only-via-cdn";

export const edgeRules: readonly Rule[] = [dnsProxied, originOnlyViaCdn];
