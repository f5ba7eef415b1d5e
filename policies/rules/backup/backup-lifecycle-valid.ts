import { isSchedule } from "../../aws-cron";
import { locksOn, planType } from "../../backup-vaults";
import { wellArchitected } from "../../controls";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, fields, isSet, Unknown, type Field, type Value } from "../../values";

/** Days that AWS keeps in cold storage at least, and that continuous backups reach back at most. */
const days = { cold: 90, continuous: 35 };

/** A rule on the whole stack: the lock of a vault is a resource of its own. Locks made elsewhere cannot be told. */
export const backupLifecycleValid = stackRule(
    {
        name: "backup-lifecycle-valid",
        group: "reliability",
        description:
            "The rules of a plan of AWS Backup are such as AWS carries out: schedules that parse, retention within the lock of the " +
            `vault, ${days.cold} days in cold storage at least, and continuous backups of at most ${days.continuous} days.`,
        why: "AWS refuses such a plan in the midst of an update, or fails every job of it: the backup is missing on the day it is needed.",
        severity: "high",
        tags: ["backup", "aws"],
        ...wellArchitected("REL09-BP03", "Perform data backup automatically", "rel_backing_up_data_automated_backups_data"),
        remediationSteps:
            "Write schedule as cron(0 6 * * ? *), with ? for one of the two days; set deleteAfter within minRetentionDays and " +
            `maxRetentionDays of the vault's lock, at least ${days.cold} more than coldStorageAfter, and from 1 to ${days.continuous} ` +
            "without coldStorageAfter where enableContinuousBackup is on.",
        examples: {
            fails: `new aws.backup.Plan("daily", {
  rules: [{ ruleName: "daily", targetVaultName, schedule: "cron(0 6 * * *)", lifecycle: { coldStorageAfter: 30, deleteAfter: 60 } }],
});`,
            passes: `new aws.backup.Plan("daily", {
  rules: [{ ruleName: "daily", targetVaultName, schedule: "cron(0 6 * * ? *)", lifecycle: { coldStorageAfter: 30, deleteAfter: 120 } }],
});`,
        },
    },
    stack => {
        const all = stack.map(given);
        return all
            .filter(({ type }) => type === planType)
            .map(plan => ({ urn: plan.urn, verdicts: fields(plan.props, "rules[*]").flatMap(rule => judge(plan, rule, all)) }));
    },
);

function judge(plan: Placed, { path, value: rule }: Field, all: readonly Placed[]): readonly Verdict[] {
    if (rule instanceof Unknown) return [rule];
    const inRule = (name: string): Field => ({ ...field(rule, name), path: `${path}.${name}` });
    return [
        ...demand(
            inRule("schedule"),
            schedule => !isSet(schedule) || (typeof schedule === "string" && isSchedule(schedule)),
            "AWS takes cron(minutes hours day month weekday year), one of the two days being ?.",
        ),
        ...demand(inRule("startWindow"), window => !isSet(window) || Number(window) >= 60, "AWS takes no less than 60 minutes."),
        ...judgeCold(inRule("lifecycle")),
        ...judgeContinuous(inRule("enableContinuousBackup").value, inRule("lifecycle")),
        ...judgeLocks(plan, inRule("targetVaultName"), inRule("lifecycle.deleteAfter"), all),
        ...fields(rule, "copyActions[*]").flatMap(copy => {
            const inCopy = (name: string): Field => ({ ...field(copy.value, name), path: `${path}.${copy.path}.${name}` });
            // A copy that says nothing is kept as long as what it is made of.
            const kept = isSet(at(copy.value, "lifecycle")) ? inCopy("lifecycle.deleteAfter") : inRule("lifecycle.deleteAfter");
            return [...judgeCold(inCopy("lifecycle")), ...judgeLocks(plan, inCopy("destinationVaultArn"), kept, all)];
        }),
    ];
}

/** Days until the end: what has none is kept for ever. */
const daysOf = (value: Value): number => (Number(value) > 0 ? Number(value) : Infinity);

function judgeCold({ path, value: lifecycle }: Field): readonly Verdict[] {
    const cold = at(lifecycle, "coldStorageAfter");
    const kept = at(lifecycle, "deleteAfter");
    const unknown = [cold, kept].find(value => value instanceof Unknown);
    // What comes from the rule as a whole is said once, by whoever asks for it next.
    if (unknown || !(Number(cold) > 0) || daysOf(kept) >= Number(cold) + days.cold) return unknown && isSet(cold) ? [unknown] : [];
    return [
        `${path}.deleteAfter is ${Number(kept)}: AWS keeps what it moves to cold storage ${days.cold} days there, ` +
            `so ${Number(cold) + days.cold} at least.`,
    ];
}

function judgeContinuous(on: Value, { path, value: lifecycle }: Field): readonly Verdict[] {
    if (on instanceof Unknown) return [on];
    if (on !== true) return [];
    return [
        ...demand(
            { ...field(lifecycle, "deleteAfter"), path: `${path}.deleteAfter` },
            kept => daysOf(kept) <= days.continuous,
            `AWS refuses continuous backups that are not kept 1 to ${days.continuous} days.`,
        ),
        ...demand(
            { ...field(lifecycle, "coldStorageAfter"), path: `${path}.coldStorageAfter` },
            cold => !(Number(cold) > 0),
            "continuous backups have no cold storage.",
        ),
    ];
}

function judgeLocks(plan: Placed, vault: Field, kept: Field, all: readonly Placed[]): readonly Verdict[] {
    const { locks, unknown } = locksOn(plan, vault, all);
    const verdicts = locks.flatMap<Verdict>(({ props }) => {
        const [least, most] = [at(props, "minRetentionDays"), at(props, "maxRetentionDays")];
        const missing = [least, most, kept.value].find(value => value instanceof Unknown);
        if (missing) return [missing];
        const fits = daysOf(kept.value) >= Number(least ?? 0) && daysOf(kept.value) <= daysOf(most);
        const limits = `${Number(least ?? 0)} to ${isSet(most) ? Number(most) : "any number of"} days`;
        return fits ? [] : [`${kept.path} is ${Number(kept.value ?? 0) || "not set"}: the vault's lock takes what is kept ${limits}.`];
    });
    return unknown && verdicts.length > 0 ? [unknown] : verdicts;
}
