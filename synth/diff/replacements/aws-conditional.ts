import type { MayReplace } from "./table";

const addedOrRemoved = "it is added or removed";
const newer = "a property newer than the source of this table";
const otherAccount = "it names another account than the bucket's";
const sourceKind = "the rule gets another kind of source";

/**
 * What the provider decides by the values of both sides, or with a question to AWS: `CustomizeDiff`, `ModifyPlan` and
 * `RequiresReplaceIf` of the version that ./aws.ts was read from.
 */
export const awsMayReplace: MayReplace = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": { warmUpConfiguration: newer },
    "aws:docdb/cluster:Cluster": { serverlessV2ScalingConfiguration: "it is removed" },
    "aws:dynamodb/table:Table": {
        "importTable.s3BucketSource": addedOrRemoved,
        restoreBackupArn: "it gets another value; to remove it does not",
        restoreSourceName: "it gets another value; to remove it does not",
        restoreSourceTableArn: "it gets another value; to remove it does not",
    },
    "aws:ec2/instance:Instance": {
        enablePrimaryIpv6: "it is switched off",
        ephemeralBlockDevices: addedOrRemoved,
        instanceType: "the new type has another processor architecture",
        ipv6Addresses: "the addresses change, and not their count",
        launchTemplate: addedOrRemoved,
        "launchTemplate.version": "the instance runs another version",
        privateDnsNameOptions: addedOrRemoved,
        userData: "userDataReplaceOnChange is true",
        userDataBase64: "userDataReplaceOnChange is true",
    },
    "aws:ec2/natGateway:NatGateway": {
        availabilityZoneAddresses: "the first one is added or the last one removed",
        secondaryPrivateIpAddressCount: "the gateway is private",
    },
    "aws:ec2/networkInterface:NetworkInterface": {
        enablePrimaryIpv6: "it is switched off",
        privateIpLists: "the primary address changes",
        privateIps: "the primary address is none of them",
    },
    "aws:ec2/subnet:Subnet": { ipv6CidrBlock: "the subnet was made with assignIpv6AddressOnCreation" },
    "aws:ec2/vpc:Vpc": { instanceTenancy: "it changes otherwise than from dedicated to default" },
    "aws:ec2/vpcEndpoint:VpcEndpoint": { privateDnsEnabled: "the endpoint is no interface endpoint" },
    "aws:eks/cluster:Cluster": {
        "computeConfig.nodeRoleArn": "another role takes the place of one",
        encryptionConfig: "it is removed",
        kubeApiServerConfig: newer,
        kubeControllerManagerConfig: newer,
        kubeSchedulerConfig: newer,
        "vpcConfig.controlPlaneEgressMode": "it goes from CUSTOMER_ROUTED to AWS_MANAGED",
    },
    "aws:elasticache/cluster:Cluster": { engineVersion: "it is a downgrade", nodeType: "the engine is Memcached" },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        authTokenWo: newer,
        authTokenWoVersion: newer,
        engine: "it changes otherwise than from redis to valkey",
        engineVersion: "it is a downgrade",
        nodeGroupConfigurations: "groups, their slots, replicas or zones change",
        transitEncryptionEnabled: "the engine is older than 7.0.5",
    },
    "aws:elasticache/serverlessCache:ServerlessCache": {
        engine: "it changes otherwise than between redis and valkey",
        majorEngineVersion: "it is no upgrade of valkey",
    },
    "aws:lambda/function:Function": { durableConfig: addedOrRemoved, tenancyConfig: addedOrRemoved },
    "aws:lb/loadBalancer:LoadBalancer": {
        secondaryIpsAutoAssignedPerSubnet: "it falls",
        securityGroups: "a network load balancer gets its first one, or loses its last",
        subnetMappings: "a mapping changes, or a network load balancer loses one",
        subnets: "a network load balancer changes or loses one",
    },
    "aws:msk/cluster:Cluster": {
        brokerNodeGroupInfo: addedOrRemoved,
        encryptionInfo: addedOrRemoved,
        kafkaVersion: "it is a downgrade",
        storageMode: "it becomes LOCAL",
    },
    "aws:opensearch/domain:Domain": {
        "encryptAtRest.enabled": "it is switched off, or the version cannot switch it on in place",
        engineVersion: "AWS knows no upgrade to it",
        "nodeToNodeEncryption.enabled": "it is switched off, or the version cannot switch it on in place",
        vpcOptions: addedOrRemoved,
    },
    "aws:rds/cluster:Cluster": { storageType: "the engine is not Aurora", warningEventCategories: newer },
    "aws:rds/clusterInstance:ClusterInstance": { warningEventCategories: newer },
    "aws:rds/instance:Instance": { restoreToPointInTime: addedOrRemoved, warningEventCategories: newer },
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": { expectedBucketOwner: otherAccount },
    "aws:s3/bucketLogging:BucketLogging": { expectedBucketOwner: otherAccount },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": { expectedBucketOwner: otherAccount },
    "aws:s3/bucketVersioning:BucketVersioning": { expectedBucketOwner: otherAccount },
    "aws:secretsmanager/secretVersion:SecretVersion": { secretStringWo: "the value was in secretString before" },
    "aws:ssm/parameter:Parameter": { tier: "it goes from Advanced to Standard" },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        cidrIpv4: sourceKind,
        cidrIpv6: sourceKind,
        prefixListId: sourceKind,
        referencedSecurityGroupId: sourceKind,
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        cidrIpv4: sourceKind,
        cidrIpv6: sourceKind,
        prefixListId: sourceKind,
        referencedSecurityGroupId: sourceKind,
    },
};
