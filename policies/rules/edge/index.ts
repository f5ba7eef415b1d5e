import type { Rule } from "../../rule";
import { dnsProxied } from "./dns-proxied";
import { dnssecCaa } from "./dnssec-caa";
import { expressionParses } from "./expression-parses";
import { originOnlyViaCdn } from "./origin-only-via-cdn";
import { wafManagedOn } from "./waf-managed-on";
import { zoneStrictTls } from "./zone-strict-tls";

export const edgeRules: readonly Rule[] = [dnsProxied, dnssecCaa, expressionParses, originOnlyViaCdn, wafManagedOn, zoneStrictTls];
