import { secret, unknown, type Proof, type Stack } from "../proof";

const database = (props: object) => ({ type: "aws:rds/instance:Instance", props });
const nat = { type: "aws:ec2/natGateway:NatGateway", props: {} };
const tagged = (Environment: string) => ({ type: "aws:ec2/vpc:Vpc", props: { tags: { Environment } } });
const dear: Stack = {
    standby: database({ multiAz: true }),
    replica: database({ replicateSourceDb: "standby" }),
    disk: database({ storageType: "io2" }),
    insights: database({ performanceInsightsRetentionPeriod: 731 }),
    cache: { type: "aws:elasticache/replicationGroup:ReplicationGroup", props: { multiAzEnabled: true } },
    volume: { type: "aws:ebs/volume:Volume", props: { type: "io1" } },
    copies: {
        type: "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        props: { sourceDbInstanceArn: "arn:aws:rds:eu-west-1:111122223333:db:shop" },
    },
    first: nat,
    second: nat,
};

export const proof: Proof = {
    stackName: "dev",
    fails: {
        "all that keeps production up": {
            stack: dear,
            says: {
                standby: "multiAz is set: a standby doubles the price",
                replica: "replicateSourceDb is set:",
                disk: "storageType is set:",
                insights: "performanceInsightsRetentionPeriod is set:",
                cache: "multiAzEnabled is set:",
                volume: "type is set:",
                copies: "sourceDbInstanceArn is set:",
                second: "it is not the stack's first NAT gateway",
            },
        },
        "a database with two of them": {
            stack: { db: database({ multiAz: true, storageType: "io1" }) },
            says: { db: ["multiAz is set", "storageType is set"] },
        },
    },
    passes: {
        "a plain one of each": {
            db: database({ multiAz: false, storageType: "gp3", performanceInsightsRetentionPeriod: 7 }),
            cache: { type: "aws:elasticache/replicationGroup:ReplicationGroup", props: { multiAzEnabled: false } },
            nat,
        },
        "all of them in production": { ...dear, vpc: tagged("production") },
    },
    unknowns: {
        "whether there is a standby": {
            stack: {
                vpc: tagged("x"),
                db: { ...database({ multiAz: unknown }), from: { multiAz: "vpc" } },
                other: database({ multiAz: true }),
            },
            of: ["db"],
            says: { other: "multiAz is set" },
        },
    },
    configured: {
        "no environment": { settings: { environments: [] }, stack: dear, says: {} },
        "staging as well": {
            settings: { environments: ["development", "staging"] },
            stack: { db: database({ multiAz: true }) },
            says: { db: "multiAz is set" },
        },
    },
    secrets: { db: database({ multiAz: true, password: secret("hunter2-password"), replicateSourceDb: secret("hunter2-source") }) },
    ignores: { vpc: tagged("x"), role: { type: "aws:iam/role:Role", props: {} } },
    // Production has all of it, and may.
    breaksIn: "development",
    breaks: one => one,
    adds: { copies: dear.copies! },
};
