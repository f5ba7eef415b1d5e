import type { Asked } from "../types";

/** What the SDK reads when it is loaded, in a program and in a pack, as the pulumi CLI sets it. */
export const environmentOf = (job: Asked): Readonly<Record<string, string>> => ({
    PULUMI_NODEJS_PROJECT: job.project,
    PULUMI_NODEJS_STACK: job.stack,
    PULUMI_NODEJS_ORGANIZATION: job.organization,
    PULUMI_NODEJS_ROOT_DIRECTORY: job.root,
    PULUMI_NODEJS_DRY_RUN: "true",
    PULUMI_CONFIG: JSON.stringify(job.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(job.secretKeys),
});
