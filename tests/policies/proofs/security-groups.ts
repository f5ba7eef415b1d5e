import type { Sketch, Stack } from "./proof";

/** A security group, called by the id `sg-<name>`. */
export const group = (name: string, ...ingress: readonly unknown[]): Sketch => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: ingress.length > 0 ? { ingress } : {},
    answers: { id: `sg-${name}` },
});

/** The clients' group, which no store is in. */
export const app = group("app", { protocol: "tcp", fromPort: 0, toPort: 65535, cidrBlocks: ["10.0.0.0/8"] });

export const fromApp = { protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: ["sg-app"] };

/** A rule of the group `closed` in the form of its own resource. */
export const rule = (props: object): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { securityGroupId: "sg-closed", ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
});

/** The same that lets the clients in. */
export const appRule = (props: object = {}): Sketch => rule({ referencedSecurityGroupId: "sg-app", ...props });

/** The same in the older form. */
export const oldRule = (props: object): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { type: "ingress", securityGroupId: "sg-closed", protocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
});

export const database = (props: object): Sketch => ({
    type: "aws:rds/instance:Instance",
    props: { instanceClass: "db.t4g.medium", engine: "postgres", vpcSecurityGroupIds: ["sg-closed"], ...props },
});

/** A store in a closed group. */
export const closed: Stack = { app, closed: group("closed", { ...fromApp, self: false, cidrBlocks: [] }), store: database({}) };

const store = (type: string, groups: string, props: object = {}): Sketch => ({
    type: `aws:${type}`,
    props: { [groups]: ["sg-own"], ...props },
});
const [vpcGroups, groups] = ["vpcSecurityGroupIds", "securityGroupIds"];
const rds = (engine: string, props: object = {}): Sketch => database({ engine, vpcSecurityGroupIds: ["sg-own"], ...props });

/** A database that listens at a port of its own. */
export const primary: Sketch = { ...database({ port: 6543, identifier: "primary" }), answers: { id: "db-primary" } };
export const replica = database({ engine: undefined, replicateSourceDb: "primary" });

/** Stores by their names, each in the group `own`, and where it listens. */
export const listening: Readonly<Record<string, readonly [port: number | string, store: Sketch, others?: Stack]>> = {
    mysql: [3306, rds("mysql")],
    oracle: [1521, rds("oracle-se2")],
    sqlserver: [1433, rds("sqlserver-se")],
    db2: [50000, rds("db2-se")],
    "own-port": [6543, rds("postgres", { port: 6543 })],
    replica: [
        6543,
        { ...rds("", { engine: undefined, replicateSourceDb: "primary" }), from: { replicateSourceDb: "primary" } },
        { primary },
    ],
    "aurora-postgresql": [5432, store("rds/cluster:Cluster", vpcGroups, { engine: "aurora-postgresql" })],
    "aurora-mysql": [3306, store("rds/cluster:Cluster", vpcGroups, { engine: "aurora-mysql" })],
    docdb: [27017, store("docdb/cluster:Cluster", vpcGroups)],
    elastic: [27017, store("docdb/elasticCluster:ElasticCluster", vpcGroups, { adminUserName: "a", shardCapacity: 2, shardCount: 1 })],
    neptune: [8182, store("neptune/cluster:Cluster", vpcGroups)],
    redshift: [5439, store("redshift/cluster:Cluster", vpcGroups, { clusterIdentifier: "w", nodeType: "ra3.large" })],
    workgroup: [5439, store("redshiftserverless/workgroup:Workgroup", groups, { namespaceName: "n", workgroupName: "w" })],
    cache: [6379, store("elasticache/replicationGroup:ReplicationGroup", groups, { description: "c" })],
    memcached: [11211, store("elasticache/cluster:Cluster", groups, { engine: "memcached" })],
    serverless: ["6379 and 6380", store("elasticache/serverlessCache:ServerlessCache", groups, { engine: "valkey" })],
    memorydb: [6379, store("memorydb/cluster:Cluster", groups, { aclName: "a", nodeType: "db.t4g.small" })],
};

/** A listening store whose group takes connections at the port. */
export const listeningAt = (name: string, port: number): Stack => {
    const [, listener, others] = listening[name]!;
    const ports = { fromPort: port, toPort: port };
    return { app, ...others, own: group("own"), store: listener, rule: appRule({ securityGroupId: "sg-own", ...ports }) };
};
