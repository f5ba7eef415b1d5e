import { kubernetesHardening } from "../../controls";
import { judgeOfKind, type ObjectJudge } from "../../kubernetes";
import { egress, judgeOpen } from "../../network-policies";
import { resourceRule } from "../../rule";

const why = "whoever breaks into these pods connects to whatever the network reaches.";
const judges = new Map<string, ObjectJudge>([["NetworkPolicy", policy => judgeOpen(policy, egress, why)]]);

/** The cluster's own pods, by whatever selector, are not everywhere. What `except` takes from a range leaves the internet. */
export const egressMatchesTopology = resourceRule(
    {
        name: "egress-matches-topology",
        group: "security",
        description:
            "No NetworkPolicy lets pods connect to every address on every port, be it by several of its rules. More than half of a " +
            "protocol's ports, or more than an eighth of the internet, counts for all.",
        why: "A pod that is broken into then reaches the databases, the nodes and the metadata that it has no business with, and sends out what it finds.",
        severity: "high",
        tags: ["kubernetes", "network"],
        controls: [kubernetesHardening("Network policies", "Use network policies to isolate resources, and allow only what is needed.")],
        url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
        remediationSteps:
            "Name in `to` the pods, or the subnets, that the workload connects to, and in `ports` what it talks to them on; to the internet, port 443 alone.",
        examples: {
            fails: `egress: [{}]`,
            passes: `egress: [{ to: [{ ipBlock: { cidr: "10.0.64.0/20" } }], ports: [{ protocol: "TCP", port: 5432 }] }]`,
        },
    },
    type => judgeOfKind(judges, type),
);
