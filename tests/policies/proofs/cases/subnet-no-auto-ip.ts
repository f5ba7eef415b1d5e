import { secret, unknown, type Proof } from "../proof";

const type = "aws:ec2/subnet:Subnet";
const open = { type, props: { cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: true } };
const says = "mapPublicIpOnLaunch is true";

export const proof: Proof = {
    fails: {
        "a subnet that gives public addresses": { stack: { open }, says: { open: says } },
        "the account's default one": {
            stack: { open: { ...open, type: "aws:ec2/defaultSubnet:DefaultSubnet" } },
            says: { open: says },
        },
        "the account's default one, which does so by itself": {
            stack: { open: { type: "aws:ec2/defaultSubnet:DefaultSubnet", props: { availabilityZone: "eu-west-1a" } } },
            says: { open: "mapPublicIpOnLaunch is not set" },
        },
    },
    passes: {
        "a default one that says no": {
            closed: { type: "aws:ec2/defaultSubnet:DefaultSubnet", props: { mapPublicIpOnLaunch: false } },
        },
        "one that says nothing": { quiet: { type, props: {} } },
        "one that says no": { closed: { type, props: { mapPublicIpOnLaunch: false } } },
    },
    unknowns: {
        "whether it does": {
            stack: { open: { type, props: { mapPublicIpOnLaunch: unknown } }, other: open },
            of: ["open"],
            says: { other: says },
        },
    },
    secrets: { open: { type, props: { ...open.props, tags: { Note: secret("hunter2-note") } } } },
    ignores: { instance: { type: "aws:ec2/instance:Instance", props: { associatePublicIpAddress: true } } },
    // Subnets of data have a rule of their own about what leads there.
    breaks: one =>
        one.type === type && one.urn.includes("-public-") ? { ...one, inputs: { ...one.inputs, mapPublicIpOnLaunch: true } } : one,
};
