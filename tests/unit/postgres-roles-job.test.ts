import { rolesSql } from "../../components/postgres-with-backups/roles-sql";
import { changesOf, nameOf, rdsPlace, shown, urlOf } from "./databases";
import { dig, dns, json, labels, podFaults, podSpecs, secret, selector, stackOf, type Stack } from "./support";

const program = (args = "", salts = ""): string => `
${rdsPlace}
const transform = { "random.RandomPassword": (args, name) => name.endsWith("${salts || "nothing"}") ? { ...args, keepers: { rotation: "2" } } : args };
for (const [name, more] of Object.entries({ orders: {}, managed: { masterSecret: "rds-managed", username: "keeper" } })) {
    const database = new webstack.PostgresWithBackups(name, { ...rds, cluster, transform, ${args} ...more }, { providers });
    const { app, readOnly } = database.connections;
    exports[name] = { owner: about(database.connection), app: about(app), readOnly: about(readOnly) };
}
`;

let stack: Stack;
let extended: Stack;
let rotated: Stack;
let rotatedOwner: Stack;
beforeAll(async () => {
    stack = await stackOf("roles", program());
    extended = await stackOf("roles-extended", program('extensions: ["pg_stat_statements", "pg_trgm"],'));
    rotated = await stackOf("roles-rotated", program("", "-app-password"));
    rotatedOwner = await stackOf("roles-rotated-owner", program("", "orders-password"));
});

const specOf = (name: string) => [...podSpecs(stack)].find(([pod]) => pod === name)![1];

describe("the roles of a database on RDS", () => {
    it("are handed out as connections, each with its own password, and wait for their job", () => {
        const { owner, app, readOnly } = stack.outputs.orders as Record<string, unknown>;
        expect([owner, app, readOnly].map(role => urlOf(role).username)).toEqual(["owner", "shop_app", "shop_readonly"]);
        const passwords = [owner, app, readOnly].map(role => urlOf(role).password);
        expect(new Set(passwords).size).toBe(3);
        for (const role of [owner, app, readOnly]) expect(role).toMatchObject({ isSecret: true, waitsFor: ["orders-roles"], port: 5432 });
        const document = JSON.stringify(stack.result.deployment);
        for (const password of passwords) expect(document).not.toContain(password);
    });

    it("are kept in Secrets Manager, each in an entry of its own", () => {
        for (const [suffix, description] of [
            ["app-secret", "Services' role in the database orders"],
            ["read-only-secret", "Reading role in the database orders"],
        ]) {
            expect(stack.inputs(`Secret orders-${suffix}`)).toMatchObject({ description, kmsKeyId: stack.arn("Key orders-key") });
            expect(stack.inputs(`SecretVersion orders-${suffix}`).secretString).toEqual(secret());
        }
    });

    it("are made by a pod of the restricted standard that runs the SQL over TLS, as the master", () => {
        const pod = specOf("orders-roles");
        expect(podFaults(pod)).toEqual([]);
        const sql = rolesSql({ database: "shop", owner: "owner", extensions: ["pg_stat_statements"] });
        expect(dig(pod, "containers.0.command.2")).toBe(
            ["set -euo pipefail", "psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 << 'SQL'", sql.trimEnd(), "SQL"].join("\n"),
        );
        const from = (name: string, key: string, of = "orders-credentials"): unknown => ({
            name,
            valueFrom: { secretKeyRef: { name: of, key } },
        });
        expect(dig(pod, "containers.0.env")).toEqual([
            { name: "PGHOST", value: stack.get("Instance orders-instance").outputs!.address },
            { name: "PGPORT", value: "5432" },
            { name: "PGSSLMODE", value: "verify-full" },
            { name: "PGSSLROOTCERT", value: "/etc/authorities/orders.crt" },
            from("PGUSER", "POSTGRES_USER"),
            from("PGDATABASE", "POSTGRES_DB"),
            from("PGPASSWORD", "POSTGRES_PASSWORD"),
            from("APP_VERIFIER", "APP_VERIFIER", "orders-roles-verifiers"),
            from("READ_ONLY_VERIFIER", "READ_ONLY_VERIFIER", "orders-roles-verifiers"),
        ]);
        expect(stack.inputs("Secret orders-roles-verifiers").stringData).toEqual(
            secret({ APP_VERIFIER: "[secret]", READ_ONLY_VERIFIER: "[secret]" }),
        );
        expect(pod).not.toHaveProperty("initContainers");
    });

    it("are made by a job that gives up after a quarter of an hour, and can be waited for", () => {
        const { metadata, spec } = stack.inputs("Job orders-roles");
        expect(metadata).toEqual({
            name: expect.stringMatching(/^orders-roles-[0-9a-f]{8}$/) as string,
            namespace: "shop",
            labels: labels("orders-roles", "shop"),
            annotations: { "pulumi.com/timeoutSeconds": "1020", "pulumi.com/replaceUnready": "true" },
        });
        expect(spec).toMatchObject({ backoffLimit: 6, activeDeadlineSeconds: 900 });
        expect(stack.waitsFor("Job orders-roles")).toEqual(
            expect.arrayContaining([
                "orders-instance",
                "orders-credentials",
                "orders-authority",
                "orders-roles-network",
                "orders-roles-verifiers",
            ]),
        );
    });

    it("are made by pods that reach DNS and the database, and are reached by nobody", () => {
        expect(stack.inputs("NetworkPolicy orders-roles-network").spec).toEqual({
            podSelector: { matchLabels: selector("orders-roles") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [
                dns,
                {
                    to: [{ ipBlock: { cidr: "10.9.4.0/24" } }, { ipBlock: { cidr: "10.9.5.0/24" } }],
                    ports: [{ protocol: "TCP", port: 5432 }],
                },
            ],
        });
        expect(stack.inputs("SecurityGroupIngressRule orders-from-app")).toMatchObject({
            referencedSecurityGroupId: "sg-0123456789abcdef0",
        });
    });
});

describe("a job for roles", () => {
    const runs = (before: Stack, after: Stack): string[] =>
        changesOf("orders", before, after)
            .map(change => shown("orders", change))
            .filter(step => /Job|RandomId|Instance/.test(step));

    it("runs again when its SQL changes", () => {
        expect(runs(stack, extended)).toEqual([expect.stringMatching(/^replaced Job roles: .*spec\.template/) as string]);
    });

    it("runs again when a password is rotated, whose login changes with it; the instance stays", () => {
        expect(runs(stack, rotated)).toEqual([expect.stringMatching(/^replaced Job roles: /) as string]);
        const changed = changesOf("orders", stack, rotated).filter(({ kind }) => kind === "replaced");
        expect(changed.map(({ urn }) => nameOf(urn))).toEqual(
            expect.arrayContaining(["orders-app-password", "orders-app-secret", "orders-roles-verifiers", "orders-roles"]),
        );
        expect(changed.map(({ urn }) => nameOf(urn))).not.toContain("orders-read-only-password");
    });

    it("has nothing to do with the owner's password, which RDS sets in place", () => {
        const changes = changesOf("orders", stack, rotatedOwner);
        const [instance] = changes.filter(({ type }) => type === "aws:rds/instance:Instance");
        expect(instance).toMatchObject({ kind: "updated", because: [], mayReplace: [] });
        expect(shown("orders", instance!)).toBe("Instance instance: password");
        expect(runs(stack, rotatedOwner).filter(step => step.includes("Job"))).toEqual([]);
    });
});

describe("a master's secret that RDS keeps", () => {
    it("is nobody's else: the instance has no password, and the master is not the owner", () => {
        const inputs = stack.inputs("Instance managed-instance");
        expect(inputs).toMatchObject({
            manageMasterUserPassword: true,
            masterUserSecretKmsKeyId: stack.arn("Key managed-key"),
            username: "keeper_admin",
        });
        expect(inputs).not.toHaveProperty("password");
        expect(stack.children("managed")).not.toContain("RandomPassword managed-password");
        expect(urlOf(dig(stack.outputs, "managed.owner")).username).toBe("keeper");
    });

    it("is read by the job's first step, which may read this entry only, and makes the owner", () => {
        const pod = specOf("managed-roles");
        expect(podFaults(pod)).toEqual([]);
        const arn = dig(stack.get("Instance managed-instance").outputs, "masterUserSecrets.0.secretArn");
        expect(dig(pod, "initContainers.0.env")).toEqual(expect.arrayContaining([{ name: "MASTER_SECRET", value: arn }]));
        expect(dig(json(stack.inputs("RolePolicy managed-roles-master").policy), "Statement.0")).toEqual({
            Effect: "Allow",
            Action: "secretsmanager:GetSecretValue",
            Resource: [arn],
        });
        const script = dig(pod, "containers.0.command.2") as string;
        expect(script).toContain('PGPASSWORD="$(< /tmp/master-password)"');
        expect(script).toContain(
            rolesSql({ database: "shop", owner: "keeper", makeOwner: true, extensions: ["pg_stat_statements"] }).trimEnd(),
        );
        expect(dig(pod, "containers.0.env")).toEqual(
            expect.arrayContaining([
                { name: "PGUSER", value: "keeper_admin" },
                { name: "OWNER_VERIFIER", valueFrom: { secretKeyRef: { name: "managed-roles-verifiers", key: "OWNER_VERIFIER" } } },
            ]),
        );
        expect(JSON.stringify(pod)).not.toContain('"PGPASSWORD"');
        expect(stack.inputs("PodIdentityAssociation managed-roles")).toMatchObject({ serviceAccount: "managed-roles", namespace: "shop" });
    });
});
