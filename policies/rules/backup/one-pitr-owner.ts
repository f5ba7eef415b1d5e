import { selects, selectionType } from "../../backup-selections";
import { planType } from "../../backup-vaults";
import { given, targets } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { every, holds, some, unless, not, type Truth } from "../../truth";
import { at, fields } from "../../values";

/** What says how long RDS keeps what it needs to go back to a moment, and when it takes it. */
const owned = ["backupRetentionPeriod", "preferredBackupWindow", "backupWindow"];

const types = new Set(["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"]);

/** Whether a plan keeps continuous backups in any of its rules. */
const isContinuous = ({ props }: Placed): Truth =>
    some(fields(props, "rules[*].enableContinuousBackup").map(({ value }) => holds(value, on => on === true)));

/** A rule on the whole stack: plans and what they select are resources of their own. */
export const onePitrOwner = stackRule(
    {
        name: "one-pitr-owner",
        group: "reliability",
        description:
            "Backups from moment to moment of a database are in the hands of RDS or of AWS Backup, not of both: where a plan keeps " +
            "continuous backups of it, the program leaves retention and window alone.",
        why:
            "AWS Backup sets the database's retention and window to its own; the next update sets them back, and each time a part of what " +
            "the database could go back to is lost.",
        severity: "high",
        tags: ["backup", "aws", "rds"],
        controls: [],
        url: "https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html",
        remediationSteps:
            "Leave out enableContinuousBackup in the plan's rules and keep the database's own backups; or give the database " +
            'ignoreChanges: ["backupRetentionPeriod", "backupWindow"].',
        examples: {
            fails: `const db = new aws.rds.Instance("db", { backupRetentionPeriod: 14 });
const plan = new aws.backup.Plan("db", { rules: [{ ruleName: "pitr", targetVaultName, enableContinuousBackup: true }] });
new aws.backup.Selection("db", { planId: plan.id, iamRoleArn, resources: [db.arn] });`,
            passes: `const db = new aws.rds.Instance("db", { backupRetentionPeriod: 14 }, { ignoreChanges: ["backupRetentionPeriod", "backupWindow"] });
const plan = new aws.backup.Plan("db", { rules: [{ ruleName: "pitr", targetVaultName, enableContinuousBackup: true }] });
new aws.backup.Selection("db", { planId: plan.id, iamRoleArn, resources: [db.arn] });`,
        },
    },
    stack => {
        const all = stack.map(given);
        const plans = all.filter(({ type }) => type === planType).map(plan => ({ plan, continuous: isContinuous(plan) }));
        const selections = all.filter(({ type }) => type === selectionType);
        return all.filter(({ type }) => types.has(type)).map(one => ({ urn: one.urn, verdicts: judge(one, plans, selections, all) }));
    },
);

interface Plan {
    readonly plan: Placed;
    readonly continuous: Truth;
}

function judge(one: Placed, plans: readonly Plan[], selections: readonly Placed[], all: readonly Placed[]): readonly Verdict[] {
    const held = owned.filter(property => at(one.props, property) !== undefined && !one.ignoreChanges?.includes(property));
    if (held.length === 0) return [];
    const taken = plans
        .filter(({ continuous }) => continuous !== false)
        .flatMap(({ plan, continuous }) =>
            selections
                .filter(selection => targets(selection, "planId", all, planType).includes(plan.urn))
                .map(selection => every([continuous, selects({ selection, one, all })])),
        );
    return unless(not(some(taken)), `${held.join(" and ")} are set, and a plan of AWS Backup with continuous backups sets them too.`);
}
