import { wellArchitected } from "../../controls";
import { demand, resourceRule, type Judge } from "../../rule";
import { field } from "../../values";

/** AWS waits 30 days where nobody says otherwise, and takes 0 or 7 to 30. */
const least = 7;

const judge: Judge = ({ props }) =>
    demand(
        field(props, "recoveryWindowInDays"),
        days => days === undefined || Number(days) >= least,
        "a secret that is deleted by mistake is gone at once, and every program that needs it stops.",
    );

export const secretRecoveryWindow = resourceRule(
    {
        name: "secret-recovery-window",
        group: "reliability",
        description: `A secret that is deleted can be had back for ${least} days at least.`,
        why: "The password of a database that nobody has any more is a restore from backup.",
        severity: "low",
        level: "advisory",
        tags: ["secrets", "aws", "secretsmanager"],
        ...wellArchitected("SEC02-BP03", "Store and use secrets securely", "sec_identities_secrets"),
        remediationSteps: `Leave recoveryWindowInDays out (30 days), or set it to ${least} or more.`,
        examples: {
            fails: `new aws.secretsmanager.Secret("db", { recoveryWindowInDays: 0 });`,
            passes: `new aws.secretsmanager.Secret("db", { recoveryWindowInDays: 30 });`,
        },
    },
    type => (type === "aws:secretsmanager/secret:Secret" ? judge : undefined),
);
