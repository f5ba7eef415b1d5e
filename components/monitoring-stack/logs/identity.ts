import * as pulumi from "@pulumi/pulumi";
import type * as k8s from "@pulumi/kubernetes";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { serviceTrust } from "../../core/encryption";
import { identityEgress } from "../../core/kubernetes";
import type { AwsPlace } from "../args";
import { agentName } from "./fluent-bit-config";

/** An EKS cluster, and where it is. */
export interface LogsPlace extends AwsPlace {
    readonly clusterName: pulumi.Input<string>;
    /** The group of all pods. */
    readonly securityGroupId: pulumi.Input<string> | undefined;
}

/** The agent has its identity when its pods start, or never: they wait for these. */
export const identityChildren = ["fluent-bit-writes", "fluent-bit-identity"] as const;

/** To AWS, and to who says who it is. */
export const awsEgress: k8s.types.input.networking.v1.NetworkPolicyEgressRule[] = [
    { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ protocol: "TCP", port: 443 }] },
    identityEgress,
];

/** A role for the agent's pods and no others, which may do this and no more. */
export function createIdentity(
    self: Component,
    namespace: string,
    { accountId, clusterName }: LogsPlace,
    statements: readonly object[],
): aws.iam.Role {
    const role = self.child(aws.iam.Role, "fluent-bit-role", {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": accountId },
        }),
        tags: self.tags("fluent-bit"),
    });
    self.child(aws.iam.RolePolicy, "fluent-bit-writes", {
        role: role.id,
        policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements }),
    });
    self.child(aws.eks.PodIdentityAssociation, "fluent-bit-identity", {
        clusterName,
        namespace,
        serviceAccount: agentName,
        roleArn: role.arn,
        tags: self.tags("fluent-bit"),
    });
    return role;
}
