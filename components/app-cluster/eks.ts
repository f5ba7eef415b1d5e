import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { keyArgs, logsUser, serviceTrust } from "../core/encryption";
import { createAddOns } from "./add-ons";
import type { ExistingClusterArgs } from "./args";
import { installHint } from "./aws-command";
import { grantAccess, watchBreakGlass } from "./eks-access";
import { controlPlaneAlarms } from "./eks-alarms";
import { clusterDefaults, type EksClusterArgs } from "./eks-args";
import { createImageRepositories } from "./image-repositories";
import { createNodePools } from "./node-pools";

/** What the rest of AppCluster needs of a cluster. */
export interface ClusterParts {
    readonly provider: k8s.Provider;
    /** Name of the EKS cluster. */
    readonly clusterName: pulumi.Output<string> | undefined;
    /** The group that nodes and pods of EKS are in; stores let it in. */
    readonly securityGroupId: pulumi.Output<string> | undefined;
    readonly kubeconfigCommand: pulumi.Output<string> | undefined;
    /** The key that encrypts the cluster's secrets, and those of its workloads. */
    readonly keyArn: pulumi.Output<string> | undefined;
    /** What must be there before the first workload, and as long as one is: for `dependsOn`. */
    readonly ready: readonly pulumi.Resource[];
    /** Addresses of the repositories for images, by name. */
    readonly repositoryUrls: Readonly<Record<string, pulumi.Output<string>>>;
    readonly alarms: readonly AlarmDescription[];
}

const clusterPolicies = ["Cluster", "Compute", "BlockStorage", "LoadBalancing", "Networking"].map(part => `AmazonEKS${part}Policy`);
const nodePolicies = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];

/** Makes an EKS cluster in Auto Mode and a provider that talks to it. */
export function createEks(self: Component, args: EksClusterArgs): ClusterParts {
    const settings = withDefaults(clusterDefaults, args);
    // The log group's name must hold the cluster's, which therefore cannot be left to autonaming.
    const clusterName = `${pulumi.getProject()}-${pulumi.getStack()}-${self.name}`.replace(/[^\w-]/g, "-").slice(0, 100);
    const key = self.child(
        aws.kms.Key,
        "key",
        keyArgs(
            `Secrets and logs of the cluster ${self.name}`,
            args.accountId,
            [logsUser(args.region, args.accountId)],
            self.tags("cluster"),
        ),
        // A cluster whose key is gone cannot be brought back.
        { protect: settings.deletionProtection || undefined },
    );
    const logs = self.child(aws.cloudwatch.LogGroup, "logs", {
        name: `/aws/eks/${clusterName}/cluster`,
        retentionInDays: settings.logDays,
        kmsKeyId: key.arn,
        tags: self.tags("cluster"),
    });
    const clusterRole = role(self, "cluster", "eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], clusterPolicies);
    const nodeRole = role(self, "node", "ec2.amazonaws.com", ["sts:AssumeRole"], nodePolicies);
    const publicCidrs = args.publicAccessCidrs ?? [];
    const cluster = self.child(
        aws.eks.Cluster,
        "cluster",
        {
            name: clusterName,
            version: settings.version,
            roleArn: clusterRole.role.arn,
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
            bootstrapSelfManagedAddons: false,
            computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: nodeRole.role.arn },
            kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
            storageConfig: { blockStorage: { enabled: true } },
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: settings.deletionProtection,
            enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            encryptionConfig: { resources: ["secrets"], provider: { keyArn: key.arn } },
            vpcConfig: {
                subnetIds: [...args.network.subnetIds.app],
                endpointPrivateAccess: true,
                endpointPublicAccess: publicCidrs.length > 0,
                ...(publicCidrs.length > 0 ? { publicAccessCidrs: [...publicCidrs] } : {}),
            },
            tags: self.tags("cluster"),
        },
        {
            dependsOn: [logs, ...clusterRole.attachments, ...nodeRole.attachments],
            protect: settings.deletionProtection || undefined,
        },
    );
    const access = grantAccess(self, cluster.name, args);
    const alarms = [...controlPlaneAlarms(cluster.name), ...watchBreakGlass(self, clusterName, args.breakGlassRoleArns ?? [], logs)];
    const pools = args.nodePools ?? [];
    const secretsStore = createAddOns(self, cluster.name, args.addOnVersions ?? {}, pools.length > 0);
    const repositoryUrls = createImageRepositories(self, { ...settings, names: args.repositories ?? [] });
    const provider = self.child(
        k8s.Provider,
        "kubernetes",
        {
            kubeconfig: kubeconfig(cluster, args.region),
            // Without it a kubeconfig that is unknown in a preview would replace the provider and all it made.
            clusterIdentifier: cluster.arn,
            ...changingInPlace,
        },
        { dependsOn: access },
    );
    enforceNetworkPolicies(self, provider);
    createStorageClass(self, provider);
    const securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    const nodes = { role: nodeRole.role.name, subnetIds: args.network.subnetIds.app, securityGroupId };
    return {
        provider,
        clusterName: cluster.name,
        securityGroupId,
        kubeconfigCommand: pulumi.interpolate`aws eks update-kubeconfig --region ${args.region} --name ${cluster.name}`,
        keyArn: key.arn,
        ready: [secretsStore, ...createNodePools(self, pools, nodes, provider)],
        repositoryUrls,
        alarms,
    };
}

/**
 * Objects have names of their own, so that the provider would delete a ConfigMap or a Secret before it makes it with
 * new contents, under the pods that read it.
 */
const changingInPlace = { enableServerSideApply: true, enableConfigMapMutable: true, enableSecretMutable: true } as const;

/** Provider and no more: an existing cluster is not ours. */
export function useExisting(self: Component, { kubeconfig: text, context, securityGroupId }: ExistingClusterArgs): ClusterParts {
    const provider = self.child(k8s.Provider, "kubernetes", { kubeconfig: text, context, ...changingInPlace });
    return {
        provider,
        clusterName: undefined,
        securityGroupId: securityGroupId === undefined ? undefined : pulumi.output(securityGroupId),
        kubeconfigCommand: undefined,
        keyArn: undefined,
        ready: [],
        repositoryUrls: {},
        alarms: [],
    };
}

function role(self: Component, suffix: string, service: string, actions: readonly string[], policies: readonly string[]) {
    const made = self.child(aws.iam.Role, `${suffix}-role`, { assumeRolePolicy: serviceTrust(service, actions), tags: self.tags(suffix) });
    const attachments = policies.map(policy =>
        self.child(aws.iam.RolePolicyAttachment, `${suffix}-${policy}`, {
            role: made.name,
            policyArn: `arn:aws:iam::aws:policy/${policy}`,
        }),
    );
    return { role: made, attachments };
}

/** Asks the aws command for a short-lived token at every use: no credential lands in the state. */
function kubeconfig(cluster: aws.eks.Cluster, region: string): pulumi.Output<string> {
    return pulumi.jsonStringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name: "eks", cluster: { server: cluster.endpoint, "certificate-authority-data": cluster.certificateAuthority.data } }],
        contexts: [{ name: "eks", context: { cluster: "eks", user: "eks" } }],
        "current-context": "eks",
        users: [
            {
                name: "eks",
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: ["--region", region, "eks", "get-token", "--cluster-name", cluster.name],
                        env: null,
                        interactiveMode: "Never",
                        provideClusterInfo: false,
                        installHint,
                    },
                },
            },
        ],
    });
}

/** Auto Mode ignores network policies until this is set (EKS user guide, "Use Network Policies with EKS Auto Mode"). */
function enforceNetworkPolicies(self: Component, provider: k8s.Provider): void {
    self.child(
        k8s.core.v1.ConfigMap,
        "network-policies",
        { metadata: { name: "amazon-vpc-cni", namespace: "kube-system" }, data: { "enable-network-policy-controller": "true" } },
        { provider },
    );
}

/** EKS makes no storage class; this one is the default, encrypted, in the pod's own zone. */
function createStorageClass(self: Component, provider: k8s.Provider): void {
    self.child(
        k8s.storage.v1.StorageClass,
        "gp3",
        {
            metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
            provisioner: "ebs.csi.eks.amazonaws.com",
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
            reclaimPolicy: "Delete",
            parameters: { type: "gp3", encrypted: "true" },
        },
        { provider },
    );
}
