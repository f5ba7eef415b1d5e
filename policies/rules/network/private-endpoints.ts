import { wellArchitected } from "../../controls";
import { given, targets } from "../../references";
import { stackRule } from "../../rule";
import { holds, some, unless } from "../../truth";
import { at, Unknown } from "../../values";
import { subnetTypes, vpcTypes } from "../../vpc";

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";

/**
 * Judges the VPCs in which the stack makes NAT gateways. The endpoint for S3 is asked for: it costs nothing, and images of
 * containers come from there. Others have a price, which depends on what runs.
 */
export const privateEndpoints = stackRule(
    {
        name: "private-endpoints",
        group: "cost",
        description: "A VPC with NAT gateways has an endpoint for S3.",
        why: "What goes to S3 by NAT is billed by the gigabyte, images of containers among it, and leaves the network on its way.",
        severity: "low",
        level: "advisory",
        tags: ["network", "cost", "aws"],
        ...wellArchitected("SEC05-BP02", "Control traffic flow within your network layers", "sec_network_protection_layered"),
        remediationSteps:
            "Add an aws.ec2.VpcEndpoint for com.amazonaws.<region>.s3, with the route tables of the private subnets. It is free.",
        examples: {
            fails: `new aws.ec2.NatGateway("nat", { subnetId: publicSubnet.id, allocationId });`,
            passes: `new aws.ec2.NatGateway("nat", { subnetId: publicSubnet.id, allocationId });
new aws.ec2.VpcEndpoint("s3", { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.s3", routeTableIds: [privateTable.id] });`,
        },
    },
    stack => {
        const all = stack.map(given);
        const gateways = all.filter(({ type }) => type === "aws:ec2/natGateway:NatGateway");
        const subnets = gateways.flatMap(gateway => targets(gateway, "subnetId", all, ...subnetTypes));
        const vpcs = [
            ...gateways.flatMap(gateway => targets(gateway, "vpcId", all, ...vpcTypes)),
            ...all.filter(({ urn }) => subnets.includes(urn)).flatMap(subnet => targets(subnet, "vpcId", all, ...vpcTypes)),
        ];
        const endpoints = all.filter(({ type }) => type === endpointType);
        return all
            .filter(({ urn }) => vpcs.includes(urn))
            .map(({ urn }) => {
                const found = endpoints.flatMap(endpoint => {
                    const places = targets(endpoint, "vpcId", all, ...vpcTypes);
                    const isS3 = holds(at(endpoint.props, "serviceName"), name => typeof name === "string" && /\.s3$/.test(name));
                    if (places.includes(urn)) return [isS3];
                    return isS3 === false ? [] : places.filter(place => place instanceof Unknown);
                });
                return { urn, verdicts: unless(some(found), "vpc has no endpoint for S3: what goes there is billed as NAT traffic.") };
            });
    },
);
