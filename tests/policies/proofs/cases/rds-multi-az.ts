import { changing } from "../manifests";
import { secret, unknown, type Proof, type Sketch, type Stack } from "../proof";

const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference" };
const tags = { Environment: "production" };
const instance = (props: object, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:rds/instance:Instance",
    props: { engine: "postgres", tags, ...props },
    ...more,
});
const cluster = (props: object = {}, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:rds/cluster:Cluster",
    props: { engine: "aurora-postgresql", tags, ...props },
    ...more,
});
/** One of the cluster `c`. */
const member = (props: object = {}, more: Partial<Sketch> = {}): Sketch => ({
    type: "aws:rds/clusterInstance:ClusterInstance",
    props: { clusterIdentifier: "c", engine: "aurora-postgresql", ...props },
    ...more,
});
const c = { clusterIdentifier: "c" };
/** The cluster with members in these zones. */
const inZones = (props: object, ...zones: readonly (string | undefined)[]): Stack => ({
    cluster: cluster({ ...c, ...props }),
    ...Object.fromEntries(zones.map((availabilityZone, index) => [`member-${index}`, member({ availabilityZone })])),
});
/** Nothing is there yet: members are made from the cluster, and what AWS chooses is not known. */
const unmade = (...zones: readonly (string | undefined)[]): Stack => ({
    cluster: cluster({}, { answers: { id: unknown, arn: unknown, clusterIdentifier: unknown, port: unknown } }),
    ...Object.fromEntries(
        zones.map((availabilityZone, index) => [
            `member-${index}`,
            member(
                { clusterIdentifier: unknown, availabilityZone },
                {
                    from: { clusterIdentifier: "cluster" },
                    answers: { id: unknown, ...(availabilityZone === undefined ? { availabilityZone: unknown } : {}) },
                },
            ),
        ]),
    ),
});

const why = "when the zone fails, the database is down until somebody restores it.";
const nobody = `cluster has no aws.rds.ClusterInstance: ${why}`;
const oneZone = `cluster has instances in one zone only: ${why}`;

export const proof: Proof = {
    fails: {
        "an instance without a standby": { stack: { db: instance({ multiAz: false }) }, says: { db: `multiAz is false: ${why}` } },
        "one that says nothing, and AWS has not yet": {
            stack: { db: instance({}), unmade: instance({}, { answers: { id: unknown, multiAz: unknown } }) },
            says: { db: `multiAz is not set: ${why}`, unmade: `multiAz is not set: ${why}` },
        },
        "one that is a replica of none": {
            stack: { db: instance({ replicateSourceDb: "" }) },
            says: { db: `multiAz is not set: ${why}` },
        },
        words: { stack: { db: instance({ multiAz: "yes" }) }, says: { db: `multiAz is "yes": ${why}` } },
        "one of an engine that is not known": {
            stack: { elsewhere, db: instance({ multiAz: false, engine: unknown }, { from: { engine: "elsewhere" } }) },
            says: { db: `multiAz is false: ${why}` },
        },
        "a cluster without instances": {
            stack: { ...inZones({}), other: member({ clusterIdentifier: "other" }), another: member({ clusterIdentifier: "other" }) },
            says: { cluster: nobody },
        },
        "a cluster of one": { stack: inZones({}, undefined), says: { cluster: oneZone } },
        "one that is yet to be made": { stack: unmade(undefined), says: { cluster: oneZone } },
        "a copy of a global database, of one": {
            stack: inZones({ globalClusterIdentifier: "global" }, undefined),
            says: { cluster: oneZone },
        },
        "all in one zone": {
            stack: inZones({ engine: "aurora-mysql" }, "eu-west-1a", "eu-west-1a"),
            says: { cluster: oneZone },
        },
        "all in one zone, yet to be made": { stack: unmade("eu-west-1a", "eu-west-1a"), says: { cluster: oneZone } },
        "production by another's tags": {
            stack: { db: instance({ tags: {} }), vpc: { type: "aws:ec2/vpc:Vpc", props: { tags: { Environment: "prod" } } } },
            says: { db: `multiAz is not set: ${why}` },
        },
    },
    passes: {
        "a standby": { db: instance({ multiAz: true, password: secret("a-long-password") }) },
        "a secret one": { db: instance({ multiAz: secret(true) }) },
        "a replica": { replica: instance({ replicateSourceDb: "primary", multiAz: false }) },
        "a replica of what is not known yet": {
            elsewhere,
            replica: instance({ replicateSourceDb: unknown }, { from: { replicateSourceDb: "elsewhere" } }),
        },
        "a cluster of two, where AWS chooses": inZones({}, undefined, undefined),
        "one that is yet to be made": unmade(undefined, undefined),
        "one in two zones": inZones({}, "eu-west-1a", "eu-west-1b"),
        "one in two zones, yet to be made": unmade("eu-west-1a", "eu-west-1b"),
        "one of which a zone is named": inZones({}, undefined, "eu-west-1a"),
        "one by its id": {
            cluster: cluster({}, { answers: { id: "c-1", clusterIdentifier: "c-1" } }),
            first: member({ clusterIdentifier: "c-1" }, { from: { clusterIdentifier: "cluster" } }),
            second: member({ clusterIdentifier: unknown }, { from: { clusterIdentifier: "cluster" } }),
        },
        "two, and a third that may be another's": {
            elsewhere,
            ...inZones({}, undefined, undefined),
            third: member({ clusterIdentifier: unknown }, { from: { clusterIdentifier: "elsewhere" } }),
        },
        "a cluster of AWS's three zones": { cluster: cluster({ engine: "postgres", dbClusterInstanceClass: "db.m6gd.large" }) },
        "one that AWS moves": { cluster: cluster({ engine: "aurora-mysql", engineMode: "serverless" }) },
        "a replica cluster": {
            cluster: cluster({ replicationSourceIdentifier: "arn:aws:rds:us-east-1:123456789012:cluster:primary" }),
        },
        "a replica cluster of which nothing is known": {
            elsewhere,
            cluster: cluster(
                { engine: unknown, replicationSourceIdentifier: unknown },
                { from: { engine: "elsewhere", replicationSourceIdentifier: "elsewhere" } },
            ),
        },
        "a copy of a global database that waits": { cluster: cluster({ globalClusterIdentifier: "global" }) },
        "another environment": {
            db: instance({ multiAz: false, tags: { Environment: "staging" } }),
            unknown: instance({ multiAz: unknown, tags: {} }, { from: { multiAz: "elsewhere" } }),
            cluster: cluster({ tags: { Environment: "production-like" } }),
            elsewhere,
        },
    },
    unknowns: {
        "whether there is a standby": {
            stack: { elsewhere, db: instance({ multiAz: unknown }, { from: { multiAz: "elsewhere" } }), other: instance({}) },
            of: { db: "multiAz" },
            says: { other: `multiAz is not set: ${why}` },
        },
        "what engine a cluster has": {
            stack: { elsewhere, cluster: cluster({ ...c, engine: unknown }, { from: { engine: "elsewhere" } }) },
            of: { cluster: "engine" },
        },
        "whose the second instance is": {
            stack: {
                elsewhere,
                ...inZones({ engine: "aurora-mysql" }, undefined),
                second: member({ clusterIdentifier: unknown }, { from: { clusterIdentifier: "elsewhere" } }),
            },
            of: { cluster: "clusterIdentifier" },
        },
    },
    secrets: {
        db: instance({ multiAz: false, username: secret("hunter2-name"), password: secret("hunter2-password") }),
        replica: instance({ replicateSourceDb: secret("hunter2-source") }),
        cluster: cluster({ clusterIdentifier: secret("hunter2-cluster"), masterPassword: secret("hunter2-password") }),
        member: member({ clusterIdentifier: secret("hunter2-other"), availabilityZone: secret("hunter2-zone") }),
    },
    ignores: {
        member: member({ tags }),
        cache: { type: "aws:elasticache/replicationGroup:ReplicationGroup", props: { multiAzEnabled: false, tags } },
        graph: { type: "aws:neptune/cluster:Cluster", props: { tags } },
    },
    breaks: changing("Instance", "postgres-instance", inputs => (inputs.multiAz = false)),
};
