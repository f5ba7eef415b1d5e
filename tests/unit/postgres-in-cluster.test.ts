import { dumpScript, deleteAfter } from "../../components/postgres-with-backups/dump-script";
import { restoreScript } from "../../components/postgres-with-backups/restore-script";
import { changesOf, nameOf, rdsPlace, shown, urlOf } from "./databases";
import { account, dig, dns, labels, podFaults, podSpecs, secret, selector, stackOf, type Stack } from "./support";

const program = (args: string): string => `
${rdsPlace}
const dev = new webstack.PostgresWithBackups("dev", { kind: "in-cluster", namespace: "shop", database: "shop_dev", ${args} }, { providers });
dev.connection.allowFrom("app", "sg-app");
const { app, readOnly } = dev.connections;
exports.dev = { ...about(dev.connection), replicaHosts: dev.replicaHosts, secretArn: dev.secretArn, alarms: dev.alarms };
exports.roles = [about(app), about(readOnly)];
exports.metrics = dev.metrics.map(({ connection, ...target }) => ({ ...target, ...(connection ? { readOnly: connection === readOnly } : {}) }));
exports.dumpLocation = dev.dumpLocation ?? "none";
exports.before = dev.dumpBefore("x:1").urn;
`;

const restores = 'restores: { old: { from: { kind: "dump", file: "shop_dev_backup_20260131_023000.dump" } } },';
const toBucket = `dumps: { to: target, cluster, accountId: "${account}", region: "eu-west-1" },`;

let stack: Stack;
let sized: Stack;
let beside: Stack;
let moved: Stack;
let fromBucket: Stack;
beforeAll(async () => {
    stack = await stackOf("in-cluster", program(""));
    sized = await stackOf(
        "in-cluster-sized",
        program(
            'username: "keeper", version: "15", storage: "1Gi", resources: { cpu: "2", memory: "4Gi" }, dumpDays: 7, parameters: { shared_buffers: "1GB", log_min_duration_statement: "2s" }, extensions: ["pg_trgm"],',
        ),
    );
    beside = await stackOf("in-cluster-beside", program(restores));
    moved = await stackOf("in-cluster-moved", program(`${restores} active: "old",`));
    fromBucket = await stackOf("in-cluster-from-bucket", program(`${restores} ${toBucket} active: "old",`));
});

const meta = (name: string): unknown => ({ name, namespace: "shop", labels: labels(name, "shop") });
const steps = (before: Stack, after: Stack): string[] => changesOf("dev", before, after).map(change => shown("dev", change));
const dumpJob = { kind: "backup", namespace: "shop", cronJob: "dev-dump", everyHours: 24 };
const dumpPod = (of: Stack): unknown => dig(of.inputs("CronJob dev-dump"), "spec.jobTemplate.spec.template.spec");

describe("PostgresWithBackups in the cluster", () => {
    it("is asked how it is by who only reads, and its dumps are watched, wherever they go", () => {
        const metrics = [{ kind: "store", job: "dev", readOnly: true }, dumpJob];
        expect([stack.outputs.metrics, fromBucket.outputs.metrics]).toEqual([metrics, metrics]);
    });

    it("makes exactly this", () => {
        expect(stack.children("dev").map(child => child.replace(/-[0-9a-f]{8}$/, ""))).toEqual(
            [
                "ConfigMap access",
                "ConfigMap authority",
                "CronJob dump",
                "Job dump-before",
                "Job roles",
                "NetworkPolicy dump-network",
                "NetworkPolicy network",
                "NetworkPolicy roles-network",
                "PersistentVolumeClaim dumps",
                "PrivateKey server-key",
                "RandomId app-salt",
                "RandomId read-only-salt",
                "RandomPassword app-password",
                "RandomPassword password",
                "RandomPassword read-only-password",
                "Secret credentials",
                "Secret roles-verifiers",
                "Secret tls",
                "SelfSignedCert server-certificate",
                "Service service",
                "ServiceAccount account",
                "StatefulSet server",
            ].map(child => child.replace(" ", " dev-")),
        );
    });

    it("lets nobody in without TLS and a password", () => {
        expect(stack.inputs("ConfigMap dev-access").data).toEqual({
            "pg_hba.conf": "local all all trust\nhostssl all all all scram-sha-256\n",
        });
        const args = dig(stack.inputs("StatefulSet dev-server"), "spec.template.spec.containers.0.args") as string[];
        expect(args[0]).toBe("postgres");
        expect(args.filter(argument => argument !== "-c")).toEqual([
            "postgres",
            "ssl=on",
            "ssl_cert_file=/etc/tls/tls.crt",
            "ssl_key_file=/etc/tls/tls.key",
            "hba_file=/etc/postgresql/pg_hba.conf",
            ...args.filter(argument => /^(log_|shared_preload)/.test(argument)),
        ]);
    });

    it("runs one server with a volume and its credentials from a Secret", () => {
        const { volumeClaimTemplates, replicas, serviceName } = stack.inputs("StatefulSet dev-server").spec as Record<string, unknown>;
        expect({ replicas, serviceName, volumeClaimTemplates }).toEqual({
            serviceName: "dev",
            replicas: 1,
            volumeClaimTemplates: [
                { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } } },
            ],
        });
        const ready = { exec: { command: ["pg_isready", "-U", "owner", "-d", "shop_dev"] }, timeoutSeconds: 5, failureThreshold: 5 };
        expect(dig(stack.inputs("StatefulSet dev-server"), "spec.template.spec.containers.0")).toMatchObject({
            name: "postgres",
            image: expect.stringMatching(/\/postgres:17\./) as string,
            envFrom: [{ secretRef: { name: "dev-credentials" } }],
            env: [{ name: "PGDATA", value: "/var/lib/postgresql/data/pgdata" }],
            resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
            startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 360 },
            livenessProbe: { ...ready, periodSeconds: 30 },
            readinessProbe: { ...ready, periodSeconds: 10 },
        });
        expect(stack.waitsFor("StatefulSet dev-server")).toEqual(expect.arrayContaining(["dev-access", "dev-credentials", "dev-tls"]));
        expect(stack.inputs("Secret dev-credentials")).toMatchObject({
            metadata: { name: "dev-credentials", namespace: "shop" },
            stringData: secret({ POSTGRES_DB: "[secret]", POSTGRES_PASSWORD: "[secret]", POSTGRES_USER: "[secret]" }),
        });
    });

    it("is what a stack says instead", () => {
        const container = dig(sized.inputs("StatefulSet dev-server"), "spec.template.spec.containers.0");
        const size = { cpu: "2", memory: "4Gi" };
        expect(container).toMatchObject({
            image: expect.stringMatching(/\/postgres:15\./) as string,
            resources: { requests: size, limits: size },
        });
        expect(dig(container, "args")).toEqual(expect.arrayContaining(["shared_buffers=1GB", "log_min_duration_statement=2s"]));
        expect(dig(sized.inputs("StatefulSet dev-server"), "spec.volumeClaimTemplates.0.spec.resources.requests.storage")).toBe("1Gi");
        expect(dig(dumpPod(sized), "containers.0.command.2")).toBe(
            dumpScript({ prefix: "shop_dev", extension: "dump" }, deleteAfter(7, { prefix: "shop_dev", extension: "dump" })),
        );
        expect(JSON.stringify(sized.inputs("Job dev-roles"))).toContain("pg_trgm");
        expect(urlOf(sized.outputs.dev).username).toBe("keeper");
    });

    it("is dumped every night, by one job at a time, to a volume of its own, and lets the job in", () => {
        const { jobTemplate, ...spec } = stack.inputs("CronJob dev-dump").spec as { jobTemplate: unknown };
        expect(spec).toEqual({
            schedule: "30 2 * * *",
            timeZone: "Etc/UTC",
            concurrencyPolicy: "Forbid",
            startingDeadlineSeconds: 3600,
            successfulJobsHistoryLimit: 3,
            failedJobsHistoryLimit: 3,
        });
        expect(dig(jobTemplate, "spec.activeDeadlineSeconds")).toBe(3600);
        expect(dig(jobTemplate, "spec.template.metadata.labels")).toEqual({ ...labels("dev-dump", "shop"), "calls-dev": "true" });
        expect(dig(dumpPod(stack), "containers.0.command.2")).toBe(
            dumpScript({ prefix: "shop_dev", extension: "dump" }, deleteAfter(30, { prefix: "shop_dev", extension: "dump" })),
        );
        expect((dig(dumpPod(stack), "containers.0.env") as unknown[]).slice(0, 4)).toEqual([
            { name: "PGHOST", value: "dev.shop.svc" },
            { name: "PGPORT", value: "5432" },
            { name: "PGSSLMODE", value: "verify-full" },
            { name: "PGSSLROOTCERT", value: "/etc/authorities/dev.crt" },
        ]);
        expect(dig(dumpPod(stack), "volumes.0")).toEqual({ name: "backups", persistentVolumeClaim: { claimName: "dev-dump" } });
        expect(stack.inputs("PersistentVolumeClaim dev-dumps")).toMatchObject({
            metadata: { ...(meta("dev-dump") as object), annotations: { "pulumi.com/skipAwait": "true" } },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
        });
        expect(stack.inputs("NetworkPolicy dev-dump-network").spec).toEqual({
            podSelector: { matchLabels: selector("dev-dump") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dns, { to: [{ podSelector: { matchLabels: selector("dev") } }], ports: [{ protocol: "TCP", port: 5432 }] }],
        });
    });

    it("tells how it is reached, and as whom, over TLS with its own authority", () => {
        expect(stack.outputs.dev).toMatchObject({
            kind: "postgres",
            name: "dev",
            host: "dev.shop.svc",
            port: 5432,
            authority: stack.get("SelfSignedCert dev-server-certificate").outputs!.certPem,
            target: { kind: "pods", namespace: "shop", labels: selector("dev") },
            waitsFor: ["dev-roles"],
            isSecret: true,
            replicaHosts: [],
            alarms: [],
        });
        expect(stack.outputs.dev).not.toHaveProperty("secretArn");
        const tail = "@dev.shop.svc:5432/shop_dev?sslmode=verify-full&sslrootcert=%2Fetc%2Fauthorities%2Fdev.crt";
        expect(urlOf(stack.outputs.dev).href).toBe(`postgresql://owner:${urlOf(stack.outputs.dev).password}${tail}`);
        expect((stack.outputs.roles as unknown[]).map(role => urlOf(role).username)).toEqual(["shop_dev_app", "shop_dev_readonly"]);
    });

    it("runs pods of the restricted standard only, and shows no password", () => {
        for (const one of [stack, moved, fromBucket])
            for (const [name, spec] of podSpecs(one))
                expect([name, podFaults(spec), spec.automountServiceAccountToken]).toEqual([name, [], false]);
        const { password } = urlOf(stack.outputs.dev);
        expect(password).toHaveLength(40);
        expect(JSON.stringify(stack.result.deployment)).not.toContain(password);
    });
});

describe("a restore in the cluster", () => {
    it("is a server beside the first, which stays as it was", () => {
        expect(steps(stack, beside).sort()).toEqual(
            [
                "+ Job restored-old-restore",
                "+ Job roles-old",
                "+ NetworkPolicy old-network",
                "+ NetworkPolicy restored-old-network",
                "+ NetworkPolicy roles-old-network",
                "+ Secret roles-old-verifiers",
                "+ Service old-service",
                "+ ServiceAccount old-account",
                "+ StatefulSet old-server",
            ].sort(),
        );
        expect(dig(beside.inputs("StatefulSet dev-old-server"), "metadata.name")).toBe("dev-old");
        expect(beside.outputs.dev).toMatchObject({ host: "dev.shop.svc" });
    });

    it("brings a dump of the volume, once the roles are there, and never again", () => {
        const pod = dig(beside.inputs("Job dev-restored-old-restore"), "spec.template.spec");
        expect(dig(pod, "containers.0.command.2")).toBe(restoreScript);
        expect(dig(pod, "containers.0.env")).toEqual(
            expect.arrayContaining([
                { name: "PGHOST", value: "dev-old.shop.svc" },
                { name: "SOURCE", value: "shop_dev_backup_20260131_023000.dump" },
            ]),
        );
        expect(dig(pod, "volumes.0")).toEqual({ name: "backups", persistentVolumeClaim: { claimName: "dev-dump" } });
        expect(beside.waitsFor("Job dev-restored-old-restore")).toContain("dev-roles-old");
        expect(beside.get("Job dev-restored-old-restore").ignoreChanges).toEqual(["spec"]);
    });

    it("takes the connection and the nightly dump over with `active`, and leaves both servers", () => {
        expect(moved.outputs.dev).toMatchObject({
            host: "dev-old.shop.svc",
            target: { kind: "pods", namespace: "shop", labels: selector("dev-old") },
            waitsFor: ["dev-roles-old", "dev-restored-old-restore"],
        });
        expect(changesOf("dev", beside, moved).filter(({ urn }) => /server|dumps$/.test(nameOf(urn)))).toEqual([]);
        expect(dig(dumpPod(moved), "containers.0.env.0")).toEqual({ name: "PGHOST", value: "dev-old.shop.svc" });
        expect(dig(moved.inputs("NetworkPolicy dev-dump-network"), "spec.egress.1.to.0.podSelector.matchLabels")).toEqual(
            selector("dev-old"),
        );
    });

    it("comes from the bucket where dumps go there, by pods that may read it", () => {
        const pod = dig(fromBucket.inputs("Job dev-restored-old-restore"), "spec.template.spec");
        const source = { name: "SOURCE", value: "s3://dumps/database/shop_dev_backup_20260131_023000.dump" };
        expect([dig(pod, "initContainers.0.name"), dig(pod, "containers.0.name")]).toEqual(["fetch", "restore"]);
        for (const container of ["initContainers.0", "containers.0"])
            expect(dig(pod, `${container}.env`)).toEqual(expect.arrayContaining([source]));
        expect(dig(fromBucket.inputs("Job dev-restored-old-restore"), "spec.template.metadata.labels")).toMatchObject({
            "calls-dev": "true",
        });
        expect(fromBucket.inputs("PodIdentityAssociation dev-restored-old")).toMatchObject({
            serviceAccount: "dev-old-restore",
            namespace: "shop",
        });
        expect(fromBucket.children("dev").filter(child => child.startsWith("PersistentVolumeClaim"))).toEqual([]);
        expect(fromBucket.outputs.dumpLocation).toBe("s3://dumps/database/");
    });
});
