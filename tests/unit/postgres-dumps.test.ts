import fc from "fast-check";
import type { ResourceState } from "../../synth/types";
import { rdsSettings, validatePostgres, type DumpArgs, type RdsArgs } from "../../components/postgres-with-backups/args";
import { backupHours } from "../../components/postgres-with-backups/backup-plan";
import { dumpName, uploadScript } from "../../components/postgres-with-backups/dump-script";
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

const place = `
${existingNetwork}
const place = { accountId: "${account}", region: "${region}", network };
const rds = { kind: "rds", ...place, database: "shop", instanceClass: "db.t4g.small", tags: { Project: "shop" } };
`;

let stack: Stack;
let without: Stack;
beforeAll(async () => {
    without = await stackOf(
        "postgres-without-dumps",
        `
${place}
const orders = new webstack.PostgresWithBackups("orders", rds, { providers });
exports.orders = orders.dumpLocation ?? "none";
`,
    );
    stack = await stackOf(
        "postgres-dumps",
        `
${place}
const cluster = new webstack.AppCluster("app", {
    namespace: "shop",
    cluster: { kind: "eks", ...place, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"] },
    ingress: { kind: "alb", certificateArn: "arn", allowedCidrs: ["203.0.113.0/24"] },
}, { providers });
const backups = new webstack.FileStorage("backups", { accountId: "${account}", expireDays: 30 }, { providers });
const orders = new webstack.PostgresWithBackups("orders", { ...rds, dumps: { to: backups.target, cluster } }, { providers });
cluster.addService("backend", { image: "x:1", port: 8000, stores: [orders.connection] });
const websys = new webstack.PostgresWithBackups("websys", {
    ...rds,
    version: "15",
    username: "websys",
    database: "websys_db_prod",
    dumps: {
        to: { bucketName: "there", bucketArn: "arn:aws:s3:::there", keyArn: "arn:aws:kms:${region}:${account}:key/1", keptDays: 7 },
        cluster: { name: "old", provider: cluster.provider, namespace: "old", ready: cluster.ready, clusterName: "old-eks", securityGroupId: "sg-old" },
        schedule: "15 18 * * *",
        prefix: "a/b.c/",
        filePrefix: "websys",
        extension: "sql",
        scratch: "100Gi",
        timeoutMinutes: 600,
        resources: { cpu: "2", memory: "1Gi" },
    },
    transform: { "batch.CronJob": { spec: { suspend: true } } },
}, { providers });
exports.orders = orders.dumpLocation;
exports.websys = websys.dumpLocation;
tryTo(() => new webstack.PostgresWithBackups("wrong", {
    ...rds, dumps: { to: { ...backups.target, keptDays: undefined }, cluster: { ...cluster, clusterName: undefined }, prefix: "/a" },
}, { providers }));
`,
    );
});

describe("dumps of a database on RDS", () => {
    const pod = (name: string): unknown => dig(stack.inputs(`CronJob ${name}-dump`), "spec.jobTemplate.spec.template.spec");
    const tags = (name: string): unknown => ({ Project: "shop", Component: "orders", Name: name });
    const meta = (name: string): unknown => ({ name, namespace: "shop", labels: labels("orders-dump", "shop") });

    it("are eight children more, of which one lets the cluster in for its services too", () => {
        const before = without.children("orders");
        expect(stack.children("orders").filter(child => !before.includes(child))).toEqual(
            [
                "CronJob dump",
                "NetworkPolicy dump-network",
                "PodIdentityAssociation dump",
                "Role dump-role",
                "RolePolicy dump-uploads",
                "Secret dump-credentials",
                "SecurityGroupIngressRule from-app",
                "ServiceAccount dump",
            ].map(child => child.replace(" ", " orders-")),
        );
    });

    it("change nothing of the rest, which is all there is without them", () => {
        const before = without.children("orders");
        expect(before).toHaveLength(17);
        expect(before.filter(child => /dump/.test(child))).toEqual([]);
        const about = ({ urn, inputs, protect, dependencies, ignoreChanges }: ResourceState): unknown => ({
            ...{ urn, inputs, protect, dependencies, ignoreChanges },
        });
        for (const child of before) expect(about(stack.get(child))).toEqual(about(without.get(child)));
        expect(without.outputs.orders).toBe("none");
    });

    it("are taken daily after the backups of AWS, one at a time, with an end to every try", () => {
        const { jobTemplate, ...spec } = stack.inputs("CronJob orders-dump").spec as { jobTemplate: unknown };
        expect(spec).toEqual({
            schedule: "0 9 * * *",
            timeZone: "Etc/UTC",
            concurrencyPolicy: "Forbid",
            startingDeadlineSeconds: 3600,
            successfulJobsHistoryLimit: 3,
            failedJobsHistoryLimit: 3,
        });
        const { template, ...job } = dig(jobTemplate, "spec") as { template: unknown };
        expect(job).toEqual({ backoffLimit: 2, activeDeadlineSeconds: 7200 });
        expect(dig(template, "metadata")).toEqual({
            labels: labels("orders-dump", "shop"),
            annotations: { "karpenter.sh/do-not-disrupt": "true" },
        });
        expect(stack.inputs("CronJob orders-dump").metadata).toEqual(meta("orders-dump"));
    });

    it("run in this pod, in full", () => {
        const size = { cpu: "1", memory: "512Mi", "ephemeral-storage": "20Gi" };
        const common = {
            resources: { requests: size, limits: size },
            securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            },
            volumeMounts: [
                { name: "backups", mountPath: "/backups" },
                { name: "tmp", mountPath: "/tmp" },
            ],
        };
        const from = (name: string, key: string): unknown => ({
            name,
            valueFrom: { secretKeyRef: { name: "orders-dump-credentials", key } },
        });
        const script = [
            "set -eu",
            "cd /backups",
            "rm -f ./*.part",
            'file="shop_backup_$(date -u +%Y%m%d_%H%M%S).dump"',
            "trap 'rm -f \"$file.part\"' EXIT",
            'pg_dump --format=custom --no-owner --no-privileges --file="$file.part"',
            'pg_restore --file=/dev/null "$file.part"',
            'mv "$file.part" "$file"',
            'sha256sum "$file" > "$file.sha256"',
        ];
        expect(pod("orders")).toEqual({
            restartPolicy: "Never",
            serviceAccountName: "orders-dump",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
                runAsNonRoot: true,
                runAsUser: 999,
                runAsGroup: 999,
                fsGroup: 999,
                seccompProfile: { type: "RuntimeDefault" },
            },
            initContainers: [
                {
                    name: "dump",
                    image: expect.stringMatching(/\/postgres:17\./) as string,
                    command: ["/bin/bash", "-c", script.join("\n")],
                    env: [
                        { name: "PGHOST", value: stack.get("Instance orders-instance").outputs!.address },
                        { name: "PGPORT", value: "5432" },
                        { name: "PGSSLMODE", value: "require" },
                        from("PGUSER", "POSTGRES_USER"),
                        from("PGDATABASE", "POSTGRES_DB"),
                        from("PGPASSWORD", "POSTGRES_PASSWORD"),
                    ],
                    ...common,
                },
            ],
            containers: [
                {
                    name: "upload",
                    image: expect.stringMatching(/^public\.ecr\.aws\/aws-cli\/aws-cli:2\.\d+\.\d+@sha256:[0-9a-f]{64}$/) as string,
                    command: ["/bin/bash", "-c", uploadScript],
                    env: [
                        { name: "TARGET", value: `s3://${stack.id("Bucket backups-bucket")}/database/` },
                        { name: "AWS_REGION", value: region },
                        { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
                        { name: "HOME", value: "/tmp" },
                    ],
                    ...common,
                },
            ],
            volumes: [
                { name: "backups", emptyDir: { sizeLimit: "20Gi" } },
                { name: "tmp", emptyDir: {} },
            ],
        });
    });

    it("run in pods of the restricted standard only", () => {
        const all = [...podSpecs(stack)].filter(([name]) => name.endsWith("-dump"));
        expect(all.map(([name]) => name).sort()).toEqual(["orders-dump", "websys-dump"]);
        for (const [name, spec] of all) expect([name, podFaults(spec)]).toEqual([name, []]);
    });

    it("read their credentials from a Secret, and have an account that the API server gives no token", () => {
        expect(stack.inputs("Secret orders-dump-credentials")).toMatchObject({
            metadata: meta("orders-dump-credentials"),
            stringData: secret({ POSTGRES_DB: "[secret]", POSTGRES_PASSWORD: "[secret]", POSTGRES_USER: "[secret]" }),
        });
        expect(stack.inputs("ServiceAccount orders-dump")).toMatchObject({
            metadata: meta("orders-dump"),
            automountServiceAccountToken: false,
        });
    });

    it("may reach DNS, the database, the agent for identities and HTTPS, and be reached by nobody", () => {
        const tcp = (port: number): unknown => [{ protocol: "TCP", port }];
        expect(stack.inputs("NetworkPolicy orders-dump-network").spec).toEqual({
            podSelector: { matchLabels: selector("orders-dump") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [
                dns,
                { to: [{ ipBlock: { cidr: "10.9.4.0/24" } }, { ipBlock: { cidr: "10.9.5.0/24" } }], ports: tcp(5432) },
                { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: tcp(80) },
                { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443) },
            ],
        });
        expect(stack.inputs("SecurityGroupIngressRule orders-from-app")).toMatchObject({
            securityGroupId: stack.id("SecurityGroup orders-group"),
            referencedSecurityGroupId: dig(stack.get("Cluster app-cluster").outputs, "vpcConfig.clusterSecurityGroupId"),
            fromPort: 5432,
            toPort: 5432,
        });
    });

    it("may add objects under their prefix, and nothing else", () => {
        expect(stack.inputs("RolePolicy orders-dump-uploads").role).toBe(stack.id("Role orders-dump-role"));
        expect(json(stack.inputs("RolePolicy orders-dump-uploads").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["s3:PutObject", "s3:AbortMultipartUpload"],
                    Resource: `${stack.arn("Bucket backups-bucket")}/database/*`,
                },
                { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: stack.arn("Key backups-key") },
            ],
        });
    });

    it("have a role that only pods of this account take on, those of the job's account", () => {
        const { assumeRolePolicy, ...role } = stack.inputs("Role orders-dump-role");
        expect(role).toEqual({ tags: tags("orders-dump") });
        expect(json(assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: { StringEquals: { "aws:SourceAccount": account } },
                },
            ],
        });
        expect(stack.inputs("PodIdentityAssociation orders-dump")).toEqual({
            clusterName: dig(stack.get("Cluster app-cluster").outputs, "name"),
            namespace: "shop",
            serviceAccount: "orders-dump",
            roleArn: stack.arn("Role orders-dump-role"),
            tags: tags("orders-dump"),
        });
    });

    it("are made by the cluster's own provider, in a namespace that is ready", () => {
        for (const child of ["CronJob orders-dump", "NetworkPolicy orders-dump-network", "ServiceAccount orders-dump"])
            expect(stack.provider(child)).toBe("app-kubernetes");
        for (const child of ["ServiceAccount orders-dump", "Secret orders-dump-credentials"])
            expect(stack.waitsFor(child)).toContain("app-deny-all");
        expect(stack.waitsFor("CronJob orders-dump")).toEqual(
            expect.arrayContaining(["orders-dump", "orders-dump-credentials", "orders-dump-uploads"]),
        );
    });

    it("are what a stack says instead", () => {
        expect(stack.inputs("CronJob websys-dump").spec).toMatchObject({
            schedule: "15 18 * * *",
            suspend: true,
            jobTemplate: { spec: { activeDeadlineSeconds: 36000 } },
        });
        const size = { cpu: "2", memory: "1Gi", "ephemeral-storage": "100Gi" };
        const [dump, upload] = ["initContainers.0", "containers.0"].map(path => dig(pod("websys"), path));
        expect(dump).toMatchObject({
            image: expect.stringMatching(/\/postgres:15\./) as string,
            resources: { requests: size, limits: size },
        });
        expect(dig(dump, "command.2")).toContain('\nfile="websys_backup_$(date -u +%Y%m%d_%H%M%S).sql"\n');
        expect(dig(upload, "env.0")).toEqual({ name: "TARGET", value: "s3://there/a/b.c/" });
        expect(upload).toMatchObject({ resources: { requests: size, limits: size } });
        expect(dig(pod("websys"), "volumes.0")).toEqual({ name: "backups", emptyDir: { sizeLimit: "100Gi" } });
        expect(dig(json(stack.inputs("RolePolicy websys-dump-uploads").policy), "Statement")).toEqual([
            expect.objectContaining({ Resource: "arn:aws:s3:::there/a/b.c/*" }),
            expect.objectContaining({ Resource: `arn:aws:kms:${region}:${account}:key/1` }),
        ]);
        expect(stack.inputs("PodIdentityAssociation websys-dump")).toMatchObject({ clusterName: "old-eks", namespace: "old" });
        expect(stack.inputs("SecurityGroupIngressRule websys-from-old").referencedSecurityGroupId).toBe("sg-old");
    });

    it("tell where they are", () => {
        expect(stack.outputs.orders).toBe(`s3://${stack.id("Bucket backups-bucket")}/database/`);
        expect(stack.outputs.websys).toBe("s3://there/a/b.c/");
    });

    it("fails with all problems at once, and makes nothing", () => {
        expect(stack.outputs.refused).toEqual([
            [
                "PostgresWithBackups 'wrong': 3 problems",
                "  dumps.to.keptDays: is missing; allowed: a bucket that deletes old dumps. Set expireDays of the FileStorage.",
                "  dumps.cluster.clusterName: is missing; allowed: the name of an EKS cluster. It gives the job its identity in AWS.",
                '  dumps.prefix: got "/a"; allowed: ' + prefixes + ".",
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => urn.includes("::wrong"))).toEqual([]);
    });
});

const prefixes =
    "folders such as database/, each of letters, digits, '.', '-' and '_' with '/' behind it, without '..', at most 200 characters";

describe("validatePostgres of dumps", () => {
    const rds: RdsArgs = { kind: "rds", accountId: account, region, network: parts, instanceClass: "db.t4g.medium", database: "shop" };
    const to: DumpArgs["to"] = { bucketName: "b", bucketArn: "a", keyArn: "k", keptDays: 30 };
    const cluster = { name: "app", namespace: "shop", clusterName: "eks", securityGroupId: "sg" } as DumpArgs["cluster"];
    const check = (dumps: Partial<DumpArgs>): string[] => lines(validatePostgres({ ...rds, dumps: { to, cluster, ...dumps } }));

    it("takes the defaults, and undefined", () => {
        expect(check({})).toEqual([]);
        expect(check({ schedule: undefined, prefix: undefined, filePrefix: undefined, extension: undefined, scratch: undefined })).toEqual(
            [],
        );
        expect(check({ timeoutMinutes: undefined, resources: undefined })).toEqual([]);
    });

    it.each(["30 2 * * *", "0,30 */6 1-15/2 * 1-5", "59 23 29 2 *", "0 0 31 1,2 *", "0 0 31 2 1", "5/10 0 * 12 0,6"])(
        "takes the schedule %s",
        schedule => expect(check({ schedule })).toEqual([]),
    );

    it.each([
        ...["", "daily", "@daily", "* * * *", "* * * * * *", "0  2 * * *", " 0 2 * * *", "0 2 * * * "],
        ...["60 2 * * *", "0 24 * * *", "0 2 0 * *", "0 2 32 * *", "0 2 * 0 *", "0 2 * 13 *", "0 2 * * 7"],
        ...[
            "0 2 * * SUN",
            "0 2 ? * *",
            "-1 2 * * *",
            "0 5-2 * * *",
            "*/0 2 * * *",
            "0,,5 2 * * *",
            "1- 2 * * *",
            "1/ 2 * * *",
            "*-5 2 * * *",
        ],
        ...["0 0 30 2 *", "0 0 31 2,4,6 *", "TZ=UTC 0 2 * * *", "0 2 * * *\n", "1.5 2 * * *"],
    ])("fails for the schedule %j", schedule =>
        expect(check({ schedule })).toEqual([
            `dumps.schedule: got ${JSON.stringify(schedule)}; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.`,
        ]),
    );

    it.each(["a/", "database/", "2026/a-b_c.d/", `${"a".repeat(199)}/`])("takes the prefix %s", prefix =>
        expect(check({ prefix })).toEqual([]),
    );

    it.each([
        ...["", "/", "/database/", "database", "a//b/", "../", "a/../b/", "a../", ".a/", "a b/", "a*/", "a?/", "${aws:x}/"],
        ...["a/\n", "é/", "s3://b/", `${"a".repeat(200)}/`],
    ])("fails for the prefix %j", prefix =>
        expect(check({ prefix })).toEqual([`dumps.prefix: got ${JSON.stringify(prefix)}; allowed: ${prefixes}.`]),
    );

    it.each(["w", "websys", "Web-sys_2", "a".repeat(63)])("takes the file prefix %s", filePrefix =>
        expect(check({ filePrefix })).toEqual([]),
    );

    it.each(["", "-a", "_a", "a b", "a/b", "..", "a.b", "$(id)", 'a"b', "a`b", "a\n", "a".repeat(64)])(
        "fails for the file prefix %j",
        filePrefix =>
            expect(check({ filePrefix })).toEqual([
                `dumps.filePrefix: got ${JSON.stringify(filePrefix)}; allowed: 1–63 letters, digits, '-' and '_', a letter or digit first.`,
            ]),
    );

    it.each([0, -1, 1.5, 3651, NaN])("fails for a bucket that keeps for %p days", keptDays =>
        expect(check({ to: { ...to, keptDays } })).toEqual([
            `dumps.to.keptDays: got ${JSON.stringify(keptDays)}; allowed: a whole number from 1 to 3650.`,
        ]),
    );

    it("fails for a bucket that keeps for ever", () =>
        expect(check({ to: { ...to, keptDays: undefined } })).toEqual([
            "dumps.to.keptDays: is missing; allowed: a bucket that deletes old dumps. Set expireDays of the FileStorage.",
        ]));

    it("fails for a cluster that cannot give pods an identity, or that the database could not let in", () => {
        expect(check({ cluster: { ...cluster, clusterName: undefined, securityGroupId: undefined, namespace: "Shop" } })).toEqual([
            `dumps.cluster.namespace: got "Shop"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
            "dumps.cluster.clusterName: is missing; allowed: the name of an EKS cluster. It gives the job its identity in AWS.",
            "dumps.cluster.securityGroupId: is missing; allowed: the group of the cluster's pods. The database lets that in.",
        ]);
    });

    it("fails for an extension, a size, an end and resources that are none", () => {
        expect(check({ extension: "gz" as "sql", scratch: "20GB", timeoutMinutes: 9, resources: { cpu: "0", memory: "1G" } })).toEqual([
            'dumps.extension: got "gz"; allowed: dump, sql.',
            'dumps.scratch: got "20GB"; allowed: a size such as 512Mi or 4Gi.',
            "dumps.timeoutMinutes: got 9; allowed: a whole number from 10 to 1440.",
            'dumps.resources.cpu: got "0"; allowed: CPUs such as 500m or 2.',
            'dumps.resources.memory: got "1G"; allowed: a size such as 512Mi or 4Gi.',
        ]);
        expect(check({ timeoutMinutes: 1441 })).toHaveLength(1);
        expect([10, 1440].flatMap(timeoutMinutes => check({ timeoutMinutes }))).toEqual([]);
    });
});

describe("when and how dumps are called", () => {
    it("is by prefix, time and extension", () => {
        expect(dumpName({ prefix: "websys", extension: "sql" }, "20260131_023000")).toBe("websys_backup_20260131_023000.sql");
    });

    it("is an hour before any window or more, after the backups of AWS, whatever the windows are", () => {
        const time = (minutes: number): string =>
            [Math.floor(minutes / 60) % 24, minutes % 60].map(part => String(part).padStart(2, "0")).join(":");
        const minute = fc.integer({ min: 0, max: 1439 });
        fc.assert(
            fc.property(
                minute,
                fc.integer({ min: 30, max: 120 }),
                minute,
                fc.integer({ min: 30, max: 120 }),
                (daily, long, weekly, longer) => {
                    const hours = backupHours(
                        rdsSettings({
                            kind: "rds",
                            accountId: account,
                            region,
                            network: parts,
                            instanceClass: "db.t4g.medium",
                            database: "shop",
                            backup: { window: `${time(daily)}-${time(daily + long)}` },
                            maintenanceWindow: `mon:${time(weekly)}-${weekly + longer < 1440 ? "mon" : "tue"}:${time(weekly + longer)}`,
                        }),
                    );
                    expect([hours.weekly, hours.monthly, hours.dump]).toEqual([1, 2, 3].map(after => (hours.daily + after) % 24));
                    for (const start of [daily, weekly]) expect((start - hours.dump * 60 + 1440) % 1440).toBeGreaterThanOrEqual(60);
                },
            ),
        );
    });
});
