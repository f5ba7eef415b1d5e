import { securityHub } from "../../controls";
import { resourceRule, type Asked, type Verdict } from "../../rule";
import { at, isSet, Unknown } from "../../values";

interface Settings {
    readonly maximumDays: number;
}

function judge({ props, settings: { maximumDays } }: Asked<Settings>): readonly Verdict[] {
    const days = at(props, "rotationRules", "automaticallyAfterDays");
    const schedule = at(props, "rotationRules", "scheduleExpression");
    const off = at(props, "rotationEnabled") === false;
    if (off) return ["rotationEnabled is false: the value stays as it is, however many have seen it."];
    if (days instanceof Unknown) return [days];
    if (isSet(days))
        return Number(days) <= maximumDays ? [] : [`rotationRules.automaticallyAfterDays is ${Number(days)}: ${longer(maximumDays)}`];
    if (schedule instanceof Unknown) return [schedule];
    const [, every, unit] = /^rate\((\d+) (hour|day)s?\)$/.exec(typeof schedule === "string" ? schedule.trim() : "") ?? [];
    // A calendar's expression, which names days and months, is believed.
    return unit !== undefined && Number(every) / perDay[unit]! > maximumDays
        ? [`rotationRules.scheduleExpression is ${every} ${unit}s: ${longer(maximumDays)}`]
        : [];
}

const perDay: Readonly<Record<string, number>> = { hour: 24, day: 1 };

const longer = (days: number): string => `who has seen the value may use it for longer than ${days} days.`;

/** Judges the rotations that there are. A secret without one may be rotated by a program of Pulumi, which no stack shows. */
export const secretRotation = resourceRule<Settings>(
    {
        name: "secret-rotation",
        group: "security",
        description: "Secrets that Secrets Manager rotates get another value every 90 days at least, or as the settings say.",
        why: "Whoever has seen a password, in a log or on a screen, may use it until it is another.",
        severity: "low",
        level: "advisory",
        tags: ["secrets", "aws", "secretsmanager"],
        ...securityHub("SecretsManager.4", "Secrets Manager secrets should be rotated within a specified number of days"),
        settings: {
            maximumDays: {
                ...{ type: "integer", minimum: 1, maximum: 1000, default: 90 },
                description: "Days from one value to the next at most, 1 to 1000.",
            },
        },
        remediationSteps: "Lower automaticallyAfterDays, or the days of rate(…) in scheduleExpression, and leave rotationEnabled out.",
        examples: {
            fails: `new aws.secretsmanager.SecretRotation("db", { secretId, rotationLambdaArn, rotationRules: { automaticallyAfterDays: 365 } });`,
            passes: `new aws.secretsmanager.SecretRotation("db", { secretId, rotationLambdaArn, rotationRules: { automaticallyAfterDays: 30 } });`,
        },
    },
    type => (type === "aws:secretsmanager/secretRotation:SecretRotation" ? judge : undefined),
);
