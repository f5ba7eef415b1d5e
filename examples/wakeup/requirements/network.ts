import {
    answered,
    at,
    directive,
    is,
    matches,
    met,
    objects,
    outputOf,
    resources,
    type Check,
    type Table,
    cloudflareAddresses,
} from "../../../traceability";
import {
    bucket,
    cluster,
    development,
    entrance,
    environmentsOnAws,
    everywhere,
    http,
    mayReach,
    nginxConfig,
    onAws,
    pooler,
    production,
    staging,
    variable,
    apps,
    type Stack,
} from "./parts";

const subnets = resources("aws:ec2/subnet:Subnet");
const inZones = (zones: number): string[] =>
    ["public", "app", "db", "cache"].flatMap(tier => Array.from({ length: zones }, (_zone, index) => `network-${tier}-${index}`));

/** A pod that no policy names talks to nobody. */
const closed = (stack: Stack): Check =>
    stack.input(objects("NetworkPolicy", "deny-all"), ["spec"], is({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }));

/** Where everything is, and what may talk to what. */
export const network: Table = {
    "000-004": met(
        ...environmentsOnAws.map(({ stack, supabase, domain }) =>
            mayReach(stack, 0, 443, `${supabase}.supabase.co`, `monitoring.${domain}`),
        ),
        // Nothing but EKS knows names in its policies.
        development.input(objects("NetworkPolicy", "wakeup-app-hosts"), ["spec", "policyTypes"], is(["Egress"])),
    ),
    "000-012": met(
        ...onAws.flatMap(stack => [
            stack.input(subnets, ["availabilityZone"], matches(/^ap-northeast-1[a-d]$/, "us-east-1a")),
            mayReach(stack, 2, 5432, pooler),
            stack.input(resources("aws:ec2/vpcEndpoint:VpcEndpoint", "network-s3-endpoint"), ["vpcEndpointType"], is("Gateway")),
            stack.input(apps, variable("STORAGE_REGION"), is("ap-northeast-1")),
            stack.input(
                objects("ApplicationNetworkPolicy", "wakeup-app-read-write-files"),
                ["spec", "egress", at(0), "to", at(0), "domainNames", at(0)],
                outputOf(bucket, "bucketRegionalDomainName"),
            ),
        ]),
    ),
    "000-038": met(
        ...onAws.flatMap(stack => [stack.input(apps, variable("SMTP_PORT"), is("587")), mayReach(stack, 1, 587, "smtp.wakeup.example")]),
    ),
    "000-113": met(
        staging.names(subnets, ...inZones(2)),
        production.names(subnets, ...inZones(3)),
        // Each of the cache's own is one of these.
        ...[
            { stack: staging, zones: 2 },
            { stack: production, zones: 3 },
        ].flatMap(({ stack, zones }) =>
            Array.from({ length: zones }, (_zone, index) =>
                stack.input(
                    resources("aws:elasticache/subnetGroup:SubnetGroup"),
                    ["subnetIds", at(index)],
                    outputOf(resources("aws:ec2/subnet:Subnet", `network-cache-${index}`), "id"),
                ),
            ),
        ),
    ),
    "000-114": answered(
        "There is no host to put a firewall on. Security groups, the load balancer and network policies let in what is named, and nothing else.",
        ...onAws.flatMap(stack => [
            stack.input(resources("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), ["ingress"], is([])),
            stack.names(
                resources("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
                "network-endpoints-https",
                "redis-from-app",
            ),
            stack.input(cluster, ["vpcConfig", "endpointPublicAccess"], is(false)),
            stack.input(entrance, ["spec", "loadBalancerSourceRanges"], is(cloudflareAddresses)),
            // They are everybody's who has a zone there: the certificate is this zone's alone.
            stack.input(nginxConfig, http(directive("ssl_verify_client")), is("ssl_verify_client on")),
            stack.input(
                resources("kubernetes:core/v1:ConfigMap", "app-gateway-client-ca"),
                ["data", "ca.crt"],
                outputOf(resources("tls:index/selfSignedCert:SelfSignedCert", "edge-pull-authority"), "certPem"),
            ),
        ]),
        ...everywhere.map(closed),
    ),
};
