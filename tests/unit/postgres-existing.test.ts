import { validatePostgres } from "../../components/postgres-with-backups/args";
import type { ExistingArgs } from "../../components/postgres-with-backups/existing-args";
import { dumpScript, uploadScript } from "../../components/postgres-with-backups/dump-script";
import { backupTarget, clusterRef, rdsPlace, urlOf } from "./databases";
import { account, dig, dns, lines, podFaults, podSpecs, secret, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "postgres-existing",
        `
${rdsPlace}
const there = { kind: "existing", host: "db.example.supabase.co", password: "not-a-secret-yet", database: "shop" };
const plain = new webstack.PostgresWithBackups("plain", there, { providers });
const full = new webstack.PostgresWithBackups("full", {
    ...there, port: 6543, username: "service", authority: "PEM of the provider", pool: { min: 0 },
    dumps: { to: target, cluster, accountId: "${account}", region: "eu-west-1", version: "15", schedule: "0 4 * * *" },
}, { providers });
for (const database of [plain, full]) database.connection.allowFrom("web", "sg-web");
const before = full.dumpBefore("x:1");
tryTo(() => plain.dumpBefore("x:1"));
exports.plain = { ...about(plain.connection), connections: plain.connections, alarms: plain.alarms, secretArn: plain.secretArn };
exports.full = { ...about(full.connection), alarms: full.alarms, location: full.dumpLocation, before: before.urn };
`,
    );
});

describe("a database that somebody else runs", () => {
    it("is a connection, and nothing is made", () => {
        expect(stack.children("plain")).toEqual([]);
        expect(stack.outputs.plain).toMatchObject({
            kind: "postgres",
            name: "plain",
            host: "db.example.supabase.co",
            port: 5432,
            target: { kind: "host", host: "db.example.supabase.co" },
            pool: { min: 2, max: 10, timeoutMs: 30000, idleMs: 10000 },
            isSecret: true,
            connections: {},
            alarms: [],
        });
        expect(stack.outputs.plain).not.toHaveProperty("authority");
        expect(stack.outputs.plain).not.toHaveProperty("secretArn");
        expect(stack.outputs.refused).toEqual([
            "PostgresWithBackups 'plain': 1 problem\n  dumps: is missing; allowed: a database that is dumped. Set dumps.",
        ]);
    });

    it("is connected to over TLS, with its authority where it is known, and by a secret", () => {
        expect(urlOf(stack.outputs.plain).href).toBe(
            "postgresql://owner:not-a-secret-yet@db.example.supabase.co:5432/shop?sslmode=require",
        );
        expect(urlOf(stack.outputs.full).href).toBe(
            "postgresql://service:not-a-secret-yet@db.example.supabase.co:6543/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fauthorities%2Ffull.crt",
        );
        expect(stack.outputs.full).toMatchObject({ authority: "PEM of the provider", pool: { min: 0, max: 10 } });
        expect(JSON.stringify(stack.result.deployment)).not.toContain("not-a-secret-yet");
    });

    it("is dumped to a bucket when that is asked for, and by these alone", () => {
        expect(stack.children("full").map(child => child.replace(/-[0-9a-f]{8}$/, ""))).toEqual(
            [
                "ConfigMap full-authority",
                "CronJob full-dump",
                "Job full-dump-before",
                "NetworkPolicy full-dump-network",
                "PodIdentityAssociation full-dump",
                "Role full-dump-role",
                "RolePolicy full-dump-metrics",
                "RolePolicy full-dump-uploads",
                "Secret full-credentials",
                "ServiceAccount full-dump",
            ].sort(),
        );
        expect(stack.inputs("Secret full-credentials").stringData).toEqual(
            secret({ POSTGRES_DB: "[secret]", POSTGRES_PASSWORD: "[secret]", POSTGRES_USER: "[secret]" }),
        );
        expect(stack.outputs.full).toMatchObject({
            location: "s3://dumps/database/",
            alarms: [{ name: "dump", dimensions: { Database: "shop/full" } }],
        });
    });

    it("is dumped by its own version's pg_dump, over TLS, at any address but on its port", () => {
        const pods = [...podSpecs(stack)];
        expect(pods.map(([name]) => name.replace(/-[0-9a-f]{8}$/, "")).sort()).toEqual(["full-dump", "full-dump-before"]);
        for (const [name, pod] of pods) {
            expect([name, podFaults(pod)]).toEqual([name, []]);
            expect(dig(pod, "initContainers.0")).toMatchObject({
                image: expect.stringMatching(/\/postgres:15\./) as string,
                command: ["/bin/bash", "-c", dumpScript({ prefix: "shop", extension: "dump" })],
            });
            expect((dig(pod, "initContainers.0.env") as unknown[]).slice(0, 4)).toEqual([
                { name: "PGHOST", value: "db.example.supabase.co" },
                { name: "PGPORT", value: "6543" },
                { name: "PGSSLMODE", value: "verify-full" },
                { name: "PGSSLROOTCERT", value: "/etc/authorities/full.crt" },
            ]);
            expect(dig(pod, "containers.0.command.2")).toBe(uploadScript);
        }
        const anywhere = [{ ipBlock: { cidr: "0.0.0.0/0" } }];
        const tcp = (port: number): unknown => [{ protocol: "TCP", port }];
        expect(stack.inputs("NetworkPolicy full-dump-network").spec).toMatchObject({
            ingress: [],
            egress: [
                dns,
                { to: anywhere, ports: tcp(6543) },
                { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: tcp(80) },
                { to: anywhere, ports: tcp(443) },
            ],
        });
        expect(dig(stack.inputs("CronJob full-dump"), "spec.schedule")).toBe("0 4 * * *");
    });
});

describe("validatePostgres of it", () => {
    const there: ExistingArgs = { kind: "existing", host: "db.example.com", password: "x", database: "shop" };
    const dumps: NonNullable<ExistingArgs["dumps"]> = {
        to: backupTarget,
        cluster: clusterRef,
        accountId: account,
        region: "eu-west-1",
        version: "16",
    };
    const check = (args: object): string[] => lines(validatePostgres({ ...there, ...args }));

    it("takes the defaults, and dumps", () => expect([check({}), check({ dumps })]).toEqual([[], []]));

    it.each<[string, object, string[]]>([
        ["host", { host: "localhost" }, ['host: got "localhost"; allowed: a host name such as www.example.com, in lower case.']],
        ["port", { port: 0 }, ["port: got 0; allowed: a whole number from 1 to 65535."]],
        ["password", { password: "" }, ['password: got ""; allowed: a password: a server without one is open to anyone.']],
        ["version", { dumps: { ...dumps, version: "14" } }, ['dumps.version: got "14"; allowed: 15, 16, 17.']],
        [
            "account, region and cluster",
            { dumps: { ...dumps, accountId: "1", region: "here", cluster: { namespace: "Shop" } } },
            [
                'dumps.accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.',
                'dumps.region: got "here"; allowed: a region of AWS such as eu-west-1.',
                `dumps.cluster.namespace: got "Shop"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
                "dumps.cluster.clusterName: is missing; allowed: the name of an EKS cluster. It gives the job its identity in AWS.",
            ],
        ],
        ["recovery", { recovery: { databaseGb: 0 } }, [expect.stringMatching(/^recovery\.databaseGb: got 0; /) as never]],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));
});
