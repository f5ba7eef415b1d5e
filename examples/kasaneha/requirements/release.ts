import { procedure, type Table } from "../../../traceability";
import { runbook } from "./parts";

const rolling = runbook("release");

/** Releases and restores. */
export const release: Table = {
    "003-069": procedure(runbook("before-opening"), "shred --remove given.json"),
    "003-071": procedure(rolling, "set -euo pipefail"),
    "003-072": procedure(rolling, 'pulumi config set release "$release" --stack production'),
    "003-073": procedure(rolling, 'docker build --tag "$registry/kasaneha-$part:$version" "../workspace/$part"'),
    "003-074": procedure(rolling, "kubectl -n kasaneha get jobs --selector=app.kubernetes.io/name=backend-migrate"),
    "003-075": procedure(rolling, "kubectl -n kasaneha rollout status deployment/backend --timeout=10m"),
    "003-076": procedure(rolling, "curl --fail https://api.kasaneha.app/health"),
    "003-077": procedure(rolling, "kubectl -n kasaneha rollout status deployment/frontend --timeout=10m"),
    "003-078": procedure(rolling, "kubectl -n kasaneha rollout status deployment/gateway --timeout=10m"),
    "003-079": procedure(runbook("release-bluegreen"), "pulumi config set activeColor green --stack production"),
    "003-118": procedure(runbook("restore"), "timestamp=${timestamp:?"),
    "003-119": procedure(runbook("restore"), "pulumi config set --path database.active back --stack production"),
};
