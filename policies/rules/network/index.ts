import type { Rule } from "../../rule";
import { dataSubnetNoInternet } from "./data-subnet-no-internet";
import { defaultSgClosed } from "./default-sg-closed";
import { natSameAz } from "./nat-same-az";
import { noOpenEgress } from "./no-open-egress";
import { noOpenIngress } from "./no-open-ingress";
import { privateEndpoints } from "./private-endpoints";
import { sgDescribed } from "./sg-described";
import { sgRuleStyleNotMixed } from "./sg-rule-style-not-mixed";
import { storeOnlyFromAppSg } from "./store-only-from-app-sg";
import { subnetNoAutoIp } from "./subnet-no-auto-ip";
import { tiersDisjointMultiAz } from "./tiers-disjoint-multi-az";
import { vpcFlowLogs } from "./vpc-flow-logs";

export const networkRules: readonly Rule[] = [
    dataSubnetNoInternet,
    defaultSgClosed,
    natSameAz,
    noOpenEgress,
    noOpenIngress,
    privateEndpoints,
    sgDescribed,
    sgRuleStyleNotMixed,
    storeOnlyFromAppSg,
    subnetNoAutoIp,
    tiersDisjointMultiAz,
    vpcFlowLogs,
];
