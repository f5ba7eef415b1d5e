import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { parseRoleArn, roleName, type EksClusterArgs } from "./eks-args";

/** The name under which a role is let in, the list it stands in, and what it then may do. */
const kinds = [
    { kind: "admin", list: "adminRoleArns", policy: "AmazonEKSClusterAdminPolicy" },
    { kind: "viewer", list: "viewerRoleArns", policy: "AmazonEKSViewPolicy" },
    { kind: "break-glass", list: "breakGlassRoleArns", policy: "AmazonEKSClusterAdminPolicy" },
] as const;

/** Lets roles in, and nobody else: whoever makes a cluster gets no access by that. */
export function grantAccess(self: Component, clusterName: pulumi.Output<string>, args: EksClusterArgs): pulumi.Resource[] {
    const granted = kinds.flatMap(({ kind, list, policy }) => (args[list] ?? []).map(principalArn => ({ kind, policy, principalArn })));
    return granted.flatMap(({ kind, policy, principalArn }) => {
        const role = roleName(principalArn);
        const suffix = `${kind}-${role}`;
        // EKS takes one entry for a role, whatever list it stands in: a move between lists must not make another.
        const entry = self.child(
            aws.eks.AccessEntry,
            `access-${role}`,
            { clusterName, principalArn, tags: self.tags(`access-${role}`) },
            { aliases: kinds.map(other => ({ name: `${self.name}-${other.kind}-${role}` })) },
        );
        const association = self.child(
            aws.eks.AccessPolicyAssociation,
            suffix,
            {
                clusterName,
                principalArn,
                policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
                accessScope: { type: "cluster" },
            },
            { dependsOn: [entry] },
        );
        return [entry, association];
    });
}

/**
 * Counts what the roles for emergencies do, in the control plane's audit log: nobody should, so that the first request
 * is told to a person. An access entry names who uses a role by the ARN of the session (EKS user guide, "Grant IAM
 * users access to Kubernetes with EKS access entries").
 */
export function watchBreakGlass(
    self: Component,
    clusterName: string,
    roleArns: readonly string[],
    logs: aws.cloudwatch.LogGroup,
): AlarmDescription[] {
    const namespace = `webstack/${clusterName}`;
    return roleArns.map(arn => {
        const { partition, account, name } = parseRoleArn(arn)!;
        const suffix = `break-glass-${name}`;
        self.child(aws.cloudwatch.LogMetricFilter, suffix, {
            logGroupName: logs.name,
            pattern: `{ $.user.username = "arn:${partition}:sts::${account}:assumed-role/${name}/*" }`,
            metricTransformation: { namespace, name: suffix, value: "1", defaultValue: "0" },
        });
        return {
            name: suffix,
            description: `The emergency role ${name} acts in the cluster ${clusterName}: ask who and why. The log group /aws/eks/${clusterName}/cluster has what it did`,
            severity: "critical",
            namespace,
            metricName: suffix,
            dimensions: {},
            statistic: "Sum",
            comparison: "GreaterThanThreshold",
            threshold: 0,
            period: 60,
            periods: 1,
            missingData: "notBreaching",
        };
    });
}
