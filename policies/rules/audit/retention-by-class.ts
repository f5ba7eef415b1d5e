import { isOfProduction } from "../../environment";
import { resourceRule, type Asked, type Judge, type Remedy } from "../../rule";
import { at, isSet, Unknown } from "../../values";

/** Days that logs of each class are kept at least. */
interface Retention {
    readonly accessDays: number;
    readonly errorDays: number;
    readonly auditDays: number;
}

/** What a log group's name says of what is in it; the first that fits. */
const classes: readonly (readonly [name: RegExp, setting: keyof Retention, what: string])[] = [
    [/(^|[^a-z])(audit|cloudtrail|trail)s?([^a-z]|$)/i, "auditDays", "an audit log"],
    [/(^|[^a-z])errors?([^a-z]|$)/i, "errorDays", "a log of errors"],
    [/(^|[^a-z])(access|flow-?logs?|waf)([^a-z]|$)|^aws-waf-logs-|^\/aws\/eks\//i, "accessDays", "a log of who came"],
];

/** The days that CloudWatch takes, in ascending order; 0 is for ever. */
const allowedDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** A name that AWS is to make up begins with the logical one. */
const nameOf = ({ props, urn }: Asked<Retention>) =>
    [at(props, "name"), at(props, "namePrefix"), urn.split("::").at(-1)!].find(name => isSet(name));

/** The least days of a group, and the words for its class. */
function wantedOf(asked: Asked<Retention>): { readonly days: number; readonly what: string } | Unknown | undefined {
    const name = nameOf(asked);
    if (name instanceof Unknown) return name;
    const found = classes.find(([pattern]) => typeof name === "string" && pattern.test(name));
    return found && { days: asked.settings[found[1]], what: found[2] };
}

const judge: Judge<Retention> = asked => {
    const retention = at(asked.props, "retentionInDays");
    // Groups of the class DELIVERY only pass on to S3, and forget after two days whatever is set.
    if (retention === undefined || retention === 0 || at(asked.props, "logGroupClass") === "DELIVERY") return [];
    if (!isOfProduction(asked)) return [];
    const wanted = wantedOf(asked);
    if (wanted === undefined) return [];
    if (retention instanceof Unknown) return [retention];
    if (wanted instanceof Unknown)
        return Number(retention) >= Math.max(...classes.map(([, setting]) => asked.settings[setting])) ? [] : [wanted];
    return Number(retention) >= wanted.days
        ? []
        : [`retentionInDays is ${Number(retention)}: ${wanted.what} is kept for ${wanted.days} days at least.`];
};

/** Only ever longer: what is kept for ever, or longer than it must be, stays as it is. */
const lengthen: Remedy<Retention> = asked => {
    const wanted = wantedOf(asked);
    if (wanted === undefined || wanted instanceof Unknown || judge(asked).every(verdict => verdict instanceof Unknown)) return undefined;
    return { retentionInDays: allowedDays.find(days => days >= wanted.days) ?? 0 };
};

const type = "aws:cloudwatch/logGroup:LogGroup";

const days = (without: number, what: string) => ({
    ...{ type: "integer" as const, minimum: 1, maximum: 3653, default: without },
    description: `Days that ${what} are kept at least, 1 to 3653.`,
});

/**
 * The class is told by the group's name: a group whose name says nothing of access, errors or audit is not judged. That it is
 * production's, by the stack's name or the group's tag `Environment`.
 */
export const retentionByClass = resourceRule<Retention>(
    {
        name: "retention-by-class",
        group: "security",
        description:
            "In production CloudWatch keeps access logs for a year, logs of errors for two and audit logs for five, or as the settings say.",
        why: "Most break-ins are found months later: what the log does not hold any more, nobody can tell a court, an auditor or a customer.",
        severity: "medium",
        tags: ["logging", "aws", "cloudwatch"],
        controls: [
            {
                name: "AWS Foundational Security Best Practices",
                version: "1.0.0",
                reference: "CloudWatch.16",
                specification: "CloudWatch log groups should be retained for a specified time period",
            },
        ],
        url: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
        settings: {
            accessDays: days(365, "access logs, flow logs and logs of EKS and WAF"),
            errorDays: days(731, "logs of errors"),
            auditDays: days(1827, "audit logs and trails"),
        },
        examples: {
            fails: `new aws.cloudwatch.LogGroup("audit", { retentionInDays: 90 }); // in the stack production`,
            passes: `new aws.cloudwatch.LogGroup("audit", { retentionInDays: 1827 });`,
        },
        remediationSteps: "Raise retentionInDays to the days of the class, or to 0 to keep the log for ever.",
    },
    of => (of === type ? judge : undefined),
    of => (of === type ? lengthen : undefined),
);
