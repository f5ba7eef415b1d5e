import type { Replacing } from "./table";

/**
 * Read from the source of terraform-provider-aws v6.58.0 (`ForceNew`, `RequiresReplace`, and what `CustomizeDiff`
 * forces), which @pulumi/aws 7 bridges; it changes none of them (provider/resource_overrides.go). To check again: in
 * the same places of the version that the SDK in package-lock.json bridges; where the plug-in is at hand,
 * `pulumi package get-schema aws` marks most of them `willReplaceOnChanges`.
 */
export const awsReplacing: Replacing = {
    "aws:acm/certificate:Certificate":
        "certificateAuthorityArn domainName keyAlgorithm subjectAlternativeNames validationMethod validationOptions",
    "aws:acm/certificateValidation:CertificateValidation": "certificateArn validationRecordFqdns",
    "aws:backup/plan:Plan": "name",
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": "name",
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": "name protectedResourceType restoreTestingPlanName",
    "aws:backup/selection:Selection": "conditions iamRoleArn name notResources planId resources selectionTags",
    "aws:backup/vault:Vault": "kmsKeyArn name",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": "backupVaultName changeableForDays maxRetentionDays minRetentionDays",
    "aws:backup/vaultPolicy:VaultPolicy": "backupVaultName",
    "aws:budgets/budget:Budget": "accountId name namePrefix",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "",
    "aws:cloudfront/cachePolicy:CachePolicy": "",
    "aws:cloudfront/distribution:Distribution": "staging",
    "aws:cloudfront/function:Function": "name",
    "aws:cloudfront/originAccessControl:OriginAccessControl": "",
    "aws:cloudtrail/trail:Trail": "name",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:cloudwatch/eventRule:EventRule": "eventBusName name namePrefix",
    "aws:cloudwatch/eventTarget:EventTarget": "eventBusName rule targetId",
    "aws:cloudwatch/logGroup:LogGroup": "logGroupClass name namePrefix",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": "logGroupName name",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyName resourceArn",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:cognito/userPool:UserPool": "aliasAttributes usernameAttributes usernameConfiguration.caseSensitive",
    "aws:cognito/userPoolClient:UserPoolClient": "generateSecret userPoolId",
    "aws:docdb/cluster:Cluster":
        "availabilityZones clusterIdentifier clusterIdentifierPrefix dbSubnetGroupName engine kmsKeyId masterUsername port " +
        "restoreToPointInTime snapshotIdentifier storageEncrypted",
    "aws:dynamodb/table:Table": "hashKey localSecondaryIndexes name rangeKey restoreDateTime restoreToLatestTime",
    "aws:ebs/snapshot:Snapshot": "description outpostArn volumeId",
    "aws:ebs/volume:Volume": "availabilityZone encrypted kmsKeyId multiAttachEnabled outpostArn snapshotId",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": "defaultNetworkAclId",
    "aws:ec2/defaultRouteTable:DefaultRouteTable": "defaultRouteTableId",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "vpcId",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": "vpcId",
    "aws:ec2/eip:Eip": "address domain ipamPoolId networkBorderGroup publicIpv4Pool",
    "aws:ec2/eipAssociation:EipAssociation": "allocationId allowReassociation instanceId networkInterfaceId privateIpAddress publicIp",
    "aws:ec2/flowLog:FlowLog":
        "deliverCrossAccountRole destinationOptions eniId iamRoleArn logDestination logDestinationType logFormat " +
        "maxAggregationInterval regionalNatGatewayId subnetId tagFieldSpecifications trafficType transitGatewayAttachmentId " +
        "transitGatewayId vpcId",
    "aws:ec2/instance:Instance":
        "ami associatePublicIpAddress availabilityZone cpuOptions.amdSevSnp ebsBlockDevices[*].deleteOnTermination " +
        "ebsBlockDevices[*].deviceName ebsBlockDevices[*].encrypted ebsBlockDevices[*].iops ebsBlockDevices[*].kmsKeyId " +
        "ebsBlockDevices[*].snapshotId ebsBlockDevices[*].throughput ebsBlockDevices[*].volumeSize ebsBlockDevices[*].volumeType " +
        "ebsOptimized enclaveOptions.enabled hibernation hostId instanceMarketOptions keyName launchTemplate.id " +
        "launchTemplate.name networkInterfaces[*].deleteOnTermination networkInterfaces[*].deviceIndex " +
        "networkInterfaces[*].networkCardIndex networkInterfaces[*].networkInterfaceId placementGroup placementGroupId " +
        "placementPartitionNumber primaryNetworkInterface.networkInterfaceId privateIp rootBlockDevice.encrypted " +
        "rootBlockDevice.kmsKeyId secondaryNetworkInterfaces[*].deleteOnTermination secondaryNetworkInterfaces[*].deviceIndex " +
        "secondaryNetworkInterfaces[*].interfaceType secondaryNetworkInterfaces[*].networkCardIndex " +
        "secondaryNetworkInterfaces[*].privateIpAddressCount secondaryNetworkInterfaces[*].secondarySubnetId securityGroups " +
        "subnetId tenancy",
    "aws:ec2/internetGateway:InternetGateway": "",
    "aws:ec2/keyPair:KeyPair": "keyName keyNamePrefix publicKey",
    "aws:ec2/launchTemplate:LaunchTemplate": "name namePrefix",
    "aws:ec2/natGateway:NatGateway": "allocationId availabilityMode connectivityType privateIp subnetId vpcId",
    "aws:ec2/networkAcl:NetworkAcl": "vpcId",
    "aws:ec2/networkInterface:NetworkInterface": "interfaceType subnetId",
    "aws:ec2/route:Route": "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId routeTableId",
    "aws:ec2/routeTable:RouteTable": "vpcId",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "gatewayId subnetId",
    "aws:ec2/securityGroup:SecurityGroup": "description name namePrefix vpcId",
    "aws:ec2/securityGroupRule:SecurityGroupRule":
        "cidrBlocks fromPort ipv6CidrBlocks prefixListIds protocol securityGroupId self sourceSecurityGroupId toPort type",
    "aws:ec2/subnet:Subnet":
        "availabilityZone availabilityZoneId cidrBlock ipv4IpamPoolId ipv4NetmaskLength ipv6IpamPoolId ipv6Native " +
        "ipv6NetmaskLength outpostArn vpcId",
    "aws:ec2/volumeAttachment:VolumeAttachment": "deviceName instanceId volumeId",
    "aws:ec2/vpc:Vpc": "cidrBlock ipv4IpamPoolId ipv4NetmaskLength",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions":
        "domainName domainNameServers ipv6AddressPreferredLeaseTime netbiosNameServers netbiosNodeType ntpServers",
    "aws:ec2/vpcEndpoint:VpcEndpoint":
        "dnsOptions.privateDnsPreference dnsOptions.privateDnsSpecifiedDomains resourceConfigurationArn serviceName " +
        "serviceNetworkArn serviceRegion vpcEndpointType vpcId",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": "cidrBlock ipv4IpamPoolId ipv4NetmaskLength vpcId",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "peerOwnerId peerRegion peerVpcId vpcId",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "policy repository",
    "aws:ecr/repository:Repository": "encryptionConfigurations name",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "repository",
    "aws:efs/accessPoint:AccessPoint": "fileSystemId posixUser rootDirectory",
    "aws:efs/backupPolicy:BackupPolicy": "fileSystemId",
    "aws:efs/fileSystem:FileSystem": "availabilityZoneName creationToken encrypted kmsKeyId performanceMode",
    "aws:efs/mountTarget:MountTarget": "fileSystemId ipAddress ipAddressType ipv6Address subnetId",
    "aws:eks/accessEntry:AccessEntry": "clusterName principalArn type",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": "accessScope clusterName policyArn principalArn",
    "aws:eks/addon:Addon": "addonName clusterName namespaceConfig",
    "aws:eks/cluster:Cluster":
        "accessConfig.bootstrapClusterCreatorAdminPermissions bootstrapSelfManagedAddons kubernetesNetworkConfig.ipFamily " +
        "kubernetesNetworkConfig.serviceIpv4Cidr name outpostConfig.controlPlaneInstanceType " +
        "outpostConfig.controlPlanePlacement.groupName outpostConfig.controlPlanePlacement.spreadLevel " +
        "outpostConfig.etcdInstanceType outpostConfig.etcdPlacement.spreadLevel roleArn",
    "aws:eks/fargateProfile:FargateProfile": "clusterName fargateProfileName podExecutionRoleArn selectors subnetIds",
    "aws:eks/nodeGroup:NodeGroup":
        "amiType capacityType clusterName diskSize instanceTypes launchTemplate.id launchTemplate.name nodeGroupName " +
        "nodeGroupNamePrefix nodeRoleArn remoteAccess subnetIds",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": "clusterName namespace serviceAccount",
    "aws:elasticache/cluster:Cluster":
        "availabilityZone clusterId engine networkType outpostMode port preferredOutpostArn replicationGroupId snapshotArns " +
        "snapshotName subnetGroupName transitEncryptionEnabled",
    "aws:elasticache/parameterGroup:ParameterGroup": "description family name",
    "aws:elasticache/replicationGroup:ReplicationGroup":
        "atRestEncryptionEnabled dataTieringEnabled durability globalReplicationGroupId kmsKeyId networkType port " +
        "replicationGroupId securityGroupNames snapshotArns snapshotName subnetGroupName",
    "aws:elasticache/serverlessCache:ServerlessCache": "kmsKeyId name networkType snapshotArnsToRestores subnetIds",
    "aws:elasticache/subnetGroup:SubnetGroup": "name",
    "aws:elasticache/user:User": "userId userName",
    "aws:elasticache/userGroup:UserGroup": "userGroupId",
    "aws:iam/accessKey:AccessKey": "pgpKey user",
    "aws:iam/instanceProfile:InstanceProfile": "name namePrefix path",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "url",
    "aws:iam/policy:Policy": "description name namePrefix path",
    "aws:iam/role:Role": "name namePrefix path",
    "aws:iam/rolePolicy:RolePolicy": "name namePrefix role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn role",
    "aws:iam/user:User": "",
    "aws:iam/userPolicy:UserPolicy": "name namePrefix user",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn user",
    "aws:kinesis/stream:Stream": "name",
    "aws:kms/alias:Alias": "name namePrefix",
    "aws:kms/key:Key": "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId",
    "aws:kms/replicaKey:ReplicaKey": "primaryKeyArn",
    "aws:lambda/alias:Alias": "functionName name",
    "aws:lambda/eventSourceMapping:EventSourceMapping":
        "amazonManagedKafkaEventSourceConfig eventSourceArn queues selfManagedEventSource selfManagedKafkaEventSourceConfig " +
        "startingPosition startingPositionTimestamp topics",
    "aws:lambda/function:Function": "name packageType",
    "aws:lambda/functionUrl:FunctionUrl": "functionName qualifier",
    "aws:lambda/layerVersion:LayerVersion":
        "code compatibleArchitectures compatibleRuntimes description layerName licenseInfo s3Bucket s3Key s3ObjectVersion " +
        "skipDestroy sourceCodeHash",
    "aws:lambda/permission:Permission":
        "action eventSourceToken function functionUrlAuthType invokedViaFunctionUrl principal principalOrgId qualifier " +
        "sourceAccount sourceArn statementId statementIdPrefix",
    "aws:lb/listener:Listener": "loadBalancerArn",
    "aws:lb/listenerCertificate:ListenerCertificate": "certificateArn listenerArn",
    "aws:lb/listenerRule:ListenerRule": "listenerArn",
    "aws:lb/loadBalancer:LoadBalancer": "customerOwnedIpv4Pool internal loadBalancerType name namePrefix",
    "aws:lb/targetGroup:TargetGroup": "ipAddressType name namePrefix port protocol protocolVersion targetControlPort targetType vpcId",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": "availabilityZone port quicServerId targetGroupArn targetId",
    "aws:lb/trustStore:TrustStore": "name namePrefix",
    "aws:memorydb/acl:Acl": "name namePrefix",
    "aws:memorydb/cluster:Cluster":
        "autoMinorVersionUpgrade dataTiering kmsKeyArn multiRegionClusterName name namePrefix networkType port snapshotArns " +
        "snapshotName subnetGroupName tlsEnabled",
    "aws:memorydb/parameterGroup:ParameterGroup": "description family name namePrefix",
    "aws:memorydb/subnetGroup:SubnetGroup": "name namePrefix",
    "aws:memorydb/user:User": "userName",
    "aws:msk/cluster:Cluster":
        "brokerNodeGroupInfo.azDistribution brokerNodeGroupInfo.clientSubnets brokerNodeGroupInfo.securityGroups clusterName " +
        "encryptionInfo.encryptionAtRestKmsKeyArn encryptionInfo.encryptionInTransit.inCluster",
    "aws:opensearch/domain:Domain": "domainName encryptAtRest.kmsKeyId",
    "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy": "name type",
    "aws:opensearch/serverlessCollection:ServerlessCollection": "name standbyReplicas type",
    "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy": "name type",
    "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy": "name type",
    "aws:opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint": "name vpcId",
    "aws:rds/cluster:Cluster":
        "availabilityZones clusterIdentifier clusterIdentifierPrefix clusterScalabilityType databaseName dbSubnetGroupName " +
        "dbSystemId engine engineMode kmsKeyId masterUsername restoreToPointInTime s3Import.bucketName s3Import.bucketPrefix " +
        "s3Import.ingestionRole s3Import.sourceEngine s3Import.sourceEngineVersion snapshotIdentifier sourceRegion " +
        "storageEncrypted",
    "aws:rds/clusterInstance:ClusterInstance":
        "availabilityZone clusterIdentifier customIamInstanceProfile dbSubnetGroupName engine identifier identifierPrefix",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": "description family name namePrefix",
    "aws:rds/globalCluster:GlobalCluster": "databaseName engine globalClusterIdentifier sourceDbClusterIdentifier storageEncrypted",
    "aws:rds/instance:Instance":
        "availabilityZone backupTarget characterSetName customIamInstanceProfile dbName engine kmsKeyId ncharCharacterSetName " +
        "s3Import.bucketName s3Import.bucketPrefix s3Import.ingestionRole s3Import.sourceEngine s3Import.sourceEngineVersion " +
        "snapshotIdentifier storageEncrypted timezone username",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication":
        "kmsKeyId preSignedUrl retentionPeriod sourceDbInstanceArn",
    "aws:rds/optionGroup:OptionGroup": "engineName majorEngineVersion name namePrefix optionGroupDescription",
    "aws:rds/parameterGroup:ParameterGroup": "description family name namePrefix",
    "aws:rds/proxy:Proxy": "endpointNetworkType engineFamily targetConnectionNetworkType vpcSubnetIds",
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": "dbProxyName",
    "aws:rds/proxyTarget:ProxyTarget": "dbClusterIdentifier dbInstanceIdentifier dbProxyName targetGroupName",
    "aws:rds/snapshot:Snapshot": "dbInstanceIdentifier dbSnapshotIdentifier",
    "aws:rds/subnetGroup:SubnetGroup": "name namePrefix",
    "aws:route53/record:Record": "name zoneId",
    "aws:route53/zone:Zone": "delegationSetId name",
    "aws:s3/bucket:Bucket": "bucket bucketNamespace bucketPrefix objectLockConfiguration.objectLockEnabled objectLockEnabled",
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "bucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "bucket expectedBucketOwner",
    "aws:s3/bucketLogging:BucketLogging": "bucket",
    "aws:s3/bucketNotification:BucketNotification": "bucket",
    "aws:s3/bucketObject:BucketObject": "bucket key",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": "bucket expectedBucketOwner objectLockEnabled",
    "aws:s3/bucketObjectv2:BucketObjectv2": "bucket key",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "bucket",
    "aws:s3/bucketPolicy:BucketPolicy": "bucket",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "bucket",
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": "bucket",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "bucket",
    "aws:s3/bucketVersioning:BucketVersioning": "bucket",
    "aws:secretsmanager/secret:Secret": "name namePrefix type",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "secretArn",
    "aws:secretsmanager/secretRotation:SecretRotation": "secretId",
    "aws:secretsmanager/secretVersion:SecretVersion": "secretBinary secretId secretString secretStringWoVersion",
    "aws:sns/topic:Topic": "fifoTopic name namePrefix",
    "aws:sns/topicPolicy:TopicPolicy": "arn",
    "aws:sns/topicSubscription:TopicSubscription": "endpoint protocol topic",
    "aws:sqs/queue:Queue": "fifoQueue name namePrefix",
    "aws:sqs/queuePolicy:QueuePolicy": "queueUrl",
    "aws:ssm/parameter:Parameter": "dataType name",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "securityGroupId",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "securityGroupId",
    "aws:wafv2/webAcl:WebAcl": "name namePrefix scope",
};
