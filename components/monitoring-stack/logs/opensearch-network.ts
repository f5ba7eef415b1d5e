import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import type { OpenSearchNetworkArgs } from "./args";
import type { LogsPlace } from "./identity";

/** Addresses of OpenSearch Serverless in a network, for the cluster's pods and those who look. */
export function createEndpoint(
    self: Component,
    name: string,
    { vpcId, subnetIds, readerSecurityGroupIds = [] }: OpenSearchNetworkArgs,
    { securityGroupId }: LogsPlace,
): aws.opensearch.ServerlessVpcEndpoint {
    const group = self.child(aws.ec2.SecurityGroup, "logs-endpoint", {
        vpcId,
        description: `Logs of ${self.name}`,
        tags: self.tags("logs-endpoint"),
    });
    const callers = [...(securityGroupId === undefined ? [] : [securityGroupId]), ...readerSecurityGroupIds];
    callers.forEach((caller, index) =>
        self.child(aws.vpc.SecurityGroupIngressRule, `logs-endpoint-${index}`, {
            securityGroupId: group.id,
            referencedSecurityGroupId: caller,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            description: index === 0 && securityGroupId !== undefined ? "Pods of the cluster" : "People who look at logs",
            tags: self.tags("logs-endpoint"),
        }),
    );
    return self.child(aws.opensearch.ServerlessVpcEndpoint, "logs-endpoint", {
        name,
        vpcId,
        subnetIds: [...subnetIds],
        securityGroupIds: [group.id],
    });
}
