import type { ResourceState } from "../../synth/types";
import { dumpScript, uploadScript } from "../../components/postgres-with-backups/dump-script";
import {
    account,
    dig,
    dns,
    existingNetwork,
    json,
    labels,
    podFaults,
    podSpecs,
    region,
    secret,
    selector,
    stackOf,
    type Stack,
} from "./support";

const place = `
providers.tls ??= new (require("@pulumi/tls").Provider)("tls", {});
${existingNetwork}
const place = { accountId: "${account}", region: "${region}", network };
const rds = { kind: "rds", ...place, database: "shop", instanceClass: "db.t4g.small", tags: { Project: "shop" } };
const cluster = new webstack.AppCluster("app", {
    namespace: "shop",
    cluster: { kind: "eks", ...place, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"] },
    ingress: { kind: "alb", certificateArn: "arn", allowedCidrs: ["203.0.113.0/24"] },
}, { providers });
`;

let stack: Stack;
let without: Stack;
beforeAll(async () => {
    without = await stackOf(
        "postgres-without-dumps",
        `
${place}
const orders = new webstack.PostgresWithBackups("orders", { ...rds, cluster }, { providers });
exports.orders = orders.dumpLocation ?? "none";
`,
    );
    stack = await stackOf(
        "postgres-dumps",
        `
${place}
const backups = new webstack.FileStorage("backups", { accountId: "${account}", expireDays: 30, objectLock: { days: 30 } }, { providers });
const orders = new webstack.PostgresWithBackups("orders", { ...rds, cluster, dumps: { to: backups.target } }, { providers });
cluster.addService("backend", { image: "x:1", port: 8000, stores: [orders.connection] });
const websys = new webstack.PostgresWithBackups("websys", {
    ...rds,
    version: "15",
    username: "websys",
    database: "websys_db_prod",
    cluster: { name: "old", provider: cluster.provider, namespace: "old", ready: cluster.ready, clusterName: "old-eks", securityGroupId: "sg-old" },
    dumps: {
        to: { bucketName: "there", bucketArn: "arn:aws:s3:::there", keyArn: "arn:aws:kms:${region}:${account}:key/1", keptDays: 7, lockedDays: 7 },
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
    ...rds, cluster: { ...cluster, clusterName: undefined }, dumps: { to: { ...backups.target, keptDays: undefined }, prefix: "/a" },
}, { providers }));
`,
    );
});

describe("dumps of a database on RDS", () => {
    const pod = (name: string): unknown => dig(stack.inputs(`CronJob ${name}-dump`), "spec.jobTemplate.spec.template.spec");
    const tags = (name: string): unknown => ({ Project: "shop", Component: "orders", Name: name });
    const meta = (name: string): unknown => ({ name, namespace: "shop", labels: labels("orders-dump", "shop") });

    it("are seven children more", () => {
        const before = without.children("orders");
        expect(stack.children("orders").filter(child => !before.includes(child))).toEqual(
            [
                "CronJob dump",
                "NetworkPolicy dump-network",
                "PodIdentityAssociation dump",
                "Role dump-role",
                "RolePolicy dump-metrics",
                "RolePolicy dump-uploads",
                "ServiceAccount dump",
            ].map(child => child.replace(" ", " orders-")),
        );
    });

    it("change nothing of the rest, which is all there is without them", () => {
        const before = without.children("orders");
        expect(before).toHaveLength(33);
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
            valueFrom: { secretKeyRef: { name: "orders-credentials", key } },
        });
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
                    command: ["/bin/bash", "-c", dumpScript({ prefix: "shop", extension: "dump" })],
                    env: [
                        { name: "PGHOST", value: stack.get("Instance orders-instance").outputs!.address },
                        { name: "PGPORT", value: "5432" },
                        { name: "PGSSLMODE", value: "verify-full" },
                        { name: "PGSSLROOTCERT", value: "/etc/authorities/orders.crt" },
                        from("PGUSER", "POSTGRES_USER"),
                        from("PGDATABASE", "POSTGRES_DB"),
                        from("PGPASSWORD", "POSTGRES_PASSWORD"),
                    ],
                    ...common,
                    volumeMounts: [...common.volumeMounts, { name: "authority", mountPath: "/etc/authorities", readOnly: true }],
                },
            ],
            containers: [
                {
                    name: "upload",
                    image: expect.stringMatching(/^public\.ecr\.aws\/aws-cli\/aws-cli:2\.\d+\.\d+@sha256:[0-9a-f]{64}$/) as string,
                    command: ["/bin/bash", "-c", uploadScript],
                    env: [
                        { name: "TARGET", value: `s3://${stack.id("Bucket backups-bucket")}/database/` },
                        { name: "METRIC_NAMESPACE", value: "webstack/postgres" },
                        { name: "METRIC_DIMENSION", value: dig(stack.get("Instance orders-instance").outputs, "identifier") },
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
                { name: "authority", configMap: { name: "orders-authority" } },
            ],
        });
    });

    it("run in pods of the restricted standard only", () => {
        const all = [...podSpecs(stack)].filter(([name]) => name.endsWith("-dump"));
        expect(all.map(([name]) => name).sort()).toEqual(["orders-dump", "websys-dump"]);
        for (const [name, spec] of all) expect([name, podFaults(spec)]).toEqual([name, []]);
    });

    it("read their credentials from a Secret, and have an account that the API server gives no token", () => {
        expect(stack.inputs("Secret orders-credentials")).toMatchObject({
            metadata: { name: "orders-credentials", namespace: "shop" },
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

    it("may count themselves, and nothing else", () => {
        expect(json(stack.inputs("RolePolicy orders-dump-metrics").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "cloudwatch:PutMetricData",
                    Resource: "*",
                    Condition: { StringEquals: { "cloudwatch:namespace": "webstack/postgres" } },
                },
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
        for (const child of ["ServiceAccount orders-dump", "Secret orders-credentials"])
            expect(stack.waitsFor(child)).toContain("app-deny-all");
        expect(stack.waitsFor("CronJob orders-dump")).toEqual(
            expect.arrayContaining(["orders-dump", "orders-credentials", "orders-dump-uploads", "orders-dump-metrics"]),
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
        expect(dig(dump, "command.2")).toBe(dumpScript({ prefix: "websys", extension: "sql" }));
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
                "  cluster.clusterName: is missing; allowed: the name of an EKS cluster. It gives the job its identity in AWS.",
                "  dumps.to.keptDays: is missing; allowed: a bucket that deletes old dumps. Set expireDays of the FileStorage.",
                "  dumps.prefix: got \"/a\"; allowed: folders such as database/, each of letters, digits, '.', '-' and '_' with '/' behind it, without '..', at most 200 characters.",
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => urn.includes("::wrong"))).toEqual([]);
    });
});
