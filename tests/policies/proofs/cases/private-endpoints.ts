import { unknown, type Proof, type Sketch } from "../proof";

const vpc: Sketch = { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16" }, answers: { id: "vpc-1" } };
const subnet: Sketch = { type: "aws:ec2/subnet:Subnet", props: { vpcId: "vpc-1" }, answers: { id: "subnet-1" } };
const nat: Sketch = { type: "aws:ec2/natGateway:NatGateway", props: { subnetId: "subnet-1" } };
const endpoint = (serviceName: unknown, vpcId: unknown = "vpc-1"): Sketch => ({
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    props: { vpcId, serviceName },
});
const says = "vpc has no endpoint for S3: what goes there is billed";

export const proof: Proof = {
    fails: {
        "none at all": { stack: { vpc, subnet, nat }, says: { vpc: says } },
        "one for something else": {
            stack: { vpc, subnet, nat, endpoint: endpoint("com.amazonaws.eu-west-1.dynamodb") },
            says: { vpc: says },
        },
        "one in another VPC": {
            stack: { vpc, subnet, nat, endpoint: endpoint("com.amazonaws.eu-west-1.s3", "vpc-2") },
            says: { vpc: says },
        },
        "a regional gateway": {
            stack: { vpc, nat: { ...nat, props: { vpcId: "vpc-1", availabilityMode: "regional" } } },
            says: { vpc: says },
        },
    },
    passes: {
        "one for S3": { vpc, subnet, nat, endpoint: endpoint("com.amazonaws.eu-west-1.s3") },
        "one before there are ids": {
            vpc: { ...vpc, answers: {} },
            subnet: { ...subnet, props: { vpcId: unknown }, from: { vpcId: "vpc" }, answers: {} },
            nat: { ...nat, props: { subnetId: unknown }, from: { subnetId: "subnet" } },
            endpoint: { ...endpoint("com.amazonaws.eu-west-1.s3", unknown), from: { vpcId: "vpc" } },
        },
        "a VPC without gateways": { vpc, subnet },
    },
    unknowns: {
        "for what an endpoint is, and where": {
            stack: {
                ...{ vpc, subnet, nat, elsewhere: { type: "pulumi:pulumi:StackReference" } },
                endpoint: { ...endpoint(unknown), from: { serviceName: "elsewhere" } },
                other: { ...vpc, answers: { id: "vpc-2" } },
                otherSubnet: { ...subnet, props: { vpcId: "vpc-2" }, answers: { id: "subnet-2" } },
                otherNat: { ...nat, props: { subnetId: "subnet-2" } },
            },
            of: ["vpc"],
            says: { other: says },
        },
    },
    secrets: { none: "ids of VPCs and names of AWS's services are no secrets, and no other value is read" },
    ignores: { subnet, nat, endpoint: endpoint("com.amazonaws.eu-west-1.dynamodb") },
    breaks: one => (one.urn.endsWith("::network-s3-endpoint") ? undefined : one),
};
