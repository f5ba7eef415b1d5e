import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { at, field, isSet } from "../../values";

/** A week, so that damage found after a weekend can be undone; 35 days is AWS's limit. */
const days = { least: 7, most: 35 };

const judge: Judge = ({ props }) =>
    demand(
        field(props, "backupRetentionPeriod"),
        value => typeof value === "number" && value >= days.least && value <= days.most,
        `without ${days.least} to ${days.most} days of automatic backups the database cannot go back to a moment before the damage.`,
    );

const judges = new Map<string, Judge>([
    // The source of a replica has the backups; known or not, a given source makes it one.
    ["aws:rds/instance:Instance", asked => (isSet(at(asked.props, "replicateSourceDb")) ? [] : judge(asked))],
    // A replica cluster keeps backups of its own.
    ["aws:rds/cluster:Cluster", judge],
]);

export const rdsPitr = resourceRule(
    {
        name: "rds-pitr",
        group: "reliability",
        description: `RDS databases can be restored to any moment of the last ${days.least} to ${days.most} days.`,
        why: "Without backups from moment to moment a wrong statement or a bad release costs everything since the last copy.",
        severity: "high",
        tags: ["backup", "aws", "rds"],
        ...securityHub("RDS.11", "RDS instances should have automatic backups enabled"),
        examples: {
            fails: `new aws.rds.Instance("db", { backupRetentionPeriod: 0 });`,
            passes: `new aws.rds.Instance("db", { backupRetentionPeriod: 14 });`,
        },
        remediationSteps: `Set backupRetentionPeriod to a number of days from ${days.least} to ${days.most}.`,
    },
    type => judges.get(type),
);
