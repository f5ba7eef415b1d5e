import { securityHub } from "../../controls";
import { given, type Target } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { groupsAt, inboundRules, isDefaultGroup, type Inbound } from "../../security-groups";
import { isReplica, portsOf, storesOf, type PlacedStore } from "../../stores";
import { at, fields, isSet, Unknown, unknownAt, within, type Field, type Known } from "../../values";

/** How the three forms of a rule name addresses, and groups. */
const addresses = ["cidrBlocks[*]", "ipv6CidrBlocks[*]", "prefixListIds[*]", "cidrIpv4", "cidrIpv6", "prefixListId"];
const members = ["securityGroups[*]", "sourceSecurityGroupId", "referencedSecurityGroupId"];

/** Which of them a rule of each form takes, for one that names nobody; a rule inside of its group has no form. */
const memberOfForm = new Map([
    ["aws:ec2/securityGroupRule:SecurityGroupRule", "sourceSecurityGroupId"],
    ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "referencedSecurityGroupId"],
]);

/** The protocol's name and number. */
const tcp: readonly Known[] = ["tcp", "TCP", "6"];

const nameIt = "Name the security group of the store's clients.";

/** A store and the security groups it is in. */
interface Guarded {
    readonly placed: PlacedStore;
    readonly groups: readonly Target[];
}

/** A rule on the whole stack, since a store, its groups and their rules are resources of their own. */
export const storeOnlyFromAppSg = stackRule(
    {
        name: "store-only-from-app-sg",
        group: "security",
        description:
            "Databases and caches take connections from named security groups only, at their own port. Groups that another stack " +
            "makes are judged there.",
        why: "Whoever shares the network with the application, a forgotten machine among them, reaches a store that lets addresses in.",
        severity: "high",
        tags: ["network", "aws", "rds", "elasticache"],
        ...securityHub("EC2.19", "Security groups should not allow unrestricted access to ports with high risk"),
        examples: {
            fails: `new aws.vpc.SecurityGroupIngressRule("db", { securityGroupId: db.id, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, cidrIpv4: "10.0.0.0/16" });`,
            passes: `new aws.vpc.SecurityGroupIngressRule("db", { securityGroupId: db.id, ipProtocol: "tcp", fromPort: 5432, toPort: 5432, referencedSecurityGroupId: app.id });`,
        },
        remediationSteps:
            "Give the store a security group of its own, whose inbound rules each name the group of a client " +
            "(referencedSecurityGroupId of an aws.vpc.SecurityGroupIngressRule) and the store's port as fromPort and toPort, with " +
            "ipProtocol tcp.",
    },
    stack => {
        const all = stack.map(given);
        const guarded = storesOf(all).map(placed => ({
            placed,
            groups: groupsAt(placed.one, fields(placed.one.props, `${placed.store.groups}[*]`), all),
        }));
        return [
            ...guarded.map(store => ({ urn: store.placed.one.urn, verdicts: judgeStore(store, all) })),
            ...inboundRules(all).map(inbound => ({ urn: inbound.one.urn, verdicts: judgeInbound(inbound, guarded, all) })),
        ];
    },
);

function judgeStore({ placed: { store }, groups }: Guarded, all: readonly Placed[]): readonly Verdict[] {
    const why = "whatever else is in that group reaches the store at every port.";
    if (groups.length === 0) return [`${store.groups} is not set: the VPC's default group takes the store in, and ${why}`];
    return groups.flatMap((group): readonly Verdict[] => {
        if (group instanceof Unknown) return [group];
        return isDefaultGroup(group, all) ? [`${store.groups} has the default group of a VPC: ${why}`] : [];
    });
}

function judgeInbound(inbound: Inbound, guarded: readonly Guarded[], all: readonly Placed[]): readonly Verdict[] {
    const users = guarded.filter(({ groups }) => groups.some(group => inbound.groups.includes(group))).map(({ placed }) => placed);
    // Whose rule it is cannot be told: it may be a store's.
    if (users.length === 0) return guarded.length > 0 ? inbound.groups.filter(group => group instanceof Unknown) : [];
    const unknown = [inbound.rule.value, at(inbound.rule.value, "type")].find(value => value instanceof Unknown);
    if (unknown) return [unknown];
    return [...judgeSources(inbound, users.some(isReplica), all), ...judgePort(inbound.rule, users, all)];
}

function judgeSources({ one, groups, rule }: Inbound, replicates: boolean, all: readonly Placed[]): readonly Verdict[] {
    const from = (paths: readonly string[]): readonly Field[] =>
        paths.flatMap(path => within(rule, path)).filter(({ value }) => isSet(value) && value !== false);
    const [ranges, named, self] = [from(addresses), from(members), from(["self"])];
    if (ranges.length + named.length + self.length === 0) {
        const member = memberOfForm.get(one.type);
        // AWS takes no such rule for nobody: where a preview names nobody, it does not know the name yet.
        if (member) return [unknownAt(member)];
        return [`${within(rule, "securityGroups")[0]!.path} is not set: the rule does not say whom it lets in. ${nameIt}`];
    }
    const why = `whatever else is in the group gets to the store. ${nameIt}`;
    return [
        ...ranges.flatMap(range => demand(range, () => false, `whatever has one of these addresses gets to the store. ${nameIt}`)),
        // Where stores replicate to each other, they may share a group and let each other in.
        ...(replicates ? [] : self.flatMap(itself => demand(itself, () => false, why))),
        ...(replicates ? [] : named.filter(member => groupsAt(one, [member], all).some(group => groups.includes(group)))).map(
            ({ path }) => `${path} is the group itself: ${why}`,
        ),
    ];
}

/** Of several stores in one group, a rule opens the port of one. */
function judgePort(rule: Field, users: readonly PlacedStore[], all: readonly Placed[]): readonly Verdict[] {
    const one = (property: string): Field => within(rule, property)[0]!;
    const protocol = one(isSet(one("ipProtocol").value) ? "ipProtocol" : "protocol");
    const spoken = demand(protocol, value => tcp.includes(value), "stores speak tcp alone.");
    if (spoken.some(verdict => typeof verdict === "string")) return spoken;

    const ports = users.map(user => portsOf(user, all));
    const known = [...new Set(ports.flat().filter(port => typeof port === "number"))];
    const isTheirs = (value: Known): boolean => (ports.some(({ length }) => length === 0) ? isSet(value) : known.includes(Number(value)));
    const [from, to] = [one("fromPort"), one("toPort")];
    const opened = demand(from, isTheirs, `the stores of this group listen at ${known.join(" and ") || "one port"} and nowhere else.`);
    const unknown = ports.flat().find(port => port instanceof Unknown);
    return [
        ...spoken,
        ...(opened.length > 0 && unknown ? [unknown] : opened),
        ...demand(
            to,
            value => (from.value instanceof Unknown ? isTheirs(value) : Number(value) === Number(from.value)),
            "a store listens at one port, and the range is wider than that.",
        ),
    ];
}
