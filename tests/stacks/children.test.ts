import * as fs from "node:fs";
import * as path from "node:path";
import type { ResourceState } from "../../synth/types";
import { committedStack } from "../support/committed-stacks";
import { root, synthProgram } from "../support/synth";
import { existingNetwork } from "../unit/support";

/** What every child of every component must have, seen on the stacks of this repository. */
let children: ResourceState[];

/** What no stack here asks for. */
const rare = `
${existingNetwork}
const tags = { CostCenter: "shop", Environment: "test", Owner: "platform", Project: "shop" };
const place = { accountId: "123456789012", region: "eu-west-1", network, tags };
const make = { providers };
new webstack.RedisCache("small", { kind: "serverless", ...place }, make);
new webstack.PostgresWithBackups("pooled", { kind: "rds", ...place, database: "shop", instanceClass: "db.t4g.medium", proxy: true }, make);
new webstack.AppCluster("locked", {
    tags,
    cluster: { kind: "eks", accountId: place.accountId, region: place.region, network, adminRoleArns: ["arn:aws:iam::123456789012:role/deploy"] },
    ingress: { kind: "alb", certificateArn: "arn", allowedCidrs: ["203.0.113.0/24"], clientCa: pulumi.output("x") },
}, make);
const hosts = ["example.com", "blue.example.com", "green.example.com"];
const edge = new webstack.EdgeCDN("rare-edge", {
    kind: "cloudflare",
    plan: "enterprise",
    zoneId: "0".repeat(32),
    zoneName: "example.com",
    accountId: "0".repeat(32),
    hosts,
    tags,
    bots: "challenge",
    releases: [{ name: "web", host: hosts[0], colors: { blue: hosts[1], green: hosts[2] }, by: "load-balancer", weights: { blue: 90, green: 10 }, healthPath: "/" }],
    alerts: { emails: [], webhook: { url: "https://hooks.example.com/edge" } },
    logpush: { bucket: "acme-logs", region: place.region, ownershipChallenge: "x" },
}, make);
for (const host of hosts.slice(1)) edge.route(host, "192.0.2.1");
edge.tunnel();
new webstack.FileStorage(
    "uploads",
    { accountId: place.accountId, tags, accessLogs: { days: 30 }, corsOrigins: ["https://www.example.com"] },
    make,
);
const { accountId, region } = place;
new webstack.MonitoringStack(
    "watch",
    {
        tags,
        aws: { accountId, region },
        cluster: { name: "app", clusterName: "shop", securityGroupId: "sg-1" },
        targets: [],
        notify: {
            receivers: {
                team: { kind: "slack", webhookUrl: "https://hooks.slack.com/x", chatbot: { workspaceId: "T0AAAAAAA", channelId: "C0AAAAAAA" } },
            },
        },
        trail: {},
        logs: {
            kind: "opensearch",
            namespaces: ["app"],
            readerRoleArns: ["arn:aws:iam::123456789012:role/reader"],
            network: { vpcId: network.vpcId, subnetIds: network.subnetIds.app },
        },
        grafana: {
            access: {
                kind: "cloudflare-access",
                host: "grafana.example.com",
                zoneId: "0".repeat(32),
                accountId: "0".repeat(32),
                teamDomain: "example.cloudflareaccess.com",
                allow: { emailDomains: ["example.com"] },
            },
        },
    },
    make,
);
`;

beforeAll(async () => {
    const results = await Promise.all([
        ...["development", "production"].map(stack => committedStack(".", stack)),
        // The gateway behind a load balancer of AWS.
        committedStack("examples/wakeup", "production"),
        synthProgram("children", rare),
    ]);
    children = results
        .flatMap(({ deployment }) => deployment.deployment.resources)
        .filter(({ custom, parent }) => custom && parent !== undefined && parent.split("::")[2]!.includes("webstack:index:"));
});

test("every class of child can be transformed, and the table of classes names no other", () => {
    const source = fs.readFileSync(path.join(root, "components", "core", "transform.ts"), "utf8");
    const table = [...source.matchAll(/^ {4}"([a-z0-9]+\.\w+)":/gm)].map(([, key]) => key!);
    const made = new Set(children.map(({ type }) => keyOf(type)));
    expect(table.length).toBeGreaterThan(50);
    expect([...made].sort()).toEqual([...table].sort());
});

test("every child is named after its component, and has an explicit provider", () => {
    for (const { urn, parent, type, provider } of children) {
        const [name, component] = [urn, parent!].map(text => text.split("::").at(-1)!);
        expect(name).toMatch(new RegExp(`^${component!}-`));
        if (!type.startsWith("pulumi:providers:")) expect(provider).not.toMatch(/::default_/);
    }
});

test("every AWS child that takes tags has them", () => {
    const taggable = children.filter(({ outputs }) => outputs && "tagsAll" in outputs);
    expect(taggable.length).toBeGreaterThan(60);
    for (const { inputs, urn } of taggable) {
        const tags = inputs!.tags as Record<string, string>;
        expect([urn, Object.keys(tags).sort()]).toEqual([
            urn,
            expect.arrayContaining(["Component", "CostCenter", "Environment", "Name", "Owner", "Project"]),
        ]);
    }
    const untagged = new Set(
        children
            .filter(({ type, outputs }) => type.startsWith("aws:") && !(outputs && "tagsAll" in outputs))
            .map(({ type }) => keyOf(type)),
    );
    // None of these has a `tags` input in the provider's declarations.
    expect([...untagged].sort()).toEqual([
        "acm.CertificateValidation",
        "backup.RestoreTestingSelection",
        "backup.Selection",
        "backup.VaultLockConfiguration",
        "cloudwatch.EventTarget",
        "cloudwatch.LogMetricFilter",
        "cloudwatch.LogResourcePolicy",
        "ec2.Route",
        "ec2.RouteTableAssociation",
        "ecr.LifecyclePolicy",
        "eks.AccessPolicyAssociation",
        "iam.RolePolicy",
        "iam.RolePolicyAttachment",
        "opensearch.ServerlessAccessPolicy",
        "opensearch.ServerlessLifecyclePolicy",
        "opensearch.ServerlessSecurityPolicy",
        "opensearch.ServerlessVpcEndpoint",
        "rds.InstanceAutomatedBackupsReplication",
        "rds.ProxyDefaultTargetGroup",
        "rds.ProxyTarget",
        "s3.BucketCorsConfiguration",
        "s3.BucketLifecycleConfiguration",
        "s3.BucketLogging",
        "s3.BucketNotification",
        "s3.BucketObjectLockConfiguration",
        "s3.BucketOwnershipControls",
        "s3.BucketPolicy",
        "s3.BucketPublicAccessBlock",
        "s3.BucketReplicationConfig",
        "s3.BucketServerSideEncryptionConfiguration",
        "s3.BucketVersioning",
        "secretsmanager.SecretVersion",
        "sns.TopicPolicy",
        "sns.TopicSubscription",
    ]);
});

test("every Kubernetes object has a name of its own, and all but those of the cluster a namespace", () => {
    const objects = children.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(objects.length).toBeGreaterThan(60);
    const clusterWide = new Set([
        "Namespace",
        "ClusterRole",
        "ClusterRoleBinding",
        "StorageClass",
        "IngressClass",
        "IngressClassParams",
        "NodePool",
        "NodeClass",
    ]);
    for (const { inputs, type, urn } of objects) {
        const { name, namespace } = inputs!.metadata as { name?: string; namespace?: string };
        expect([urn, typeof name]).toEqual([urn, "string"]);
        expect([urn, namespace === undefined]).toEqual([urn, clusterWide.has(type.split(":").at(-1)!)]);
    }
});

test("what holds data is protected", () => {
    const stateful = new Set([
        "rds.Instance",
        "elasticache.ReplicationGroup",
        "elasticache.ServerlessCache",
        "s3.Bucket",
        "backup.Vault",
        "eks.Cluster",
    ]);
    const guarded = children.filter(({ type, urn }) => stateful.has(keyOf(type)) && !urn.includes("::postgres-replica-"));
    expect(guarded.map(({ urn, protect }) => [urn.split("::").at(-1), protect])).toEqual(
        guarded.map(({ urn }) => [urn.split("::").at(-1), true]),
    );
    expect([...new Set(guarded.map(({ type }) => keyOf(type)))].sort()).toEqual([...stateful].sort());
});

/** What the cluster's own add-ons define. */
const customGroups = ["eks.amazonaws.com", "karpenter.sh", "networking.k8s.aws", "secrets-store.csi.x-k8s.io"];

/** `ec2.Vpc` for aws:ec2/vpc:Vpc, as users write it in `transform`. */
function keyOf(type: string): string {
    const [pkg, module, name] = type.split(":") as [string, string, string];
    if (pkg === "pulumi") return `${name}.Provider`;
    if (customGroups.some(group => module.startsWith(`${group}/`))) return "kubernetes.CustomResource";
    const area = module.split(/[/.]/)[0]!;
    return `${area === "index" ? pkg : area}.${name}`;
}
