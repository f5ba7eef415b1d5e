import { synthProgram } from "../support/synth";
import { validateAppCluster, type AppClusterArgs } from "../../components/app-cluster/args";
import { clusterDefaults, eksVersions } from "../../components/app-cluster/eks-args";
import { validateRoutes } from "../../components/app-cluster/ingress";
import { podSpec } from "../../components/app-cluster/pod";
import { servicePolicy } from "../../components/app-cluster/policies";
import { serviceDefaults, validateService, type ServiceArgs } from "../../components/app-cluster/service-args";
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

const role = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const certificate = `arn:aws:acm:${region}:${account}:certificate/1`;

/** A connection of a store, as statements of a program. */
const stores = `
const allowed = [];
const database = {
    kind: "postgres", name: "orders", host: pulumi.output("db.internal"), port: 5432, url: pulumi.secret("postgresql://u:p@db.internal/x"),
    target: { kind: "cidrs", cidrs: ["10.9.4.0/24", "10.9.5.0/24"] },
    allowFrom: (name, id) => allowed.push(pulumi.all([name, id])),
};
const cache = {
    kind: "redis", name: "sessions", host: pulumi.output("cache"), port: 6379, url: pulumi.secret("redis://cache"),
    target: { kind: "pods", namespace: "data", labels: { "app.kubernetes.io/name": "sessions" } },
    allowFrom: (name, id) => allowed.push(pulumi.all([name, id])),
};
`;

let eks: Stack;
let local: Stack;
beforeAll(async () => {
    [eks, local] = await Promise.all([
        stackOf(
            "app-cluster-eks",
            `
${existingNetwork}
${stores}
const place = { kind: "eks", accountId: "${account}", region: "${region}", network };
const alb = { kind: "alb", certificateArn: "${certificate}", allowedCidrs: ["203.0.113.0/24", "198.51.100.0/24"] };
const app = new webstack.AppCluster("app", {
    cluster: { ...place, adminRoleArns: ["${role("ci/deploy")}", "${role("ops")}"], viewerRoleArns: ["${role("engineer")}"] },
    ingress: alb,
    tags: { Project: "shop" },
}, { providers });
new webstack.AppCluster("open", {
    cluster: { ...place, adminRoleArns: ["${role("deploy")}"], version: "1.34", logDays: 30, deletionProtection: false, publicAccessCidrs: ["203.0.113.7/32"] },
    namespace: "shop",
    ingress: alb,
    transform: { "eks.Cluster": { zonalShiftConfig: { enabled: true }, tags: { Extra: "1" } } },
}, { providers });
const sums = [];
const remember = args => {
    sums.push(pulumi.unsecret(pulumi.output(args.spec.template.metadata.annotations)));
    return args;
};
const web = app.addService("web", {
    image: "ghcr.io/acme/web:1.4.2",
    command: ["node", "server.js"],
    args: ["--verbose"],
    port: 8000,
    replicas: 3,
    resources: { cpu: "1", memory: "1Gi" },
    env: { ZONE: "eu", API_URL: "http://api:8000" },
    secretEnv: { DATABASE_URL: database.url },
    secrets: { "jwt.key": pulumi.secret("k"), "mail.key": "m" },
    health: { path: "/api/health", startupSeconds: 61, periodSeconds: 20, timeoutSeconds: 4, failures: 5, livenessDelaySeconds: 15 },
    metrics: { job: "shop-web", path: "/internal/metrics", port: 9100 },
    stores: [database, cache],
    calls: [{ name: "api", port: 8080 }],
    reaches: ["203.0.113.64/26"],
    writablePaths: ["/tmp", "/var/cache/web"],
    uid: 2000,
    shutdownSeconds: 90,
});
const api = app.addService("api", {
    image: "ghcr.io/acme/api:1.4.2",
    port: 8080,
    autoscaling: { min: 2, max: 8 },
    stores: [database],
    metrics: {},
    health: { path: "/", periodSeconds: 2, timeoutSeconds: 60, failures: 1 },
    transform: { "apps.Deployment": { metadata: { annotations: { note: "kept" } } }, "core.Service": { spec: { sessionAffinity: "ClientIP" } } },
});
app.addService("worker", { image: "ghcr.io/acme/worker@sha256:${"0".repeat(64)}", port: 9000, replicas: 1 });
app.addService("lonely", { image: "ghcr.io/acme/lonely:1", port: 9000, autoscaling: { min: 1, max: 4, cpuPercent: 50 } });
for (const [index, value] of ["one", "two", "one"].entries())
    app.addService("sum-" + index, { image: "x/sum:1", port: 9000, secretEnv: { A: pulumi.secret(value) }, transform: { "apps.Deployment": remember } });
app.addService("sum-3", { image: "x/sum:1", port: 9000, secrets: { A: pulumi.secret("one") }, transform: { "apps.Deployment": remember } });
app.addService("sum-4", { image: "x/sum:1", port: 9000, transform: { "apps.Deployment": remember } });
const address = app.expose([
    { host: "www.example.com", service: web },
    { host: "www.example.com", path: "/api", service: api },
    { host: "www.example.com", path: "/api/v2/long", service: web },
    { host: "api.example.com", path: "/", service: api },
]);
exports.address = address;
exports.allowed = pulumi.all(allowed);
exports.sums = pulumi.all(sums);
exports.metrics = app.metrics;
exports.kubeconfigCommand = app.kubeconfigCommand;
exports.securityGroupId = app.securityGroupId;
tryTo(() => new webstack.AppCluster("wrong", { cluster: { ...place, adminRoleArns: [] }, namespace: "Shop", ingress: { ...alb, allowedCidrs: [] } }, { providers }));
tryTo(() => app.addService("bad", { image: "x", port: 80 }));
tryTo(() => app.addService("Bad", { image: "x:1", port: 8000 }));
tryTo(() => app.expose([]));
`,
        ),
        stackOf(
            "app-cluster-local",
            `
${stores}
const nginx = new webstack.AppCluster("dev", { cluster: { kind: "existing", kubeconfig: "text", context: "kind-dev" }, ingress: { kind: "class", className: "nginx" } });
const traefik = new webstack.AppCluster("k3s", { cluster: { kind: "existing" }, namespace: "shop", ingress: { kind: "class", className: "traefik", tlsSecretName: "shop-tls" } });
const web = nginx.addService("web", { image: "x/web:1", port: 3000, stores: [database] });
nginx.expose([{ host: "shop.localhost", service: web }]);
const other = traefik.addService("other", { image: "x/web:1", port: 3000 });
traefik.expose([{ host: "a.localhost", service: other }, { host: "b.localhost", service: other }]);
exports.undefinedOnes = [nginx.clusterName, nginx.securityGroupId, nginx.kubeconfigCommand].map(value => value === undefined);
exports.allowed = allowed.length;
`,
        ),
    ]);
});

describe("AppCluster on EKS", () => {
    it("makes exactly this", () => {
        const attachments = [
            ...["BlockStorage", "Cluster", "Compute", "LoadBalancing", "Networking"].map(name => `cluster-AmazonEKS${name}Policy`),
            "node-AmazonEC2ContainerRegistryPullOnly",
            "node-AmazonEKSWorkerNodeMinimalPolicy",
        ];
        expect(eks.own("open")).toEqual(
            [
                "AccessEntry admin-deploy",
                "AccessPolicyAssociation admin-deploy",
                "Addon metrics-server",
                "Cluster cluster",
                "ConfigMap network-policies",
                "IngressClass alb-class",
                "IngressClassParams alb-params",
                "Key key",
                "LogGroup logs",
                "Namespace namespace",
                "NetworkPolicy deny-all",
                "Role cluster-role",
                "Role node-role",
                ...attachments.map(name => `RolePolicyAttachment ${name}`),
                "StorageClass gp3",
                "kubernetes kubernetes",
            ].map(child => child.replace(" ", " open-")),
        );
        expect(eks.own("app").filter(child => !child.startsWith("Service "))).toEqual(
            [
                ...eks.own("open").map(child => child.replace(" open-", " app-")),
                ...["AccessEntry", "AccessPolicyAssociation"].flatMap(type => [`${type} app-admin-ops`, `${type} app-viewer-engineer`]),
                "Ingress app-ingress",
            ].sort(),
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
        expect(eks.waitsFor("Cluster app-cluster")).toEqual(
            [
                "app-logs",
                "app-cluster-role",
                "app-node-role",
                ...["BlockStorage", "Cluster", "Compute", "LoadBalancing", "Networking"].map(name => `app-cluster-AmazonEKS${name}Policy`),
                "app-node-AmazonEC2ContainerRegistryPullOnly",
                "app-node-AmazonEKSWorkerNodeMinimalPolicy",
                "app-key",
            ].sort(),
        );
    });

    it("opens its API to named ranges only, and lets its protection and its version be chosen", () => {
        expect(eks.inputs("Cluster open-cluster")).toMatchObject({
            version: "1.34",
            deletionProtection: false,
            vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.7/32"] },
            zonalShiftConfig: { enabled: true },
            tags: { Component: "open", Extra: "1" },
        });
        expect(eks.get("Cluster open-cluster").protect).toBeUndefined();
        expect(eks.inputs("LogGroup open-logs").retentionInDays).toBe(30);
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
        for (const { urn, inputs } of eks.ofType("RolePolicyAttachment").filter(state => state.urn.includes("::app-"))) {
            const [, kind, policy] = /::app-(cluster|node)-(\w+)$/.exec(urn)!;
            expect(inputs).toEqual({
                role: expect.stringContaining(`app-${kind}-role-`) as string,
                policyArn: `arn:aws:iam::aws:policy/${policy}`,
            });
        }
    });

    it("lets roles in by access entries: administrators, and viewers who see no secrets", () => {
        const entry = (suffix: string): unknown => [
            eks.inputs(`AccessEntry app-${suffix}`).principalArn,
            eks.inputs(`AccessPolicyAssociation app-${suffix}`).policyArn,
            eks.inputs(`AccessPolicyAssociation app-${suffix}`).accessScope,
            eks.inputs(`AccessPolicyAssociation app-${suffix}`).principalArn,
            eks.inputs(`AccessEntry app-${suffix}`).clusterName,
        ];
        const policy = (name: string): string => `arn:aws:eks::aws:cluster-access-policy/AmazonEKS${name}Policy`;
        const scope = { type: "cluster" };
        expect(entry("admin-deploy")).toEqual([role("ci/deploy"), policy("ClusterAdmin"), scope, role("ci/deploy"), "test-test-app"]);
        expect(entry("admin-ops")).toEqual([role("ops"), policy("ClusterAdmin"), scope, role("ops"), "test-test-app"]);
        expect(entry("viewer-engineer")).toEqual([role("engineer"), policy("View"), scope, role("engineer"), "test-test-app"]);
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
                            interactiveMode: "Never",
                        },
                    },
                },
            ],
        });
        expect(eks.waitsFor("kubernetes app-kubernetes")).toEqual(
            expect.arrayContaining(["admin-deploy", "admin-ops", "viewer-engineer"].map(suffix => `app-${suffix}`)),
        );
        expect(eks.outputs.kubeconfigCommand).toBe("aws eks update-kubeconfig --region eu-west-1 --name test-test-app");
    });

    it("has metrics for autoscalers, and network policies that are enforced", () => {
        expect(eks.inputs("Addon app-metrics-server")).toMatchObject({ clusterName: "test-test-app", addonName: "metrics-server" });
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

    it("has a class of load balancers of Auto Mode's own controller", () => {
        expect(eks.inputs("IngressClassParams app-alb-params")).toEqual({
            apiVersion: "eks.amazonaws.com/v1",
            kind: "IngressClassParams",
            metadata: { name: "alb" },
            spec: { scheme: "internet-facing", certificateARNs: [certificate] },
        });
        expect(eks.inputs("IngressClass app-alb-class")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "IngressClass",
            metadata: { name: "alb" },
            spec: {
                controller: "eks.amazonaws.com/alb",
                parameters: { apiGroup: "eks.amazonaws.com", kind: "IngressClassParams", name: "alb" },
            },
        });
    });

    it("puts everything in the cluster through its own provider", () => {
        const inCluster = eks.resources.filter(({ type, urn }) => type.startsWith("kubernetes:") && !urn.includes("::open-"));
        expect(inCluster.length).toBeGreaterThan(40);
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

    it("lets no pod talk to anybody until a service says so", () => {
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
            [
                "Service 'bad': 2 problems",
                '  image: got "x"; allowed: an image with a tag other than latest, or a digest. ' +
                    "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.",
                "  port: got 80; allowed: a whole number from 1024 to 65535.",
            ].join("\n"),
            `Service 'Bad': 1 problem\n  name: got "Bad"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`,
            "AppCluster 'app': 1 problem\n  routes: got []; allowed: at least one route.",
        ]);
        expect(eks.resources.filter(({ urn }) => /::(wrong|bad|Bad)/.test(urn))).toEqual([]);
    });
});

describe("AppCluster on a cluster that is there", () => {
    it("makes a provider, a namespace and its policy, and no more", () => {
        expect(local.own("dev")).toEqual([
            "Ingress dev-ingress",
            "Namespace dev-namespace",
            "NetworkPolicy dev-deny-all",
            "Service web",
            "kubernetes dev-kubernetes",
        ]);
        expect(local.inputs("kubernetes dev-kubernetes")).toMatchObject({
            kubeconfig: "text",
            context: "kind-dev",
            enableServerSideApply: "true",
            enableConfigMapMutable: "true",
            enableSecretMutable: "true",
        });
        expect(Object.keys(local.inputs("kubernetes k3s-kubernetes"))).toEqual([
            "enableConfigMapMutable",
            "enableSecretMutable",
            "enableServerSideApply",
            "version",
        ]);
        expect(local.outputs.undefinedOnes).toEqual([true, true, true]);
    });

    it("has a namespace for restricted pods, without the gate of a load balancer", () => {
        expect(dig(local.inputs("Namespace dev-namespace"), "metadata.labels")).toEqual({
            ...labels("dev", "dev"),
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "latest",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/audit": "restricted",
        });
    });

    it("leaves requests to the class that is there", () => {
        const http = (name: string): unknown => ({
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } }],
        });
        expect(local.inputs("Ingress dev-ingress")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: { name: "dev", namespace: "dev", labels: labels("dev", "dev"), annotations: {} },
            spec: { ingressClassName: "nginx", rules: [{ host: "shop.localhost", http: http("web") }] },
        });
        expect(local.inputs("Ingress k3s-ingress").spec).toEqual({
            ingressClassName: "traefik",
            tls: [{ hosts: ["a.localhost", "b.localhost"], secretName: "shop-tls" }],
            rules: [
                { host: "a.localhost", http: http("other") },
                { host: "b.localhost", http: http("other") },
            ],
        });
        expect(dig(local.inputs("Service web-service"), "metadata.annotations")).toBeUndefined();
    });

    it("lets the controller's namespace in, by class", () => {
        const entrance = (service: string): unknown => dig(local.inputs(`NetworkPolicy ${service}-network`), "spec.ingress.0.from.1");
        expect(entrance("web")).toEqual({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } });
        expect(entrance("other")).toEqual({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } });
    });

    it("asks no store to let a security group in", () => expect(local.outputs.allowed).toBe(0));
});

describe("a service", () => {
    it("makes exactly this, with secrets and without an autoscaler", () => {
        expect(eks.children("web")).toEqual(
            [
                "Deployment deployment",
                "NetworkPolicy network",
                "PodDisruptionBudget disruption",
                "Secret env",
                "Secret secrets",
                "Service service",
                "ServiceAccount account",
            ].map(child => child.replace(" ", " web-")),
        );
        expect(eks.get("Service web").parent).toBe(eks.get("AppCluster app").urn);
        expect(eks.waitsFor("Service web")).toEqual(["app-deny-all"]);
    });

    it("makes exactly this, without secrets and with an autoscaler", () => {
        expect(eks.children("api")).toEqual(
            [
                "Deployment deployment",
                "HorizontalPodAutoscaler autoscaler",
                "NetworkPolicy network",
                "PodDisruptionBudget disruption",
                "Service service",
                "ServiceAccount account",
            ].map(child => child.replace(" ", " api-")),
        );
    });

    it("has this Deployment, in full", () => {
        const { spec, ...rest } = eks.inputs("Deployment web-deployment");
        expect(rest).toEqual({
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "web", namespace: "app", labels: labels("web", "app") },
        });
        expect(spec).toEqual({
            replicas: 3,
            selector: { matchLabels: selector("web") },
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
            template: {
                metadata: {
                    labels: { ...labels("web", "app"), "calls-orders": "true", "calls-sessions": "true", "calls-api": "true" },
                    annotations: { "webstack/secrets-checksum": secret() },
                },
                spec: {
                    serviceAccountName: "web",
                    automountServiceAccountToken: false,
                    enableServiceLinks: false,
                    securityContext: {
                        runAsNonRoot: true,
                        runAsUser: 2000,
                        runAsGroup: 2000,
                        fsGroup: 2000,
                        seccompProfile: { type: "RuntimeDefault" },
                    },
                    terminationGracePeriodSeconds: 90,
                    topologySpreadConstraints: [
                        {
                            maxSkew: 1,
                            topologyKey: "topology.kubernetes.io/zone",
                            whenUnsatisfiable: "ScheduleAnyway",
                            labelSelector: { matchLabels: selector("web") },
                        },
                    ],
                    containers: [
                        {
                            name: "web",
                            image: "ghcr.io/acme/web:1.4.2",
                            command: ["node", "server.js"],
                            args: ["--verbose"],
                            ports: [
                                { name: "http", containerPort: 8000 },
                                { name: "metrics", containerPort: 9100 },
                            ],
                            env: [
                                { name: "API_URL", value: "http://api:8000" },
                                { name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "web-env", key: "DATABASE_URL" } } },
                                { name: "ZONE", value: "eu" },
                            ],
                            resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
                            securityContext: {
                                allowPrivilegeEscalation: false,
                                privileged: false,
                                readOnlyRootFilesystem: true,
                                capabilities: { drop: ["ALL"] },
                            },
                            startupProbe: {
                                httpGet: { path: "/api/health", port: "http" },
                                periodSeconds: 5,
                                timeoutSeconds: 4,
                                failureThreshold: 13,
                            },
                            livenessProbe: {
                                httpGet: { path: "/api/health", port: "http" },
                                initialDelaySeconds: 15,
                                periodSeconds: 20,
                                timeoutSeconds: 4,
                                failureThreshold: 5,
                            },
                            readinessProbe: {
                                httpGet: { path: "/api/health", port: "http" },
                                initialDelaySeconds: 5,
                                periodSeconds: 5,
                                timeoutSeconds: 4,
                                failureThreshold: 5,
                            },
                            lifecycle: { preStop: { sleep: { seconds: 10 } } },
                            volumeMounts: [
                                { name: "scratch-0", mountPath: "/tmp" },
                                { name: "scratch-1", mountPath: "/var/cache/web" },
                                { name: "secrets", mountPath: "/run/secrets", readOnly: true },
                            ],
                        },
                    ],
                    volumes: [
                        { name: "scratch-0", emptyDir: { sizeLimit: "1Gi" } },
                        { name: "scratch-1", emptyDir: { sizeLimit: "1Gi" } },
                        { name: "secrets", secret: { secretName: "web-secrets", defaultMode: 0o440 } },
                    ],
                },
            },
        });
    });

    it("has the probes of the documents where nothing is said", () => {
        const container = dig(eks.inputs("Deployment worker-deployment"), "spec.template.spec.containers.0") as Record<string, unknown>;
        const httpGet = { path: "/health", port: "http" };
        expect(container.startupProbe).toEqual({ httpGet, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 12 });
        expect(container.livenessProbe).toEqual({
            httpGet,
            initialDelaySeconds: 30,
            periodSeconds: 10,
            timeoutSeconds: 10,
            failureThreshold: 3,
        });
        expect(container.readinessProbe).toEqual({
            httpGet,
            initialDelaySeconds: 5,
            periodSeconds: 5,
            timeoutSeconds: 10,
            failureThreshold: 3,
        });
        expect(container.resources).toEqual({ requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } });
        expect(container.volumeMounts).toEqual([{ name: "scratch-0", mountPath: "/tmp" }]);
        expect(container).not.toHaveProperty("command");
        expect(container).not.toHaveProperty("args");
        expect(dig(eks.inputs("Deployment worker-deployment"), "spec.template.spec")).toMatchObject({
            securityContext: { runAsUser: 1001 },
            terminationGracePeriodSeconds: 40,
        });
    });

    it("asks a fast probe no slower than it says", () => {
        const { readinessProbe } = podSpec(
            "x",
            { image: "x:1", port: 8000, health: { periodSeconds: 2 } },
            { serviceAccountName: "x", filesSecret: undefined, envSecret: undefined },
        ).containers[0 as never] as { readinessProbe: unknown };
        expect(readinessProbe).toMatchObject({ periodSeconds: 2 });
    });

    it("leaves the number of pods to the autoscaler, and keeps the last pod through an update", () => {
        expect(Object.keys(eks.inputs("Deployment api-deployment").spec as object)).not.toContain("replicas");
        expect(eks.inputs("HorizontalPodAutoscaler api-autoscaler").spec).toEqual({
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "api" },
            minReplicas: 2,
            maxReplicas: 8,
            metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } }],
        });
        expect(dig(eks.inputs("HorizontalPodAutoscaler lonely-autoscaler"), "spec.metrics.0.resource.target.averageUtilization")).toBe(50);
        const unavailable = (name: string): unknown =>
            dig(eks.inputs(`Deployment ${name}-deployment`), "spec.strategy.rollingUpdate.maxUnavailable");
        expect(["api", "worker", "lonely", "sum-0"].map(unavailable)).toEqual([1, 0, 0, 1]);
        expect(dig(eks.inputs("Deployment sum-0-deployment"), "spec.replicas")).toBe(2);
    });

    it("keeps all pods but one through a drain, has an account without a token, and answers on its port", () => {
        const metadata = { name: "web", namespace: "app", labels: labels("web", "app") };
        expect(eks.inputs("PodDisruptionBudget web-disruption")).toEqual({
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata,
            spec: { maxUnavailable: 1, selector: { matchLabels: selector("web") } },
        });
        expect(eks.inputs("ServiceAccount web-account")).toEqual({
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata,
            automountServiceAccountToken: false,
        });
        expect(eks.inputs("Service web-service").spec).toEqual({
            selector: selector("web"),
            ports: [{ name: "http", port: 8000, targetPort: "http" }],
        });
    });

    it("tells the load balancer where and how often to ask each service, within the load balancer's limits", () => {
        const health = (name: string): unknown => dig(eks.inputs(`Service ${name}-service`), "metadata.annotations");
        const annotations = (path: string, interval: number, timeout: number, failures: number) => ({
            "alb.ingress.kubernetes.io/healthcheck-path": path,
            "alb.ingress.kubernetes.io/healthcheck-interval-seconds": String(interval),
            "alb.ingress.kubernetes.io/healthcheck-timeout-seconds": String(timeout),
            "alb.ingress.kubernetes.io/unhealthy-threshold-count": String(failures),
        });
        expect(["web", "api", "worker"].map(health)).toEqual([
            annotations("/api/health", 20, 4, 5),
            // A timeout as long as the interval is too long for it, and one failure too few.
            annotations("/", 5, 4, 2),
            annotations("/health", 10, 9, 3),
        ]);
    });

    it("opens the network to its callers, its stores, its peers, DNS, and the load balancer's subnets, and to nothing else", () => {
        expect(eks.inputs("NetworkPolicy web-network")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "web", namespace: "app", labels: labels("web", "app") },
            spec: {
                podSelector: { matchLabels: selector("web") },
                policyTypes: ["Ingress", "Egress"],
                ingress: [
                    {
                        from: [
                            { podSelector: { matchLabels: { "calls-web": "true" } } },
                            { ipBlock: { cidr: "10.9.0.0/24" } },
                            { ipBlock: { cidr: "10.9.1.0/24" } },
                        ],
                        ports: [{ protocol: "TCP", port: 8000 }],
                    },
                    {
                        from: [{ namespaceSelector: {}, podSelector: { matchLabels: selector("prometheus") } }],
                        ports: [{ protocol: "TCP", port: 9100 }],
                    },
                ],
                egress: [
                    dns,
                    {
                        to: [{ ipBlock: { cidr: "10.9.4.0/24" } }, { ipBlock: { cidr: "10.9.5.0/24" } }],
                        ports: [{ protocol: "TCP", port: 5432 }],
                    },
                    {
                        to: [
                            {
                                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "data" } },
                                podSelector: { matchLabels: selector("sessions") },
                            },
                        ],
                        ports: [{ protocol: "TCP", port: 6379 }],
                    },
                    { to: [{ podSelector: { matchLabels: selector("api") } }], ports: [{ protocol: "TCP", port: 8080 }] },
                    { to: [{ ipBlock: { cidr: "203.0.113.64/26" } }], ports: [{ protocol: "TCP", port: 443 }] },
                ],
            },
        });
    });

    it("opens no more than DNS and its own port where nothing is said", () => {
        expect(servicePolicy("x", { image: "x:1", port: 8000 }, [])).toEqual({
            podSelector: { matchLabels: selector("x") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [{ from: [{ podSelector: { matchLabels: { "calls-x": "true" } } }], ports: [{ protocol: "TCP", port: 8000 }] }],
            egress: [dns],
        });
    });

    it("lets itself be scraped on its own port where no other is named", () => {
        expect(dig(eks.inputs("NetworkPolicy api-network"), "spec.ingress.1.ports")).toEqual([{ protocol: "TCP", port: 8080 }]);
        expect(dig(eks.inputs("Deployment api-deployment"), "spec.template.spec.containers.0.ports")).toEqual([
            { name: "http", containerPort: 8080 },
        ]);
        expect(eks.outputs.metrics).toEqual([
            { job: "shop-web", namespace: "app", labels: selector("web"), port: 9100, path: "/internal/metrics" },
            { job: "api", namespace: "app", labels: selector("api"), port: 8080 },
        ]);
    });

    it("asks its stores to let the cluster's security group in", () => {
        const group = dig(eks.get("Cluster app-cluster").outputs, "vpcConfig.clusterSecurityGroupId");
        expect(eks.outputs.securityGroupId).toBe(group);
        expect(eks.outputs.allowed).toEqual([
            ["app", group],
            ["app", group],
            ["app", group],
        ]);
    });

    it("holds secrets as files apart from secrets as variables, and never in the clear", () => {
        const metadata = (name: string): unknown => ({ name, namespace: "app", labels: labels("web", "app") });
        expect(eks.inputs("Secret web-secrets")).toEqual({
            apiVersion: "v1",
            kind: "Secret",
            metadata: metadata("web-secrets"),
            stringData: secret({ "jwt.key": "[secret]", "mail.key": "[secret]" }),
        });
        expect(eks.inputs("Secret web-env")).toEqual({
            apiVersion: "v1",
            kind: "Secret",
            metadata: metadata("web-env"),
            stringData: secret({ DATABASE_URL: "[secret]" }),
        });
        expect(JSON.stringify(eks.result.deployment)).not.toContain("postgresql://u:p");
    });

    it("restarts its pods when a secret changes, and only then", () => {
        const [one, two, again, asFile, none] = eks.outputs.sums as Record<string, string>[];
        const key = "webstack/secrets-checksum";
        expect(one![key]).toMatch(/^[0-9a-f]{16}$/);
        expect(two![key]).not.toBe(one![key]);
        expect(again![key]).toBe(one![key]);
        expect(asFile![key]).not.toBe(one![key]);
        expect(none).toEqual({});
    });

    it("takes transforms of its Deployment and its Service", () => {
        expect(dig(eks.inputs("Deployment api-deployment"), "metadata")).toEqual({
            name: "api",
            namespace: "app",
            labels: labels("api", "app"),
            annotations: { note: "kept" },
        });
        expect(dig(eks.inputs("Service api-service"), "spec.sessionAffinity")).toBe("ClientIP");
    });

    it("runs pods of the restricted standard only", () => {
        const all = [...podSpecs(eks), ...podSpecs(local)];
        expect(all).toHaveLength(11);
        for (const [name, spec] of all) expect([name, podFaults(spec), spec.automountServiceAccountToken]).toEqual([name, [], false]);
    });
});

describe("the ingress of a load balancer", () => {
    it("lets in named sources only, over TLS 1.2 and 1.3, to the least busy pod", () => {
        expect(dig(eks.inputs("Ingress app-ingress"), "metadata")).toEqual({
            name: "app",
            namespace: "app",
            labels: labels("app", "app"),
            annotations: {
                "alb.ingress.kubernetes.io/target-type": "ip",
                "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80},{"HTTPS":443}]',
                "alb.ingress.kubernetes.io/ssl-redirect": "443",
                "alb.ingress.kubernetes.io/ssl-policy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
                "alb.ingress.kubernetes.io/inbound-cidrs": "198.51.100.0/24,203.0.113.0/24",
                "alb.ingress.kubernetes.io/load-balancer-attributes":
                    "routing.http2.enabled=true,routing.http.drop_invalid_header_fields.enabled=true,deletion_protection.enabled=false",
                "alb.ingress.kubernetes.io/target-group-attributes":
                    "load_balancing.algorithm.type=least_outstanding_requests,deregistration_delay.timeout_seconds=10",
            },
        });
    });

    it("has one rule a host, with the longest path first", () => {
        const to = (path: string, name: string): unknown => ({
            path,
            pathType: "Prefix",
            backend: { service: { name, port: { name: "http" } } },
        });
        expect(eks.inputs("Ingress app-ingress").spec).toEqual({
            ingressClassName: "alb",
            rules: [
                { host: "www.example.com", http: { paths: [to("/api/v2/long", "web"), to("/api", "api"), to("/", "web")] } },
                { host: "api.example.com", http: { paths: [to("/", "api")] } },
            ],
        });
        expect(eks.waitsFor("Ingress app-ingress")).toContain("app-alb-class");
        expect(eks.outputs.address).toBe(dig(eks.get("Ingress app-ingress").outputs, "status.loadBalancer.ingress.0.hostname"));
    });
});

describe("validateAppCluster", () => {
    const cluster = { kind: "eks", accountId: account, region, network: parts, adminRoleArns: [role("deploy")] } as const;
    const ingress = { kind: "alb", certificateArn: certificate, allowedCidrs: ["203.0.113.0/24"] } as const;
    const check = (args: Partial<AppClusterArgs>): string[] => lines(validateAppCluster({ cluster, ingress, ...args }));

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(clusterDefaults).toEqual({ version: "1.35", logDays: 365, deletionProtection: true });
        expect(eksVersions).toContain(clusterDefaults.version);
        expect(check({ cluster: { kind: "existing" }, ingress: { kind: "class", className: "nginx" } })).toEqual([]);
    });

    it("fails for a version out of standard support", () => {
        expect(check({ cluster: { ...cluster, version: "1.33" } })).toEqual(['cluster.version: got "1.33"; allowed: 1.34, 1.35.']);
    });

    it("fails for a bad account, retention and namespace", () => {
        expect(check({ cluster: { ...cluster, accountId: "", logDays: 2 }, namespace: "a".repeat(41) })).toEqual([
            `namespace: got "${"a".repeat(41)}"; allowed: lower-case letters, digits and '-', at most 40 characters.`,
            'cluster.accountId: got ""; allowed: an AWS account id: 12 digits, in quotes.',
            expect.stringMatching(/^cluster\.logDays: got 2; allowed: 1, 3, 5, 7, /) as string,
        ]);
    });

    it("fails for roles that are none, wherever they are named", () => {
        const allowed = "allowed: ARNs of IAM roles, arn:aws:iam::123456789012:role/name.";
        const user = `arn:aws:iam::${account}:user/me`;
        expect(check({ cluster: { ...cluster, adminRoleArns: [user], viewerRoleArns: ["engineer", `${role("a")}/`] } })).toEqual([
            `cluster.adminRoleArns: got "${user}"; ${allowed}`,
            `cluster.viewerRoleArns: got "engineer"; ${allowed}`,
            `cluster.viewerRoleArns: got "${role("a")}/"; ${allowed}`,
        ]);
        expect(check({ cluster: { ...cluster, adminRoleArns: [role("path/to/deploy"), role("AWSReservedSSO_Admin_0a+=,.@-")] } })).toEqual(
            [],
        );
    });

    it("fails for a role named twice, for two of one name, and for one that is both", () => {
        expect(check({ cluster: { ...cluster, adminRoleArns: [role("deploy"), role("deploy")] } })).toEqual([
            'cluster.adminRoleArns: got "deploy"; allowed: each value once.',
        ]);
        expect(
            check({ cluster: { ...cluster, viewerRoleArns: ["arn:aws:iam::111122223333:role/x", "arn:aws:iam::444455556666:role/x"] } }),
        ).toEqual(['cluster.viewerRoleArns: got "x"; allowed: each value once.']);
        expect(check({ cluster: { ...cluster, viewerRoleArns: [role("deploy")] } })).toEqual([
            `cluster.viewerRoleArns: got "${role("deploy")}"; allowed: roles that are not in adminRoleArns.`,
        ]);
    });

    it("fails for an API server open to the world", () => {
        expect(check({ cluster: { ...cluster, publicAccessCidrs: ["0.0.0.0/0", "203.0.113.7"] } })).toEqual([
            'cluster.publicAccessCidrs: got "203.0.113.7"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            'cluster.publicAccessCidrs: got "0.0.0.0/0"; allowed: named ranges. Name the addresses of your office or runners, or leave it out.',
        ]);
    });

    it("fails for a load balancer where nothing makes one, and for one that lets nobody or nonsense in", () => {
        expect(check({ cluster: { kind: "existing" } })).toEqual([
            'ingress.kind: got "alb"; allowed: class, on an existing cluster. Only EKS Auto Mode brings the controller that makes load balancers.',
        ]);
        expect(check({ ingress: { ...ingress, allowedCidrs: ["everybody"] } })).toEqual([
            'ingress.allowedCidrs: got "everybody"; allowed: IPv4 ranges such as 203.0.113.0/24.',
        ]);
    });

    it("fails for a class that no object can have as its name", () => {
        expect(check({ ingress: { kind: "class", className: "My Class" } })).toEqual([
            `ingress.className: got "My Class"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
        ]);
    });
});

describe("validateRoutes", () => {
    const service = { name: "web", port: 8000 };

    it("takes hosts with and without paths", () => {
        expect(
            validateRoutes([
                { host: "a.example.com", service },
                { host: "a.example.com", path: "/api", service },
                { host: "b.example.com", path: "/api", service },
            ]),
        ).toEqual([]);
    });

    it("fails for no route, a bad host, a bad path, and one host and path twice", () => {
        expect(lines(validateRoutes([]))).toEqual(["routes: got []; allowed: at least one route."]);
        expect(
            lines(
                validateRoutes([
                    { host: "localhost", path: "api", service },
                    { host: "a.example.com", service },
                    { host: "a.example.com", path: "/", service },
                ]),
            ),
        ).toEqual([
            'routes.0.host: got "localhost"; allowed: a host name such as www.example.com, in lower case.',
            'routes.0.path: got "api"; allowed: a path that starts with /.',
            'routes: got "a.example.com/"; allowed: each value once.',
        ]);
    });
});

describe("validateService", () => {
    const good: ServiceArgs = { image: "ghcr.io/acme/web:1.4.2", port: 8000 };
    const check = (args: Partial<ServiceArgs>, name = "web"): string[] => lines(validateService(name, { ...good, ...args }));
    const range = (path: string, got: unknown, from: number, to: number): string =>
        `${path}: got ${JSON.stringify(got)}; allowed: a whole number from ${from} to ${to}.`;

    it("takes the defaults", () => {
        expect(check({})).toEqual([]);
        expect(serviceDefaults).toEqual({
            replicas: 2,
            resources: { cpu: "500m", memory: "512Mi" },
            writablePaths: ["/tmp"],
            uid: 1001,
            shutdownSeconds: 40,
            health: { path: "/health", startupSeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failures: 3, livenessDelaySeconds: 30 },
        });
    });

    it.each<[string, Partial<ServiceArgs>, string[]]>([
        ["privileged port", { port: 1023 }, [range("port", 1023, 1024, 65535)]],
        ["port beyond the last", { port: 65536 }, [range("port", 65536, 1024, 65535)]],
        ["number of pods", { replicas: 0 }, [range("replicas", 0, 1, 100)]],
        ["root user", { uid: 0 }, [range("uid", 0, 1, 65535)]],
        // Kubernetes refuses a pod that sleeps longer before its end than it is given for it.
        ["end shorter than the load balancer needs", { shutdownSeconds: 14 }, [range("shutdownSeconds", 14, 15, 3600)]],
        ["metrics port", { metrics: { port: 80 } }, [range("metrics.port", 80, 1024, 65535)]],
        [
            "size",
            { resources: { cpu: "0", memory: "512M" } },
            [
                'resources.cpu: got "0"; allowed: CPUs such as 500m or 2.',
                'resources.memory: got "512M"; allowed: a size such as 512Mi or 4Gi.',
            ],
        ],
        [
            "health",
            {
                health: {
                    path: "health",
                    startupSeconds: 4,
                    periodSeconds: 0,
                    timeoutSeconds: 301,
                    failures: 21,
                    livenessDelaySeconds: -1,
                },
            },
            [
                'health.path: got "health"; allowed: a path that starts with /.',
                range("health.startupSeconds", 4, 5, 3600),
                range("health.periodSeconds", 0, 1, 300),
                range("health.timeoutSeconds", 301, 1, 300),
                range("health.failures", 21, 1, 20),
                range("health.livenessDelaySeconds", -1, 0, 600),
            ],
        ],
        [
            "autoscaling beside a number of pods",
            { replicas: 2, autoscaling: { min: 2, max: 4 } },
            ["replicas: got 2; allowed: nothing beside autoscaling. Autoscaling owns the number of pods: remove one of the two."],
        ],
        [
            "autoscaling upside down",
            { autoscaling: { min: 5, max: 4 } },
            ["autoscaling.max: got 4; allowed: at least autoscaling.min, which is 5."],
        ],
        [
            "autoscaling out of range",
            { autoscaling: { min: 0, max: 201, cpuPercent: 101 } },
            [range("autoscaling.min", 0, 1, 100), range("autoscaling.max", 201, 1, 200), range("autoscaling.cpuPercent", 101, 1, 100)],
        ],
        [
            "names of variables and files",
            { env: { "1ST": "x", "A-B": "y" }, secretEnv: { "": "z" }, secrets: { "a/b": "s" } },
            [
                ...["1ST", "A-B", ""].map(name => `env: got "${name}"; allowed: names of letters, digits and _.`),
                `secrets: got "a/b"; allowed: file names of letters, digits, '.', '_' and '-'.`,
            ],
        ],
        ["variable in both", { env: { A: "1" }, secretEnv: { A: "2" } }, ['env: got "A"; allowed: each variable in env or in secretEnv.']],
        [
            "password in the open",
            { env: { DATABASE_URL: "postgresql://me:hunter2@db/x", SITE: "https://example.com/a:b@c" } },
            ['env.DATABASE_URL: got "an address with a password in it"; allowed: no secret. Put it in secretEnv or secrets.'],
        ],
        [
            "writable paths",
            { writablePaths: ["tmp", "/", "/a b", "/data", "/data"] },
            [
                ...["tmp", "/", "/a b"].map(path => `writablePaths: got "${path}"; allowed: absolute paths.`),
                'writablePaths: got "/data"; allowed: each value once.',
            ],
        ],
        ["peers", { reaches: ["example.com"] }, ['reaches: got "example.com"; allowed: IPv4 ranges such as 203.0.113.0/24.']],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for an image without a version", () => expect(check({ image: "web:latest" })).toHaveLength(1));

    it("fails for a name that is none", () => {
        expect(check({}, "1web")).toEqual([
            `name: got "1web"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`,
        ]);
    });

    it("takes variables that objects have by themselves", () => expect(check({ env: { toString: "1", constructor: "2" } })).toEqual([]));
});

describe("AppCluster on an existing cluster, with stores on AWS", () => {
    it("lets the group it is told of in, once for all its services", async () => {
        const result = await synthProgram(
            "existing-with-group",
            `
const network = new webstack.Network("net", { kind: "create", accountId: "123456789012", region: "eu-west-1" }, { providers });
const cluster = new webstack.AppCluster(
    "app",
    { cluster: { kind: "existing", securityGroupId: "sg-0123456789abcdef0" }, ingress: { kind: "class", className: "nginx" } },
    { providers },
);
const redis = new webstack.RedisCache(
    "redis",
    { kind: "elasticache", accountId: "123456789012", region: "eu-west-1", network, nodeType: "cache.t4g.small" },
    { providers },
);
for (const name of ["web", "worker"]) cluster.addService(name, { image: "shop/" + name + ":1", port: 8080, stores: [redis.connection] });
`,
        );
        const rules = result.deployment.deployment.resources.filter(({ urn }) =>
            urn.includes("RedisCache$aws:vpc/securityGroupIngressRule"),
        );
        expect(rules.map(({ inputs }) => inputs!.referencedSecurityGroupId)).toEqual(["sg-0123456789abcdef0"]);
        expect(rules.map(({ inputs }) => [inputs!.fromPort, inputs!.toPort])).toEqual([[6379, 6379]]);
    });
});
