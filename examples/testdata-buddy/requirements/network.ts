import { answered, at, is, matches, met, objects, outputOf, resources, type Check, type Table } from "../../../traceability";
import { colors, database, development, everywhere, onAws, parts, production, set, staging, type Stack } from "./parts";

const subnets = resources("aws:ec2/subnet:Subnet");
const inZones = (zones: number): string[] =>
    ["public", "app", "db", "cache"].flatMap(tier => Array.from({ length: zones }, (_zone, index) => `network-${tier}-${index}`));

/** A pod that no policy names talks to nobody. */
const closed = (stack: Stack): Check =>
    stack.input(objects("NetworkPolicy", "deny-all"), ["spec"], is({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }));

/** What the back end may reach over the internet, in the order of its policy; it is chosen by name, whatever its colour. */
const mayReach = (index: number, host: string, port: number): Check[] => [
    ...onAws.flatMap(stack => {
        const policy = objects("ApplicationNetworkPolicy", "backend-hosts");
        return [
            stack.input(policy, ["spec", "egress", at(index)], is({ to: [{ domainNames: [host] }], ports: [{ protocol: "TCP", port }] })),
            stack.input(policy, ["spec", "podSelector", "matchLabels"], is({ "app.kubernetes.io/name": "backend" })),
        ];
    }),
    // Nothing but EKS knows names in its policies.
    development.input(objects("NetworkPolicy", "backend-hosts"), ["spec", "egress", at(index), "ports", at(0), "port"], is(port)),
];

/** Nobody talks to a part but the gateway, and none of its own: the label of callers is on no pod. */
const apart: Check[] = everywhere.flatMap(stack =>
    parts.map(part =>
        stack.input(
            objects("NetworkPolicy", part),
            ["spec", "ingress", at(0), "from"],
            is([
                { podSelector: { matchLabels: { [`calls-${part}`]: "true" } } },
                { podSelector: { matchLabels: { "app.kubernetes.io/name": "gateway" } } },
            ]),
        ),
    ),
);

/** The labels of pods, of which none is one that lets it call the other part. */
const callsNobody: Check[] = onAws.flatMap(stack =>
    colors.flatMap(color => [
        stack.input(
            objects("Deployment", `frontend-${color}`),
            ["spec", "template", "metadata", "labels"],
            is({
                "app.kubernetes.io/managed-by": "pulumi",
                "app.kubernetes.io/name": "frontend",
                "app.kubernetes.io/part-of": "td-buddy",
                "webstack/color": color,
            }),
        ),
        stack.input(
            objects("Deployment", `backend-${color}`),
            ["spec", "template", "metadata", "labels"],
            is({
                "app.kubernetes.io/managed-by": "pulumi",
                "app.kubernetes.io/name": "backend",
                "app.kubernetes.io/part-of": "td-buddy",
                "calls-postgres": "true",
                "calls-redis": "true",
                "webstack/color": color,
            }),
        ),
    ]),
);

/** Where everything is, and what may talk to what. */
export const network: Table = {
    "004-014": met(...mayReach(0, "api.anthropic.com", 443)),
    "004-015": met(
        ...mayReach(1, "smtp.td-buddy.example", 587),
        ...set("backend", "SMTP_HOST", "smtp.td-buddy.example"),
        ...set("backend", "SMTP_PORT", "587"),
    ),
    "004-067": met(
        staging.names(subnets, ...inZones(2)),
        production.names(subnets, ...inZones(3)),
        ...onAws.flatMap(stack => [
            stack.names(resources("aws:ec2/vpc:Vpc"), "network-vpc"),
            stack.input(subnets, ["vpcId"], outputOf(resources("aws:ec2/vpc:Vpc"), "id")),
            stack.input(
                resources("aws:ec2/subnet:Subnet", "network-app-0", "network-db-0"),
                ["availabilityZone"],
                matches(/^ap-northeast-1[a-d]$/, "us-east-1a"),
            ),
            stack.input(database, ["publiclyAccessible"], is(false)),
            stack.input(resources("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"), ["ingress"], is([])),
        ]),
        ...everywhere.map(closed),
    ),
    "004-127": answered(
        "A network for each colour keeps a front end from the other colour's back end. Here no part may call another at all, of whatever colour: what pages " +
            "ask of the API comes in by the gateway, which gives a host's requests to one colour.",
        ...apart,
        ...callsNobody,
        ...everywhere.map(closed),
    ),
};
