import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CidrReach, Grant, Grantee } from "pulumi-webstack";

/** Where the agent answers that hands pods their credentials (EKS user guide, "How EKS Pod Identity works"). */
export const identityAgent: CidrReach = { cidr: "169.254.170.23/32", port: 80 };

/**
 * A role for the pods of one workload on an EKS cluster that is there already, of which AppCluster knows no name: what
 * it does by itself on one of its own. The workload waits for `ready`, and names the hosts that it reaches.
 */
export class SharedIdentity implements Grantee {
    readonly ready: pulumi.Resource;
    readonly #role: aws.iam.Role;

    constructor(
        readonly name: string,
        place: { readonly accountId: string; readonly clusterName: string; readonly namespace: string },
        readonly tags: Readonly<Record<string, string>>,
        readonly opts: pulumi.CustomResourceOptions,
    ) {
        const { accountId, clusterName, namespace } = place;
        this.#role = new aws.iam.Role(
            `${name}-role`,
            {
                assumeRolePolicy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Principal: { Service: "pods.eks.amazonaws.com" },
                            Action: ["sts:AssumeRole", "sts:TagSession"],
                            Condition: {
                                StringEquals: {
                                    "aws:SourceAccount": accountId,
                                    "aws:RequestTag/eks-cluster-name": clusterName,
                                    "aws:RequestTag/kubernetes-namespace": namespace,
                                    "aws:RequestTag/kubernetes-service-account": name,
                                },
                            },
                        },
                    ],
                }),
                tags,
            },
            opts,
        );
        this.ready = new aws.eks.PodIdentityAssociation(
            `${name}-identity`,
            { clusterName, namespace, serviceAccount: name, roleArn: this.#role.arn, tags },
            opts,
        );
    }

    grant({ name, statements }: Grant): void {
        new aws.iam.RolePolicy(
            `${this.name}-may-${name}`,
            {
                role: this.#role.id,
                policy: pulumi.jsonStringify({
                    Version: "2012-10-17",
                    Statement: statements.map(({ actions, resources, condition }) => ({
                        Effect: "Allow",
                        Action: actions,
                        Resource: resources,
                        ...(condition ? { Condition: condition } : {}),
                    })),
                }),
            },
            this.opts,
        );
    }
}
