import { changesBetween } from "../../synth/diff/changes";
import { providerUrn } from "../../synth/urn";
import { account, region, stackOf, type Stack } from "./support";

/** A whole system on EKS, with a cluster of these settings. */
const program = (settings: string): string => `
const place = { accountId: "${account}", region: "${region}" };
const network = new webstack.Network("network", { kind: "create", ...place, nat: "single" }, { providers });
const app = new webstack.AppCluster("app", {
    cluster: {
        kind: "eks", ...place, network, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"], repositories: ["shop/app"],
        ${settings}
    },
    ingress: { kind: "alb", certificateArn: "arn:aws:acm:${region}:${account}:certificate/1", allowedCidrs: ["203.0.113.0/24"] },
}, { providers });
const web = app.addService("web", { image: "x/web:1", port: 8000, nodePool: "graviton", secrets: { key: pulumi.secret("k") } });
app.expose([{ host: "www.example.com", service: web }]);
`;

const graviton = `nodePools: [{ name: "graviton", architecture: "arm64", cpuLimit: 16, diskGb: 100 }],`;

describe("the end of a cluster", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf("eks-end", program(graviton));
    });

    /** All that a resource waits for when it is made, which waits for it when it goes: what it is made from, and its provider. */
    function needs(key: string): Set<string> {
        const states = new Map(stack.resources.map(state => [state.urn, state]));
        const found = new Set<string>();
        const visit = (urn: string): void => {
            if (found.has(urn)) return;
            found.add(urn);
            const { dependencies = [], provider } = states.get(urn)!;
            for (const next of [...dependencies, ...(provider ? [providerUrn(provider)] : [])]) visit(next);
        };
        visit(stack.get(key).urn);
        return found;
    }

    it.each([
        // The controller must be there to take its load balancer away, with all that it is configured by.
        ["Ingress app-ingress", "IngressClass app-alb-class"],
        ["IngressClass app-alb-class", "IngressClassParams app-alb-params"],
        ["Ingress app-ingress", "BucketPolicy app-access-logs-policy"],
        ["IngressClassParams app-alb-params", "Subnet network-public-0"],
        ["IngressClassParams app-alb-params", "AccessPolicyAssociation app-admin-deploy"],
        // No request comes to pods that go.
        ["Ingress app-ingress", "Deployment web-deployment"],
        // A pod whose files cannot be unmounted never ends; nor does a node with such a pod.
        ["Deployment web-deployment", "Addon app-secrets-store"],
        ["Deployment web-deployment", "NodePool app-node-pool-graviton"],
        ["Deployment web-deployment", "Namespace app-namespace"],
        ["NodePool app-node-pool-graviton", "NodeClass app-node-class-graviton"],
        // Whoever takes objects away must be let in.
        ["NodeClass app-node-class-graviton", "AccessPolicyAssociation app-admin-deploy"],
        ["Namespace app-namespace", "AccessPolicyAssociation app-admin-deploy"],
        ["StorageClass app-gp3", "AccessPolicyAssociation app-admin-deploy"],
        ["AccessPolicyAssociation app-admin-deploy", "AccessEntry app-access-deploy"],
        ["AccessEntry app-access-deploy", "Cluster app-cluster"],
        ["Addon app-secrets-store", "Cluster app-cluster"],
        ["Addon app-metrics-server", "Cluster app-cluster"],
        // The cluster takes its nodes and network interfaces away with its roles, from the subnets they are in.
        ["Cluster app-cluster", "RolePolicyAttachment app-cluster-AmazonEKSComputePolicy"],
        ["Cluster app-cluster", "RolePolicyAttachment app-cluster-AmazonEKSNetworkingPolicy"],
        ["Cluster app-cluster", "RolePolicyAttachment app-node-AmazonEKSWorkerNodeMinimalPolicy"],
        ["RolePolicyAttachment app-cluster-AmazonEKSComputePolicy", "Role app-cluster-role"],
        ["Cluster app-cluster", "Subnet network-app-0"],
        ["Cluster app-cluster", "LogGroup app-logs"],
        ["Cluster app-cluster", "Key app-key"],
        ["Subnet network-app-0", "Vpc network-vpc"],
    ])("takes %s away before %s", (first, second) => {
        expect(needs(first)).toContain(stack.get(second).urn);
        expect(needs(second)).not.toContain(stack.get(first).urn);
    });

    it("takes nothing for gone because the cluster is: load balancers and disks would stay", () => {
        expect(stack.resources.filter(({ deletedWith }) => deletedWith).map(({ urn }) => urn)).toEqual([]);
    });
});

describe("an upgrade by configuration", () => {
    const versions = (cluster: string, metricsServer: string): string =>
        `version: "${cluster}", addOnVersions: { metricsServer: "${metricsServer}", secretsStore: "v3.1.3-eksbuild.1" },`;
    const before = program(versions("1.34", "v0.7.2-eksbuild.3") + graviton);

    /** What an update from one program to the next does, as `kind name: properties`. */
    async function steps(name: string, next: string): Promise<string[]> {
        const [base, head] = await Promise.all([stackOf(`${name}-before`, before), stackOf(`${name}-after`, next)]);
        return changesBetween(base.result.deployment, head.result.deployment).map(
            ({ kind, urn, properties }) => `${kind} ${urn.split("::").at(-1)}: ${properties.map(({ path }) => path).join(", ")}`,
        );
    }

    it("brings add-ons up first, in place", async () => {
        const next = program(versions("1.34", "v0.8.0-eksbuild.2") + graviton);
        expect(await steps("eks-add-ons", next)).toEqual(["updated app-metrics-server: addonVersion"]);
    });

    it("brings the cluster to the next minor version, in place, and touches nothing else", async () => {
        const next = program(versions("1.35", "v0.7.2-eksbuild.3") + graviton);
        expect(await steps("eks-version", next)).toEqual(["updated app-cluster: version"]);
    });

    it("rolls the nodes of a pool by their age, their disks or their hours of quiet, and replaces no pool", async () => {
        const pool = (rest: string): string =>
            program(versions("1.34", "v0.7.2-eksbuild.3") + graviton.replace("diskGb: 100", rest).replace("cpuLimit: 16", "cpuLimit: 32"));
        expect(await steps("eks-node-age", pool("diskGb: 100, expireAfterHours: 24"))).toEqual([
            "updated app-node-pool-graviton: spec.limits.cpu, spec.template.spec.expireAfter",
        ]);
        expect(await steps("eks-node-disk", pool(`diskGb: 200, disruptionBudget: { percent: 100 }`))).toEqual([
            "updated app-node-class-graviton: spec.ephemeralStorage.size",
            "updated app-node-pool-graviton: spec.disruption.budgets[0].nodes, spec.limits.cpu",
        ]);
    });
});
