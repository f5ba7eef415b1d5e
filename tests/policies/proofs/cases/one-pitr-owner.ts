import { unknown, type Proof, type Sketch } from "../proof";

const arn = "arn:aws:rds:eu-west-1:123456789012:db:shop";
const db = (props: object = { backupRetentionPeriod: 14 }, more: Partial<Sketch> = {}): Sketch => ({
    ...{ type: "aws:rds/instance:Instance", props: { identifier: "shop", ...props }, answers: { arn } },
    ...more,
});
const plan = (enableContinuousBackup?: unknown): Sketch => ({
    type: "aws:backup/plan:Plan",
    props: { rules: [{ ruleName: "pitr", targetVaultName: "vault", enableContinuousBackup }] },
    answers: { id: "plan-1" },
});
const selection = (props: object = {}): Sketch => ({
    type: "aws:backup/selection:Selection",
    props: { planId: "plan-1", iamRoleArn: "arn:aws:iam::123456789012:role/backup", resources: [arn], ...props },
});

export const proof: Proof = {
    fails: {
        "both set the retention": {
            stack: { db: db(), plan: plan(true), selection: selection() },
            says: { db: "backupRetentionPeriod are set, and a plan of AWS Backup with continuous backups" },
        },
        "the window as well, of a cluster that is selected by all": {
            stack: {
                db: db({ backupRetentionPeriod: 14, preferredBackupWindow: "03:00-04:00" }, { type: "aws:rds/cluster:Cluster" }),
                plan: plan(true),
                selection: selection({ resources: ["*"] }),
            },
            says: { db: "backupRetentionPeriod and preferredBackupWindow are set" },
        },
        "an update that leaves only one of them alone": {
            stack: {
                db: db({ backupRetentionPeriod: 14, backupWindow: "03:00-04:00" }, { ignoreChanges: ["backupRetentionPeriod"] }),
                plan: plan(true),
                selection: selection(),
            },
            says: { db: "backupWindow are set" },
        },
    },
    passes: {
        "snapshots beside RDS's own": { db: db(), plan: plan(), selection: selection() },
        "AWS Backup alone": { db: db({}), plan: plan(true), selection: selection() },
        "what updates leave alone": {
            db: db({ backupRetentionPeriod: 14 }, { ignoreChanges: ["backupRetentionPeriod", "backupWindow"] }),
            plan: plan(true),
            selection: selection(),
        },
        "continuous backups of something else": {
            db: db(),
            plan: plan(true),
            selection: selection({ resources: ["arn:aws:s3:::uploads"] }),
        },
    },
    unknowns: {
        "whether they are continuous": {
            stack: {
                db: db(),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                plan: { ...plan(unknown), from: { rules: "elsewhere" } },
                selection: selection(),
                other: db({}, { answers: { arn: `${arn}-other` } }),
            },
            of: ["db"],
        },
    },
    secrets: { none: "retention, windows and what plans select are no secrets, and no other value is read" },
    ignores: { plan: plan(true), table: { type: "aws:dynamodb/table:Table", props: {} } },
    breaks: one => {
        if (one.type !== "aws:backup/plan:Plan") return one;
        const rules = (one.inputs.rules as object[]).map((rule, at) => (at === 0 ? { ...rule, enableContinuousBackup: true } : rule));
        return { ...one, inputs: { ...one.inputs, rules } };
    },
};
