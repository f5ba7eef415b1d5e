import { securityHub } from "../../controls";
import { resourceRule, type Judge } from "../../rule";
import { at, isSet, Unknown } from "../../values";

/** A key that is not known yet is a given one. */
const judge: Judge = ({ props }) => {
    const enabled = at(props, "performanceInsightsEnabled");
    if (isSet(at(props, "performanceInsightsKmsKeyId")) || !isSet(enabled) || enabled === false) return [];
    if (enabled instanceof Unknown) return [enabled];
    return ["performanceInsightsKmsKeyId is not set: statements, values and all, are read by whoever may use AWS's own key."];
};

const types = new Set(["aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:rds/clusterInstance:ClusterInstance"]);

export const rdsInsightsCmk = resourceRule(
    {
        name: "rds-insights-cmk",
        group: "security",
        description: "What Performance Insights records of databases is encrypted with a customer-managed key.",
        why: "It keeps the text of statements, in which there may be people's names, mail addresses and worse.",
        severity: "low",
        level: "advisory",
        tags: ["encryption", "aws", "rds"],
        ...securityHub("RDS.3", "RDS DB instances should have encryption at-rest enabled"),
        remediationSteps:
            "Set performanceInsightsKmsKeyId to the ARN of an aws.kms.Key. Later it cannot be changed without replacing the database.",
        examples: {
            fails: `new aws.rds.Instance("db", { performanceInsightsEnabled: true });`,
            passes: `new aws.rds.Instance("db", { performanceInsightsEnabled: true, performanceInsightsKmsKeyId: key.arn });`,
        },
    },
    type => (types.has(type) ? judge : undefined),
);
