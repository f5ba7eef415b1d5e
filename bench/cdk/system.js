"use strict";
const { Duration, RemovalPolicy } = require("aws-cdk-lib");
const backup = require("aws-cdk-lib/aws-backup");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const actions = require("aws-cdk-lib/aws-cloudwatch-actions");
const ec2 = require("aws-cdk-lib/aws-ec2");
const eks = require("aws-cdk-lib/aws-eks");
const elasticache = require("aws-cdk-lib/aws-elasticache");
const iam = require("aws-cdk-lib/aws-iam");
const kms = require("aws-cdk-lib/aws-kms");
const logs = require("aws-cdk-lib/aws-logs");
const rds = require("aws-cdk-lib/aws-rds");
const s3 = require("aws-cdk-lib/aws-s3");
const secrets = require("aws-cdk-lib/aws-secretsmanager");
const sns = require("aws-cdk-lib/aws-sns");
const subscriptions = require("aws-cdk-lib/aws-sns-subscriptions");

/** The production stack's AWS side, as CDK users write it. */
function createSystem(stack) {
    const key = new kms.Key(stack, "Key", { enableKeyRotation: true });
    const { vpc, cache, database } = createNetwork(stack, key);
    const alerts = createAlerts(stack, key);
    createPostgres(stack, { vpc, key, database, alerts });
    createRedis(stack, { vpc, cache, alerts });
    createCluster(stack, { vpc, key });
    createBucket(stack, "Files", key);
    return { vpc, key, alerts };
}

function createNetwork(stack, key) {
    const isolated = name => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 22 });
    const vpc = new ec2.Vpc(stack, "Vpc", {
        ipAddresses: ec2.IpAddresses.cidr("10.30.0.0/16"),
        availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        subnetConfiguration: [
            { name: "public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
            { name: "app", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
            isolated("db"),
            isolated("cache"),
        ],
    });
    vpc.addFlowLog("FlowLog", {
        destination: ec2.FlowLogDestination.toCloudWatchLogs(
            new logs.LogGroup(stack, "FlowLogs", { retention: logs.RetentionDays.ONE_YEAR, encryptionKey: key }),
        ),
    });
    vpc.addGatewayEndpoint("S3", { service: ec2.GatewayVpcEndpointAwsService.S3 });
    for (const service of ["ECR", "ECR_DOCKER", "STS", "CLOUDWATCH_LOGS", "SECRETS_MANAGER", "KMS"]) {
        vpc.addInterfaceEndpoint(service, { service: ec2.InterfaceVpcEndpointAwsService[service], open: false });
    }
    const app = new ec2.SecurityGroup(stack, "App", { vpc, allowAllOutbound: false });
    const [database, cache] = [
        ["Database", 5432],
        ["Cache", 6379],
    ].map(([name, port]) => {
        const group = new ec2.SecurityGroup(stack, name, { vpc, allowAllOutbound: false });
        group.addIngressRule(app, ec2.Port.tcp(port));
        return group;
    });
    return { vpc, database, cache };
}

function createAlerts(stack, key) {
    const topic = new sns.Topic(stack, "Alerts", { masterKey: key, enforceSSL: true });
    topic.addSubscription(new subscriptions.EmailSubscription("oncall@example.com"));
    return topic;
}

function alarm(stack, id, metric, threshold, alerts) {
    new cloudwatch.Alarm(stack, id, { metric, threshold, evaluationPeriods: 3 }).addAlarmAction(new actions.SnsAction(alerts));
}

function createPostgres(stack, { vpc, key, database, alerts }) {
    const engine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 });
    const shared = {
        vpc,
        vpcSubnets: { subnetGroupName: "db" },
        instanceType: ec2.InstanceType.of(ec2.InstanceClass.M7G, ec2.InstanceSize.LARGE),
        securityGroups: [database],
        storageEncryptionKey: key,
        deletionProtection: true,
        multiAz: true,
        iamAuthentication: true,
        removalPolicy: RemovalPolicy.SNAPSHOT,
    };
    const instance = new rds.DatabaseInstance(stack, "Postgres", {
        ...shared,
        storageEncrypted: true,
        engine,
        parameterGroup: new rds.ParameterGroup(stack, "Parameters", { engine, parameters: { "rds.force_ssl": "1" } }),
        credentials: rds.Credentials.fromGeneratedSecret("shop", { encryptionKey: key }),
        backupRetention: Duration.days(7),
        cloudwatchLogsExports: ["postgresql", "upgrade"],
    });
    new rds.DatabaseInstanceReadReplica(stack, "Replica", { ...shared, sourceDatabaseInstance: instance });
    alarm(stack, "PostgresCpu", instance.metricCPUUtilization(), 80, alerts);
    alarm(stack, "PostgresMemory", instance.metricFreeableMemory(), 256e6, alerts);
    alarm(stack, "PostgresStorage", instance.metricFreeStorageSpace(), 10e9, alerts);
    alarm(stack, "PostgresConnections", instance.metricDatabaseConnections(), 80, alerts);
    const plan = new backup.BackupPlan(stack, "Backups", {
        backupVault: new backup.BackupVault(stack, "Vault", { encryptionKey: key, removalPolicy: RemovalPolicy.RETAIN }),
        backupPlanRules: [backup.BackupPlanRule.daily(), backup.BackupPlanRule.weekly(), backup.BackupPlanRule.monthly1Year()],
    });
    plan.addSelection("Databases", { resources: [backup.BackupResource.fromRdsDatabaseInstance(instance)] });
}

function createRedis(stack, { vpc, cache, alerts }) {
    const subnets = new elasticache.CfnSubnetGroup(stack, "CacheSubnets", {
        description: "cache tier",
        subnetIds: vpc.selectSubnets({ subnetGroupName: "cache" }).subnetIds,
    });
    const parameters = new elasticache.CfnParameterGroup(stack, "CacheParameters", {
        cacheParameterGroupFamily: "valkey8",
        description: "sessions and cache",
        properties: { "maxmemory-policy": "volatile-lru" },
    });
    const group = new elasticache.CfnReplicationGroup(stack, "Redis", {
        replicationGroupDescription: "sessions and cache",
        engine: "valkey",
        cacheNodeType: "cache.t4g.small",
        numCacheClusters: 2,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        atRestEncryptionEnabled: true,
        transitEncryptionEnabled: true,
        authToken: "{{resolve:secretsmanager:redis}}",
        port: 6380,
        cacheSubnetGroupName: subnets.ref,
        cacheParameterGroupName: parameters.ref,
        securityGroupIds: [cache.securityGroupId],
        snapshotRetentionLimit: 7,
    });
    for (const [metricName, threshold] of [
        ["EngineCPUUtilization", 80],
        ["DatabaseMemoryUsagePercentage", 80],
        ["Evictions", 0],
        ["ReplicationLag", 10],
    ]) {
        const metric = new cloudwatch.Metric({
            namespace: "AWS/ElastiCache",
            metricName,
            dimensionsMap: { ReplicationGroupId: group.ref },
        });
        alarm(stack, `Redis${metricName}`, metric, threshold, alerts);
    }
}

function createCluster(stack, { vpc, key }) {
    const managed = names => names.map(name => iam.ManagedPolicy.fromAwsManagedPolicyName(name));
    const role = new iam.Role(stack, "ClusterRole", {
        assumedBy: new iam.ServicePrincipal("eks.amazonaws.com"),
        managedPolicies: managed(["AmazonEKSClusterPolicy", "AmazonEKSComputePolicy", "AmazonEKSNetworkingPolicy"]),
    });
    const nodes = new iam.Role(stack, "NodeRole", {
        assumedBy: new iam.ServicePrincipal("ec2.amazonaws.com"),
        managedPolicies: managed(["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"]),
    });
    const cluster = new eks.CfnCluster(stack, "Cluster", {
        roleArn: role.roleArn,
        accessConfig: { authenticationMode: "API" },
        computeConfig: { enabled: true, nodePools: ["general-purpose", "system"], nodeRoleArn: nodes.roleArn },
        encryptionConfig: [{ provider: { keyArn: key.keyArn } }],
        logging: {
            clusterLogging: { enabledTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"].map(type => ({ type })) },
        },
        resourcesVpcConfig: {
            subnetIds: vpc.selectSubnets({ subnetGroupName: "app" }).subnetIds,
            endpointPrivateAccess: true,
            endpointPublicAccess: false,
        },
    });
    new eks.CfnAddon(stack, "MetricsServer", { addonName: "metrics-server", clusterName: cluster.ref });
    new eks.CfnAccessEntry(stack, "Admin", { clusterName: cluster.ref, principalArn: "arn:aws:iam::444455556666:role/deploy" });
}

function createBucket(stack, id, key) {
    return new s3.Bucket(stack, id, {
        encryptionKey: key,
        bucketKeyEnabled: true,
        blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
        enforceSSL: true,
        versioned: true,
        serverAccessLogsPrefix: "access/",
        lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(90) }],
    });
}

/** What a service has in AWS; its Kubernetes objects have no counterpart in CloudFormation. */
function createService(stack, name, { vpc, key, alerts }) {
    const role = new iam.Role(stack, `${name}-role`, { assumedBy: new iam.ServicePrincipal("pods.eks.amazonaws.com") });
    new secrets.Secret(stack, `${name}-secret`, { encryptionKey: key }).grantRead(role);
    const log = new logs.LogGroup(stack, `${name}-logs`, { retention: logs.RetentionDays.ONE_YEAR, encryptionKey: key });
    log.grantWrite(role);
    const group = new ec2.SecurityGroup(stack, `${name}-pods`, { vpc, allowAllOutbound: false });
    group.addIngressRule(group, ec2.Port.tcp(8000));
    createBucket(stack, `${name}-files`, key);
    alarm(stack, `${name}-errors`, log.metricIncomingLogEvents(), 1000, alerts);
}

module.exports = { createService, createSystem };
