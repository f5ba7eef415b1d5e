import type { Rule } from "../../rule";
import { defaultDeny } from "./default-deny";
import { drainLongerThanLb } from "./drain-longer-than-lb";
import { egressMatchesTopology } from "./egress-matches-topology";
import { hpaOwnsReplicas } from "./hpa-owns-replicas";
import { imagePinned } from "./image-pinned";
import { notDefaultNamespace } from "./not-default-namespace";
import { nsPssLabel } from "./ns-pss-label";
import { ownServiceAccount } from "./own-service-account";
import { pdbBelowHpaMin } from "./pdb-below-hpa-min";
import { probes } from "./probes";
import { pssRestricted } from "./pss-restricted";
import { rbacNoWildcard } from "./rbac-no-wildcard";
import { readOnlyRoot } from "./read-only-root";
import { resourcesSet } from "./resources-set";
import { zoneSpread } from "./zone-spread";

export const kubernetesRules: readonly Rule[] = [
    defaultDeny,
    drainLongerThanLb,
    egressMatchesTopology,
    hpaOwnsReplicas,
    imagePinned,
    notDefaultNamespace,
    nsPssLabel,
    ownServiceAccount,
    pdbBelowHpaMin,
    probes,
    pssRestricted,
    rbacNoWildcard,
    readOnlyRoot,
    resourcesSet,
    zoneSpread,
];
