import {
    answered,
    at,
    cloudflareAddresses,
    is,
    met,
    objects,
    outputOf,
    resources,
    where,
    type Check,
    type Table,
} from "../../../traceability";
import { cluster, database, development, entrance, everywhere, onAws, type Stack } from "./parts";

const group = resources("aws:ec2/securityGroup:SecurityGroup", "postgres-group");
const lets = resources("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "postgres-from-app");

/** A pod that no policy names talks to nobody. */
const closed = (stack: Stack): Check =>
    stack.input(objects("NetworkPolicy", "deny-all"), ["spec"], is({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }));

/** Cloudflare's addresses may connect, to these two ports and to no other. */
const lets80And443: Check[] = [
    ...onAws.map(stack => stack.input(entrance, ["spec", "loadBalancerSourceRanges"], is(cloudflareAddresses))),
    ...everywhere.map(stack => stack.input(entrance, ["spec", "ports", at(0), "port"], is(80))),
    ...everywhere.map(stack => stack.input(entrance, ["spec", "ports", at(1), "port"], is(443))),
];

/** What may talk to what. */
export const network: Table = {
    "003-012": answered(
        "Clients call 80 and 443. On a laptop these are the node's ports 30080 and 30443, and in the pods, which may bind no low ones, 8080 and 8443.",
        ...lets80And443,
        ...everywhere.flatMap(stack => [
            stack.input(entrance, ["spec", "ports", where("port", 80), "targetPort"], is("http")),
            stack.input(entrance, ["spec", "ports", where("port", 443), "targetPort"], is("https")),
        ]),
    ),
    "003-093": met(
        ...everywhere.map(closed),
        ...onAws.map(stack => stack.input(resources("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), ["ingress"], is([]))),
    ),
    "003-094": answered(
        "Outgoing is denied too, but for what a workload says that it reaches: a back end that somebody took over cannot call where it likes.",
        ...onAws.map(stack =>
            stack.input(
                objects("ApplicationNetworkPolicy", "backend-hosts"),
                ["spec", "egress"],
                is([
                    {
                        to: [{ domainNames: ["generativelanguage.googleapis.com", "*.ingest.sentry.io"] }],
                        ports: [{ protocol: "TCP", port: 443 }],
                    },
                ]),
            ),
        ),
        ...everywhere.map(closed),
    ),
    "003-095": answered(
        "There is no server to log in to: who may administer has an access entry of the cluster, under a role, from inside of the network.",
        ...onAws.flatMap(stack => [
            stack.names(
                resources("aws:eks/accessEntry:AccessEntry"),
                ...["break-glass", "deploy", "read-only"].map(name => `app-access-kasaneha-${name}`),
            ),
            stack.input(cluster, ["vpcConfig", "endpointPublicAccess"], is(false)),
        ]),
    ),
    "003-096": met(...lets80And443),
    "003-097": met(...lets80And443),
    "003-098": answered(
        "Of 10.0.0.0/8, the pods of this cluster may, and nobody else.",
        ...onAws.flatMap(stack => [
            stack.input(lets, ["fromPort"], is(5432)),
            stack.input(lets, ["toPort"], is(5432)),
            stack.input(lets, ["securityGroupId"], outputOf(group, "id")),
            stack.input(database, ["publiclyAccessible"], is(false)),
        ]),
        development.input(
            objects("NetworkPolicy", "postgres"),
            ["spec", "ingress", at(0), "from"],
            is([{ namespaceSelector: {}, podSelector: { matchLabels: { "calls-postgres": "true" } } }]),
        ),
    ),
};
