import { account, region } from "../support";

/** The smallest arguments, on a cluster without AWS; everything that there is, on EKS. Texts with `PLANTED` are secrets. */
export const monitoringStacks = `
const alarm = {
    name: "cpu", description: "Much CPU", severity: "critical", namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: {},
    statistic: "Average", comparison: "GreaterThanThreshold", threshold: 80, period: 60, periods: 5, missingData: "missing",
};
const event = {
    kind: "event", name: "failover", description: "It failed over", severity: "warning", source: "aws.rds", detailType: "RDS DB Instance Event",
    detail: { EventCategories: ["failover"] },
};
const store = (kind, name, scheme, port) => ({
    kind: "store", job: name,
    connection: {
        kind, name, host: pulumi.output(name + ".shop.svc"), port, authority: pulumi.output("authority"), allowFrom: () => {},
        url: pulumi.secret(scheme + "://app:PLANTED-" + name + "@" + name + ".shop.svc:" + port + "/shop"),
        target: { kind: "cidrs", cidrs: ["10.0.20.0/24"] },
    },
});
const hook = { kind: "webhook", url: "https://pager.internal/PLANTED-url" };
const nowhere = { name: "app", clusterName: undefined, securityGroupId: undefined };
const small = { cluster: nowhere, targets: [], notify: { receivers: { hook } } };
const all = {
    cluster: { name: "app", clusterName: pulumi.output("shop-cluster"), securityGroupId: "sg-pods" },
    aws: { accountId: "${account}", region: "${region}" },
    targets: [
        { kind: "pods", job: "web", namespace: "shop", labels: { "app.kubernetes.io/name": "web" }, port: 9100, path: "/internal" },
        { kind: "pods", job: "jobs", namespace: "batch", labels: { "app.kubernetes.io/name": "jobs" }, port: 8080 },
        store("postgres", "orders", "postgresql", 5432), store("redis", "sessions", "rediss", 6379),
        { kind: "host", host: "www.example.com" }, { kind: "zone", zoneId: "${"a".repeat(32)}", zoneName: "example.com" },
        { kind: "backup", namespace: "shop", cronJob: "orders-dump", everyHours: 24 },
    ],
    notify: {
        receivers: {
            people: { kind: "sns", emails: ["a@example.com"], phoneNumbers: ["+353861234567"] },
            pager: { kind: "pagerduty", routingKey: "PLANTED-routing", cloudWatchKey: "PLANTED-cloudwatch" },
            team: {
                kind: "slack", webhookUrl: "https://hooks.slack.com/services/PLANTED-slack",
                chatbot: { workspaceId: "T0AAAAAAA", channelId: "C0AAAAAAA" },
            },
            post: {
                kind: "email", to: ["b@example.com"], from: "alerts@example.com", smarthost: "smtp.example.com:587",
                login: { username: "alerts", password: "PLANTED-smtp" },
            },
            hook: { ...hook, token: "PLANTED-token" },
        },
        watchdog: { url: "https://hc-ping.com/PLANTED-watchdog" },
    },
    alarms: [
        { of: "orders", alarms: [alarm, { ...alarm, name: "replica", region: "us-east-1", severity: "warning" }, event] },
        { of: "nothing", alarms: [] },
    ],
    budget: { monthlyUsd: 100, tags: {} },
    trail: { logGroupDays: 90 },
    logs: { kind: "cloudwatch", namespaces: ["shop"], archive: {} },
    remoteWrite: [
        { kind: "amp", workspaceArn: "arn:aws:aps:${region}:${account}:workspace/ws-1", url: "https://aps.example.com/workspaces/ws-1/api/v1/remote_write" },
        { kind: "other", url: "https://mimir.example.com/push", login: { kind: "basic", username: "shop", password: "PLANTED-basic" } },
        { kind: "other", url: "https://victoria.example.com/push", login: { kind: "bearer", token: "PLANTED-bearer" } },
    ],
    cloudflare: { apiToken: "PLANTED-cloudflare", image: "ghcr.io/acme/cloudflare-exporter:1@sha256:${"c".repeat(64)}" },
    pushgateway: { namespaces: ["batch"] },
    backends: [
        { kind: "datadog", apiKey: "PLANTED-datadog" },
        { kind: "otlp", name: "honeycomb", endpoint: "https://api.honeycomb.io", headers: { "x-honeycomb-team": "PLANTED-honeycomb" } },
    ],
    grafana: {
        access: {
            kind: "cloudflare-access", host: "grafana.example.com", zoneId: "${"a".repeat(32)}", accountId: "${"b".repeat(32)}",
            teamDomain: "acme.cloudflareaccess.com", allow: { emailDomains: ["example.com"] },
        },
    },
    highAvailability: true,
    tags: { Project: "shop" },
};
`;

/** All secrets of it. */
export const planted = [
    ...["PLANTED-orders", "PLANTED-sessions", "PLANTED-url", "PLANTED-routing", "PLANTED-cloudwatch", "PLANTED-slack", "PLANTED-smtp"],
    ...["PLANTED-token", "PLANTED-watchdog", "PLANTED-basic", "PLANTED-bearer", "PLANTED-cloudflare", "PLANTED-datadog"],
    "PLANTED-honeycomb",
];
