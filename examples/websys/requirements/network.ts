import { answered, is, met, objects, outputOf, resources, type Check, type Table } from "../../../traceability";
import { database, everywhere, listensOnBoth, onAws, onlyCloudflareGetsIn, production, staging, zoneSays, type Stack } from "./parts";

const cluster = resources("aws:eks/cluster:Cluster", "app-cluster");
const waysOut = resources("aws:ec2/route:Route", "network-app-0-internet", "network-app-1-internet", "network-app-2-internet");
const gateways = resources("aws:ec2/natGateway:NatGateway");

/** A pod that no policy names talks to nobody. */
const closed = (stack: Stack): Check =>
    stack.input(objects("NetworkPolicy", "deny-all"), ["spec"], is({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }));

/** All that lets anything into a security group; none of them opens 22. */
const entranceRules = resources("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
const entrances = [
    staging.names(entranceRules, "network-endpoints-https", "postgres-from-app"),
    production.names(entranceRules, "network-endpoints-https", "postgres-from-app", "redis-from-app"),
];

/** The port is open at the load balancer, and everybody reaches it by Cloudflare. */
const open = (stack: Stack): Check[] => [listensOnBoth(stack), onlyCloudflareGetsIn(stack)];

/** What the document's firewall does. */
export const network: Table = {
    "001-110": answered(
        "There is no host to put a firewall on. Security groups and network policies let in what is named, and nothing else.",
        ...onAws.flatMap(stack => [
            stack.input(resources("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), ["ingress"], is([])),
            stack.input(database, ["publiclyAccessible"], is(false)),
            stack.input(cluster, ["vpcConfig", "endpointPublicAccess"], is(false)),
        ]),
        ...entrances,
        ...everywhere.map(closed),
    ),
    "001-111": answered(
        "Nodes may go out, by NAT. A pod may not, but to what is named for it: one that is taken over cannot call home.",
        ...onAws.flatMap(stack => [
            stack.input(waysOut, ["destinationCidrBlock"], is("0.0.0.0/0")),
            stack.input(waysOut, ["natGatewayId"], outputOf(gateways, "id")),
        ]),
        ...everywhere.map(closed),
    ),
    "001-112": answered(
        "There is no host to log in to: the nodes are in AWS's care. People come in by the cluster's API, each under a role of IAM, and every call is logged.",
        ...onAws.flatMap(stack => [
            stack.input(cluster, ["accessConfig", "authenticationMode"], is("API")),
            stack.names(resources("aws:eks/accessEntry:AccessEntry"), "app-access-websys-deploy"),
            stack.input(cluster, ["enabledClusterLogTypes"], is(["api", "audit", "authenticator", "controllerManager", "scheduler"])),
        ]),
        ...entrances,
    ),
    "001-113": met(...onAws.flatMap(open), ...zoneSays("always-use-https", "on")),
    "001-114": met(...onAws.flatMap(open)),
};
