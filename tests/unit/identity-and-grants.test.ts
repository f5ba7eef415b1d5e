import { eksCluster, localCluster, waits } from "./clusters";
import { account, dig, json, labels, region, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "identity-and-grants",
        `
${eksCluster}
${localCluster}
const files = new webstack.FileStorage("files", { accountId: "${account}" }, { providers });
const web = eks.addService("web", { image: "x/web:1", port: 8000 });
const report = eks.addCronJob("report", { image: "x/web:1", schedule: "0 3 * * *" });
const seed = eks.addJob("seed", { image: "x/web:1" });
const mails = eks.addWorker("mails", { image: "x/web:1" });
files.grantRead(web);
files.grantReadWrite(report, "reports/2026/");
files.grantRead(mails, "templates/");
files.grantRead(mails, "Uploads/new/");
seed.grant({
    name: "queue",
    statements: [
        { actions: ["sqs:SendMessage"], resources: [pulumi.output("arn:aws:sqs:eu-west-1:123456789012:jobs")], condition: { Bool: { "aws:SecureTransport": "true" } } },
    ],
    hosts: [pulumi.output("sqs.eu-west-1.amazonaws.com"), "sqs.eu-central-1.amazonaws.com"],
});
const there = local.addService("there", { image: "x/web:1", port: 8000 });
tryTo(() => files.grantRead(there));
for (const prefix of ["uploads", "/uploads/", "up loads/", "a//", "*", "\\n"]) tryTo(() => files.grantRead(seed, prefix));
`,
    );
});

const statements = (policy: string): unknown => json(stack.inputs(`RolePolicy ${policy}`).policy);
const allows = (Action: string[], Resource: string, Condition?: object): unknown => ({
    Effect: "Allow",
    Action,
    Resource: [Resource],
    ...(Condition ? { Condition } : {}),
});

describe("the identity of a workload", () => {
    it("is a role for the pods of its one account, in its one namespace", () => {
        expect(json(stack.inputs("Role web-role").assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: {
                        StringEquals: {
                            "aws:SourceAccount": account,
                            "aws:SourceArn": `arn:aws:eks:${region}:${account}:cluster/test-test-app`,
                            "aws:RequestTag/kubernetes-namespace": "app",
                            "aws:RequestTag/kubernetes-service-account": "web",
                        },
                    },
                },
            ],
        });
        expect(stack.inputs("Role web-role").tags).toEqual({ Project: "shop", Component: "web", Name: "web-role" });
    });

    it("is given by the cluster", () => {
        expect(stack.inputs("PodIdentityAssociation web-identity")).toEqual({
            clusterName: "test-test-app",
            namespace: "app",
            serviceAccount: "web",
            roleArn: stack.arn("Role web-role"),
            tags: { Project: "shop", Component: "web", Name: "web-identity" },
        });
    });

    it("is there for every kind of workload, and before its pods", () => {
        const pods = {
            web: "Deployment web-deployment",
            mails: "Deployment mails-deployment",
            report: "CronJob report-cron-job",
            seed: "Job seed-job-1",
        };
        for (const [name, key] of Object.entries(pods)) expect(waits(stack, key)).toContain(`PodIdentityAssociation ${name}-identity`);
        expect(stack.children("there").filter(child => /Role|Identity/.test(child))).toEqual([]);
    });

    it("may do nothing until somebody grants it", () => {
        expect(stack.children("seed").filter(child => child.startsWith("RolePolicy"))).toEqual(["RolePolicy seed-may-queue"]);
        expect(stack.ofType("RolePolicyAttachment").filter(({ inputs }) => (inputs!.role as string).startsWith("web"))).toEqual([]);
    });

    it("is no key: nothing made for a workload holds one", () => {
        expect(stack.resources.filter(({ type }) => /:(AccessKey|User|ServiceSpecificCredential)$/.test(type))).toEqual([]);
        expect(JSON.stringify(stack.result.deployment)).not.toMatch(/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)/);
    });
});

describe("a grant", () => {
    const bucket = (): string => stack.arn("Bucket files-bucket");
    const key = (): string => stack.arn("Key files-key");

    it("to read lets a workload list and read all files, and use the key", () => {
        expect(stack.inputs("RolePolicy web-may-read-files").role).toBe(stack.id("Role web-role"));
        expect(statements("web-may-read-files")).toEqual({
            Version: "2012-10-17",
            Statement: [allows(["s3:ListBucket"], bucket()), allows(["s3:GetObject"], `${bucket()}/*`), allows(["kms:Decrypt"], key())],
        });
    });

    it("to read below a prefix opens that and no more", () => {
        expect(dig(statements("mails-may-read-files-136c90"), "Statement")).toEqual([
            allows(["s3:ListBucket"], bucket(), { StringLike: { "s3:prefix": "templates/*" } }),
            allows(["s3:GetObject"], `${bucket()}/templates/*`),
            allows(["kms:Decrypt"], key()),
        ]);
    });

    it("is one of several to the same workload, told apart by their prefixes", () => {
        expect(stack.children("mails").filter(child => child.includes("read-files"))).toEqual([
            "ApplicationNetworkPolicy mails-network-read-files-136c90",
            "ApplicationNetworkPolicy mails-network-read-files-6dc280",
            "RolePolicy mails-may-read-files-136c90",
            "RolePolicy mails-may-read-files-6dc280",
        ]);
        expect(dig(statements("mails-may-read-files-6dc280"), "Statement")).toEqual([
            allows(["s3:ListBucket"], bucket(), { StringLike: { "s3:prefix": "Uploads/new/*" } }),
            allows(["s3:GetObject"], `${bucket()}/Uploads/new/*`),
            allows(["kms:Decrypt"], key()),
        ]);
    });

    it("to write leaves old versions out of reach", () => {
        expect(dig(statements("report-may-read-write-files-9a85ed"), "Statement")).toEqual([
            allows(["s3:ListBucket"], bucket(), { StringLike: { "s3:prefix": "reports/2026/*" } }),
            allows(["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], `${bucket()}/reports/2026/*`),
            allows(["kms:Decrypt", "kms:GenerateDataKey"], key()),
        ]);
    });

    it("opens the network to where it is used, and to nothing else", () => {
        const policy = (name: string, grant: string, hosts: string[]): unknown => ({
            apiVersion: "networking.k8s.aws/v1alpha1",
            kind: "ApplicationNetworkPolicy",
            metadata: { name: `${name}-${grant}`, namespace: "app", labels: labels(name, "app") },
            spec: {
                podSelector: { matchLabels: selector(name) },
                policyTypes: ["Egress"],
                egress: [{ to: [{ domainNames: hosts }], ports: [{ protocol: "TCP", port: 443 }] }],
            },
        });
        const host = `${stack.id("Bucket files-bucket")}.s3.${region}.amazonaws.com`;
        expect(stack.inputs("ApplicationNetworkPolicy web-network-read-files")).toEqual(policy("web", "read-files", [host]));
        expect(stack.inputs("ApplicationNetworkPolicy report-network-read-write-files-9a85ed")).toEqual(
            policy("report", "read-write-files-9a85ed", [host]),
        );
        expect(stack.inputs("ApplicationNetworkPolicy seed-network-queue")).toEqual(
            policy("seed", "queue", ["sqs.eu-west-1.amazonaws.com", "sqs.eu-central-1.amazonaws.com"]),
        );
    });

    it("of any kind says what, where, and on which condition", () => {
        expect(dig(statements("seed-may-queue"), "Statement")).toEqual([
            allows(["sqs:SendMessage"], "arn:aws:sqs:eu-west-1:123456789012:jobs", { Bool: { "aws:SecureTransport": "true" } }),
        ]);
    });

    it("fails where pods have no identity, and makes nothing", () => {
        expect((stack.outputs.refused as string[])[0]).toBe(
            "there: grant read-files: 1 problem\n" +
                '  cluster.kind: got "existing"; allowed: eks. Only there have pods an identity on AWS. Keys of the cloud are no substitute.',
        );
        expect(stack.children("there").filter(child => child.includes("read-files"))).toEqual([]);
    });

    it("fails for a prefix that is no folder", () => {
        expect((stack.outputs.refused as string[]).slice(1)).toEqual(
            ["uploads", "/uploads/", "up loads/", "a//", "*", "\n"].map(
                prefix =>
                    `FileStorage 'files': 1 problem\n  prefix: got ${JSON.stringify(prefix)}; allowed: folders such as uploads/, or nothing.`,
            ),
        );
    });
});

describe("a secret that is made up", () => {
    let made: Stack;
    beforeAll(async () => {
        made = await stackOf(
            "generated-secrets",
            `
${eksCluster}
${localCluster}
const open = new webstack.AppCluster("open", { ...eksArgs, cluster: { ...eksArgs.cluster, deletionProtection: false } }, { providers });
const jwt = eks.generateSecret("jwt");
const key = eks.generateSecret("encryption-key", { length: 32 });
open.generateSecret("jwt", { length: 16 });
local.generateSecret("jwt", { length: 256 });
const entries = [];
const transform = { "secretsmanager.SecretVersion": args => (entries.push(pulumi.unsecret(pulumi.output(args.secretString))), args) };
eks.addService("web", { image: "x/web:1", port: 8000, secretEnv: { JWT: jwt, KEY: key }, transform });
eks.addWorker("mails", { image: "x/web:1", secrets: { jwt }, transform });
exports.entries = pulumi.all(entries);
exports.values = pulumi.unsecret(pulumi.all([jwt, key]));
exports.shown = jwt;
for (const length of [15, 257, 32.5]) tryTo(() => eks.generateSecret("short", { length }));
tryTo(() => eks.generateSecret("JWT_KEY"));
`,
        );
    });

    it("has letters and digits only, as many as are asked for", () => {
        const inputs = (name: string): unknown => made.inputs(`RandomPassword ${name}`);
        expect(inputs("app-secret-jwt")).toMatchObject({ length: 48, special: false });
        expect(inputs("app-secret-encryption-key")).toMatchObject({ length: 32, special: false });
        expect(inputs("open-secret-jwt")).toMatchObject({ length: 16 });
        expect(inputs("dev-secret-jwt")).toMatchObject({ length: 256 });
        expect(made.ofType("RandomPassword")).toHaveLength(4);
    });

    it("is guarded where the cluster is: what it encrypted would be lost with it", () => {
        const guarded = (name: string): unknown => made.get(`RandomPassword ${name}`).protect;
        expect(["app-secret-jwt", "app-secret-encryption-key", "open-secret-jwt", "dev-secret-jwt"].map(guarded)).toEqual([
            true,
            true,
            undefined,
            undefined,
        ]);
    });

    it("is one and the same for all the workloads it is given to, and shown to nobody", () => {
        const [jwt, key] = made.outputs.values as [string, string];
        expect((made.outputs.entries as string[]).map(json)).toEqual([
            { files: {}, env: { JWT: jwt, KEY: key } },
            { files: { jwt }, env: {} },
        ]);
        expect(jwt).not.toBe(key);
        expect(made.outputs.shown).toMatchObject({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" });
    });

    it("fails for a length out of range, and for a name that is none", () => {
        const range = (length: number): string =>
            `AppCluster 'app': secret 'short': 1 problem\n  length: got ${length}; allowed: a whole number from 16 to 256.`;
        expect(made.outputs.refused).toEqual([
            range(15),
            range(257),
            range(32.5),
            "AppCluster 'app': secret 'JWT_KEY': 1 problem\n" +
                `  name: got "JWT_KEY"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`,
        ]);
    });
});
