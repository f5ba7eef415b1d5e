import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { serviceTrust } from "../core/encryption";
import type { Statement } from "../core/grants";
import type { EksParts } from "./workload-cluster";

/** A role that only the pods of one service account take on. */
export interface Identity {
    readonly role: aws.iam.Role;
    /** What must exist before a pod starts: EKS hands the role to pods as it admits them, and not later. */
    readonly association: pulumi.Resource;
}

export function createIdentity(self: Component, eks: EksParts, namespace: string): Identity {
    const role = self.child(aws.iam.Role, "role", {
        assumeRolePolicy: pulumi.output(eks.clusterName).apply(clusterName =>
            serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
                StringEquals: {
                    "aws:SourceAccount": eks.accountId,
                    "aws:SourceArn": `arn:aws:eks:${eks.region}:${eks.accountId}:cluster/${clusterName}`,
                    // EKS tags each session with the pod it is for: no association of another pod with this role works.
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": self.name,
                },
            }),
        ),
        tags: self.tags("role"),
    });
    const association = self.child(aws.eks.PodIdentityAssociation, "identity", {
        clusterName: eks.clusterName,
        namespace,
        serviceAccount: self.name,
        roleArn: role.arn,
        tags: self.tags("identity"),
    });
    return { role, association };
}

/** Adds rights to a role, under a name of their own. */
export const allow = (self: Component, { role }: Identity, name: string, statements: readonly Statement[]): pulumi.Resource =>
    self.child(aws.iam.RolePolicy, `may-${name}`, {
        role: role.id,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: statements.map(({ actions, resources, condition }) => ({
                Effect: "Allow",
                Action: actions,
                Resource: resources,
                ...(condition ? { Condition: condition } : {}),
            })),
        }),
    });
