import type * as aws from "@pulumi/aws";
import type * as cloudflare from "@pulumi/cloudflare";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type * as tls from "@pulumi/tls";
import { deepmergeCustom } from "deepmerge-ts";

/**
 * Changes the arguments of a child just before it is made: a partial object that is merged deep, or a function of
 * the arguments and the child's logical name that returns the arguments to use. Resource options (parent, provider,
 * protect) are out of its reach.
 */
export type Transform<Args> = DeepPartial<Args> | ((args: Args, name: string) => Args);

type DeepPartial<T> = T extends pulumi.Output<unknown> | readonly unknown[] | ((...args: never[]) => unknown)
    ? T
    : T extends object
      ? { [K in keyof T]?: DeepPartial<T[K]> }
      : T;

/** Transforms by class of child, written as in a program: `{ "rds.Instance": { monitoringInterval: 30 } }`. */
export type Transforms = { readonly [Class in keyof Transformable]?: Transform<Transformable[Class]> };

/** Every class of child that a component makes. */
interface Transformable {
    "acm.Certificate": aws.acm.CertificateArgs;
    "acm.CertificateValidation": aws.acm.CertificateValidationArgs;
    "apps.DaemonSet": k8s.apps.v1.DaemonSetArgs;
    "apps.Deployment": k8s.apps.v1.DeploymentArgs;
    "apps.StatefulSet": k8s.apps.v1.StatefulSetArgs;
    "autoscaling.HorizontalPodAutoscaler": k8s.autoscaling.v2.HorizontalPodAutoscalerArgs;
    "backup.Plan": aws.backup.PlanArgs;
    "backup.RestoreTestingPlan": aws.backup.RestoreTestingPlanArgs;
    "backup.RestoreTestingSelection": aws.backup.RestoreTestingSelectionArgs;
    "backup.Selection": aws.backup.SelectionArgs;
    "backup.Vault": aws.backup.VaultArgs;
    "backup.VaultLockConfiguration": aws.backup.VaultLockConfigurationArgs;
    "batch.CronJob": k8s.batch.v1.CronJobArgs;
    "batch.Job": k8s.batch.v1.JobArgs;
    "budgets.Budget": aws.budgets.BudgetArgs;
    "chatbot.SlackChannelConfiguration": aws.chatbot.SlackChannelConfigurationArgs;
    "cloudflare.AuthenticatedOriginPulls": cloudflare.AuthenticatedOriginPullsArgs;
    "cloudflare.AuthenticatedOriginPullsHostnameCertificate": cloudflare.AuthenticatedOriginPullsHostnameCertificateArgs;
    "cloudflare.BotManagement": cloudflare.BotManagementArgs;
    "cloudflare.DnsRecord": cloudflare.DnsRecordArgs;
    "cloudflare.LoadBalancer": cloudflare.LoadBalancerArgs;
    "cloudflare.LoadBalancerMonitor": cloudflare.LoadBalancerMonitorArgs;
    "cloudflare.LoadBalancerPool": cloudflare.LoadBalancerPoolArgs;
    "cloudflare.LogpushJob": cloudflare.LogpushJobArgs;
    "cloudflare.NotificationPolicy": cloudflare.NotificationPolicyArgs;
    "cloudflare.NotificationPolicyWebhooks": cloudflare.NotificationPolicyWebhooksArgs;
    "cloudflare.OriginCaCertificate": cloudflare.OriginCaCertificateArgs;
    "cloudflare.Ruleset": cloudflare.RulesetArgs;
    "cloudflare.UrlNormalizationSettings": cloudflare.UrlNormalizationSettingsArgs;
    "cloudflare.WorkersRoute": cloudflare.WorkersRouteArgs;
    "cloudflare.WorkersScript": cloudflare.WorkersScriptArgs;
    "cloudflare.ZeroTrustAccessApplication": cloudflare.ZeroTrustAccessApplicationArgs;
    "cloudflare.ZeroTrustAccessPolicy": cloudflare.ZeroTrustAccessPolicyArgs;
    "cloudflare.ZeroTrustTunnelCloudflared": cloudflare.ZeroTrustTunnelCloudflaredArgs;
    "cloudflare.ZoneDnssec": cloudflare.ZoneDnssecArgs;
    "cloudflare.ZoneSetting": cloudflare.ZoneSettingArgs;
    "cloudtrail.Trail": aws.cloudtrail.TrailArgs;
    "cloudwatch.EventRule": aws.cloudwatch.EventRuleArgs;
    "cloudwatch.EventTarget": aws.cloudwatch.EventTargetArgs;
    "cloudwatch.LogGroup": aws.cloudwatch.LogGroupArgs;
    "cloudwatch.LogMetricFilter": aws.cloudwatch.LogMetricFilterArgs;
    "cloudwatch.LogResourcePolicy": aws.cloudwatch.LogResourcePolicyArgs;
    "cloudwatch.MetricAlarm": aws.cloudwatch.MetricAlarmArgs;
    "core.ConfigMap": k8s.core.v1.ConfigMapArgs;
    "core.Namespace": k8s.core.v1.NamespaceArgs;
    "core.PersistentVolumeClaim": k8s.core.v1.PersistentVolumeClaimArgs;
    "core.Secret": k8s.core.v1.SecretArgs;
    "core.Service": k8s.core.v1.ServiceArgs;
    "core.ServiceAccount": k8s.core.v1.ServiceAccountArgs;
    "ec2.DefaultSecurityGroup": aws.ec2.DefaultSecurityGroupArgs;
    "ec2.Eip": aws.ec2.EipArgs;
    "ec2.FlowLog": aws.ec2.FlowLogArgs;
    "ec2.InternetGateway": aws.ec2.InternetGatewayArgs;
    "ec2.NatGateway": aws.ec2.NatGatewayArgs;
    "ec2.Route": aws.ec2.RouteArgs;
    "ec2.RouteTable": aws.ec2.RouteTableArgs;
    "ec2.RouteTableAssociation": aws.ec2.RouteTableAssociationArgs;
    "ec2.SecurityGroup": aws.ec2.SecurityGroupArgs;
    "ec2.Subnet": aws.ec2.SubnetArgs;
    "ec2.Vpc": aws.ec2.VpcArgs;
    "ec2.VpcEndpoint": aws.ec2.VpcEndpointArgs;
    "ecr.LifecyclePolicy": aws.ecr.LifecyclePolicyArgs;
    "ecr.Repository": aws.ecr.RepositoryArgs;
    "eks.AccessEntry": aws.eks.AccessEntryArgs;
    "eks.AccessPolicyAssociation": aws.eks.AccessPolicyAssociationArgs;
    "eks.Addon": aws.eks.AddonArgs;
    "eks.Cluster": aws.eks.ClusterArgs;
    "eks.PodIdentityAssociation": aws.eks.PodIdentityAssociationArgs;
    "elasticache.ParameterGroup": aws.elasticache.ParameterGroupArgs;
    "elasticache.ReplicationGroup": aws.elasticache.ReplicationGroupArgs;
    "elasticache.ServerlessCache": aws.elasticache.ServerlessCacheArgs;
    "elasticache.SubnetGroup": aws.elasticache.SubnetGroupArgs;
    "elasticache.User": aws.elasticache.UserArgs;
    "elasticache.UserGroup": aws.elasticache.UserGroupArgs;
    "iam.Role": aws.iam.RoleArgs;
    "iam.RolePolicy": aws.iam.RolePolicyArgs;
    "iam.RolePolicyAttachment": aws.iam.RolePolicyAttachmentArgs;
    "kms.Key": aws.kms.KeyArgs;
    "kubernetes.CustomResource": k8s.apiextensions.CustomResourceArgs;
    "kubernetes.Provider": k8s.ProviderArgs;
    "lb.TrustStore": aws.lb.TrustStoreArgs;
    "networking.Ingress": k8s.networking.v1.IngressArgs;
    "networking.IngressClass": k8s.networking.v1.IngressClassArgs;
    "networking.NetworkPolicy": k8s.networking.v1.NetworkPolicyArgs;
    "opensearch.ServerlessAccessPolicy": aws.opensearch.ServerlessAccessPolicyArgs;
    "opensearch.ServerlessCollection": aws.opensearch.ServerlessCollectionArgs;
    "opensearch.ServerlessLifecyclePolicy": aws.opensearch.ServerlessLifecyclePolicyArgs;
    "opensearch.ServerlessSecurityPolicy": aws.opensearch.ServerlessSecurityPolicyArgs;
    "opensearch.ServerlessVpcEndpoint": aws.opensearch.ServerlessVpcEndpointArgs;
    "policy.PodDisruptionBudget": k8s.policy.v1.PodDisruptionBudgetArgs;
    "random.RandomId": random.RandomIdArgs;
    "random.RandomBytes": random.RandomBytesArgs;
    "random.RandomPassword": random.RandomPasswordArgs;
    "rbac.ClusterRole": k8s.rbac.v1.ClusterRoleArgs;
    "rbac.ClusterRoleBinding": k8s.rbac.v1.ClusterRoleBindingArgs;
    "rbac.Role": k8s.rbac.v1.RoleArgs;
    "rbac.RoleBinding": k8s.rbac.v1.RoleBindingArgs;
    "rds.Instance": aws.rds.InstanceArgs;
    "rds.InstanceAutomatedBackupsReplication": aws.rds.InstanceAutomatedBackupsReplicationArgs;
    "rds.ParameterGroup": aws.rds.ParameterGroupArgs;
    "rds.Proxy": aws.rds.ProxyArgs;
    "rds.ProxyDefaultTargetGroup": aws.rds.ProxyDefaultTargetGroupArgs;
    "rds.ProxyTarget": aws.rds.ProxyTargetArgs;
    "rds.SubnetGroup": aws.rds.SubnetGroupArgs;
    "s3.Bucket": aws.s3.BucketArgs;
    "s3.BucketCorsConfiguration": aws.s3.BucketCorsConfigurationArgs;
    "s3.BucketLifecycleConfiguration": aws.s3.BucketLifecycleConfigurationArgs;
    "s3.BucketLogging": aws.s3.BucketLoggingArgs;
    "s3.BucketNotification": aws.s3.BucketNotificationArgs;
    "s3.BucketObjectLockConfiguration": aws.s3.BucketObjectLockConfigurationArgs;
    "s3.BucketObjectv2": aws.s3.BucketObjectv2Args;
    "s3.BucketOwnershipControls": aws.s3.BucketOwnershipControlsArgs;
    "s3.BucketPolicy": aws.s3.BucketPolicyArgs;
    "s3.BucketPublicAccessBlock": aws.s3.BucketPublicAccessBlockArgs;
    "s3.BucketReplicationConfig": aws.s3.BucketReplicationConfigArgs;
    "s3.BucketServerSideEncryptionConfiguration": aws.s3.BucketServerSideEncryptionConfigurationArgs;
    "s3.BucketVersioning": aws.s3.BucketVersioningArgs;
    "secretsmanager.Secret": aws.secretsmanager.SecretArgs;
    "secretsmanager.SecretVersion": aws.secretsmanager.SecretVersionArgs;
    "sns.Topic": aws.sns.TopicArgs;
    "sns.TopicPolicy": aws.sns.TopicPolicyArgs;
    "sns.TopicSubscription": aws.sns.TopicSubscriptionArgs;
    "storage.StorageClass": k8s.storage.v1.StorageClassArgs;
    "tls.CertRequest": tls.CertRequestArgs;
    "tls.LocallySignedCert": tls.LocallySignedCertArgs;
    "tls.PrivateKey": tls.PrivateKeyArgs;
    "tls.SelfSignedCert": tls.SelfSignedCertArgs;
    "vpc.SecurityGroupEgressRule": aws.vpc.SecurityGroupEgressRuleArgs;
    "vpc.SecurityGroupIngressRule": aws.vpc.SecurityGroupIngressRuleArgs;
}

/** Plain objects are merged key by key; lists and outputs are replaced whole. */
const merge = deepmergeCustom({ mergeArrays: false });

export function applyTransform<Args extends object>(args: Args, transform: Transform<Args> | undefined, name: string): Args {
    if (transform === undefined) return args;
    return typeof transform === "function"
        ? (transform as (args: Args, name: string) => Args)(args, name)
        : (merge(args, transform) as Args);
}

/**
 * How a class is written: `ec2.Vpc` for aws:ec2/vpc:Vpc, `networking.Ingress` for
 * kubernetes:networking.k8s.io/v1:Ingress, `cloudflare.DnsRecord` for cloudflare:index/dnsRecord:DnsRecord.
 */
export function classKey(type: { readonly name: string; readonly __pulumiType?: string }): string {
    const [pkg = "", module = ""] = (type.__pulumiType ?? "kubernetes").split(":");
    const area = module.split(/[/.]/)[0]!;
    return `${pkg === "pulumi" ? "kubernetes" : ["", "index"].includes(area) ? pkg : area}.${type.name}`;
}
