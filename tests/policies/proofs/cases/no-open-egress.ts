import { secret, unknown, type Proof, type Sketch } from "../proof";

const group = (...egress: unknown[]): Sketch => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: { vpcId: "vpc-1", description: "Workers", egress },
});
const everything = { protocol: "-1", fromPort: 0, toPort: 0 };
const https = { protocol: "tcp", fromPort: 443, toPort: 443 };
const rule = (props: object): Sketch => ({
    type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    props: { securityGroupId: "sg-1", ...props },
});
const older = (props: object): Sketch => ({
    type: "aws:ec2/securityGroupRule:SecurityGroupRule",
    props: { securityGroupId: "sg-1", type: "egress", ...props },
});
const ports = (fromPort: number, toPort: number) => ({ protocol: "tcp", fromPort, toPort });
const newer = (fromPort: number, toPort: number) => ({ ipProtocol: "tcp", fromPort, toPort });
const eighths = Array.from({ length: 40 }, (_, n) => `${n + 11}.0.0.0/8`);
const together = "its rules together let connections out to the whole internet on most ports";
const world = { cidrBlocks: ["0.0.0.0/0"] };

export const proof: Proof = {
    fails: {
        "a rule in its group, for both kinds of address": {
            stack: {
                group: group({ ...https, ...world }, { ...everything, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }),
            },
            says: {
                group: [
                    'egress[1].cidrBlocks[1] is "0.0.0.0/0" on every port: whoever',
                    'egress[1].ipv6CidrBlocks[0] is "::/0" on every port: whoever',
                ],
            },
        },
        "rules of their own, in both forms": {
            stack: {
                new: rule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
                six: rule({ ipProtocol: "-1", cidrIpv6: "::/0" }),
                old: older({ ...everything, protocol: "all", ...world }),
            },
            says: {
                new: 'cidrIpv4 is "0.0.0.0/0" on every port',
                six: 'cidrIpv6 is "::/0" on every port',
                old: 'cidrBlocks[0] is "0.0.0.0/0" on every port',
            },
        },
        "every port of tcp, spelled out": {
            stack: {
                tcp: rule({ ipProtocol: "tcp", fromPort: 0, toPort: 65535, cidrIpv4: "0.0.0.0/0" }),
                udp: older({ protocol: "udp", fromPort: "1", toPort: "65535", ...world }),
            },
            says: { tcp: "cidrIpv4 is", udp: "cidrBlocks[0] is" },
        },
        "the internet by halves": {
            stack: {
                low: rule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/1" }),
                high: rule({ ipProtocol: "-1", cidrIpv4: "128.0.0.0/1" }),
            },
            says: { low: 'cidrIpv4 is "0.0.0.0/1"', high: 'cidrIpv4 is "128.0.0.0/1"' },
        },
        "nearly every port": {
            stack: {
                most: rule({ ipProtocol: "tcp", fromPort: 2, toPort: 65535, cidrIpv4: "0.0.0.0/0" }),
                high: group({ protocol: "6", fromPort: 1024, toPort: 65535, ...world }),
            },
            says: { most: "cidrIpv4 is", high: "egress[0].cidrBlocks[0] is" },
        },
        "every port, by several rules of a group": {
            stack: {
                inline: group({ ...ports(0, 32767), ...world }, { ...ports(32768, 65535), ipv6CidrBlocks: ["::/0"] }),
                low: rule({ ...newer(0, 32767), cidrIpv4: "0.0.0.0/0" }),
                high: rule({ ...newer(32768, 65535), cidrIpv4: "0.0.0.0/0" }),
                made: { type: "aws:ec2/securityGroup:SecurityGroup", props: { vpcId: "vpc-1" } },
                older: { ...older({ ...ports(0, 32767), ...world, securityGroupId: unknown }), from: { securityGroupId: "made" } },
                beside: {
                    ...rule({ ...newer(32768, 65535), cidrIpv4: "0.0.0.0/0", securityGroupId: unknown }),
                    from: { securityGroupId: "made" },
                },
            },
            says: { inline: together, high: together, made: together },
        },
        "every address, by many rules": {
            stack: Object.fromEntries(eighths.map((cidrIpv4, n) => [`rule${n}`, rule({ ipProtocol: "-1", cidrIpv4 })])),
            says: { rule0: together },
        },
        "the group that a VPC is made with": {
            stack: {
                group: { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { egress: [{ ...everything, ...world }] } },
            },
            says: { group: "egress[0].cidrBlocks[0] is" },
        },
    },
    passes: {
        "the internet on one port": {
            group: group({ ...https, ...world }),
            new: rule({ ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" }),
            old: older({ ...https, ...world }),
        },
        "half of the ports, of each of two groups or protocols": {
            low: rule({ ...newer(0, 32767), cidrIpv4: "0.0.0.0/0" }),
            high: rule({ ...newer(32768, 65535), cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-2" }),
            udp: rule({ ...newer(32768, 65535), ipProtocol: "udp", cidrIpv4: "0.0.0.0/0" }),
            network: rule({ ...newer(32768, 65535), cidrIpv4: "10.0.0.0/8" }),
        },
        "the ranges of a large company": { group: group({ ...everything, cidrBlocks: eighths.slice(0, 9) }) },
        "every port of the network, of another group, or of a service": {
            group: group({ ...everything, cidrBlocks: ["10.0.0.0/8"] }, { ...everything, self: true }),
            network: rule({ ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" }),
            other: rule({ ipProtocol: "-1", referencedSecurityGroupId: "sg-2" }),
            service: rule({ ipProtocol: "-1", prefixListId: "pl-1" }),
        },
        ping: { icmp: rule({ ipProtocol: "icmp", fromPort: -1, toPort: -1, cidrIpv4: "0.0.0.0/0" }) },
        "nothing at all": { none: group(), unset: { type: "aws:ec2/securityGroup:SecurityGroup", props: { vpcId: "vpc-1" } } },
        "an address that is not known yet, on one port": {
            new: rule({ ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: unknown }),
        },
        "a protocol that is not known yet, within the network": { new: rule({ ipProtocol: unknown, cidrIpv4: "10.0.0.0/8" }) },
    },
    unknowns: {
        "to where, on which ports, and which way": {
            stack: {
                where: rule({ ipProtocol: "-1", cidrIpv4: unknown }),
                ports: rule({ ipProtocol: "tcp", fromPort: 0, toPort: unknown, cidrIpv4: "0.0.0.0/0" }),
                protocol: rule({ ipProtocol: unknown, cidrIpv4: "0.0.0.0/0" }),
                way: older({ ...everything, ...world, type: unknown }),
                open: rule({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
            },
            of: { where: "cidrIpv4", ports: "toPort", protocol: "ipProtocol", way: "type" },
            says: { open: "cidrIpv4 is" },
        },
        "where the other half of the ports leads": {
            stack: {
                low: rule({ ...newer(0, 32767), cidrIpv4: "0.0.0.0/0" }),
                high: { ...rule({ ...newer(32768, 65535), cidrIpv4: unknown }), from: { cidrIpv4: "nat" } },
                nat: { type: "aws:ec2/eip:Eip" },
            },
            of: { high: "cidrIpv4" },
        },
        "whose the other half of the ports is": {
            stack: {
                nat: { type: "aws:ec2/eip:Eip" },
                here: rule({ ...newer(0, 32767), cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-2" }),
                elsewhere: {
                    ...rule({ ...newer(32768, 65535), cidrIpv4: "0.0.0.0/0", securityGroupId: unknown }),
                    from: { securityGroupId: "nat" },
                },
            },
            of: { elsewhere: "securityGroupId" },
        },
        "one of a group's rules, and all of another's": {
            stack: {
                one: group(unknown, { ...everything, ...world }),
                all: { ...group(), props: { egress: unknown } },
            },
            of: { one: "egress.0", all: "egress" },
            says: { one: "egress[1].cidrBlocks[0] is" },
        },
    },
    secrets: {
        group: group({ ...everything, ...world, description: secret("hunter2-rule") }),
        where: rule({ ipProtocol: "-1", cidrIpv4: secret("hunter2-address") }),
        protocol: rule({ ipProtocol: secret("hunter2-protocol"), cidrIpv4: "0.0.0.0/0" }),
    },
    ignores: {
        in: { type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", props: { ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" } },
        old: older({ ...everything, type: "ingress", cidrBlocks: ["10.0.0.0/8"] }),
        list: { type: "aws:ec2/networkAclRule:NetworkAclRule", props: { egress: true, protocol: "-1", cidrBlock: "0.0.0.0/0" } },
    },
    breaks: one => one,
    adds: {
        "worker-out": {
            type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            props: {
                securityGroupId: "sg-0123456789abcdef0",
                description: "Everything",
                ipProtocol: "-1",
                cidrIpv4: "0.0.0.0/0",
                tags: { Project: "webstack", Environment: "production", Owner: "platform", CostCenter: "web" },
            },
        },
    },
};
