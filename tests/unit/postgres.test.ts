import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import {
    postgresDefaults,
    rdsSettings,
    validatePostgres,
    type InClusterArgs,
    type RdsArgs,
} from "../../components/postgres-with-backups/args";
import {
    account,
    dig,
    dns,
    existingNetwork,
    json,
    labels,
    lines,
    parts,
    podFaults,
    podSpecs,
    region,
    secret,
    selector,
    stackOf,
    type Stack,
} from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "postgres",
        `
${existingNetwork}
const place = { kind: "rds", accountId: "${account}", region: "${region}", network, database: "shop" };
const orders = new webstack.PostgresWithBackups("orders", {
    ...place,
    instanceClass: "db.m7g.large",
    storageGb: 100,
    replicas: 2,
    tags: { Project: "shop" },
}, { providers });
for (const client of ["app", "batch", "app"]) orders.connection.allowFrom(client, "sg-" + client);
const small = new webstack.PostgresWithBackups("small", {
    ...place,
    version: "16",
    username: "shopkeeper",
    instanceClass: "db.t4g.small",
    maxStorageGb: 30,
    multiAz: false,
    deletionProtection: false,
    maintenanceWindow: "mon:01:00-mon:02:00",
    backup: { pitrDays: 35, window: "22:00-23:00", dailyDays: 14, weeklyWeeks: 2, monthlyMonths: 12 },
    transform: {
        "rds.Instance": { applyImmediately: true, password: "changed", tags: { Extra: "1" } },
        "rds.ParameterGroup": args => ({ ...args, parameters: [...args.parameters, { name: "max_connections", value: "100", applyMethod: "pending-reboot" }] }),
        "backup.Plan": { rules: [] },
    },
}, { providers });
const dev = new webstack.PostgresWithBackups("dev", { kind: "in-cluster", namespace: "shop", database: "shop_dev" }, { providers });
new webstack.PostgresWithBackups("sized", {
    kind: "in-cluster", namespace: "shop", database: "a", username: "b", version: "15", storage: "1Gi", resources: { cpu: "2", memory: "4Gi" }, dumpDays: 7,
}, { providers });
dev.connection.allowFrom("app", "sg-app");
const open = output => pulumi.unsecret(output).apply(text => [...text].reverse().join(""));
const about = ({ connection, replicaHosts, secretArn, alarms }) => ({
    ...connection, url: undefined, allowFrom: undefined, reversedUrl: open(connection.url), isSecret: pulumi.isSecret(connection.url), replicaHosts, secretArn, alarms,
});
exports.orders = about(orders);
exports.small = about(small);
exports.dev = about(dev);
tryTo(() => new webstack.PostgresWithBackups("a".repeat(35), { ...place, instanceClass: "db.t4g.small" }, { providers }));
tryTo(() => new webstack.PostgresWithBackups("wrong", { ...place, instanceClass: "db.x", backup: { pitrDays: 0 }, replicas: 1 }, { providers }));
`,
    );
});

const urlOf = (component: string): URL => new URL([...(dig(stack.outputs, `${component}.reversedUrl`) as string)].reverse().join(""));

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
            ...clients.map(client => `SecurityGroupIngressRule from-${client}`),
        ]
            .map(child => child.replace(" ", ` ${name}-`))
            .sort();

    it("makes exactly this, with two replicas and two clients, one of which asked twice", () => {
        expect(stack.children("orders")).toEqual(children("orders", "17", 2, ["app", "batch"]));
    });

    it("makes exactly this, without any", () => expect(stack.children("small")).toEqual(children("small", "16", 0, [])));

    const observed = (name: string): Record<string, unknown> => ({
        storageEncrypted: true,
        kmsKeyId: stack.arn(`Key ${name}-key`),
        publiclyAccessible: false,
        iamDatabaseAuthenticationEnabled: true,
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: stack.arn(`Key ${name}-key`),
        performanceInsightsRetentionPeriod: 7,
        monitoringInterval: 60,
        monitoringRoleArn: stack.arn(`Role ${name}-monitoring-role`),
        enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
        autoMinorVersionUpgrade: true,
        copyTagsToSnapshot: true,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        vpcSecurityGroupIds: [stack.id(`SecurityGroup ${name}-group`)],
    });

    it("has this instance, in full", () => {
        expect(stack.inputs("Instance orders-instance")).toEqual({
            ...observed("orders"),
            applyImmediately: false,
            engine: "postgres",
            engineVersion: "17",
            engineLifecycleSupport: "open-source-rds-extended-support-disabled",
            instanceClass: "db.m7g.large",
            dbName: "shop",
            username: "owner",
            password: secret(),
            port: 5432,
            storageType: "gp3",
            allocatedStorage: 100,
            maxAllocatedStorage: 500,
            multiAz: true,
            parameterGroupName: stack.get("ParameterGroup orders-parameters-17").outputs!.name,
            dbSubnetGroupName: stack.get("SubnetGroup orders-subnets").outputs!.name,
            maintenanceWindow: "sun:04:30-sun:05:30",
            backupRetentionPeriod: 7,
            backupWindow: "03:00-04:00",
            deleteAutomatedBackups: false,
            deletionProtection: true,
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
            instanceClass: "db.t4g.small",
            allocatedStorage: 20,
            maxAllocatedStorage: 30,
            multiAz: false,
            deletionProtection: false,
            maintenanceWindow: "mon:01:00-mon:02:00",
            backupRetentionPeriod: 35,
            backupWindow: "22:00-23:00",
            skipFinalSnapshot: false,
        });
        for (const child of ["Instance small-instance", "Key small-key", "Vault small-vault"])
            expect(stack.get(child).protect).toBeUndefined();
    });

    it("is guarded with its key and its vault", () => {
        for (const child of ["Instance orders-instance", "Key orders-key", "Vault orders-vault"])
            expect(stack.get(child).protect).toBe(true);
    });

    it("has a final snapshot of a name that no other database's has", () => {
        expect(stack.inputs("RandomId orders-final-snapshot")).toEqual({ byteLength: 4, keepers: { database: "shop" } });
        expect(stack.inputs("Instance small-instance").finalSnapshotIdentifier).toMatch(/^small-final-[0-9a-f]{8}$/);
    });

    it("has replicas that inherit what the primary has, and no credentials", () => {
        for (const index of [0, 1]) {
            expect(stack.inputs(`Instance orders-replica-${index}`)).toEqual({
                ...observed("orders"),
                applyImmediately: false,
                instanceClass: "db.m7g.large",
                parameterGroupName: stack.get("ParameterGroup orders-parameters-17").outputs!.name,
                maintenanceWindow: "sun:04:30-sun:05:30",
                deletionProtection: true,
                replicateSourceDb: stack.get("Instance orders-instance").outputs!.identifier,
                skipFinalSnapshot: true,
                tags: { Project: "shop", Component: "orders", Name: `orders-replica-${index}` },
            });
        }
    });

    it("takes connections over TLS only, and static parameters at the next start", () => {
        const parameters = [
            { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
            { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
            { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
        ];
        expect(stack.inputs("ParameterGroup orders-parameters-17")).toEqual({
            family: "postgres17",
            description: "PostgreSQL 17 for orders",
            parameters,
            tags: { Project: "shop", Component: "orders", Name: "orders" },
        });
        expect(stack.inputs("ParameterGroup small-parameters-16")).toMatchObject({
            family: "postgres16",
            parameters: [...parameters, { name: "max_connections", value: "100", applyMethod: "pending-reboot" }],
        });
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

    it("has backups for 7, 28 and 180 days, and leaves point-in-time recovery to RDS", () => {
        const rule = (ruleName: string, schedule: string, deleteAfter: number): unknown => ({
            ruleName,
            schedule,
            scheduleExpressionTimezone: "UTC",
            startWindow: 60,
            completionWindow: 360,
            targetVaultName: stack.get("Vault orders-vault").outputs!.name,
            lifecycle: { deleteAfter },
        });
        expect(stack.inputs("Plan orders-backups")).toEqual({
            rules: [
                rule("daily", "cron(0 6 * * ? *)", 7),
                rule("weekly", "cron(0 7 ? * SUN *)", 28),
                rule("monthly", "cron(0 8 1 * ? *)", 180),
            ],
            tags: { Project: "shop", Component: "orders", Name: "orders-backups" },
        });
        expect(stack.inputs("Vault orders-vault").kmsKeyArn).toBe(stack.arn("Key orders-key"));
        expect(stack.inputs("Plan small-backups").rules).toEqual([]);
    });

    it("names itself in the plan's selection, for a role that may back up and restore", () => {
        expect(stack.inputs("Selection orders-backups")).toEqual({
            planId: stack.id("Plan orders-backups"),
            iamRoleArn: stack.arn("Role orders-backup-role"),
            resources: [stack.arn("Instance orders-instance")],
        });
        expect(stack.waitsFor("Selection orders-backups")).toEqual(
            expect.arrayContaining(["orders-AWSBackupServiceRolePolicyForBackup", "orders-AWSBackupServiceRolePolicyForRestores"]),
        );
        for (const policy of ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"]) {
            expect(stack.inputs(`RolePolicyAttachment orders-${policy}`)).toEqual({
                role: stack.get("Role orders-backup-role").outputs!.name,
                policyArn: `arn:aws:iam::aws:policy/service-role/${policy}`,
            });
        }
        const trust = (name: string): unknown => dig(json(stack.inputs(`Role orders-${name}`).assumeRolePolicy), "Statement.0");
        const ofAccount = { StringEquals: { "aws:SourceAccount": account } };
        expect(trust("backup-role")).toMatchObject({ Principal: { Service: "backup.amazonaws.com" }, Condition: ofAccount });
        expect(trust("monitoring-role")).toMatchObject({ Principal: { Service: "monitoring.rds.amazonaws.com" }, Condition: ofAccount });
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

    it("tells how it is reached, over TLS", () => {
        const host = stack.get("Instance orders-instance").outputs!.address as string;
        expect(stack.outputs.orders).toMatchObject({
            kind: "postgres",
            name: "orders",
            host,
            port: 5432,
            target: { kind: "cidrs", cidrs: ["10.9.4.0/24", "10.9.5.0/24"] },
            isSecret: true,
            replicaHosts: [0, 1].map(index => stack.get(`Instance orders-replica-${index}`).outputs!.address),
        });
        expect(urlOf("orders").href).toBe(`postgresql://owner:${urlOf("orders").password}@${host}:5432/shop?sslmode=require`);
        expect(urlOf("small").username).toBe("shopkeeper");
    });

    it("describes alarms of the instance and of every replica's lag", () => {
        const identifier = (name: string): string => stack.get(`Instance orders-${name}`).outputs!.identifier as string;
        const common = { namespace: "AWS/RDS", period: 60, periods: 5, missingData: "missing" };
        const own = { ...common, dimensions: { DBInstanceIdentifier: identifier("instance") } };
        const lag = (index: number): unknown => ({
            ...common,
            name: `replica-${index}-lag`,
            description: `Replica ${index} more than 30 s behind`,
            severity: "warning",
            metricName: "ReplicaLag",
            dimensions: { DBInstanceIdentifier: identifier(`replica-${index}`) },
            statistic: "Maximum",
            comparison: "GreaterThanThreshold",
            threshold: 30,
        });
        expect(dig(stack.outputs, "orders.alarms")).toEqual([
            {
                ...own,
                name: "cpu",
                description: "CPU of the database above 80 % for 5 minutes",
                severity: "warning",
                metricName: "CPUUtilization",
                statistic: "Average",
                comparison: "GreaterThanThreshold",
                threshold: 80,
            },
            {
                ...own,
                name: "storage",
                description: "Less than 5 GiB of disk left",
                severity: "critical",
                metricName: "FreeStorageSpace",
                statistic: "Minimum",
                comparison: "LessThanThreshold",
                threshold: 5368709120,
            },
            {
                ...own,
                name: "memory",
                description: "Less than 128 MiB of memory left",
                severity: "warning",
                metricName: "FreeableMemory",
                statistic: "Minimum",
                comparison: "LessThanThreshold",
                threshold: 134217728,
            },
            lag(0),
            lag(1),
        ]);
        expect((dig(stack.outputs, "small.alarms") as unknown[]).map(alarm => dig(alarm, "name"))).toEqual(["cpu", "storage", "memory"]);
    });

    it("takes transforms, which reach no guard", () => {
        expect(stack.inputs("Instance small-instance")).toMatchObject({
            applyImmediately: true,
            tags: { Component: "small", Extra: "1" },
            password: secret(),
        });
    });
});

describe("PostgresWithBackups in the cluster", () => {
    const meta = (name: string): unknown => ({ name, namespace: "shop", labels: labels(name, "shop") });

    it("makes exactly this", () => {
        expect(stack.children("dev")).toEqual(
            [
                "CronJob dump",
                "NetworkPolicy dump-network",
                "NetworkPolicy network",
                "PersistentVolumeClaim dumps",
                "RandomPassword password",
                "Secret credentials",
                "Service service",
                "ServiceAccount account",
                "StatefulSet server",
            ].map(child => child.replace(" ", " dev-")),
        );
    });

    it("runs one server with a volume and its credentials from a Secret", () => {
        const { template, ...spec } = stack.inputs("StatefulSet dev-server").spec as { template: unknown };
        expect(spec).toEqual({
            serviceName: "dev",
            replicas: 1,
            selector: { matchLabels: selector("dev") },
            volumeClaimTemplates: [
                { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } } },
            ],
        });
        const ready = { exec: { command: ["pg_isready", "-U", "owner", "-d", "shop_dev"] }, timeoutSeconds: 5, failureThreshold: 5 };
        expect(dig(template, "spec.containers.0")).toMatchObject({
            name: "postgres",
            image: expect.stringMatching(/\/postgres:17\./) as string,
            ports: [{ name: "postgres", containerPort: 5432 }],
            envFrom: [{ secretRef: { name: "dev-credentials" } }],
            env: [{ name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" }],
            resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
            startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 24 },
            livenessProbe: { ...ready, periodSeconds: 30 },
            readinessProbe: { ...ready, periodSeconds: 10 },
            volumeMounts: [
                { name: "data", mountPath: "/var/lib/postgresql/data" },
                { name: "run", mountPath: "/var/run/postgresql" },
                { name: "tmp", mountPath: "/tmp" },
            ],
        });
        expect(dig(template, "spec.terminationGracePeriodSeconds")).toBe(60);
        expect(stack.inputs("Secret dev-credentials")).toMatchObject({
            metadata: { name: "dev-credentials", namespace: "shop" },
            stringData: secret({ POSTGRES_DB: "[secret]", POSTGRES_PASSWORD: "[secret]", POSTGRES_USER: "[secret]" }),
        });
        expect(stack.waitsFor("StatefulSet dev-server")).toEqual(["dev-credentials"]);
    });

    it("has what a stack says instead", () => {
        const template = dig(stack.inputs("StatefulSet sized-server"), "spec.template.spec.containers.0");
        expect(template).toMatchObject({
            image: expect.stringMatching(/\/postgres:15\./) as string,
            resources: { limits: { cpu: "2", memory: "4Gi" } },
        });
        expect(dig(template, "livenessProbe.exec.command")).toEqual(["pg_isready", "-U", "b", "-d", "a"]);
        expect(dig(stack.inputs("StatefulSet sized-server"), "spec.volumeClaimTemplates.0.spec.resources.requests.storage")).toBe("1Gi");
        expect(dig(stack.inputs("PersistentVolumeClaim sized-dumps"), "spec.resources.requests.storage")).toBe("1Gi");
        expect(dig(stack.inputs("CronJob sized-dump"), "spec.jobTemplate.spec.template.spec.containers.0.command.2")).toContain(
            "-mtime +7 ",
        );
    });

    it("lets in pods that declare it, and calls nobody itself", () => {
        expect(stack.inputs("NetworkPolicy dev-network").spec).toEqual({
            podSelector: { matchLabels: selector("dev") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: { "calls-dev": "true" } } }],
                    ports: [{ protocol: "TCP", port: 5432 }],
                },
            ],
            egress: [],
        });
        expect(stack.inputs("NetworkPolicy dev-dump-network").spec).toEqual({
            podSelector: { matchLabels: selector("dev-dump") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dns, { to: [{ podSelector: { matchLabels: selector("dev") } }], ports: [{ protocol: "TCP", port: 5432 }] }],
        });
    });

    it("is dumped every night, by one job at a time, to a volume of its own", () => {
        const { jobTemplate, ...spec } = stack.inputs("CronJob dev-dump").spec as { jobTemplate: unknown };
        expect(spec).toEqual({
            schedule: "30 2 * * *",
            timeZone: "Etc/UTC",
            concurrencyPolicy: "Forbid",
            startingDeadlineSeconds: 3600,
            successfulJobsHistoryLimit: 3,
            failedJobsHistoryLimit: 3,
        });
        expect(dig(jobTemplate, "spec.backoffLimit")).toBe(2);
        expect(dig(jobTemplate, "spec.activeDeadlineSeconds")).toBe(3600);
        expect(dig(jobTemplate, "spec.template.metadata.labels")).toEqual({ ...labels("dev-dump", "shop"), "calls-dev": "true" });
        const pod = dig(jobTemplate, "spec.template.spec");
        const from = (name: string, key: string): unknown => ({ name, valueFrom: { secretKeyRef: { name: "dev-credentials", key } } });
        expect(dig(pod, "containers.0.env")).toEqual([
            { name: "PGHOST", value: "dev" },
            { name: "PGPORT", value: "5432" },
            from("PGUSER", "POSTGRES_USER"),
            from("PGDATABASE", "POSTGRES_DB"),
            from("PGPASSWORD", "POSTGRES_PASSWORD"),
        ]);
        expect(dig(pod, "restartPolicy")).toBe("Never");
        expect(dig(pod, "volumes")).toEqual([
            { name: "backups", persistentVolumeClaim: { claimName: "dev-dump" } },
            { name: "tmp", emptyDir: {} },
        ]);
        expect(stack.inputs("PersistentVolumeClaim dev-dumps")).toMatchObject({
            metadata: { ...(meta("dev-dump") as object), annotations: { "pulumi.com/skipAwait": "true" } },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
        });
    });

    it("tells how it is reached, and has neither alarms nor a group", () => {
        expect(stack.outputs.dev).toMatchObject({
            kind: "postgres",
            name: "dev",
            host: "dev.shop.svc",
            port: 5432,
            target: { kind: "pods", namespace: "shop", labels: selector("dev") },
            isSecret: true,
            replicaHosts: [],
            alarms: [],
        });
        expect(stack.outputs.dev).not.toHaveProperty("secretArn");
        expect(urlOf("dev").href).toBe(`postgresql://owner:${urlOf("dev").password}@dev.shop.svc:5432/shop_dev`);
    });

    it("runs pods of the restricted standard only", () => {
        const all = [...podSpecs(stack)];
        expect(all.map(([name]) => name).sort()).toEqual(["dev-dump", "dev-server", "sized-dump", "sized-server"]);
        for (const [name, spec] of all) expect([name, podFaults(spec), spec.automountServiceAccountToken]).toEqual([name, [], false]);
    });
});

describe("credentials", () => {
    it("stand nowhere in the clear", () => {
        const document = JSON.stringify(stack.result.deployment);
        for (const component of ["orders", "small", "dev"]) {
            const { password } = urlOf(component);
            expect(password).toHaveLength(40);
            expect(document).not.toContain(password);
        }
    });
});

describe("the dump script, run by bash", () => {
    let folder: string;
    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "dump-"));
        fs.mkdirSync(path.join(folder, "bin"));
        fs.mkdirSync(path.join(folder, "backups"));
        program(
            "pg_dump",
            'for argument; do case "$argument" in --file=*) file="${argument#--file=}";; esac; done',
            'printf "%s " "$@" > "$file"',
        );
        program("pg_restore", 'test "$1" = --file=/dev/null', 'test -s "$2"');
    });
    afterEach(() => fs.rmSync(folder, { recursive: true }));

    function program(name: string, ...body: string[]): void {
        fs.writeFileSync(path.join(folder, "bin", name), ["#!/bin/bash", "set -eu", ...body, ""].join("\n"), { mode: 0o755 });
    }

    function dump(env: Record<string, string> = { PGDATABASE: "shop_dev" }): { status: number | null; files: string[] } {
        const [shell, flag, script] = dig(
            stack.inputs("CronJob dev-dump"),
            "spec.jobTemplate.spec.template.spec.containers.0.command",
        ) as string[];
        const { status } = spawnSync(shell!, [flag!, script!.replaceAll("/backups", path.join(folder, "backups"))], {
            env: { PATH: `${path.join(folder, "bin")}:${process.env.PATH}`, ...env },
        });
        return { status, files: fs.readdirSync(path.join(folder, "backups")).sort() };
    }

    function old(name: string, days: number): void {
        const file = path.join(folder, "backups", name);
        fs.writeFileSync(file, "old");
        const time = Date.now() / 1000 - days * 86400;
        fs.utimesSync(file, time, time);
    }

    it("keeps a whole dump under its database's name and its time", () => {
        const { status, files } = dump();
        expect(status).toBe(0);
        expect(files).toEqual([expect.stringMatching(/^shop_dev_backup_\d{8}_\d{6}\.dump$/)]);
        expect(fs.readFileSync(path.join(folder, "backups", files[0]!), "utf8")).toMatch(
            /^--format=custom --no-owner --no-privileges --file=/,
        );
    });

    it("fails with pg_dump, and leaves nothing that looks like a dump", () => {
        program("pg_dump", 'for argument; do case "$argument" in --file=*) echo half > "${argument#--file=}";; esac; done', "exit 1");
        old("shop_dev_backup_20200101_000000.dump", 400);
        expect(dump()).toEqual({ status: 1, files: ["shop_dev_backup_20200101_000000.dump"] });
    });

    it("fails for a dump that cannot be read again, and leaves nothing that looks like one", () => {
        program("pg_restore", "exit 3");
        old("shop_dev_backup_20200101_000000.dump", 400);
        expect(dump()).toEqual({ status: 3, files: ["shop_dev_backup_20200101_000000.dump"] });
    });

    it("deletes what is older than 30 days once a new one is there, and nothing else", () => {
        old("shop_dev_backup_20200101_000000.dump", 32);
        old("shop_dev_backup_20260101_000000.dump", 29);
        old("notes.txt", 400);
        const { status, files } = dump();
        expect(status).toBe(0);
        expect(files).toHaveLength(3);
        expect(files).not.toContain("shop_dev_backup_20200101_000000.dump");
        expect(files).toEqual(expect.arrayContaining(["notes.txt", "shop_dev_backup_20260101_000000.dump"]));
    });

    it("clears away what a killed run left", () => {
        old("shop_dev_backup_20260101_000000.dump.part", 1);
        const { status, files } = dump();
        expect(status).toBe(0);
        expect(files).toEqual([expect.stringMatching(/\.dump$/)]);
    });

    it("fails without the name of a database", () => expect(dump({})).toEqual({ status: 1, files: [] }));
});

describe("PostgresWithBackups", () => {
    it("fails with all problems at once, and makes nothing", () => {
        const long = "a".repeat(35);
        expect(stack.outputs.refused).toEqual([
            `PostgresWithBackups '${long}': 1 problem\n  name: got "${long}"; allowed: a letter, then lower-case letters, digits and single '-', at most 34 characters.`,
            [
                "PostgresWithBackups 'wrong': 2 problems",
                '  instanceClass: got "db.x"; allowed: db.<family>.<size> with a family of t3, t4g, m6g, m6i, m7g, m7i, m8g, r6g, r6i, r7g, r7i, r8g.',
                "  replicas: got 1; allowed: 0 without backups. A replica is made from the primary's backups: set backup.pitrDays to 7 or more.",
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => /::(wrong|aaaa)/.test(urn))).toEqual([]);
    });
});

describe("validatePostgres", () => {
    const rds: RdsArgs = { kind: "rds", accountId: account, region, network: parts, instanceClass: "db.t4g.medium", database: "shop" };
    const inCluster: InClusterArgs = { kind: "in-cluster", namespace: "shop", database: "shop" };
    const check = (args: Partial<RdsArgs>): string[] => lines(validatePostgres({ ...rds, ...args }));
    const range = (at: string, got: unknown, from: number, to: number): string =>
        `${at}: got ${JSON.stringify(got)}; allowed: a whole number from ${from} to ${to}.`;

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(validatePostgres(inCluster)).toEqual([]);
        expect(postgresDefaults).toEqual({
            version: "17",
            username: "owner",
            storageGb: 20,
            multiAz: true,
            replicas: 0,
            deletionProtection: true,
            maintenanceWindow: "sun:04:30-sun:05:30",
            backup: { pitrDays: 7, window: "03:00-04:00", dailyDays: 7, weeklyWeeks: 4, monthlyMonths: 6 },
            storage: "10Gi",
            resources: { cpu: "500m", memory: "512Mi" },
            dumpDays: 30,
        });
    });

    it("merges what is said of backups with the rest of the defaults", () => {
        expect(rdsSettings({ ...rds, backup: { pitrDays: 14, window: undefined } }).backup).toEqual({
            ...postgresDefaults.backup,
            pitrDays: 14,
        });
    });

    it("lets the disk grow to five times its size, as far as RDS goes", () => {
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 59578 }), storageGb => {
                expect(rdsSettings({ ...rds, storageGb }).maxStorageGb).toBe(Math.min(storageGb * 5, 65536));
                expect(check({ storageGb })).toEqual([]);
            }),
        );
    });

    it("takes a largest disk from a tenth above the first", () => {
        fc.assert(
            fc.property(fc.integer({ min: 20, max: 59578 }), fc.integer({ min: 1, max: 70000 }), (storageGb, maxStorageGb) => {
                const fits = maxStorageGb * 10 >= storageGb * 11 && maxStorageGb <= 65536;
                expect(check({ storageGb, maxStorageGb })).toHaveLength(fits ? 0 : 1);
            }),
        );
    });

    it.each<[string, Partial<RdsArgs>, string[]]>([
        ["version", { version: "14" as never }, ['version: got "14"; allowed: 15, 16, 17.']],
        ["account", { accountId: "1" }, ['accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.']],
        ["size of disk", { storageGb: 19 }, [range("storageGb", 19, 20, 59578)]],
        ["disk without room to grow", { storageGb: 60000 }, [range("storageGb", 60000, 20, 59578)]],
        ["largest disk, too small", { storageGb: 100, maxStorageGb: 109 }, [range("maxStorageGb", 109, 110, 65536)]],
        ["largest disk, in parts", { maxStorageGb: 33.5 }, [range("maxStorageGb", 33.5, 22, 65536)]],
        ["number of replicas", { replicas: 16 }, [range("replicas", 16, 0, 15)]],
        [
            "replica without backups",
            { replicas: 1, backup: { pitrDays: 0 } },
            [
                "replicas: got 1; allowed: 0 without backups. A replica is made from the primary's backups: set backup.pitrDays to 7 or more.",
            ],
        ],
        ["lack of backups", { backup: { pitrDays: 0 } }, [range("backup.pitrDays", 0, 7, 35)]],
        [
            "retentions",
            { backup: { pitrDays: 36, dailyDays: 0, weeklyWeeks: 105, monthlyMonths: 121 } },
            [
                range("backup.pitrDays", 36, 7, 35),
                range("backup.dailyDays", 0, 1, 365),
                range("backup.weeklyWeeks", 105, 1, 104),
                range("backup.monthlyMonths", 121, 1, 120),
            ],
        ],
        [
            "windows that are none",
            { backup: { window: "night" }, maintenanceWindow: "sunday" },
            [
                'backup.window: got "night"; allowed: a window in UTC of 30 minutes or more, such as 03:00-04:00.',
                'maintenanceWindow: got "sunday"; allowed: a weekly window in UTC of 30 minutes or more, such as sun:04:30-sun:05:30.',
            ],
        ],
        [
            "windows that overlap",
            { maintenanceWindow: "sun:03:30-sun:04:30" },
            ['maintenanceWindow: got "sun:03:30-sun:04:30"; allowed: a window that does not overlap the backup window 03:00-04:00.'],
        ],
        [
            "windows that overlap past midnight",
            { backup: { window: "23:30-00:30" }, maintenanceWindow: "mon:00:00-mon:01:00" },
            ['maintenanceWindow: got "mon:00:00-mon:01:00"; allowed: a window that does not overlap the backup window 23:30-00:30.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it.each(["admin", "rdsadmin"])("fails for the user %s, which RDS keeps for itself", username => {
        const said = [`username: got "${username}"; allowed: a name that RDS does not reserve. Take \`owner\`, or the system's name.`];
        expect(check({ username })).toEqual(said);
        expect(validatePostgres({ ...inCluster, username })).toEqual([]);
    });

    it.each(["", "1shop", "_shop", "Shop", "my-shop", "pg_shop", "a".repeat(64), "shop\n"])(
        "fails for the name %j of a database or a user",
        name => {
            const said = `got ${JSON.stringify(name)}; allowed: a letter, then lower-case letters, digits and _, at most 63, and not pg_ at the start.`;
            expect(check({ database: name })).toEqual([`database: ${said}`]);
            expect(lines(validatePostgres({ ...inCluster, username: name }))).toEqual([`username: ${said}`]);
        },
    );

    it("fails in the cluster for its namespace, sizes and days", () => {
        expect(
            lines(validatePostgres({ ...inCluster, namespace: "", storage: "10G", resources: { cpu: "x", memory: "y" }, dumpDays: 0 })),
        ).toEqual([
            `namespace: got ""; allowed: lower-case letters, digits and '-', at most 63 characters.`,
            'storage: got "10G"; allowed: a size such as 512Mi or 4Gi.',
            'resources.cpu: got "x"; allowed: CPUs such as 500m or 2.',
            'resources.memory: got "y"; allowed: a size such as 512Mi or 4Gi.',
            range("dumpDays", 0, 1, 365),
        ]);
    });
});
