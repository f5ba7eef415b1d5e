import { secret, unknown, type Proof, type Sketch } from "../proof";

const group = (props: object): Sketch => ({ type: "aws:ec2/securityGroup:SecurityGroup", props });
const lone = (description?: unknown): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { ipProtocol: "tcp", fromPort: 5432, toPort: 5432, description },
});

export const proof: Proof = {
    fails: {
        "a group that says nothing": { stack: { group: group({}) }, says: { group: "description is not set: nobody dares" } },
        "what the provider writes": {
            stack: { group: group({ description: "Managed by Pulumi" }) },
            says: { group: 'description is "Managed by Pulumi"' },
        },
        "rules that a group holds": {
            stack: { group: group({ description: "API", ingress: [{ fromPort: 443 }], egress: [{ description: "" }] }) },
            says: { group: ["ingress[0].description is not set", 'egress[0].description is ""'] },
        },
        "rules that stand alone, of every type": {
            stack: {
                one: lone(),
                out: { ...lone(), type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" },
                older: { ...lone(), type: "aws:ec2/securityGroupRule:SecurityGroupRule" },
            },
            says: { one: "description is not set", out: "description is not set", older: "description is not set" },
        },
        "rules of a group that is taken over": {
            stack: { group: { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: { ingress: [{ self: true }] } } },
            says: { group: "ingress[0].description is not set" },
        },
    },
    passes: {
        "what says what it is for": {
            group: group({ description: "API", ingress: [{ description: "from the balancer" }] }),
            one: lone("from the API"),
        },
        "what will": { one: lone(unknown) },
        "a group that is taken over and has no rules": { group: { type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", props: {} } },
    },
    unknowns: {
        "nothing: what is not known yet is given": {
            stack: { one: lone(unknown), other: lone() },
            of: [],
            says: { other: "description is" },
        },
    },
    secrets: {
        one: lone(secret("hunter2-description")),
        two: group({ description: secret("Managed by Pulumi"), tags: { note: secret("hunter2-note") } }),
    },
    ignores: { acl: { type: "aws:ec2/networkAcl:NetworkAcl", props: {} } },
    breaks: one => {
        if (!one.urn.endsWith("::redis-from-app")) return one;
        const { description: _, ...inputs } = one.inputs;
        return { ...one, inputs };
    },
};
