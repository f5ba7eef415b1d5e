import type { Rule } from "../../rule";
import { dnsProxied } from "./dns-proxied";
import { dnssecCaa } from "./dnssec-caa";
import { expressionParses } from "./expression-parses";
import { noCachedPrivate } from "./no-cached-private";
import { originOnlyViaCdn } from "./origin-only-via-cdn";
import { rateLimitAuth } from "./rate-limit-auth";
import { wafManagedOn } from "./waf-managed-on";
import { zoneStrictTls } from "./zone-strict-tls";

export const edgeRules: readonly Rule[] = [
    dnsProxied,
    dnssecCaa,
    expressionParses,
    noCachedPrivate,
    originOnlyViaCdn,
    rateLimitAuth,
    wafManagedOn,
    zoneStrictTls,
];
