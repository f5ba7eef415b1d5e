import { secret, unknown, type Proof, type Sketch } from "../proof";

const group = (...egress: object[]): Sketch => ({ type: "aws:ec2/securityGroup:SecurityGroup", props: { egress } });
const open = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
const lone = (props: object): Sketch => ({ type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", props });
const older = (props: object): Sketch => ({ type: "aws:ec2/securityGroupRule:SecurityGroupRule", props });

export const proof: Proof = {
    fails: {
        "the rule that most copy": { stack: { group: group(open) }, says: { group: "egress[0].protocol is every one: the members" } },
        "the second of two, to IPv6": {
            stack: {
                group: group(
                    { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] },
                    { protocol: "all", ipv6CidrBlocks: ["::/0"] },
                ),
            },
            says: { group: "egress[1].protocol is every one" },
        },
        "rules that stand alone": {
            stack: {
                one: lone({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
                six: lone({ ipProtocol: "-1", cidrIpv6: "::/0" }),
                older: older({ type: "egress", ...open }),
                halves: lone({ ipProtocol: "-1", cidrIpv4: "128.0.0.0/1" }),
            },
            says: { one: "ipProtocol is every one", six: "ipProtocol is", older: "protocol is every one", halves: "ipProtocol is" },
        },
        "the group that a VPC is made with": {
            stack: { group: { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { egress: [open] } } },
            says: { group: "egress[0].protocol is" },
        },
    },
    passes: {
        "a named port": { group: group({ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }) },
        "every port within the network": {
            group: group({ protocol: "-1", cidrBlocks: ["10.0.0.0/8"] }),
            lone: lone({ ipProtocol: "-1", referencedSecurityGroupId: "sg-1" }),
        },
        "none at all": { group: group() },
        "what lets in": { older: older({ type: "ingress", ...open }) },
        "a named port to where nobody knows yet": { lone: lone({ ipProtocol: "tcp", cidrIpv4: unknown }) },
    },
    unknowns: {
        "where it leads, by which protocol, and which way": {
            stack: {
                where: lone({ ipProtocol: "-1", cidrIpv4: unknown }),
                how: lone({ ipProtocol: unknown, cidrIpv4: "0.0.0.0/0" }),
                way: older({ ...open, type: unknown }),
                other: group(open),
            },
            of: ["where", "how", "way"],
            says: { other: "egress[0].protocol is" },
        },
    },
    secrets: { lone: lone({ ipProtocol: "-1", cidrIpv4: secret("0.0.0.0/0"), description: secret("hunter2-description") }) },
    ignores: {
        ingress: { type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", props: { ipProtocol: "-1", cidrIpv4: "10.0.0.0/8" } },
        acl: { type: "aws:ec2/networkAclRule:NetworkAclRule", props: { egress: true, protocol: "-1", cidrBlock: "0.0.0.0/0" } },
    },
    breaks: one => (one.urn.endsWith("::network-default-group") ? { ...one, inputs: { ...one.inputs, egress: [open] } } : one),
    // The default group of a VPC is to have no rule at all.
    alsoBreaks: ["default-sg-closed", "sg-described"],
};
