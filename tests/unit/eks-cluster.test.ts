import { validateAppCluster, type AppClusterArgs } from "../../components/app-cluster/args";
import { clusterDefaults, eksVersions, type EksClusterArgs } from "../../components/app-cluster/eks-args";
import { budgetDefaults, nodePoolDefaults, type NodePoolArgs } from "../../components/app-cluster/node-pool-args";
import { account, dig, existingNetwork, json, labels, lines, parts, region, stackOf, type Stack } from "./support";

const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const certificate = `arn:aws:acm:${region}:${account}:certificate/1`;

let eks: Stack;
beforeAll(async () => {
    eks = await stackOf(
        "eks-cluster",
        `
${existingNetwork}
const place = { kind: "eks", accountId: "${account}", region: "${region}", network };
const alb = { kind: "alb", certificateArn: "${certificate}", allowedCidrs: ["203.0.113.0/24"] };
const app = new webstack.AppCluster("app", {
    cluster: {
        ...place,
        adminRoleArns: ["${role("ci/deploy")}", "${role("ops")}"],
        viewerRoleArns: ["${role("engineer")}"],
        breakGlassRoleArns: ["${role("emergency/break-glass")}", "arn:aws-cn:iam::111122223333:role/on+call"],
        nodePools: [
            { name: "graviton", architecture: "arm64", cpuLimit: 16 },
            {
                name: "batch", capacity: "spot", instanceCategories: ["c"], cpuLimit: 64, expireAfterHours: 48, diskGb: 200,
                disruptionBudget: { percent: 20, quiet: { schedule: "0 8 * * 1-5", hours: 10 } },
            },
        ],
        addOnVersions: { metricsServer: "v0.8.0-eksbuild.2", secretsStore: "v3.1.3-eksbuild.1" },
        repositories: ["shop/app", "shop/worker"],
        unusedImageDays: 120,
    },
    ingress: alb,
    tags: { Project: "shop" },
}, { providers });
const open = new webstack.AppCluster("open", {
    cluster: {
        ...place, adminRoleArns: ["${role("deploy")}"], version: "1.34", logDays: 30, deletionProtection: false, publicAccessCidrs: ["203.0.113.7/32"],
        repositories: ["open"],
    },
    namespace: "shop",
    ingress: alb,
    transform: { "eks.Cluster": { zonalShiftConfig: { enabled: true }, tags: { Extra: "1" } } },
}, { providers });
exports.isDryRun = pulumi.runtime.isDryRun();
exports.kubeconfigCommand = app.kubeconfigCommand;
exports.repositoryUrls = app.repositoryUrls;
exports.alarms = app.alarms;
exports.noAlarms = open.alarms;
tryTo(() => new webstack.AppCluster("wrong", { cluster: { ...place, adminRoleArns: [] }, namespace: "Shop", ingress: { ...alb, allowedCidrs: [] } }, { providers }));
`,
    );
});

/** The names of roles and policies that a cluster in Auto Mode needs. */
const attachments = [
    ...["BlockStorage", "Cluster", "Compute", "LoadBalancing", "Networking"].map(name => `cluster-AmazonEKS${name}Policy`),
    "node-AmazonEC2ContainerRegistryPullOnly",
    "node-AmazonEKSWorkerNodeMinimalPolicy",
];

describe("a cluster of EKS", () => {
    it("makes exactly this", () => {
        const least = [
            "AccessEntry access-deploy",
            "AccessPolicyAssociation admin-deploy",
            "Addon metrics-server",
            "Addon secrets-store",
            "Bucket access-logs",
            "BucketLifecycleConfiguration access-logs-lifecycle",
            "BucketOwnershipControls access-logs-owner",
            "BucketPolicy access-logs-policy",
            "BucketPublicAccessBlock access-logs-private",
            "BucketServerSideEncryptionConfiguration access-logs-encryption",
            "BucketVersioning access-logs-versions",
            "Cluster cluster",
            "ConfigMap network-policies",
            "IngressClass alb-class",
            "IngressClassParams alb-params",
            "Key images-key",
            "Key key",
            "LifecyclePolicy repository-open",
            "LogGroup logs",
            "Namespace namespace",
            "NetworkPolicy deny-all",
            "Repository repository-open",
            "Role cluster-role",
            "Role node-role",
            ...attachments.map(name => `RolePolicyAttachment ${name}`),
            "StorageClass gp3",
            "kubernetes kubernetes",
        ];
        expect(eks.own("open")).toEqual(least.map(child => child.replace(" ", " open-")));
        const more = [
            ...["admin-ops", "viewer-engineer", "break-glass-break-glass", "break-glass-on+call"].flatMap(suffix => [
                `AccessEntry ${suffix.replace(/^(admin|viewer|break-glass)-/, "access-")}`,
                `AccessPolicyAssociation ${suffix}`,
            ]),
            "LogMetricFilter break-glass-break-glass",
            "LogMetricFilter break-glass-on+call",
            "NodeClass node-class-batch",
            "NodePool node-pool-batch",
            "NodePool node-pool-graviton",
            ...["shop/app", "shop/worker"].flatMap(name => [`LifecyclePolicy repository-${name}`, `Repository repository-${name}`]),
        ];
        expect(eks.own("app")).toEqual(
            [...least.filter(child => !child.endsWith("repository-open")), ...more].map(child => child.replace(" ", " app-")).sort(),
        );
    });

    it("has the whole configuration of Auto Mode, and nobody as administrator by having made it", () => {
        expect(eks.inputs("Cluster app-cluster")).toEqual({
            name: "test-test-app",
            version: "1.35",
            roleArn: eks.arn("Role app-cluster-role"),
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
            bootstrapSelfManagedAddons: false,
            computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: eks.arn("Role app-node-role") },
            kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
            storageConfig: { blockStorage: { enabled: true } },
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: true,
            enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            encryptionConfig: { resources: ["secrets"], provider: { keyArn: eks.arn("Key app-key") } },
            vpcConfig: { subnetIds: ["subnet-b0000001", "subnet-b0000002"], endpointPrivateAccess: true, endpointPublicAccess: false },
            tags: { Project: "shop", Component: "app", Name: "app-cluster" },
        });
        expect(eks.get("Cluster app-cluster").protect).toBe(true);
    });

    it("waits for its log group and for what its roles may do", () => {
        const names = ["logs", "cluster-role", "node-role", "key", ...attachments].map(name => `app-${name}`);
        expect(eks.waitsFor("Cluster app-cluster")).toEqual(names.sort());
    });

    it("opens its API to named ranges only, and lets its protection and its version be chosen", () => {
        expect(eks.inputs("Cluster open-cluster")).toMatchObject({
            version: "1.34",
            deletionProtection: false,
            vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] },
            zonalShiftConfig: { enabled: true },
            tags: { Component: "open", Extra: "1" },
        });
        expect(eks.inputs("LogGroup open-logs").retentionInDays).toBe(30);
    });

    it("guards what cannot be made again", () => {
        const guarded = (cluster: string): string[] =>
            eks.resources
                .filter(({ urn, protect }) => protect && urn.includes(`::${cluster}-`))
                .map(({ urn }) => urn.split("::").at(-1)!)
                .sort();
        expect(guarded("app")).toEqual(
            ["access-logs", "cluster", "images-key", "key", "repository-shop/app", "repository-shop/worker"].map(name => `app-${name}`),
        );
        expect(guarded("open")).toEqual([]);
    });

    it("keeps the control plane's logs, encrypted, under the name that EKS writes to", () => {
        expect(eks.inputs("LogGroup app-logs")).toEqual({
            name: "/aws/eks/test-test-app/cluster",
            retentionInDays: 365,
            kmsKeyId: eks.arn("Key app-key"),
            tags: { Project: "shop", Component: "app", Name: "app-cluster" },
        });
        expect(json(eks.inputs("Key app-key").policy)).toMatchObject({
            Statement: [{ Principal: { AWS: `arn:aws:iam::${account}:root` } }, { Principal: { Service: "logs.eu-west-1.amazonaws.com" } }],
        });
    });

    it("trusts the control plane and the nodes, each with its managed policies", () => {
        expect(json(eks.inputs("Role app-cluster-role").assumeRolePolicy)).toMatchObject({
            Statement: [{ Principal: { Service: "eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }],
        });
        expect(json(eks.inputs("Role app-node-role").assumeRolePolicy)).toMatchObject({
            Statement: [{ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });
        for (const name of attachments) {
            const [, kind, policy] = /^(cluster|node)-(\w+)$/.exec(name)!;
            expect(eks.inputs(`RolePolicyAttachment app-${name}`)).toEqual({
                role: expect.stringContaining(`app-${kind}-role-`) as string,
                policyArn: `arn:aws:iam::aws:policy/${policy}`,
            });
        }
    });

    it("talks to the cluster with a token asked for at each use, under nobody's role or profile", () => {
        const { kubeconfig, ...rest } = eks.inputs("kubernetes app-kubernetes");
        expect(rest).toEqual({
            clusterIdentifier: eks.arn("Cluster app-cluster"),
            enableServerSideApply: "true",
            enableConfigMapMutable: "true",
            enableSecretMutable: "true",
            version: expect.any(String) as string,
        });
        const cluster = eks.get("Cluster app-cluster").outputs!;
        expect(json(kubeconfig)).toEqual({
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "eks",
                    cluster: { server: cluster.endpoint, "certificate-authority-data": dig(cluster, "certificateAuthority.data") },
                },
            ],
            contexts: [{ name: "eks", context: { cluster: "eks", user: "eks" } }],
            "current-context": "eks",
            users: [
                {
                    name: "eks",
                    user: {
                        exec: {
                            apiVersion: "client.authentication.k8s.io/v1beta1",
                            command: "aws",
                            args: ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", "test-test-app"],
                            env: null,
                            interactiveMode: "Never",
                            provideClusterInfo: false,
                            installHint: expect.stringMatching(
                                /^Install the AWS CLI, version 2 \(https:\/\/docs\.aws\.amazon\.com\//,
                            ) as string,
                        },
                    },
                },
            ],
        });
        expect(eks.outputs.kubeconfigCommand).toBe("aws eks update-kubeconfig --region eu-west-1 --name test-test-app");
    });

    it("asks for no aws command in a preview, which this is", () => expect(eks.outputs.isDryRun).toBe(true));

    it("has network policies that are enforced", () => {
        expect(eks.inputs("ConfigMap app-network-policies")).toEqual({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
            data: { "enable-network-policy-controller": "true" },
        });
    });

    it("has an encrypted storage class as the default", () => {
        expect(eks.inputs("StorageClass app-gp3")).toEqual({
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
            provisioner: "ebs.csi.eks.amazonaws.com",
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
            reclaimPolicy: "Delete",
            parameters: { type: "gp3", encrypted: "true" },
        });
    });

    it("puts everything in the cluster through its own provider", () => {
        const inCluster = eks.resources.filter(({ type, urn }) => type.startsWith("kubernetes:") && urn.includes("::app-"));
        expect(inCluster).toHaveLength(9);
        for (const { urn, provider } of inCluster) expect([urn, provider!.split("::").at(-2)]).toEqual([urn, "app-kubernetes"]);
    });

    it("has a namespace for restricted pods, ready when a load balancer has found them", () => {
        expect(eks.inputs("Namespace open-namespace")).toEqual({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: "shop",
                labels: {
                    ...labels("shop", "shop"),
                    "pod-security.kubernetes.io/enforce": "restricted",
                    "pod-security.kubernetes.io/enforce-version": "latest",
                    "pod-security.kubernetes.io/warn": "restricted",
                    "pod-security.kubernetes.io/audit": "restricted",
                    "eks.amazonaws.com/pod-readiness-gate-inject": "enabled",
                },
            },
        });
        expect(dig(eks.inputs("Namespace app-namespace"), "metadata.name")).toBe("app");
    });

    it("lets no pod talk to anybody until a workload says so", () => {
        expect(eks.inputs("NetworkPolicy open-deny-all")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "deny-all", namespace: "shop", labels: labels("shop", "shop") },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        });
    });

    it("fails with all problems at once, and makes nothing", () => {
        expect(eks.outputs.refused).toEqual([
            [
                "AppCluster 'wrong': 3 problems",
                `  namespace: got "Shop"; allowed: lower-case letters, digits and '-', at most 40 characters.`,
                "  cluster.adminRoleArns: got []; allowed: at least one role. Name the role that runs `pulumi up`; without one nobody could reach the cluster.",
                "  ingress.allowedCidrs: got []; allowed: at least one range. Take `edge.allowedSources`, the ranges of the CDN.",
            ].join("\n"),
        ]);
        expect(eks.resources.filter(({ urn }) => urn.includes("::wrong"))).toEqual([]);
    });
});

describe("access to the cluster", () => {
    it("is by access entries: administrators, viewers who see no secrets, and roles for emergencies", () => {
        const entry = (suffix: string): unknown => {
            const { policyArn, accessScope, principalArn } = eks.inputs(`AccessPolicyAssociation app-${suffix}`);
            expect(eks.inputs(`AccessEntry app-${suffix.replace(/^(admin|viewer|break-glass)-/, "access-")}`)).toMatchObject({
                principalArn,
                clusterName: "test-test-app",
            });
            expect(accessScope).toEqual({ type: "cluster" });
            return [principalArn, policyArn];
        };
        const policy = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/AmazonEKS${name}Policy`;
        expect(entry("admin-deploy")).toEqual([role("ci/deploy"), policy("ClusterAdmin")]);
        expect(entry("admin-ops")).toEqual([role("ops"), policy("ClusterAdmin")]);
        expect(entry("viewer-engineer")).toEqual([role("engineer"), policy("View")]);
        expect(entry("break-glass-break-glass")).toEqual([role("emergency/break-glass"), policy("ClusterAdmin")]);
        expect(eks.waitsFor("kubernetes app-kubernetes")).toEqual(
            expect.arrayContaining(["admin-deploy", "admin-ops", "viewer-engineer", "break-glass-break-glass"].map(name => `app-${name}`)),
        );
    });

    it("has one entry for a role, whatever list it moves to, under the names that it had before", () => {
        const before = ["admin", "viewer", "break-glass"].map(
            kind => expect.stringMatching(new RegExp(`::app-${kind}-engineer$`)) as string,
        );
        expect(eks.get("AccessEntry app-access-engineer").aliases).toEqual(before);
    });

    it("tells a person when a role for emergencies is used, as the audit log names its sessions", () => {
        expect(eks.inputs("LogMetricFilter app-break-glass-break-glass")).toEqual({
            logGroupName: "/aws/eks/test-test-app/cluster",
            pattern: `{ $.user.username = "arn:aws:sts::${account}:assumed-role/break-glass/*" }`,
            metricTransformation: { namespace: "webstack/test-test-app", name: "break-glass-break-glass", value: "1", defaultValue: "0" },
        });
        expect(eks.inputs("LogMetricFilter app-break-glass-on+call").pattern).toBe(
            '{ $.user.username = "arn:aws-cn:sts::111122223333:assumed-role/on+call/*" }',
        );
        const alarm = (name: string): unknown => ({
            name: `break-glass-${name}`,
            description: `The emergency role ${name} acts in the cluster test-test-app: ask who and why. The log group /aws/eks/test-test-app/cluster has what it did`,
            severity: "critical",
            namespace: "webstack/test-test-app",
            metricName: `break-glass-${name}`,
            dimensions: {},
            statistic: "Sum",
            comparison: "GreaterThanThreshold",
            threshold: 0,
            period: 60,
            periods: 1,
            missingData: "notBreaching",
        });
        const breakGlass = (alarms: unknown): unknown[] =>
            (alarms as { name: string }[]).filter(({ name }) => name.startsWith("break-glass"));
        expect(breakGlass(eks.outputs.alarms)).toEqual([alarm("break-glass"), alarm("on+call")]);
        expect(breakGlass(eks.outputs.noAlarms)).toEqual([]);
    });
});

describe("alarms of the control plane", () => {
    it("are of what EKS counts by the minute, of every cluster", () => {
        const alarms = eks.outputs.noAlarms as Record<string, unknown>[];
        const told = ["name", "severity", "metricName", "statistic", "comparison", "threshold", "periods", "missingData"];
        expect(alarms.map(alarm => told.map(key => alarm[key]))).toEqual([
            ["control-plane-silent", "critical", "apiserver_request_total", "Sum", "LessThanThreshold", 1, 15, "breaching"],
            ["control-plane-errors", "warning", "apiserver_request_total_5XX", "Sum", "GreaterThanThreshold", 10, 5, "notBreaching"],
            ["control-plane-throttled", "warning", "apiserver_request_total_429", "Sum", "GreaterThanThreshold", 100, 5, "notBreaching"],
            [
                "control-plane-storage",
                "warning",
                "apiserver_storage_size_bytes",
                "Maximum",
                "GreaterThanThreshold",
                6442450944,
                5,
                "notBreaching",
            ],
            ["pods-unschedulable", "warning", "scheduler_pending_pods_UNSCHEDULABLE", "Sum", "GreaterThanThreshold", 0, 15, "notBreaching"],
        ]);
        for (const alarm of alarms) {
            expect(alarm).toMatchObject({ namespace: "AWS/EKS", dimensions: { ClusterName: "test-test-open" }, period: 60 });
            expect(alarm).not.toHaveProperty("region");
        }
        expect((eks.outputs.alarms as object[]).slice(0, 5)).toEqual(
            alarms.map(alarm => ({ ...alarm, dimensions: { ClusterName: "test-test-app" } })),
        );
    });
});

describe("node pools", () => {
    interface Rest {
        readonly expireAfter: string;
        readonly cpu: string;
        readonly budgets: object[];
    }
    const pool = (name: string, nodeClass: string, requirements: string[][], { expireAfter, cpu, budgets }: Rest): unknown => ({
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name },
        spec: {
            template: {
                spec: {
                    nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: nodeClass },
                    taints: [{ key: "webstack/node-pool", value: name, effect: "NoSchedule" }],
                    requirements: [
                        ...requirements.map(([key, ...values]) => ({ key, operator: "In", values })),
                        { key: "eks.amazonaws.com/instance-generation", operator: "Gt", values: ["4"] },
                    ],
                    expireAfter,
                    terminationGracePeriod: "24h",
                },
            },
            limits: { cpu },
            disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "30s", budgets },
        },
    });

    it("take Graviton, on demand, on the disks of Auto Mode's own nodes", () => {
        expect(eks.inputs("NodePool app-node-pool-graviton")).toEqual(
            pool(
                "graviton",
                "default",
                [
                    ["kubernetes.io/arch", "arm64"],
                    ["karpenter.sh/capacity-type", "on-demand"],
                    ["eks.amazonaws.com/instance-category", "c", "m", "r"],
                ],
                { expireAfter: "336h", cpu: "16", budgets: [{ nodes: "10%" }] },
            ),
        );
    });

    it("take spot capacity, larger disks and hours of quiet", () => {
        expect(eks.inputs("NodePool app-node-pool-batch")).toEqual(
            pool(
                "batch",
                "batch",
                [
                    ["kubernetes.io/arch", "amd64"],
                    ["karpenter.sh/capacity-type", "spot"],
                    ["eks.amazonaws.com/instance-category", "c"],
                ],
                {
                    expireAfter: "48h",
                    cpu: "64",
                    budgets: [{ nodes: "20%" }, { nodes: "0", schedule: "0 8 * * 1-5", duration: "10h" }],
                },
            ),
        );
        expect(eks.waitsFor("NodePool app-node-pool-batch")).toEqual(["app-node-class-batch"]);
    });

    it("have nodes with the role, the subnets and the group that the cluster's own have", () => {
        expect(eks.inputs("NodeClass app-node-class-batch")).toEqual({
            apiVersion: "eks.amazonaws.com/v1",
            kind: "NodeClass",
            metadata: { name: "batch" },
            spec: {
                role: eks.id("Role app-node-role"),
                subnetSelectorTerms: [{ id: "subnet-b0000001" }, { id: "subnet-b0000002" }],
                securityGroupSelectorTerms: [{ id: dig(eks.get("Cluster app-cluster").outputs, "vpcConfig.clusterSecurityGroupId") }],
                networkPolicy: "DefaultAllow",
                ephemeralStorage: { size: "200Gi" },
            },
        });
    });
});

describe("add-ons", () => {
    const addOn = (cluster: string, suffix: string, addonName: string, rest: object): unknown => ({
        clusterName: `test-test-${cluster}`,
        addonName,
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags: expect.objectContaining({ Name: `${cluster}-${suffix}` }) as object,
        ...rest,
    });
    const configuration = {
        "secrets-store-csi-driver": { syncSecret: { enabled: true }, enableSecretRotation: true, rotationPollInterval: "3600s" },
    };

    it("are metrics for autoscalers, and the driver that mounts secrets and looks for new ones every hour", () => {
        expect(eks.inputs("Addon open-metrics-server")).toEqual(addOn("open", "metrics-server", "metrics-server", {}));
        expect(eks.inputs("Addon open-secrets-store")).toEqual(
            addOn("open", "secrets-store", "aws-secrets-store-csi-driver-provider", { configurationValues: JSON.stringify(configuration) }),
        );
    });

    it("are of chosen versions, and run on the nodes of pools too", () => {
        expect(eks.inputs("Addon app-metrics-server").addonVersion).toBe("v0.8.0-eksbuild.2");
        expect(eks.inputs("Addon app-secrets-store")).toEqual(
            addOn("app", "secrets-store", "aws-secrets-store-csi-driver-provider", {
                addonVersion: "v3.1.3-eksbuild.1",
                configurationValues: JSON.stringify({ ...configuration, tolerations: [{ operator: "Exists" }] }),
            }),
        );
    });

    it("are there before the first workload, as the node pools are", () => {
        expect(eks.waitsFor("NetworkPolicy app-deny-all")).toEqual([
            "app-namespace",
            "app-node-pool-batch",
            "app-node-pool-graviton",
            "app-secrets-store",
        ]);
        expect(eks.waitsFor("NetworkPolicy open-deny-all")).toEqual(["open-namespace", "open-secrets-store"]);
    });
});

describe("repositories of images", () => {
    it("scan what comes, never move a tag, and are encrypted with a key that does not go with the cluster", () => {
        expect(eks.inputs("Repository app-repository-shop/app")).toEqual({
            name: "shop/app",
            imageTagMutability: "IMMUTABLE",
            imageScanningConfiguration: { scanOnPush: true },
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: eks.arn("Key app-images-key") }],
            forceDelete: false,
            tags: { Project: "shop", Component: "app", Name: "app-repository-shop/app" },
        });
        const url = (name: string): string => `${account}.dkr.ecr.${region}.amazonaws.com/${name}`;
        expect(eks.outputs.repositoryUrls).toEqual({ "shop/app": url("shop/app"), "shop/worker": url("shop/worker") });
    });

    it("archive what nobody pulls for longer than a node lives, and delete it a year later", () => {
        const { repository, policy } = eks.inputs("LifecyclePolicy app-repository-shop/worker");
        expect(repository).toBe("shop/worker");
        const days = (countType: string, countNumber: number): object => ({ countType, countUnit: "days", countNumber });
        expect(json(policy)).toEqual({
            rules: [
                {
                    rulePriority: 1,
                    description: "Images without a tag",
                    selection: { tagStatus: "untagged", ...days("sinceImagePushed", 14) },
                    action: { type: "expire" },
                },
                {
                    rulePriority: 2,
                    description: "Images that nobody pulls",
                    selection: { tagStatus: "tagged", tagPatternList: ["*"], ...days("sinceImagePulled", 120) },
                    action: { type: "transition", targetStorageClass: "archive" },
                },
                {
                    rulePriority: 3,
                    description: "Images in the archive",
                    selection: { tagStatus: "any", storageClass: "archive", ...days("sinceImageTransitioned", 365) },
                    action: { type: "expire" },
                },
            ],
        });
        expect(dig(json(eks.inputs("LifecyclePolicy open-repository-open").policy), "rules.1.selection.countNumber")).toBe(90);
    });
});

describe("what EKS takes", () => {
    const cluster = { kind: "eks", accountId: account, region, network: parts, adminRoleArns: [role("deploy")] } as const;
    const ingress = { kind: "alb", certificateArn: certificate, allowedCidrs: ["203.0.113.0/24"] } as const;
    const check = (args: Partial<EksClusterArgs>): string[] =>
        lines(validateAppCluster({ cluster: { ...cluster, ...args }, ingress } satisfies AppClusterArgs));

    it("is the defaults", () => {
        expect(check({})).toEqual([]);
        expect(clusterDefaults).toEqual({ version: "1.35", logDays: 365, deletionProtection: true, unusedImageDays: 90 });
        expect(eksVersions).toContain(clusterDefaults.version);
        expect(nodePoolDefaults).toEqual({
            architecture: "amd64",
            capacity: "on-demand",
            instanceCategories: ["c", "m", "r"],
            expireAfterHours: 336,
        });
        expect(budgetDefaults).toEqual({ percent: 10 });
    });

    it("fails for a version out of standard support", () => {
        expect(check({ version: "1.33" })).toEqual(['cluster.version: got "1.33"; allowed: 1.34, 1.35.']);
    });

    it("fails for a bad account, and for days that AWS does not know", () => {
        expect(check({ accountId: "", logDays: 2, unusedImageDays: 29 })).toEqual([
            'cluster.accountId: got ""; allowed: an AWS account id: 12 digits, in quotes.',
            expect.stringMatching(/^cluster\.logDays: got 2; allowed: 1, 3, 5, 7, /) as string,
            "cluster.unusedImageDays: got 29; allowed: a whole number from 30 to 365.",
        ]);
    });

    it("fails for roles that are none, wherever they are named", () => {
        const allowed = "allowed: ARNs of IAM roles, arn:aws:iam::123456789012:role/name.";
        const user = `arn:aws:iam::${account}:user/me`;
        expect(check({ adminRoleArns: [user], viewerRoleArns: ["engineer", `${role("a")}/`], breakGlassRoleArns: ["root"] })).toEqual([
            `cluster.adminRoleArns: got "${user}"; ${allowed}`,
            `cluster.viewerRoleArns: got "engineer"; ${allowed}`,
            `cluster.viewerRoleArns: got "${role("a")}/"; ${allowed}`,
            `cluster.breakGlassRoleArns: got "root"; ${allowed}`,
        ]);
        expect(check({ adminRoleArns: [role("path/to/deploy"), role("AWSReservedSSO_Admin_0a+=,.@-")] })).toEqual([]);
    });

    it("fails for a role named twice, and for two of one name", () => {
        expect(check({ adminRoleArns: [role("deploy"), role("deploy")] })).toEqual([
            'cluster.adminRoleArns: got "deploy"; allowed: each value once.',
        ]);
        expect(check({ viewerRoleArns: ["arn:aws:iam::111122223333:role/x", "arn:aws:iam::444455556666:role/x"] })).toEqual([
            'cluster.viewerRoleArns: got "x"; allowed: each value once.',
        ]);
    });

    it("fails for a role in two lists", () => {
        expect(check({ viewerRoleArns: [role("deploy")] })).toEqual([
            `cluster.viewerRoleArns: got "${role("deploy")}"; allowed: roles that are not in adminRoleArns.`,
        ]);
        expect(check({ viewerRoleArns: [role("see")], breakGlassRoleArns: [role("see"), role("deploy")] })).toEqual([
            `cluster.breakGlassRoleArns: got "${role("deploy")}"; allowed: roles that are not in adminRoleArns.`,
            `cluster.breakGlassRoleArns: got "${role("see")}"; allowed: roles that are not in viewerRoleArns.`,
        ]);
    });

    it("fails for an API server open to the world", () => {
        expect(check({ publicAccessCidrs: ["0.0.0.0/0", "203.0.113.7"] })).toEqual([
            'cluster.publicAccessCidrs: got "203.0.113.7"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            'cluster.publicAccessCidrs: got "0.0.0.0/0"; allowed: named ranges. Name the addresses of your office or runners, or leave it out.',
        ]);
    });

    it("fails for a version of an add-on that AWS could not have", () => {
        expect(check({ addOnVersions: { metricsServer: "0.8.0", secretsStore: undefined } })).toEqual([
            'cluster.addOnVersions.metricsServer: got "0.8.0"; allowed: a version that `aws eks describe-addon-versions` lists, such as v0.8.0-eksbuild.2.',
        ]);
    });

    it("fails for names that ECR refuses, and for one named twice", () => {
        const allowed = "allowed: 2–200 lower-case letters and digits, with single '.', '_', '-' and '/' between them.";
        expect(check({ repositories: ["a", "Shop/app", "shop//app", "shop/app", "shop/app"] })).toEqual([
            `cluster.repositories: got "a"; ${allowed}`,
            `cluster.repositories: got "Shop/app"; ${allowed}`,
            `cluster.repositories: got "shop//app"; ${allowed}`,
            'cluster.repositories: got "shop/app"; allowed: each value once.',
        ]);
    });

    const pool: NodePoolArgs = { name: "extra", cpuLimit: 8 };
    const range = (path: string, got: unknown, from: number, to: number): string =>
        `cluster.nodePools.0.${path}: got ${JSON.stringify(got)}; allowed: a whole number from ${from} to ${to}.`;

    it.each<[string, Partial<NodePoolArgs>, string[]]>([
        [
            "name",
            { name: "Extra" },
            [`cluster.nodePools.0.name: got "Extra"; allowed: lower-case letters, digits and '-', at most 40 characters.`],
        ],
        [
            "name that Auto Mode has",
            { name: "system" },
            ['cluster.nodePools.0.name: got "system"; allowed: a name that no pool of Auto Mode has.'],
        ],
        [
            "processors and capacity",
            { architecture: "x86" as never, capacity: "reserved" as never },
            [
                'cluster.nodePools.0.architecture: got "x86"; allowed: amd64, arm64.',
                'cluster.nodePools.0.capacity: got "reserved"; allowed: on-demand, spot.',
            ],
        ],
        ["no category", { instanceCategories: [] }, ["cluster.nodePools.0.instanceCategories: got []; allowed: at least one category."]],
        [
            "categories",
            { instanceCategories: ["c", "c", "p" as never] },
            [
                'cluster.nodePools.0.instanceCategories: got "p"; allowed: c, m, r, t.',
                'cluster.nodePools.0.instanceCategories: got "c"; allowed: each value once.',
            ],
        ],
        ["limit", { cpuLimit: 1 }, [range("cpuLimit", 1, 2, 10_000)]],
        // Auto Mode ends a node after 21 days, of which the last is for its pods to leave.
        ["age", { expireAfterHours: 481 }, [range("expireAfterHours", 481, 24, 480)]],
        ["youth", { expireAfterHours: 23 }, [range("expireAfterHours", 23, 24, 480)]],
        ["disk", { diskGb: 19 }, [range("diskGb", 19, 20, 59_000)]],
        [
            "budget",
            { disruptionBudget: { percent: 0, quiet: { schedule: "weekdays", hours: 168 } } },
            [
                range("disruptionBudget.percent", 0, 1, 100),
                'cluster.nodePools.0.disruptionBudget.quiet.schedule: got "weekdays"; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.',
                range("disruptionBudget.quiet.hours", 168, 1, 167),
            ],
        ],
    ])("fails for a pool's %s", (_, args, said) => expect(check({ nodePools: [{ ...pool, ...args }] })).toEqual(said));

    it("fails for two pools of one name", () => {
        expect(check({ nodePools: [pool, pool] })).toEqual(['cluster.nodePools: got "extra"; allowed: each value once.']);
    });
});
