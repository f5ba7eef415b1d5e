import { judgeKey } from "../../own-key";
import { resourceRule, type Judge } from "../../rule";
import { at, field, Unknown, type Value } from "../../values";

/** The property that turns Performance Insights on, by type. */
const switches = new Map([
    ["aws:rds/instance:Instance", "performanceInsightsEnabled"],
    ["aws:rds/cluster:Cluster", "performanceInsightsEnabled"],
    ["aws:rds/clusterInstance:ClusterInstance", "performanceInsightsEnabled"],
    ["aws:docdb/clusterInstance:ClusterInstance", "enablePerformanceInsights"],
]);

const judge =
    (property: string): Judge =>
    ({ props }) => {
        const enabled = at(props, property);
        const verdicts = isOff(enabled) ? [] : judgeKey(field(props, "performanceInsightsKmsKeyId"));
        return verdicts.length > 0 && enabled instanceof Unknown ? [enabled] : verdicts;
    };

/** The provider takes a text for a boolean. */
const isOff = (enabled: Value): boolean => !(enabled instanceof Unknown) && enabled !== true && enabled !== "true";

export const rdsInsightsCmk = resourceRule(
    {
        name: "rds-insights-cmk",
        group: "security",
        description: "Where databases collect Performance Insights, these are encrypted with a customer-managed key.",
        why:
            "Performance Insights keeps the statements that ran, with what was in them; it has a key apart from the disk's, and under " +
            "AWS's shared one nobody can say who may read them.",
        severity: "medium",
        tags: ["encryption", "aws", "rds"],
        controls: [],
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.cmk-policy.html",
        examples: {
            fails: `new aws.rds.Instance("db", { performanceInsightsEnabled: true, storageEncrypted: true, kmsKeyId: key.arn });`,
            passes: `new aws.rds.Instance("db", { performanceInsightsEnabled: true, performanceInsightsKmsKeyId: key.arn });`,
        },
        remediationSteps:
            "Set performanceInsightsKmsKeyId to the ARN of an aws.kms.Key, at each instance of a cluster too, before it is first turned " +
            "on: RDS never changes the key of a database that has one.",
        level: "advisory",
    },
    type => {
        const property = switches.get(type);
        return property === undefined ? undefined : judge(property);
    },
);
