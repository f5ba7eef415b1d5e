import { allNamed, targets, type Target } from "./references";
import type { Placed } from "./rule";
import { at, fields, type Field } from "./values";
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

/** A rule that lets connections in. */
export interface Inbound {
    /** The resource it is written in. */
    readonly one: Placed;
    /** The groups it is a rule of. */
    readonly groups: readonly Target[];
    readonly rule: Field;
}

/** Every rule of a stack that lets connections in, or may do so: those that groups hold, and those that stand alone. */
export const inboundRules = (all: readonly Placed[]): readonly Inbound[] =>
    all.flatMap(one => {
        if (groupTypes.includes(one.type)) return fields(one.props, "ingress[*]").map(rule => ({ one, groups: [one.urn], rule }));
        if (!mayLetIn(one)) return [];
        return [{ one, groups: groupsAt(one, fields(one.props, "securityGroupId"), all), rule: { path: "", value: one.props } }];
    });

const mayLetIn = ({ type, props }: Placed): boolean =>
    type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule" ||
    (type === "aws:ec2/securityGroupRule:SecurityGroupRule" && at(props, "type") !== "egress");
