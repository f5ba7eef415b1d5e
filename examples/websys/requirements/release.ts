import { procedure, type Table } from "../../../traceability";
import { runbook } from "./parts";

/** Deployments, and the way back from a lost database. */
export const release: Table = {
    "001-002": procedure(runbook("staging-deploys-itself"), "pulumi up --stack staging --yes"),
    "001-004": procedure(runbook("production-waits-for-a-person"), "pulumi up --stack production"),
    "001-027": procedure(runbook("deploy-to-staging"), "pulumi up --stack staging"),
    "001-028": procedure(
        runbook("migrate-the-database"),
        "kubectl -n websys exec deployment/backend -- env HOME=/tmp npx prisma migrate deploy",
    ),
    "001-029": procedure(
        runbook("seed-the-database-once"),
        "kubectl -n websys exec deployment/backend -- env HOME=/tmp npx prisma db seed",
    ),
    "001-030": procedure(runbook("check-a-deployment"), "curl --fail https://api-staging.websys.company.com/health"),
    "001-063": procedure(runbook("bring-green-up-beside-blue"), "pulumi config set --stack production --path green.version 1.1.0"),
    "001-064": procedure(runbook("check-green"), 'kubectl -n websys port-forward "$GREEN" 8000:8000'),
    "001-065": procedure(runbook("check-green"), 'kubectl -n websys exec "$GREEN" -- env HOME=/tmp npx prisma migrate deploy'),
    "001-066": procedure(runbook("switch-to-green"), "pulumi config set --stack production activeColor green"),
    "001-067": procedure(runbook("make-green-the-new-blue"), "pulumi config rm --stack production green"),
    "001-068": procedure(runbook("make-green-the-new-blue"), "pulumi config set --stack production version 1.1.0"),
    "001-069": procedure(runbook("roll-the-back-end"), "pulumi up --stack production --target '**::backend-deployment'"),
    "001-070": procedure(runbook("roll-the-front-end"), "pulumi up --stack production --target '**::frontend-deployment'"),
    "001-125": procedure(runbook("stop-the-services"), "kubectl -n websys scale deployment --all --replicas=0"),
    "001-126": procedure(
        runbook("make-a-database-beside-the-old-one"),
        "kubectl -n websys exec job/postgres-shell -- createdb --maintenance-db=postgres --template=template0 websys_restored",
    ),
    "001-127": procedure(
        runbook("restore-the-dump"),
        "pg_restore --dbname=websys_restored --no-owner --no-privileges --single-transaction --exit-on-error /backups/restore",
    ),
    "001-128": procedure(runbook("start-the-services-again"), "PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up --stack production --refresh"),
};
