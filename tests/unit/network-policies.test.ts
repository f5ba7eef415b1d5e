import fc from "fast-check";
import { openNetwork } from "../../components/app-cluster/policies";
import type { CidrReach, HostReach, WorkloadArgs } from "../../components/app-cluster/workload-args";
import { eksCluster, localCluster, stores } from "./clusters";
import { dig, dns, existingNetwork, labels, scraper, selector, stackOf, type Stack } from "./support";

const tcp = (port: number): unknown[] => [{ protocol: "TCP", port }];
const block = (cidr: string): unknown => ({ ipBlock: { cidr } });
const pods = (matchLabels: Record<string, string>): unknown => ({ podSelector: { matchLabels } });
const namespace = (name: string): object => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
/** The node's agent that hands pods their identity. */
const agent = { to: [block("169.254.170.23/32")], ports: tcp(80) };
/** All of the internet, and nothing of the networks behind it. */
const publicAddresses = [
    {
        ipBlock: {
            cidr: "0.0.0.0/0",
            except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
        },
    },
];

const program = `
${stores}
const talkative = {
    image: "x/web:1",
    port: 8000,
    ports: { grpc: 9000 },
    metrics: { port: 9100 },
    stores: [database, cache],
    calls: [{ name: "api", port: 8080 }, { name: "pushgateway", namespace: "monitoring", port: 9091 }],
    reaches: [
        { host: "api.stripe.com" },
        { cidr: "203.0.113.64/26" },
        { host: "smtp.example.com", port: 587 },
        { host: "*.example.com" },
        { cidr: "198.51.100.0/24", port: 25 },
        { cidr: "192.0.2.0/24" },
    ],
};
`;

let eks: Stack;
let local: Stack;
beforeAll(async () => {
    [eks, local] = await Promise.all([
        stackOf(
            "network-policies-eks",
            `
${eksCluster}
${program}
eks.addService("web", talkative);
eks.addService("quiet", { image: "x/web:1", port: 8000 });
eks.addWorker("worker", { image: "x/web:1", reaches: [{ host: "queue.example.com" }] });
eks.addJob("job", { image: "x/web:1", reaches: [{ cidr: "192.0.2.0/24", port: 22 }] });
eks.addCronJob("cron", { image: "x/web:1", schedule: "0 3 * * *", stores: [database] });
eks.addService("own-metrics", { image: "x/web:1", port: 8000, metrics: {} });
eks.addService("asked", { image: "x/web:1", port: 8000, ports: { grpc: 9000 }, metrics: { port: 9100 }, health: { port: 9100 } });
eks.addService("asked-elsewhere", { image: "x/web:1", port: 8000, ports: { admin: 9001 }, health: { port: 9001 } });
`,
        ),
        stackOf(
            "network-policies-local",
            `
${localCluster}
${program}
const gateway = new webstack.AppCluster("gated", {
    cluster: { kind: "existing" },
    namespace: "shop",
    ingress: { kind: "nginx", entrance: { kind: "node-port" }, tls: { kind: "self-signed" } },
}, { providers });
const traefik = new webstack.AppCluster("k3s", { cluster: { kind: "existing" }, ingress: { kind: "class", className: "traefik" } }, { providers });
local.addService("web", talkative);
local.addService("quiet", { image: "x/web:1", port: 8000 });
local.addService("asked", { image: "x/web:1", port: 8000, metrics: { port: 9100 }, health: { port: 9100 } });
gateway.addService("behind", { image: "x/web:1", port: 8000 });
traefik.addService("other", { image: "x/web:1", port: 8000 });
exports.allowed = allowed.length;
`,
        ),
    ]);
});

/** What a workload may do, and under which name. */
const policy = (stack: Stack, suffix: string): { metadata: unknown; ingress: unknown; egress: unknown } => {
    const { metadata, spec } = stack.inputs(`NetworkPolicy ${suffix}`);
    expect(dig(spec, "policyTypes")).toEqual(["Ingress", "Egress"]);
    return { metadata, ingress: dig(spec, "ingress"), egress: dig(spec, "egress") };
};

const declared = [
    { to: [block("10.9.4.0/24"), block("10.9.5.0/24")], ports: tcp(5432) },
    { to: [{ ...namespace("data"), podSelector: { matchLabels: selector("sessions") } }], ports: tcp(6379) },
    { to: [pods(selector("api"))], ports: tcp(8080) },
    {
        to: [
            {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
                podSelector: { matchLabels: selector("pushgateway") },
            },
        ],
        ports: tcp(9091),
    },
    { to: [block("198.51.100.0/24")], ports: tcp(25) },
    { to: [block("203.0.113.64/26"), block("192.0.2.0/24")], ports: tcp(443) },
];
const asked = scraper(9100);

describe("a namespace", () => {
    it("lets no pod talk to anybody, in or out", () => {
        const denied = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
        expect(eks.inputs("NetworkPolicy app-deny-all")).toMatchObject({ metadata: { name: "deny-all", namespace: "app" } });
        expect(eks.inputs("NetworkPolicy app-deny-all").spec).toEqual(denied);
        expect(local.inputs("NetworkPolicy gated-deny-all")).toMatchObject({ metadata: { name: "deny-all", namespace: "shop" } });
        expect(local.inputs("NetworkPolicy gated-deny-all").spec).toEqual(denied);
    });
});

describe("the network of a workload on EKS", () => {
    it("opens to callers, the load balancer's subnets and Prometheus, each on their ports", () => {
        const { metadata, ingress } = policy(eks, "web-network");
        expect(metadata).toEqual({ name: "web", namespace: "app", labels: labels("web", "app") });
        expect(dig(eks.inputs("NetworkPolicy web-network"), "spec.podSelector")).toEqual({ matchLabels: selector("web") });
        const callers = [pods({ "calls-web": "true" }), block("10.9.0.0/24"), block("10.9.1.0/24")];
        expect(ingress).toEqual([{ from: callers, ports: [...tcp(8000), ...tcp(9000)] }, asked]);
        expect(dig(policy(eks, "own-metrics-network").ingress, "1.ports")).toEqual(tcp(8000));
    });

    it("opens the port that the load balancer asks for health, where that is the port of the metrics", () => {
        const subnets = [block("10.9.0.0/24"), block("10.9.1.0/24")];
        expect(policy(eks, "asked-network").ingress).toEqual([
            { from: [pods({ "calls-asked": "true" }), ...subnets], ports: [...tcp(8000), ...tcp(9000)] },
            { from: subnets, ports: tcp(9100) },
            asked,
        ]);
        expect(policy(eks, "asked-elsewhere-network").ingress).toHaveLength(1);
        // Nobody but a load balancer of AWS asks from outside of the node.
        expect(policy(local, "asked-network").ingress).toHaveLength(2);
    });

    it("opens to DNS, its identity, its stores, its callees and its addresses, and to nothing else", () => {
        expect(policy(eks, "web-network").egress).toEqual([dns, agent, ...declared]);
        expect(policy(eks, "quiet-network").egress).toEqual([dns, agent]);
    });

    it("opens to hosts by their names", () => {
        expect(eks.inputs("ApplicationNetworkPolicy web-network-hosts")).toEqual({
            apiVersion: "networking.k8s.aws/v1alpha1",
            kind: "ApplicationNetworkPolicy",
            metadata: { name: "web-hosts", namespace: "app", labels: labels("web", "app") },
            spec: {
                podSelector: { matchLabels: selector("web") },
                policyTypes: ["Egress"],
                egress: [
                    { to: [{ domainNames: ["api.stripe.com", "*.example.com"] }], ports: tcp(443) },
                    { to: [{ domainNames: ["smtp.example.com"] }], ports: tcp(587) },
                ],
            },
        });
        expect(eks.ofType("ApplicationNetworkPolicy").map(({ urn }) => urn.split("::").at(-1))).toEqual([
            "web-network-hosts",
            "worker-network-hosts",
        ]);
        expect(eks.waitsFor("Deployment web-deployment")).toEqual(expect.arrayContaining(["web-network", "web-network-hosts"]));
    });

    it("opens as declared for every kind of workload, and lets nobody into those that nobody calls", () => {
        expect(policy(eks, "worker-network")).toMatchObject({ ingress: [], egress: [dns, agent] });
        expect(policy(eks, "job-network")).toMatchObject({
            ingress: [],
            egress: [dns, agent, { to: [block("192.0.2.0/24")], ports: tcp(22) }],
        });
        expect(policy(eks, "cron-network")).toMatchObject({ ingress: [], egress: [dns, agent, declared[0]] });
    });

    it("opens to public addresses by no policy of its own", () => {
        for (const { urn, inputs } of eks.ofType("NetworkPolicy"))
            expect([urn, JSON.stringify(inputs).includes("0.0.0.0/0")]).toEqual([urn, false]);
    });
});

describe("the network of a workload on a cluster that is there", () => {
    it("opens to what it declares, and knows no agent of AWS", () => {
        expect(policy(local, "web-network").egress).toEqual([dns, ...declared]);
        expect(policy(local, "quiet-network").egress).toEqual([dns]);
    });

    it("opens the ports of hosts to public addresses, and to no private ones", () => {
        expect(local.inputs("NetworkPolicy web-network-hosts")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "web-hosts", namespace: "dev", labels: labels("web", "dev") },
            spec: {
                podSelector: { matchLabels: selector("web") },
                policyTypes: ["Egress"],
                egress: [
                    { to: publicAddresses, ports: tcp(443) },
                    { to: publicAddresses, ports: tcp(587) },
                ],
            },
        });
        expect(local.waitsFor("Deployment web-deployment")).toEqual(expect.arrayContaining(["web-network", "web-network-hosts"]));
        expect(local.children("quiet").filter(child => child.endsWith("-hosts"))).toEqual([]);
    });

    it("lets in what lets requests in: the controller's namespace by its class, or the gateway beside it", () => {
        const entrance = (service: string): unknown => dig(policy(local, `${service}-network`).ingress, "0.from");
        expect(entrance("quiet")).toEqual([pods({ "calls-quiet": "true" }), namespace("ingress-nginx")]);
        expect(entrance("other")).toEqual([pods({ "calls-other": "true" }), namespace("kube-system")]);
        expect(entrance("behind")).toEqual([pods({ "calls-behind": "true" }), pods(selector("gateway"))]);
    });

    it("asks no store to let a security group in", () => expect(local.outputs.allowed).toBe(0));

    it("lets the group it is told of in, once for all its workloads", async () => {
        const stack = await stackOf(
            "existing-with-group",
            `
${existingNetwork}
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
const stores = [redis.connection];
cluster.addService("web", { image: "shop/web:1", port: 8080, stores });
cluster.addWorker("worker", { image: "shop/worker:1", stores });
cluster.addJob("seed", { image: "shop/worker:1", stores });
`,
        );
        const rules = stack.resources.filter(({ urn }) => urn.includes("RedisCache$aws:vpc/securityGroupIngressRule"));
        expect(rules.map(({ inputs }) => [inputs!.referencedSecurityGroupId, inputs!.fromPort, inputs!.toPort])).toEqual([
            ["sg-0123456789abcdef0", 6379, 6379],
        ]);
    });
});

describe("what is declared, whatever it is", () => {
    /** The policies that these arguments make, by logical suffix. */
    const policies = (args: WorkloadArgs, onEks: boolean): Map<string, { readonly spec: unknown }> => {
        const made = new Map<string, { readonly spec: unknown }>();
        const self = { child: (_: unknown, suffix: string, inputs: { readonly spec: unknown }) => made.set(suffix, inputs) };
        const cluster = { namespace: "app", eks: onEks ? {} : undefined };
        openNetwork(self as never, cluster as never, { suffix: "network", name: "web", labels: {} }, args, []);
        return made;
    };
    const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined });
    const hosts: fc.Arbitrary<HostReach> = fc.record({ host: fc.domain(), port });
    const cidrs: fc.Arbitrary<CidrReach> = fc.record({ cidr: fc.ipV4().map(address => `${address}/32`), port });
    const reaches = fc.array(fc.oneof(hosts, cidrs), { maxLength: 8 });
    /** Every pair of a target and a port that a policy opens. */
    const opened = (egress: unknown): string[] =>
        (egress as { to: { ipBlock?: { cidr: string }; domainNames?: string[] }[]; ports: { port: number }[] }[]).flatMap(({ to, ports }) =>
            to
                .flatMap(({ ipBlock, domainNames = [] }) => [...(ipBlock ? [ipBlock.cidr] : []), ...domainNames])
                .flatMap(target => ports.map(({ port: number }) => `${target}:${number}`)),
        );
    const wanted = (all: readonly { target: string; port?: number }[]): string[] =>
        all.map(({ target, port: number = 443 }) => `${target}:${number}`);

    it("is opened, each address and each host on its own port, and no other pair of the two", () => {
        fc.assert(
            fc.property(reaches, all => {
                const made = policies({ reaches: all }, true);
                const named = all.flatMap(reach => ("host" in reach ? [{ target: reach.host, port: reach.port }] : []));
                const numbered = all.flatMap(reach => ("cidr" in reach ? [{ target: reach.cidr, port: reach.port }] : []));
                expect(opened((dig(made.get("network"), "spec.egress") as unknown[]).slice(2)).sort()).toEqual(wanted(numbered).sort());
                expect(opened(dig(made.get("network-hosts"), "spec.egress") ?? []).sort()).toEqual(wanted(named).sort());
                expect([...made.keys()]).toEqual(named.length > 0 ? ["network", "network-hosts"] : ["network"]);
            }),
        );
    });

    it("opens each port of a host once where policies know no names", () => {
        fc.assert(
            fc.property(fc.array(hosts, { minLength: 1, maxLength: 8 }), all => {
                const ports = [...new Set(all.map(({ port: number = 443 }) => number))].sort((a, b) => a - b);
                expect(dig(policies({ reaches: all }, false).get("network-hosts"), "spec.egress")).toEqual(
                    ports.map(number => ({ to: publicAddresses, ports: tcp(number) })),
                );
            }),
        );
    });
});
