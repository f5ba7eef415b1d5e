import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { refuse } from "../../core/errors";
import { shortHash } from "../../core/hash";
import { dnsEgress, labelsOf, selectorOf } from "../../core/kubernetes";
import { gatewayName, tunnelName, type Backend } from "../backends";
import { backendsOf, type Route } from "../ingress";
import { createCertificate } from "./certificate";
import { createClientCa } from "./client-ca";
import { gatewayMetricsPort } from "./exporter";
import { inPod, renderNginx } from "./nginx-config";
import { gatewayDefaults, nodePortDefaults, validateGatewayRoutes, type NginxIngressArgs } from "./args";
import { gatewayPod, nlbDeregistrationSeconds, type Balancer } from "./pod";
import { createTunnel } from "./tunnel";
import { scraperOf } from "../policies";
import { distinctBackends } from "./upstreams";

type PolicySpec = k8s.types.input.networking.v1.NetworkPolicySpec;
type ServiceInputs = k8s.core.v1.ServiceArgs;

export interface GatewayParts {
    readonly namespace: string;
    readonly provider: k8s.Provider;
    readonly routes: readonly Route[];
    readonly args: NginxIngressArgs;
    readonly clusterKind: "eks" | "existing";
    /** On EKS the ranges of the public subnets: from there the load balancer asks for health. */
    readonly balancerCidrs: readonly string[];
    /** Those subnets, which the load balancer then keeps until it is gone. */
    readonly balancerSubnetIds?: readonly pulumi.Output<string>[];
}

/** Makes the gateway with all that belongs to it; returns the address that DNS must point at. */
export function createGateway(self: Component, parts: GatewayParts): pulumi.Output<string> {
    const { namespace, args, clusterKind } = parts;
    const routes = parts.routes.map(({ path = "/", ...route }) => ({ host: route.host, path, backends: backendsOf(route) }));
    refuse(`AppCluster '${self.name}'`, validateGatewayRoutes(args, routes));
    const settings = withDefaults(gatewayDefaults, args);
    const hosts = [...new Set(routes.map(({ host }) => host))];
    const metadata = { name: gatewayName, namespace, labels: labelsOf(gatewayName, namespace) };
    const selector = { matchLabels: selectorOf(gatewayName) };
    const opts = { provider: parts.provider, dependsOn: self.childrenOf("deny-all") };
    // The gateway changes only after what it sends requests to is ready for them.
    const services = new Set(parts.routes.flatMap(({ service }) => service.ready));

    const config = renderNginx(args, routes, inPod(namespace));
    const configName = `${gatewayName}-${shortHash(config, 10)}`;
    const files = self.child(
        k8s.core.v1.ConfigMap,
        "gateway-config",
        { metadata: { ...metadata, name: configName }, immutable: true, data: { "nginx.conf": config } },
        opts,
    );
    const certificate = createCertificate(self, args, hosts, metadata, opts);
    const clientCa = createClientCa(self, args.clientCa, metadata, opts);
    const account = self.child(k8s.core.v1.ServiceAccount, "gateway-account", { metadata, automountServiceAccountToken: false }, opts);
    const network = self.child(
        k8s.networking.v1.NetworkPolicy,
        "gateway-network",
        { metadata, spec: gatewayPolicy(args, distinctBackends(routes), parts.balancerCidrs) },
        opts,
    );
    const deployment = self.child(
        k8s.apps.v1.Deployment,
        "gateway",
        {
            metadata: {
                ...metadata,
                annotations: { "pulumi.com/timeoutSeconds": String(600 + settings.replicas * podSeconds[balancerOf(args, clusterKind)]) },
            },
            spec: {
                replicas: settings.replicas,
                selector,
                // A configuration that does not start stops at the first new pod, and the old ones go on.
                strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                template: {
                    metadata: {
                        labels: metadata.labels,
                        annotations: {
                            ...(certificate.checksum ? { "webstack/certificate-checksum": certificate.checksum } : {}),
                            ...(clientCa ? { "webstack/client-ca-checksum": clientCa.checksum } : {}),
                        },
                    },
                    spec: gatewayPod(args, balancerOf(args, clusterKind), {
                        configName,
                        secretName: certificate.secretName,
                        clientCaName: clientCa?.name,
                    }),
                },
            },
        },
        {
            ...opts,
            dependsOn: [
                ...opts.dependsOn,
                files,
                account,
                network,
                ...certificate.dependsOn,
                ...(clientCa ? [clientCa.map] : []),
                ...services,
            ],
        },
    );
    self.child(k8s.policy.v1.PodDisruptionBudget, "gateway-disruption", { metadata, spec: { maxUnavailable: 1, selector } }, opts);
    const service = self.child(k8s.core.v1.Service, "gateway-service", entrance(parts, metadata), {
        ...opts,
        dependsOn: [...opts.dependsOn, deployment],
    });
    if (args.entrance.kind === "node-port") return pulumi.output("localhost");
    if (args.entrance.kind === "tunnel") {
        const { clusterDomain } = settings;
        const tunnel = { namespace, entrance: args.entrance, hosts, clusterDomain, authority: certificate.authority };
        return createTunnel(self, tunnel, { ...opts, dependsOn: [...opts.dependsOn, service] });
    }
    return service.status.apply(status => {
        const address = status?.loadBalancer?.ingress?.[0];
        return address?.hostname ?? address?.ip ?? "";
    });
}

/**
 * How requests reach the pods: by ports of the nodes, by a load balancer that leaves the client's address as it is, or from
 * the cluster alone.
 */
function entrance(
    { args, clusterKind, balancerSubnetIds = [] }: GatewayParts,
    metadata: { name: string; namespace: string },
): ServiceInputs {
    const selector = selectorOf(gatewayName);
    const ports = [
        { name: "http", port: 80, targetPort: "http" },
        { name: "https", port: 443, targetPort: "https" },
    ];
    if (args.entrance.kind === "node-port") {
        const { httpPort, httpsPort } = withDefaults(nodePortDefaults, args.entrance);
        const nodePorts = [httpPort, httpsPort];
        return {
            metadata,
            spec: { type: "NodePort", selector, ports: ports.map((port, index) => ({ ...port, nodePort: nodePorts[index] })) },
        };
    }
    // cloudflared calls by HTTPS alone.
    if (args.entrance.kind === "tunnel") return { metadata, spec: { type: "ClusterIP", selector, ports: ports.slice(1) } };
    const common = { type: "LoadBalancer", selector, ports, loadBalancerSourceRanges: [...args.entrance.allowedCidrs].sort() };
    if (clusterKind === "existing") {
        const { class: loadBalancerClass } = args.entrance;
        return { metadata, spec: { ...common, externalTrafficPolicy: "Local", ...(loadBalancerClass ? { loadBalancerClass } : {}) } };
    }
    return {
        metadata: {
            ...metadata,
            annotations: {
                ...nlbAnnotations,
                ...(balancerSubnetIds.length > 0
                    ? { [nlbAnnotation("subnets")]: pulumi.all([...balancerSubnetIds]).apply(ids => ids.join(",")) }
                    : {}),
            },
        },
        // The load balancer sends to the pods themselves: no port of the nodes is needed.
        spec: { ...common, loadBalancerClass: "eks.amazonaws.com/nlb", allocateLoadBalancerNodePorts: false },
    };
}

/** What spreads connections over the pods. */
const balancerOf = ({ entrance: { kind } }: NginxIngressArgs, clusterKind: "eks" | "existing"): Balancer =>
    clusterKind === "eks" && kind === "load-balancer" ? "nlb" : "cluster";

/** What a pod takes to come up; behind a Network Load Balancer, to be known to it as well. */
const podSeconds: Readonly<Record<Balancer, number>> = { nlb: 300, cluster: 30 };

const attributes = (values: Readonly<Record<string, string | number | boolean>>): string =>
    Object.entries(values)
        .map(([name, value]) => `${name}=${value}`)
        .join(",");

const nlbAnnotation = (key: string): string => `service.beta.kubernetes.io/aws-load-balancer-${key}`;

/** As EKS Auto Mode documents them; sources and class stand in the Service's own fields. */
const nlbAnnotations = Object.fromEntries(
    Object.entries({
        scheme: "internet-facing",
        "nlb-target-type": "ip",
        "healthcheck-protocol": "HTTP",
        "healthcheck-path": "/healthz",
        "healthcheck-port": String(inPod("").ports.health),
        attributes: attributes({ "load_balancing.cross_zone.enabled": true }),
        "target-group-attributes": attributes({
            "preserve_client_ip.enabled": true,
            "deregistration_delay.timeout_seconds": nlbDeregistrationSeconds,
        }),
    }).map(([key, value]) => [nlbAnnotation(key), value]),
);

/** Clients and Prometheus in; to the cluster's DNS and to the pods of the backends out, those without requests of now among them. */
function gatewayPolicy({ entrance: from }: NginxIngressArgs, backends: readonly Backend[], balancerCidrs: readonly string[]): PolicySpec {
    const { http, https, health } = inPod("").ports;
    const tcp = (...ports: number[]) => ports.map(port => ({ protocol: "TCP", port }));
    const ranges = (cidrs: readonly string[]) => [...cidrs].sort().map(cidr => ({ ipBlock: { cidr } }));
    return {
        podSelector: { matchLabels: selectorOf(gatewayName) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
            from.kind === "tunnel"
                ? { from: [{ podSelector: { matchLabels: selectorOf(tunnelName) } }], ports: tcp(https) }
                : { ...(from.kind === "load-balancer" ? { from: ranges(from.allowedCidrs) } : {}), ports: tcp(http, https) },
            ...(from.kind === "load-balancer" && balancerCidrs.length > 0 ? [{ from: ranges(balancerCidrs), ports: tcp(health) }] : []),
            scraperOf(gatewayMetricsPort),
        ],
        egress: [dnsEgress, ...backends.map(({ labels, port }) => ({ to: [{ podSelector: { matchLabels: labels } }], ports: tcp(port) }))],
    };
}
