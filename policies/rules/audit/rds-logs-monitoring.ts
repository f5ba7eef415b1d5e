import { securityHub } from "../../controls";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, isSet, items, Unknown } from "../../values";

const instanceType = "aws:rds/instance:Instance";
const clusterType = "aws:rds/cluster:Cluster";
const memberType = "aws:rds/clusterInstance:ClusterInstance";

/** The log in which an engine says what went wrong. */
const mainLogs: readonly (readonly [engine: RegExp, log: string])[] = [
    [/^(aurora-)?postgres/, "postgresql"],
    [/^(aurora$|aurora-mysql|mysql|mariadb|sqlserver)/, "error"],
    [/^oracle/, "alert"],
    [/^db2/, "diag.log"],
];

const logs = "enabledCloudwatchLogsExports";
const interval = "monitoringInterval";
const unlogged = "the database's log stays on a disk that goes with it, and is deleted within days.";
const unmonitored = "what takes the host's memory, disk and CPU is not recorded. Set 1, 5, 10, 15, 30 or 60 seconds.";

/** A rule on the whole stack: an Aurora cluster may set the monitoring of its members. RDS Custom has other ways to do both. */
export const rdsLogsMonitoring = stackRule(
    {
        name: "rds-logs-monitoring",
        group: "reliability",
        description: "Databases of RDS send their logs to CloudWatch, and have Enhanced Monitoring.",
        why: "After an outage or a break-in nobody can tell what the database did, or what ran it out of memory.",
        severity: "medium",
        tags: ["logging", "monitoring", "aws", "rds"],
        ...securityHub("RDS.9", "RDS DB instances should publish logs to CloudWatch Logs"),
        controls: [
            ...securityHub("RDS.9", "RDS DB instances should publish logs to CloudWatch Logs").controls,
            ...securityHub("RDS.6", "Enhanced monitoring should be configured for RDS DB instances").controls,
        ],
        remediationSteps:
            'Set enabledCloudwatchLogsExports (postgres: ["postgresql", "upgrade"], mysql: ["error", "slowquery"]), monitoringInterval: 60 ' +
            "and monitoringRoleArn to a role with the policy AmazonRDSEnhancedMonitoringRole.",
        examples: {
            fails: `new aws.rds.Instance("db", { engine: "postgres", instanceClass: "db.m7g.large" });`,
            passes: `new aws.rds.Instance("db", {
  engine: "postgres", instanceClass: "db.m7g.large",
  enabledCloudwatchLogsExports: ["postgresql", "upgrade"], monitoringInterval: 60, monitoringRoleArn: role.arn,
});`,
        },
    },
    stack => {
        const all = stack.map(given);
        return all.flatMap(one => {
            const engine = at(one.props, "engine");
            if (typeof engine === "string" && engine.startsWith("custom-")) return [];
            if (one.type === instanceType) return [{ urn: one.urn, verdicts: [...judgeLogs(one), ...judgeInterval(one)] }];
            if (one.type === clusterType) return [{ urn: one.urn, verdicts: judgeCluster(one) }];
            return one.type === memberType ? [{ urn: one.urn, verdicts: judgeMember(one, all) }] : [];
        });
    },
);

function judgeLogs({ props }: Placed): readonly Verdict[] {
    const { path, value } = field(props, logs);
    if (value instanceof Unknown) return [value];
    const sent = items(value);
    if (sent.length === 0) return [`${path} ${value === undefined ? "is not set" : "is empty"}: ${unlogged}`];
    const engine = at(props, "engine");
    if (engine instanceof Unknown) return [engine];
    const main = mainLogs.find(([pattern]) => typeof engine === "string" && pattern.test(engine))?.[1];
    if (main === undefined || sent.includes(main)) return [];
    return [sent.find(log => log instanceof Unknown) ?? `${path} has no "${main}": ${unlogged}`];
}

const judgeInterval = ({ props }: Placed): readonly Verdict[] => demand(field(props, interval), value => Number(value) > 0, unmonitored);

/** One with instances of its own, over several zones, has their monitoring too. Aurora Serverless v1 logs as it likes. */
const judgeCluster = (one: Placed): readonly Verdict[] => [
    ...(at(one.props, "engineMode") === "serverless" ? [] : judgeLogs(one)),
    ...(isSet(at(one.props, "dbClusterInstanceClass")) ? judgeInterval(one) : []),
];

/** What a member leaves out, its cluster may say; one of a cluster elsewhere is given the benefit of the doubt. */
function judgeMember(member: Placed, all: readonly Placed[]): readonly Verdict[] {
    if (isSet(at(member.props, interval))) return judgeInterval(member);
    const whole = at(member.props, "clusterIdentifier");
    const cluster = all.find(
        ({ urn, type, props }) =>
            type === clusterType &&
            (member.madeFrom.clusterIdentifier?.includes(urn) ||
                (typeof whole === "string" && [at(props, "clusterIdentifier"), at(props, "id")].includes(whole))),
    );
    return cluster ? judgeInterval({ ...member, props: { [interval]: at(cluster.props, interval) } }) : [];
}
