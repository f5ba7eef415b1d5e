import type { Rule } from "../../rule";
import { backupCoversStateful } from "./backup-covers-stateful";
import { backupLifecycleValid } from "./backup-lifecycle-valid";
import { cacheFailover } from "./cache-failover";
import { copyOtherRegion } from "./copy-other-region";
import { noAccidentalDelete } from "./no-accidental-delete";
import { onePitrOwner } from "./one-pitr-owner";
import { rdsMultiAz } from "./rds-multi-az";
import { rdsPitr } from "./rds-pitr";
import { replicaConsistent } from "./replica-consistent";
import { restoreTestCovers } from "./restore-test-covers";
import { vaultLocked } from "./vault-locked";

export const backupRules: readonly Rule[] = [
    backupCoversStateful,
    backupLifecycleValid,
    cacheFailover,
    copyOtherRegion,
    noAccidentalDelete,
    onePitrOwner,
    rdsMultiAz,
    rdsPitr,
    replicaConsistent,
    restoreTestCovers,
    vaultLocked,
];
