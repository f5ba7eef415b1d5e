import type { AlarmDescription } from "../../../components/core/alarms";
import { alarmRegions } from "../../../components/monitoring-stack/alarms/alarms";
import { account, dig, json, region, stackOf, type Stack } from "../support";

/** Only what a component has: the alarms are one folder's business, whoever makes them. */
const program = `
const { Component } = require("../../../dist/components/core/component");
const { createAlarms } = require("../../../dist/components/monitoring-stack/alarms/alarms");
class Watch extends Component {
    constructor(name, args, described, opts) {
        super("Watch", name, args, [], opts, 38);
        const asked = [];
        const topics = where => {
            asked.push(where);
            return { critical: ["arn:aws:sns:" + where + ":${account}:critical", "arn:aws:sns:" + where + ":${account}:both"], warning: [pulumi.output("arn:aws:sns:" + where + ":${account}:both")] };
        };
        createAlarms(this, described, topics, { accountId: "${account}", region: "${region}" });
        this.asked = asked;
    }
}
const cpu = {
    name: "cpu", description: "Much CPU", severity: "critical", namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: { DBInstanceIdentifier: pulumi.output("db-1") },
    statistic: "Average", comparison: "GreaterThanThreshold", threshold: 80, period: 60, periods: 5, missingData: "missing",
};
const failed = {
    kind: "event", name: "backup-failed", description: "A backup failed", severity: "warning", source: "aws.backup", detailType: "Backup Job State Change",
    detail: { state: ["FAILED", "EXPIRED"], backupVaultArn: [pulumi.output("arn:vault")], size: [{ "anything-but": "0" }] },
};
const there = { region: "us-west-1" };
const watch = new Watch("watch", { tags: { Project: "shop" } }, [
    { of: "orders", alarms: [cpu, { ...cpu, name: "lag", severity: "warning", statistic: "Maximum", ...there }, failed, { ...failed, name: "copy-failed" }] },
    { of: "files", alarms: [{ ...cpu, kind: "metric" }, { ...failed, severity: "critical", ...there }] },
], { providers });
exports.asked = watch.asked;
new Watch("calm", {}, [{ of: "orders", alarms: [cpu] }, { of: "none", alarms: [] }], { providers });
new Watch("a-name-that-is-as-long-as-one-may-be-0", {}, [{ of: "orders", alarms: [failed] }], { providers });
`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf("alarms", program);
});

const topic = (name: string, where = region): string => `arn:aws:sns:${where}:${account}:${name}`;
const group = "/aws/events/test-test-watch";
const ruleName = (key: string): unknown => stack.get(`EventRule ${key}`).outputs!.name;

describe("alarms", () => {
    it("are made one for each description, and events have a rule and one log for each region", () => {
        const logOf = (suffix: string): string[] => [`Key ${suffix}-key`, `LogGroup ${suffix}`, `LogResourcePolicy ${suffix}`];
        const events = ["orders-backup-failed", "orders-copy-failed", "files-backup-failed"];
        expect(stack.children("watch")).toEqual(
            [
                ...[...events, "orders-cpu", "orders-lag", "files-cpu"].map(name => `MetricAlarm ${name}`),
                ...events.flatMap(name => [`EventRule ${name}`, `EventTarget ${name}`]),
                ...logOf("events"),
                ...logOf("events-us-west-1"),
            ]
                .map(child => child.replace(" ", " watch-"))
                .sort(),
        );
        expect(stack.children("calm")).toEqual(["MetricAlarm calm-orders-cpu"]);
    });

    it("watch what is described, and tell those of their severity when it goes off and when it gets well", () => {
        expect(stack.inputs("MetricAlarm watch-orders-cpu")).toEqual({
            alarmDescription: "critical: Much CPU",
            namespace: "AWS/RDS",
            metricName: "CPUUtilization",
            dimensions: { DBInstanceIdentifier: "db-1" },
            statistic: "Average",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
            period: 60,
            evaluationPeriods: 5,
            treatMissingData: "missing",
            alarmActions: [topic("critical"), topic("both")],
            okActions: [topic("critical"), topic("both")],
            tags: { Project: "shop", Component: "watch", Name: "watch-orders-cpu", Severity: "critical" },
        });
        expect(stack.inputs("MetricAlarm watch-files-cpu")).toEqual({
            ...stack.inputs("MetricAlarm watch-orders-cpu"),
            tags: { Project: "shop", Component: "watch", Name: "watch-files-cpu", Severity: "critical" },
        });
    });

    it("stand where their metric is, and tell topics there, asked for once", () => {
        expect(stack.inputs("MetricAlarm watch-orders-lag")).toMatchObject({
            region: "us-west-1",
            statistic: "Maximum",
            alarmActions: [topic("both", "us-west-1")],
            okActions: [topic("both", "us-west-1")],
        });
        expect(stack.outputs.asked).toEqual([region, "us-west-1"]);
    });
});

describe("alarmRegions", () => {
    const of = (...regions: (string | undefined)[]) => ({ of: "x", alarms: regions.map(where => ({ region: where }) as AlarmDescription) });

    it("are those beside the first, each once", () => {
        const place = { accountId: account, region };
        expect(alarmRegions([of(undefined, "us-west-1", region), of("us-west-1", "eu-central-1")], place)).toEqual([
            "eu-central-1",
            "us-west-1",
        ]);
        expect(alarmRegions([of(undefined, region), of()], place)).toEqual([]);
    });
});

describe("alarms of events", () => {
    it("have a rule for the event, which keeps it in the log", () => {
        const { namePrefix, eventPattern, ...rest } = stack.inputs("EventRule watch-orders-backup-failed");
        expect(rest).toEqual({
            description: "A backup failed",
            tags: { Project: "shop", Component: "watch", Name: "watch-orders-backup-failed" },
        });
        expect(namePrefix).toBe("watch-orders-backup-failed-");
        expect(json(eventPattern)).toEqual({
            source: ["aws.backup"],
            "detail-type": ["Backup Job State Change"],
            detail: { state: ["FAILED", "EXPIRED"], backupVaultArn: ["arn:vault"], size: [{ "anything-but": "0" }] },
        });
        expect(stack.inputs("EventTarget watch-orders-backup-failed")).toEqual({
            rule: ruleName("watch-orders-backup-failed"),
            targetId: "log",
            arn: stack.arn("LogGroup watch-events"),
        });
        expect(stack.waitsFor("EventTarget watch-orders-backup-failed")).toContain("watch-events");
    });

    it("count what matches the rule: one is enough, and nothing tells of its end", () => {
        expect(stack.inputs("MetricAlarm watch-orders-backup-failed")).toEqual({
            alarmDescription: `warning: A backup failed. The log group ${group} has the event`,
            namespace: "AWS/Events",
            metricName: "MatchedEvents",
            dimensions: { RuleName: ruleName("watch-orders-backup-failed") },
            statistic: "Sum",
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            period: 60,
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
            alarmActions: [topic("both")],
            tags: { Project: "shop", Component: "watch", Name: "watch-orders-backup-failed", Severity: "warning" },
        });
    });

    it("stand where the event is told, with a log there", () => {
        for (const child of [
            "EventRule watch-files-backup-failed",
            "EventTarget watch-files-backup-failed",
            "MetricAlarm watch-files-backup-failed",
            "Key watch-events-us-west-1-key",
            "LogGroup watch-events-us-west-1",
            "LogResourcePolicy watch-events-us-west-1",
        ])
            expect([child, stack.inputs(child).region]).toEqual([child, "us-west-1"]);
        expect(stack.inputs("EventTarget watch-files-backup-failed").arn).toBe(stack.arn("LogGroup watch-events-us-west-1"));
        expect(stack.inputs("MetricAlarm watch-files-backup-failed").alarmActions).toEqual([
            topic("critical", "us-west-1"),
            topic("both", "us-west-1"),
        ]);
        expect(dig(json(stack.inputs("Key watch-events-us-west-1-key").policy), "Statement.1.Principal")).toEqual({
            Service: "logs.us-west-1.amazonaws.com",
        });
    });

    it("are kept a year in an encrypted log, which this account's rules may write to and nobody else", () => {
        expect(stack.inputs("LogGroup watch-events")).toEqual({
            name: group,
            retentionInDays: 365,
            kmsKeyId: stack.arn("Key watch-events-key"),
            tags: { Project: "shop", Component: "watch", Name: "watch-events" },
        });
        const { policyName, policyDocument } = stack.inputs("LogResourcePolicy watch-events");
        expect(policyName).toBe("test-test-watch-events");
        const Principal = { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] };
        const arn = stack.arn("LogGroup watch-events");
        expect(json(policyDocument)).toEqual({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Principal, Action: "logs:CreateLogStream", Resource: `${arn}:*` },
                {
                    Effect: "Allow",
                    Principal,
                    Action: "logs:PutLogEvents",
                    Resource: `${arn}:*:*`,
                    Condition: { ArnLike: { "aws:SourceArn": `arn:aws:events:${region}:${account}:rule/*` } },
                },
            ],
        });
        expect(dig(json(stack.inputs("Key watch-events-key").policy), "Statement.1")).toMatchObject({
            Principal: { Service: `logs.${region}.amazonaws.com` },
            Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` } },
        });
    });

    it("leave room in a rule's name for what the provider puts behind it", () => {
        const prefixes = stack.ofType("EventRule").map(({ inputs }) => inputs!.namePrefix as string);
        expect(Math.max(...prefixes.map(({ length }) => length))).toBe(38);
        expect(prefixes).toContain("a-name-that-is-as-long-as-one-may-be--");
    });
});
