import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { ClusterRef } from "../core/cluster";
import type { Component } from "../core/component";
import { serviceTrust } from "../core/encryption";
import { labelsOf } from "../core/kubernetes";

/** Who a job is to AWS. */
export interface JobIdentity {
    readonly accountId: string;
    readonly cluster: ClusterRef;
    /** Name of its service account. */
    readonly serviceAccount: string;
    /** What stands before the logical names. */
    readonly suffix: string;
    /** What it may do, by the logical name of the policy. */
    readonly policies: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A service account without a token, for a job's pods. */
export function createJobAccount(
    self: Component,
    suffix: string,
    name: string,
    { namespace, provider, ready }: ClusterRef,
): pulumi.Resource {
    return self.child(
        k8s.core.v1.ServiceAccount,
        suffix,
        { metadata: { name, namespace, labels: labelsOf(name, namespace) }, automountServiceAccountToken: false },
        { provider, dependsOn: [ready] },
    );
}

/** A role that the pods of one service account take on, and no others. */
export function createJobIdentity(
    self: Component,
    { accountId, cluster, serviceAccount, suffix, policies }: JobIdentity,
): pulumi.Resource[] {
    const role = self.child(aws.iam.Role, `${suffix}-role`, {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": accountId },
        }),
        tags: self.tags(suffix),
    });
    const rights = Object.entries(policies).map(([name, policy]) => self.child(aws.iam.RolePolicy, name, { role: role.id, policy }));
    const association = self.child(aws.eks.PodIdentityAssociation, suffix, {
        clusterName: cluster.clusterName!,
        namespace: cluster.namespace,
        serviceAccount,
        roleArn: role.arn,
        tags: self.tags(suffix),
    });
    return [...rights, association];
}

/** Metrics of one namespace; CloudWatch knows no narrower resource. */
export const mayPutMetrics = (namespace: string): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "cloudwatch:PutMetricData",
                Resource: "*",
                Condition: { StringEquals: { "cloudwatch:namespace": namespace } },
            },
        ],
    });

/** Reads entries of Secrets Manager, through it and by no other way to their key. */
export const mayReadSecrets = (secretArns: readonly pulumi.Input<string>[], keyArn: pulumi.Input<string>): pulumi.Output<string> =>
    pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [...secretArns] },
            {
                Effect: "Allow",
                Action: "kms:Decrypt",
                Resource: keyArn,
                Condition: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com" } },
            },
        ],
    });
