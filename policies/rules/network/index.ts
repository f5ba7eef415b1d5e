import type { Rule } from "../../rule";
import { dataSubnetNoInternet } from "./data-subnet-no-internet";
import { defaultSgClosed } from "./default-sg-closed";
import { noOpenIngress } from "./no-open-ingress";
import { storeOnlyFromAppSg } from "./store-only-from-app-sg";
import { subnetNoAutoIp } from "./subnet-no-auto-ip";
import { vpcFlowLogs } from "./vpc-flow-logs";

export const networkRules: readonly Rule[] = [
    dataSubnetNoInternet,
    defaultSgClosed,
    noOpenIngress,
    storeOnlyFromAppSg,
    subnetNoAutoIp,
    vpcFlowLogs,
];
