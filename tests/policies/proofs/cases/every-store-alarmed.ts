import { secret, unknown, type Proof, type Sketch } from "../proof";

const tags = { Environment: "production" };
const db = (changes: object = {}): Sketch => ({ type: "aws:rds/instance:Instance", props: { identifier: "shop", tags, ...changes } });
const cache = (changes: object = {}): Sketch => ({
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    props: { replicationGroupId: "sessions", tags, ...changes },
});
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
const alarm = (dimensions: unknown, from?: string): Sketch => ({
    type: alarmType,
    props: { namespace: "AWS/RDS", metricName: "FreeStorageSpace", dimensions },
    ...(from === undefined ? {} : { from: { dimensions: from } }),
});
const exporter: Sketch = {
    type: "kubernetes:apps/v1:Deployment",
    props: { spec: { template: { spec: { containers: [{ image: "quay.io/prometheuscommunity/postgres-exporter:v0.18.1" }] } } } },
    from: { spec: "db" },
};
const alerts: Sketch = {
    type: "kubernetes:core/v1:ConfigMap",
    props: { data: { "rules.yml": "groups: [{ rules: [{ alert: Down, expr: pg_up == 0 }] }]" } },
};
const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };
const nobody = "no alarm of CloudWatch and no exporter";

export const proof: Proof = {
    fails: {
        "a database without": { stack: { db: db() }, says: { db: nobody } },
        "a cache beside a database that has one": {
            stack: { db: db(), cache: cache(), alarm: alarm({ DBInstanceIdentifier: "shop" }) },
            says: { cache: nobody },
        },
        "an alarm on another store": {
            stack: { db: db(), replica: db({ identifier: "shop-2" }), alarm: alarm({ DBInstanceIdentifier: unknown }, "db") },
            says: { replica: nobody },
        },
        "an alarm that is switched off": {
            stack: {
                db: db(),
                alarm: { type: alarmType, props: { ...alarm({ DBInstanceIdentifier: "shop" }).props, actionsEnabled: false } },
            },
            says: { db: nobody },
        },
        "an exporter without alerts": { stack: { db: db(), exporter }, says: { db: nobody } },
        "an exporter of another store": { stack: { db: db(), cache: cache(), exporter, alerts }, says: { cache: nobody } },
    },
    passes: {
        "an alarm by name": { db: db(), alarm: alarm({ DBInstanceIdentifier: "shop" }) },
        "an alarm by reference": { db: db(), alarm: alarm({ DBInstanceIdentifier: unknown }, "db") },
        "an alarm on a node": { cache: cache(), alarm: alarm({ CacheClusterId: "sessions-001" }) },
        "an alarm on a node of a shard": { cache: cache(), alarm: alarm({ CacheClusterId: "sessions-0001-002" }) },
        "an alarm on a cluster's writer": {
            cluster: { type: "aws:rds/cluster:Cluster", props: { clusterIdentifier: "shop", tags } },
            writer: { type: "aws:rds/clusterInstance:ClusterInstance", props: { identifier: "shop-1", clusterIdentifier: "shop" } },
            alarm: alarm({ DBInstanceIdentifier: "shop-1" }),
        },
        "an alarm that computes": {
            db: db(),
            alarm: { type: alarmType, props: { metricQueries: [{ id: "m", metric: { dimensions: { DBInstanceIdentifier: "shop" } } }] } },
        },
        "an alarm on all": { db: db(), alarm: alarm(undefined) },
        "an alarm on all, by a query": {
            db: db(),
            alarm: {
                type: alarmType,
                props: {
                    metricQueries: [{ id: "q", expression: 'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/RDS", DBInstanceIdentifier)' }],
                },
            },
        },
        "an exporter beside alerts": { db: db(), exporter, alerts },
        "another environment": { db: db({ tags: {} }) },
    },
    unknowns: {
        "whom an alarm is on": {
            stack: {
                db: db(),
                cache: cache(),
                alarm: { ...alarm(unknown), from: { dimensions: "elsewhere" } },
                other: alarm({ CacheClusterId: "sessions-001" }),
                elsewhere,
            },
            of: ["db"],
        },
    },
    secrets: { db: db({ password: secret("hunter2-password") }) },
    ignores: {
        node: { type: "aws:elasticache/cluster:Cluster", props: { replicationGroupId: "sessions", tags } },
        bucket: { type: "aws:s3/bucket:Bucket", props: { tags } },
    },
    // Its exporter alone would do.
    breaks: one =>
        /::monitoring-postgres-replica-0-(lag|exporter)$/.test(one.urn) && one.type !== "kubernetes:core/v1:Service" ? undefined : one,
};
