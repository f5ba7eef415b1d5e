import { isProduction } from "../../environment";
import { given } from "../../references";
import { stackRule, type Verdict } from "../../rule";
import { isWatched } from "../../store-alarms";
import { storesOf } from "../../stores";
import { Unknown } from "../../values";

/**
 * A rule on the whole stack: alarms are resources of their own. Of production alone, where somebody is there to hear them; a
 * stack whose alarms are another stack's wants an exemption. An exporter counts where the stack has alerts.
 */
export const everyStoreAlarmed = stackRule(
    {
        name: "every-store-alarmed",
        group: "reliability",
        description: "In production every database and cache has an alarm of CloudWatch, or an exporter of Prometheus beside alerts.",
        why: "A disk that fills up takes the database down at night; with an alarm it is a ticket of the week before.",
        severity: "high",
        tags: ["monitoring", "aws", "rds", "elasticache", "cloudwatch", "production"],
        controls: [],
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/creating_alarms.html",
        remediationSteps:
            "Make an aws.cloudwatch.MetricAlarm whose dimensions name the store, at least on its free storage or memory: " +
            "DBInstanceIdentifier or DBClusterIdentifier for RDS, CacheClusterId for each node of ElastiCache, clusterId for a serverless cache.",
        examples: {
            fails: `new aws.rds.Instance("db", { instanceClass: "db.m7g.large", tags: { Environment: "production" } }); // and no alarm`,
            passes: `const db = new aws.rds.Instance("db", { instanceClass: "db.m7g.large", tags: { Environment: "production" } });
new aws.cloudwatch.MetricAlarm("storage", {
  namespace: "AWS/RDS", metricName: "FreeStorageSpace", dimensions: { DBInstanceIdentifier: db.identifier }, threshold: 5e9,
  comparisonOperator: "LessThanThreshold", evaluationPeriods: 5, period: 60, statistic: "Minimum", alarmActions: [topic.arn],
});`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        return storesOf(all).map(({ one }) => ({ urn: one.urn, verdicts: verdictsOn(isWatched(one, all)) }));
    },
);

function verdictsOn(watched: ReturnType<typeof isWatched>): readonly Verdict[] {
    if (watched instanceof Unknown) return [watched];
    return watched ? [] : ["no alarm of CloudWatch and no exporter of Prometheus is on it: that it fails is learned from its users."];
}
