import { changesOf, rdsPlace, shown, urlOf } from "./databases";
import { proxyAuthority } from "../../components/postgres-with-backups/rds-authority";
import { account, dig, json, stackOf, type Stack } from "./support";

const program = (args: string): string => `
${rdsPlace}
const orders = new webstack.PostgresWithBackups("orders", {
    ...rds, tags: { Project: "shop" }, restores: { before: { from: { kind: "snapshot", snapshotId: "a" } } }, ${args}
}, { providers });
for (const client of ["web", "web"]) orders.connection.allowFrom(client, "sg-" + client);
exports.connection = about(orders.connection);
`;

let without: Stack;
let stack: Stack;
let moved: Stack;
let withRoles: Stack;
beforeAll(async () => {
    without = await stackOf("proxy-without", program(""));
    stack = await stackOf("proxy", program("proxy: true"));
    moved = await stackOf("proxy-moved", program('proxy: true, active: "before"'));
    withRoles = await stackOf("proxy-with-roles", program("proxy: true, cluster"));
});

const steps = (before: Stack, after: Stack): string[] => changesOf("orders", before, after).map(change => shown("orders", change));

describe("RDS Proxy", () => {
    it("stands in front of the database, which stays as it was", () => {
        expect(steps(without, stack).sort()).toEqual(
            [
                "+ SecurityGroup proxy-group",
                "+ SecurityGroupEgressRule proxy-to-database",
                "+ SecurityGroupIngressRule from-proxy",
                "+ SecurityGroupIngressRule proxy-from-web",
                "+ Role proxy-role",
                "+ RolePolicy proxy-secrets",
                "+ Proxy proxy",
                "+ ProxyDefaultTargetGroup proxy",
                "+ ProxyTarget proxy",
            ].sort(),
        );
    });

    it("asks for TLS, and for a password by SCRAM", () => {
        expect(stack.inputs("Proxy orders-proxy")).toEqual({
            engineFamily: "POSTGRESQL",
            requireTls: true,
            roleArn: stack.arn("Role orders-proxy-role"),
            vpcSubnetIds: ["subnet-c0000001", "subnet-c0000002"],
            vpcSecurityGroupIds: [stack.id("SecurityGroup orders-proxy-group")],
            auths: [
                {
                    authScheme: "SECRETS",
                    iamAuth: "DISABLED",
                    clientPasswordAuthType: "POSTGRES_SCRAM_SHA_256",
                    secretArn: stack.arn("Secret orders-secret"),
                },
            ],
            tags: { Project: "shop", Component: "orders", Name: "orders-proxy" },
        });
        expect(stack.waitsFor("Proxy orders-proxy")).toContain("orders-proxy-secrets");
    });

    it("lets the roles in that a job has made", () => {
        const auths = withRoles.inputs("Proxy orders-proxy").auths as { secretArn: string }[];
        const arns = ["secret", "app-secret", "read-only-secret"].map(name => withRoles.arn(`Secret orders-${name}`));
        expect(auths.map(({ secretArn }) => secretArn)).toEqual(arns);
        expect(dig(json(withRoles.inputs("RolePolicy orders-proxy-secrets").policy), "Statement.0.Resource")).toEqual(arns);
    });

    it("reads its secrets, by its key, for this account", () => {
        expect(json(stack.inputs("RolePolicy orders-proxy-secrets").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [stack.arn("Secret orders-secret")] },
                {
                    Effect: "Allow",
                    Action: "kms:Decrypt",
                    Resource: stack.arn("Key orders-key"),
                    Condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
                },
            ],
        });
        expect(dig(json(stack.inputs("Role orders-proxy-role").assumeRolePolicy), "Statement.0")).toMatchObject({
            Principal: { Service: "rds.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": account } },
        });
    });

    it("reaches the database and nothing else, and is reached by clients, each on the port", () => {
        const rule = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };
        const [own, database] = [stack.id("SecurityGroup orders-proxy-group"), stack.id("SecurityGroup orders-group")];
        expect(stack.inputs("SecurityGroupEgressRule orders-proxy-to-database")).toMatchObject({
            ...rule,
            securityGroupId: own,
            referencedSecurityGroupId: database,
        });
        expect(stack.inputs("SecurityGroupIngressRule orders-from-proxy")).toMatchObject({
            ...rule,
            securityGroupId: database,
            referencedSecurityGroupId: own,
        });
        expect(stack.inputs("SecurityGroupIngressRule orders-proxy-from-web")).toMatchObject({
            ...rule,
            securityGroupId: own,
            referencedSecurityGroupId: "sg-web",
        });
        expect(stack.inputs("SecurityGroupIngressRule orders-from-web")).toMatchObject({ referencedSecurityGroupId: "sg-web" });
        expect(stack.inputs("SecurityGroup orders-proxy-group")).not.toHaveProperty("egress");
    });

    it("keeps a pool, and leaves connections for those who do not come through it", () => {
        expect(stack.inputs("ProxyDefaultTargetGroup orders-proxy")).toEqual({
            dbProxyName: stack.get("Proxy orders-proxy").outputs!.name,
            connectionPoolConfig: { maxConnectionsPercent: 90, maxIdleConnectionsPercent: 50, connectionBorrowTimeout: 120 },
        });
    });

    it("is where the connection leads to, with the authority of proxies; jobs go to the instance", () => {
        const host = stack.get("Proxy orders-proxy").outputs!.endpoint;
        expect(host).toMatch(/^orders-proxy-[0-9a-f]{7}\.proxy-/);
        expect(stack.outputs.connection).toMatchObject({ host, authority: proxyAuthority(), isSecret: true });
        expect(urlOf(stack.outputs.connection).hostname).toBe(host);
        const pod = dig(withRoles.inputs("Job orders-roles"), "spec.template.spec.containers.0.env.0");
        expect(pod).toEqual({ name: "PGHOST", value: withRoles.get("Instance orders-instance").outputs!.address });
    });

    it("turns to a restored instance, and lets go of the old one first: it has one behind it", () => {
        const changes = changesOf("orders", stack, moved);
        expect(changes.map(change => shown("orders", change))).toContain("replaced ProxyTarget proxy: dbInstanceIdentifier");
        expect(changes.filter(({ loses, type }) => loses ?? type.endsWith(":Proxy"))).toEqual([]);
        expect(stack.outputs.deletedFirst).toContain("ProxyTarget orders-proxy");
        expect(dig(moved.outputs, "connection.host")).toBe(dig(stack.outputs, "connection.host"));
    });
});
