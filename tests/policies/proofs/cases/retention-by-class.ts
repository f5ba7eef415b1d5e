import { secret, unknown, type Proof } from "../proof";

const type = "aws:cloudwatch/logGroup:LogGroup";
const group = (name: unknown, retentionInDays?: unknown, more: object = {}) => ({ type, props: { name, retentionInDays, ...more } });

export const proof: Proof = {
    stackName: "production",
    fails: {
        "an audit log that is kept for a year": {
            stack: { log: group("/shop/audit", 365) },
            says: { log: "retentionInDays is 365: an audit log is kept for 1827 days at least." },
        },
        "groups of every class, by name, prefix and logical name": {
            stack: {
                trail: { type, props: { namePrefix: "cloudtrail-", retentionInDays: 731 } },
                "shop-errors": { type, props: { retentionInDays: 90 } },
                flow: group("vpc-flow-logs", 30),
                eks: group("/aws/eks/shop/cluster", 180),
                waf: group("aws-waf-logs-shop", 180),
            },
            says: {
                trail: "retentionInDays is 731: an audit log",
                "shop-errors": "retentionInDays is 90: a log of errors is kept for 731 days",
                flow: "retentionInDays is 30: a log of who came is kept for 365 days",
                eks: "retentionInDays is 180: a log of who came",
                waf: "retentionInDays is 180: a log of who came",
            },
        },
    },
    passes: {
        "the days of each class, and more": {
            audit: group("/shop/audit", 1827),
            error: group("/shop/error", 731),
            access: group("/shop/access", 400),
        },
        "what is kept for ever": { audit: group("audit", 0), trail: group("trail") },
        "what only passes on to S3": { log: group("access", 2, { logGroupClass: "DELIVERY" }) },
    },
    unknowns: {
        "the days, and the name": {
            stack: { days: group("audit", unknown), name: group(unknown, 365), other: group("audit", 7) },
            of: ["days", "name"],
            says: { other: "retentionInDays is 7" },
        },
        "the name alone, where another class would not be kept long enough": { stack: { log: group(unknown, 731) }, of: ["log"] },
    },
    configured: {
        "longer for access, shorter for audits": {
            settings: { accessDays: 731, auditDays: 30 },
            stack: { access: group("access", 365), audit: group("audit", 30) },
            says: { access: "retentionInDays is 365: a log of who came is kept for 731 days at least." },
        },
    },
    mends: {
        "what is kept too short, to the days of its class": {
            of: group("audit", 90, { tags: { Owner: secret("x") }, kmsKeyId: unknown }),
            to: { name: "audit", retentionInDays: 1827, tags: { Owner: secret("x") }, kmsKeyId: unknown },
        },
        "to days that CloudWatch takes": {
            of: group("access", 90),
            to: { name: "access", retentionInDays: 545 },
            settings: { accessDays: 500 },
        },
        "nothing that is kept for ever": { of: group("audit", 0), to: "unchanged" },
        "nothing that is kept for longer": { of: group("access", 3653), to: "unchanged" },
        "nothing of which nobody knows the days": { of: group("audit", unknown), to: "unchanged" },
    },
    secrets: { log: group(secret("hunter2-audit"), 7), other: group("audit", 7, { tags: { note: secret("hunter2-note") } }) },
    ignores: { log: group("/shop/worker", 14), near: group("trailer-catalogue-accessories", 14) },
    breaks: one =>
        one.type === type && one.urn.endsWith("::monitoring-logs-audit")
            ? { ...one, inputs: { ...one.inputs, retentionInDays: 365 } }
            : one,
};
