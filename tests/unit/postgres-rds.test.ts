import { account, dig, json, region, secret, stackOf, type Stack } from "./support";
import { rdsPlace, urlOf } from "./databases";
import { rdsAuthority } from "../../components/postgres-with-backups/rds-authority";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "postgres-rds",
        `
${rdsPlace}
const orders = new webstack.PostgresWithBackups("orders", {
    ...rds, instanceClass: "db.m7g.large", storageGb: 100, replicas: 2, tags: { Project: "shop" },
}, { providers });
for (const client of ["app", "batch", "app"]) orders.connection.allowFrom(client, "sg-" + client);
const small = new webstack.PostgresWithBackups("small", {
    ...rds,
    version: "16",
    username: "shopkeeper",
    maxStorageGb: 30,
    multiAz: false,
    parameters: { max_connections: 100, log_min_duration_statement: "2s" },
    deletionProtection: false,
    allowMajorVersionUpgrade: true,
    applyImmediately: true,
    performanceInsightsDays: 31,
    monitoringSeconds: 15,
    maintenanceWindow: "mon:01:00-mon:02:00",
    backup: { pitrDays: 35, window: "22:00-23:00" },
    pool: { max: 4 },
    transform: {
        "rds.Instance": { password: "changed", tags: { Extra: "1" } },
        "rds.ParameterGroup": args => ({ ...args, tags: { ...args.tags, Transformed: "1" } }),
    },
}, { providers });
const unlisted = new webstack.PostgresWithBackups("unlisted", { ...rds, region: "xx-nowhere-1" }, { providers });
const all = ({ connection, connections, replicaHosts, secretArn, alarms, dumpLocation, regionReplicas, metrics }) => ({
    ...about(connection), connections, replicaHosts, secretArn, alarms, dumpLocation, regionReplicas,
    metrics: metrics.map(({ connection: { host }, ...target }) => ({ ...target, host })),
});
exports.orders = all(orders);
exports.small = all(small);
exports.unlisted = about(unlisted.connection);
tryTo(() => orders.dumpBefore("x:1"));
`,
    );
});

const instanceOf = (name: string, which = "instance"): Record<string, unknown> => stack.get(`Instance ${name}-${which}`).outputs!;

describe("PostgresWithBackups on RDS", () => {
    const children = (name: string, version: string, replicas: number, clients: readonly string[]): string[] =>
        [
            "Instance instance",
            ...Array.from({ length: replicas }, (_, index) => `Instance replica-${index}`),
            "Key key",
            `ParameterGroup parameters-${version}`,
            "Plan backups",
            "RandomId final-snapshot",
            "RandomPassword password",
            "Role backup-role",
            "Role monitoring-role",
            "RolePolicyAttachment AWSBackupServiceRolePolicyForBackup",
            "RolePolicyAttachment AWSBackupServiceRolePolicyForRestores",
            "RolePolicyAttachment monitoring-policy",
            "Secret secret",
            "SecretVersion secret",
            "SecurityGroup group",
            "Selection backups",
            "SubnetGroup subnets",
            "Vault vault",
            "VaultLockConfiguration vault-lock",
            ...clients.map(client => `SecurityGroupIngressRule from-${client}`),
        ]
            .map(child => child.replace(" ", ` ${name}-`))
            .sort();

    it("makes exactly this, with two replicas and two clients, one of which asked twice", () => {
        expect(stack.children("orders")).toEqual(children("orders", "17", 2, ["app", "batch"]));
    });

    it("makes exactly this, without any", () => expect(stack.children("small")).toEqual(children("small", "16", 0, [])));
    const observed = (name: string): Record<string, unknown> => ({
        instanceClass: "db.m7g.large",
        storageEncrypted: true,
        kmsKeyId: stack.arn(`Key ${name}-key`),
        parameterGroupName: stack.get(`ParameterGroup ${name}-parameters-17`).outputs!.name,
        vpcSecurityGroupIds: [stack.id(`SecurityGroup ${name}-group`)],
        publiclyAccessible: false,
        iamDatabaseAuthenticationEnabled: true,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: stack.arn(`Key ${name}-key`),
        performanceInsightsRetentionPeriod: 7,
        monitoringInterval: 60,
        monitoringRoleArn: stack.arn(`Role ${name}-monitoring-role`),
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        autoMinorVersionUpgrade: true,
        maintenanceWindow: "sun:04:30-sun:05:30",
        deletionProtection: true,
        copyTagsToSnapshot: true,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        applyImmediately: false,
    });

    it("has this instance, in full", () => {
        expect(stack.inputs("Instance orders-instance")).toEqual({
            ...observed("orders"),
            engine: "postgres",
            engineVersion: "17",
            engineLifecycleSupport: "open-source-rds-extended-support-disabled",
            dbName: "shop",
            username: "owner",
            password: secret(),
            port: 5432,
            storageType: "gp3",
            allocatedStorage: 100,
            maxAllocatedStorage: 500,
            multiAz: true,
            dbSubnetGroupName: stack.get("SubnetGroup orders-subnets").outputs!.name,
            backupRetentionPeriod: 7,
            backupWindow: "03:00-04:00",
            deleteAutomatedBackups: false,
            skipFinalSnapshot: false,
            finalSnapshotIdentifier: `orders-final-${stack.get("RandomId orders-final-snapshot").outputs!.hex as string}`,
            tags: { Project: "shop", Component: "orders", Name: "orders" },
        });
        expect(stack.get("Instance orders-instance")).toMatchObject({ protect: true, ignoreChanges: ["allocatedStorage"] });
        expect(stack.waitsFor("Instance orders-instance")).toContain("orders-monitoring-policy");
    });

    it("has what a stack says instead", () => {
        expect(stack.inputs("Instance small-instance")).toMatchObject({
            engineVersion: "16",
            username: "shopkeeper",
            instanceClass: "db.t4g.medium",
            allocatedStorage: 20,
            maxAllocatedStorage: 30,
            multiAz: false,
            deletionProtection: false,
            allowMajorVersionUpgrade: true,
            applyImmediately: true,
            performanceInsightsRetentionPeriod: 31,
            monitoringInterval: 15,
            maintenanceWindow: "mon:01:00-mon:02:00",
            backupRetentionPeriod: 35,
            backupWindow: "22:00-23:00",
            skipFinalSnapshot: false,
        });
    });

    it.each(["Instance", "Key", "Vault"])("is guarded: its %s, unless it is told otherwise", type => {
        const suffix = type.toLowerCase();
        expect([stack.get(`${type} orders-${suffix}`).protect, stack.get(`${type} small-${suffix}`).protect]).toEqual([true, undefined]);
    });

    it("has a final snapshot of a name that no other database's has", () => {
        expect(stack.inputs("RandomId orders-final-snapshot")).toEqual({ byteLength: 4, keepers: { database: "shop" } });
        expect(stack.inputs("Instance small-instance").finalSnapshotIdentifier).toMatch(/^small-final-[0-9a-f]{8}$/);
    });

    it("has replicas that inherit what the primary has, in its subnets, and no credentials", () => {
        for (const index of [0, 1]) {
            expect(stack.inputs(`Instance orders-replica-${index}`)).toEqual({
                ...observed("orders"),
                replicateSourceDb: instanceOf("orders").identifier,
                skipFinalSnapshot: true,
                tags: { Project: "shop", Component: "orders", Name: `orders-replica-${index}` },
            });
        }
    });

    it("takes connections over TLS only, and static parameters at the next start", () => {
        const parameter = (name: string, value: string, applyMethod: string): unknown => ({ name, value, applyMethod });
        expect(stack.inputs("ParameterGroup orders-parameters-17")).toEqual({
            family: "postgres17",
            description: "PostgreSQL 17 for orders",
            parameters: [
                parameter("log_min_duration_statement", "1000", "immediate"),
                parameter("rds.force_ssl", "1", "immediate"),
                parameter("shared_preload_libraries", "pg_stat_statements", "pending-reboot"),
            ],
            tags: { Project: "shop", Component: "orders", Name: "orders" },
        });
        const { family, parameters, tags } = stack.inputs("ParameterGroup small-parameters-16");
        expect([family, dig(tags, "Transformed")]).toEqual(["postgres16", "1"]);
        expect(parameters).toEqual(
            expect.arrayContaining([
                parameter("rds.force_ssl", "1", "immediate"),
                parameter("log_min_duration_statement", "2000", "immediate"),
                parameter("max_connections", "100", "pending-reboot"),
            ]),
        );
    });

    it("lies in the subnets of databases, in a group that lets in whom it was told to, on its port", () => {
        expect(stack.inputs("SubnetGroup orders-subnets").subnetIds).toEqual(["subnet-c0000001", "subnet-c0000002"]);
        expect(stack.inputs("SecurityGroup orders-group")).toEqual({
            vpcId: "vpc-0a1b2c3d",
            description: "PostgreSQL orders: its port, from named groups only",
            tags: { Project: "shop", Component: "orders", Name: "orders" },
        });
        expect(stack.inputs("SecurityGroupIngressRule orders-from-batch")).toEqual({
            securityGroupId: stack.id("SecurityGroup orders-group"),
            referencedSecurityGroupId: "sg-batch",
            description: "PostgreSQL from batch",
            ipProtocol: "tcp",
            fromPort: 5432,
            toPort: 5432,
            tags: { Project: "shop", Component: "orders", Name: "orders-from-batch" },
        });
    });

    it("keeps its key to itself, and lets RDS watch the machine", () => {
        expect(stack.inputs("Key orders-key")).toMatchObject({
            description: "Data of orders",
            enableKeyRotation: true,
            deletionWindowInDays: 30,
        });
        const trust = dig(json(stack.inputs("Role orders-monitoring-role").assumeRolePolicy), "Statement.0");
        expect(trust).toMatchObject({
            Principal: { Service: "monitoring.rds.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": account } },
        });
        expect(stack.inputs("RolePolicyAttachment orders-monitoring-policy").policyArn).toBe(
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        );
    });

    it("keeps its credentials in Secrets Manager, under its own key", () => {
        expect(stack.inputs("RandomPassword orders-password")).toEqual({ length: 40, special: false });
        expect(stack.inputs("Secret orders-secret")).toEqual({
            description: "Owner of the database orders",
            kmsKeyId: stack.arn("Key orders-key"),
            recoveryWindowInDays: 30,
            tags: { Project: "shop", Component: "orders", Name: "orders" },
        });
        expect(stack.inputs("SecretVersion orders-secret")).toEqual({ secretId: stack.id("Secret orders-secret"), secretString: secret() });
        expect(dig(stack.outputs, "orders.secretArn")).toBe(stack.arn("Secret orders-secret"));
    });

    it("tells how it is reached, over TLS with the authority of the region", () => {
        const host = instanceOf("orders").address as string;
        expect(stack.outputs.orders).toMatchObject({
            kind: "postgres",
            name: "orders",
            host,
            port: 5432,
            authority: rdsAuthority(region),
            pool: { min: 2, max: 10, timeoutMs: 30000, idleMs: 10000 },
            target: { kind: "cidrs", cidrs: ["10.9.4.0/24", "10.9.5.0/24"] },
            isSecret: true,
            waitsFor: [],
            replicaHosts: [0, 1].map(index => instanceOf("orders", `replica-${index}`).address),
            regionReplicas: {},
        });
        expect(urlOf(stack.outputs.orders).href).toBe(
            `postgresql://owner:${urlOf(stack.outputs.orders).password}@${host}:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fauthorities%2Forders.crt`,
        );
        expect(urlOf(stack.outputs.small).username).toBe("shopkeeper");
        expect(dig(stack.outputs, "small.pool")).toEqual({ min: 2, max: 4, timeoutMs: 30000, idleMs: 10000 });
    });

    it("lets Prometheus ask it and its replicas", () => {
        const asked = (job: string, which: string) => ({ kind: "store", job, host: instanceOf("orders", which).address });
        expect(dig(stack.outputs, "orders.metrics")).toEqual([
            asked("orders", "instance"),
            ...[0, 1].map(index => ({ ...asked(`orders-replica-${index}`, `replica-${index}`), replica: true })),
        ]);
        expect(dig(stack.outputs, "small.metrics")).toEqual([{ kind: "store", job: "small", host: instanceOf("small").address }]);
    });

    it("asks for TLS in a region whose authority nobody knows", () => {
        expect(stack.outputs.unlisted).not.toHaveProperty("authority");
        expect(urlOf(stack.outputs.unlisted).search).toBe("?sslmode=require");
    });

    it("knows no roles, dumps or other regions without a cluster", () => {
        expect(dig(stack.outputs, "orders.connections")).toEqual({});
        expect(stack.outputs.orders).not.toHaveProperty("dumpLocation");
        expect(stack.outputs.refused).toEqual([
            "PostgresWithBackups 'orders': 1 problem\n  dumps: is missing; allowed: a database that is dumped. Set dumps.",
        ]);
    });

    describe("describes alarms", () => {
        const alarmsOf = (name: string): Record<string, unknown>[] => dig(stack.outputs, `${name}.alarms`) as Record<string, unknown>[];
        const told = (alarms: readonly Record<string, unknown>[], ...keys: string[]): unknown[][] =>
            alarms.map(alarm => ["name", "severity", ...keys].map(key => alarm[key]));
        const metrics = (name: string) => alarmsOf(name).filter(({ namespace }) => namespace === "AWS/RDS");

        it("of the instance and of every replica's lag", () => {
            const dimensions = (which: string): unknown => ({ DBInstanceIdentifier: instanceOf("orders", which).identifier });
            expect(told(metrics("orders"), "metricName", "statistic", "comparison", "threshold", "dimensions")).toEqual([
                ["cpu", "warning", "CPUUtilization", "Average", "GreaterThanThreshold", 80, dimensions("instance")],
                ["storage", "critical", "FreeStorageSpace", "Minimum", "LessThanThreshold", 5368709120, dimensions("instance")],
                ["memory", "warning", "FreeableMemory", "Minimum", "LessThanThreshold", 134217728, dimensions("instance")],
                ["replica-0-lag", "warning", "ReplicaLag", "Maximum", "GreaterThanThreshold", 30, dimensions("replica-0")],
                ["replica-1-lag", "warning", "ReplicaLag", "Maximum", "GreaterThanThreshold", 30, dimensions("replica-1")],
            ]);
            for (const alarm of metrics("orders")) expect(alarm).toMatchObject({ period: 60, periods: 5, missingData: "missing" });
            for (const alarm of alarmsOf("orders")) expect(alarm).not.toHaveProperty("region");
        });

        it("of its connections, where it is said how many there are", () => {
            expect(metrics("small").find(({ name }) => name === "connections")).toEqual({
                name: "connections",
                description: "More than 80 % of the database's 100 connections in use for 5 minutes",
                severity: "warning",
                namespace: "AWS/RDS",
                metricName: "DatabaseConnections",
                dimensions: { DBInstanceIdentifier: instanceOf("small").identifier },
                statistic: "Maximum",
                comparison: "GreaterThanThreshold",
                threshold: 80,
                period: 60,
                periods: 5,
                missingData: "missing",
            });
        });

        it("of what RDS tells of itself, and of a standby that takes over", () => {
            const events = (name: string) => alarmsOf(name).filter(({ source }) => source === "aws.rds");
            const detail = (category: string, name: string): unknown => ({
                EventCategories: [category],
                SourceArn: [instanceOf(name).arn],
            });
            expect(told(events("orders"), "kind", "detailType", "detail")).toEqual([
                ["failure", "critical", "event", "RDS DB Instance Event", detail("failure", "orders")],
                ["failover", "warning", "event", "RDS DB Instance Event", detail("failover", "orders")],
            ]);
            expect(told(events("small"), "detail")).toEqual([["failure", "critical", detail("failure", "small")]]);
        });

        it("of its backups", () => {
            expect(told(alarmsOf("small").slice(-2))).toEqual([
                ["backup", "critical"],
                ["backup-failed", "warning"],
            ]);
        });
    });

    it("takes transforms, which reach no guard", () => {
        expect(stack.inputs("Instance small-instance")).toMatchObject({ tags: { Component: "small", Extra: "1" }, password: secret() });
    });

    it("shows its credentials nowhere in the clear", () => {
        const document = JSON.stringify(stack.result.deployment);
        for (const component of ["orders", "small"]) {
            const { password } = urlOf(stack.outputs[component]);
            expect(password).toHaveLength(40);
            expect(document).not.toContain(password);
        }
    });
});
