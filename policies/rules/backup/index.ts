import type { Rule } from "../../rule";
import { backupCoversStateful } from "./backup-covers-stateful";
import { backupLifecycleValid } from "./backup-lifecycle-valid";
import { cacheFailover } from "./cache-failover";
import { noAccidentalDelete } from "./no-accidental-delete";
import { rdsMultiAz } from "./rds-multi-az";
import { rdsPitr } from "./rds-pitr";

export const backupRules: readonly Rule[] = [
    backupCoversStateful,
    backupLifecycleValid,
    cacheFailover,
    noAccidentalDelete,
    rdsMultiAz,
    rdsPitr,
];
