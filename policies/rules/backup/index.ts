import type { Rule } from "../../rule";
import { cacheFailover } from "./cache-failover";
import { noAccidentalDelete } from "./no-accidental-delete";
import { rdsMultiAz } from "./rds-multi-az";
import { rdsPitr } from "./rds-pitr";

export const backupRules: readonly Rule[] = [cacheFailover, noAccidentalDelete, rdsMultiAz, rdsPitr];
