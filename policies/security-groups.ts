import { allNamed, targets, type Target } from "./references";
import type { Placed } from "./rule";
import { every, some, type Truth } from "./truth";
import { at, fields, Unknown, within, type Field } from "./values";
import { vpcTypes } from "./vpc";

const takeoverType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const groupTypes = ["aws:ec2/securityGroup:SecurityGroup", takeoverType];

/** Whether a target is the group that a VPC is made with, where no DefaultSecurityGroup takes it over. */
export const isDefaultGroup = (target: Target, all: readonly Placed[]): boolean =>
    all.some(({ urn, type }) => urn === target && vpcTypes.includes(type));

/** The security groups that fields name. The one that a VPC is made with goes by the VPC's URN until it is taken over. */
export function groupsAt(one: Placed, found: readonly Field[], all: readonly Placed[]): readonly Target[] {
    const groups = allNamed(one, found, all, ...groupTypes);
    const made = groups.filter(group => all.some(({ urn }) => urn === group));
    const vpcs = made.length < groups.length ? allNamed(one, found, all, ...vpcTypes).filter(vpc => isDefaultGroup(vpc, all)) : [];
    return vpcs.length === 0 ? groups : [...made, ...vpcs.map(vpc => takenOver(vpc, all) ?? vpc)];
}

const takenOver = (vpc: Target, all: readonly Placed[]): string | undefined =>
    all.find(one => one.type === takeoverType && targets(one, "vpcId", all, ...vpcTypes).includes(vpc))?.urn;

/** A rule that lets connections in, or out. */
export interface GroupRule {
    /** The resource it is written in. */
    readonly one: Placed;
    /** The groups it is a rule of. */
    readonly groups: readonly Target[];
    readonly rule: Field;
}

export type Inbound = GroupRule;

const standalone = {
    ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
};
const olderType = "aws:ec2/securityGroupRule:SecurityGroupRule";

/** Every rule of a stack that lets connections in, or may do so: those that groups hold, and those that stand alone. */
export const inboundRules = (all: readonly Placed[]): readonly Inbound[] => rulesOf("ingress", all);

/** Every rule of a stack that lets connections out, or may do so. */
export const outboundRules = (all: readonly Placed[]): readonly GroupRule[] => rulesOf("egress", all);

const rulesOf = (direction: keyof typeof standalone, all: readonly Placed[]): readonly GroupRule[] =>
    all.flatMap(one => {
        if (groupTypes.includes(one.type)) return fields(one.props, `${direction}[*]`).map(rule => ({ one, groups: [one.urn], rule }));
        if (!mayGo(direction, one)) return [];
        return [{ one, groups: groupsAt(one, fields(one.props, "securityGroupId"), all), rule: { path: "", value: one.props } }];
    });

function mayGo(direction: keyof typeof standalone, { type, props }: Placed): boolean {
    const way = at(props, "type");
    return type === standalone[direction] || (type === olderType && way !== (direction === "ingress" ? "egress" : "ingress"));
}

/** The address ranges that a rule names. */
export const rangesOf = (rule: Field): readonly Field[] =>
    ["cidrBlocks[*]", "ipv6CidrBlocks[*]", "cidrIpv4", "cidrIpv6"]
        .flatMap(path => within(rule, path))
        .filter(({ value }) => value !== undefined);

/** Rules of one group, and whether they are. */
export interface GroupOfRules {
    /** Of the group, or of the first rule where another stack makes it. */
    readonly urn: string;
    readonly rules: readonly (GroupRule & { readonly ofGroup: Truth })[];
}

/** The rules by their groups. Those of a group that is not known may be any's. */
export function byGroup(rules: readonly GroupRule[], all: readonly Placed[]): readonly GroupOfRules[] {
    const groups = new Set(rules.flatMap(({ groups }) => groups).filter(group => typeof group === "string"));
    const others = rules.some(({ groups }) => groups.some(group => group instanceof Unknown)) ? [undefined] : [];
    return [...groups, ...others].map(group => {
        const own = rules.flatMap(rule => {
            const ofGroup = some(rule.groups.map(one => (one instanceof Unknown ? one : one === group)));
            const way = isOlder(rule) && at(rule.rule.value, "type");
            return ofGroup === false ? [] : [{ ...rule, ofGroup: every([ofGroup, way instanceof Unknown ? way : true]) }];
        });
        return { urn: all.some(({ urn }) => urn === group) ? group! : own[0]!.one.urn, rules: own };
    });
}

const isOlder = ({ one }: GroupRule): boolean => one.type === olderType;

/** Those that open the same ports. What is not known is the same as nothing. */
export function bySamePorts<Rule extends GroupRule>(rules: readonly Rule[]): readonly (readonly Rule[])[] {
    const found = new Map<unknown, readonly Rule[]>();
    for (const rule of rules) {
        const key = portsOf(rule) ?? rule;
        found.set(key, [...(found.get(key) ?? []), rule]);
    }
    return [...found.values()];
}

function portsOf({ rule: { value } }: GroupRule): string | undefined {
    const said = [at(value, "ipProtocol") ?? at(value, "protocol"), at(value, "fromPort"), at(value, "toPort")];
    return said.some(one => one instanceof Unknown) ? undefined : JSON.stringify(said).toLowerCase();
}
