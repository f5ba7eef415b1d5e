import type { PropertyMap } from "../../types";
import { at, fill, hash, type StandIn, type Subject, text, uuidOf } from "./index";

/**
 * What AWS answers, by resource type: the id, the ARN, and other outputs that programs read. Words: `name` the
 * physical name (given, or autonamed), `id`, `region`, `account`, `h8` and `h17` hexadecimal digits of the URN.
 */
interface Row {
    /** @default "{name}" */
    readonly id?: string;
    /** Everything behind `arn:aws:<service>:`; with `{region}:{account}:` in front unless it starts with a colon. */
    readonly arn?: `${string}:${string}`;
    /** A function where the inputs decide how many there are. */
    readonly outputs?: PropertyMap | ((inputs: PropertyMap) => PropertyMap);
    /** The input that holds the physical name. @default "name" */
    readonly named?: string;
}

export const rows: Record<string, Row> = {
    "acm/certificate:Certificate": {
        id: "{arn}",
        arn: "acm:certificate/{uuid}",
        outputs: inputs => ({ status: "PENDING_VALIDATION", domainValidationOptions: certificateDomains(inputs).map(validationOption) }),
    },
    "acm/certificateValidation:CertificateValidation": { outputs: { certificateArn: "{input:certificateArn}" } },
    "backup/plan:Plan": { id: "{uuid}", arn: "backup:backup-plan:{id}", outputs: { version: "{h8}" } },
    "backup/restoreTestingPlan:RestoreTestingPlan": { arn: "backup:restore-testing-plan:{name}-{uuid}" },
    "backup/selection:Selection": { id: "{uuid}" },
    "backup/vault:Vault": { arn: "backup:backup-vault:{name}", outputs: { recoveryPoints: 0 } },
    "budgets/budget:Budget": { id: "{account}:{name}", arn: "budgets::{account}:budget/{name}" },
    "cloudfront/distribution:Distribution": {
        id: "E{h13}",
        arn: "cloudfront::{account}:distribution/{id}",
        outputs: { domainName: "{h13}.cloudfront.net", hostedZoneId: "Z2FDTNDATAQYW2" },
    },
    "cloudtrail/trail:Trail": { arn: "cloudtrail:trail/{name}" },
    "cloudwatch/eventRule:EventRule": { arn: "events:rule/{name}" },
    "cloudwatch/eventTarget:EventTarget": { id: "{input:rule}-{input:targetId}" },
    "cloudwatch/logGroup:LogGroup": { arn: "logs:log-group:{name}" },
    "cloudwatch/metricAlarm:MetricAlarm": { arn: "cloudwatch:alarm:{name}" },
    "dynamodb/table:Table": { arn: "dynamodb:table/{name}" },
    "ec2/eip:Eip": {
        id: "eipalloc-{h17}",
        arn: "ec2:elastic-ip/{id}",
        outputs: { allocationId: "{id}", publicIp: "203.0.113.{octet}" },
    },
    "ec2/flowLog:FlowLog": { id: "fl-{h17}", arn: "ec2:vpc-flow-log/{id}" },
    "ec2/internetGateway:InternetGateway": { id: "igw-{h17}", arn: "ec2:internet-gateway/{id}" },
    "ec2/managedPrefixList:ManagedPrefixList": { id: "pl-{h17}", arn: "ec2:prefix-list/{id}" },
    "ec2/natGateway:NatGateway": {
        id: "nat-{h17}",
        outputs: { publicIp: "203.0.113.{octet}", privateIp: "10.0.0.{octet}", networkInterfaceId: "eni-{h17}" },
    },
    "ec2/routeTable:RouteTable": { id: "rtb-{h17}", arn: "ec2:route-table/{id}" },
    "ec2/routeTableAssociation:RouteTableAssociation": { id: "rtbassoc-{h17}" },
    "ec2/route:Route": { id: "r-rtb-{h17}" },
    "ec2/securityGroup:SecurityGroup": { id: "sg-{h17}", arn: "ec2:security-group/{id}" },
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        id: "sgr-{h17}",
        arn: "ec2:security-group-rule/{id}",
        outputs: { securityGroupRuleId: "{id}" },
    },
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        id: "sgr-{h17}",
        arn: "ec2:security-group-rule/{id}",
        outputs: { securityGroupRuleId: "{id}" },
    },
    "ec2/subnet:Subnet": {
        id: "subnet-{h17}",
        arn: "ec2:subnet/{id}",
        outputs: { availabilityZoneId: "{availabilityZone}-id" },
    },
    "ec2/vpc:Vpc": {
        id: "vpc-{h17}",
        arn: "ec2:vpc/{id}",
        outputs: {
            defaultSecurityGroupId: "sg-{h17}",
            defaultRouteTableId: "rtb-{h17}",
            mainRouteTableId: "rtb-{h17}",
            defaultNetworkAclId: "acl-{h17}",
        },
    },
    "ec2/vpcEndpoint:VpcEndpoint": {
        id: "vpce-{h17}",
        arn: "ec2:vpc-endpoint/{id}",
        outputs: { prefixListId: "pl-{h17}" },
    },
    "ecr/repository:Repository": {
        arn: "ecr:repository/{name}",
        outputs: { repositoryUrl: "{account}.dkr.ecr.{region}.amazonaws.com/{name}", registryId: "{account}" },
    },
    "ecs/cluster:Cluster": { id: "{arn}", arn: "ecs:cluster/{name}" },
    "eks/accessEntry:AccessEntry": { id: "{input:clusterName}:{input:principalArn}" },
    "eks/addon:Addon": { id: "{input:clusterName}:{input:addonName}", arn: "eks:addon/{input:clusterName}/{input:addonName}/{uuid}" },
    "eks/cluster:Cluster": {
        arn: "eks:cluster/{name}",
        outputs: {
            endpoint: "https://{h32}.gr7.{region}.eks.amazonaws.com",
            certificateAuthority: { data: "c3RhbmQtaW4gY2VydGlmaWNhdGU=" },
            identities: [{ oidcs: [{ issuer: "https://oidc.eks.{region}.amazonaws.com/id/{h32}" }] }],
            platformVersion: "eks.1",
            status: "ACTIVE",
            vpcConfig: { clusterSecurityGroupId: "sg-{h17}", vpcId: "vpc-{h17}" },
        },
    },
    "eks/podIdentityAssociation:PodIdentityAssociation": {
        id: "a-{h17}",
        outputs: {
            associationId: "a-{h17}",
            associationArn: "arn:aws:eks:{region}:{account}:podidentityassociation/{input:clusterName}/a-{h17}",
        },
    },
    "elasticache/parameterGroup:ParameterGroup": { arn: "elasticache:parametergroup:{name}" },
    "elasticache/replicationGroup:ReplicationGroup": {
        named: "replicationGroupId",
        arn: "elasticache:replicationgroup:{name}",
        outputs: ({ numCacheClusters }) => ({
            replicationGroupId: "{name}",
            primaryEndpointAddress: "master.{name}.{h6}.{regionCode}.cache.amazonaws.com",
            readerEndpointAddress: "replica.{name}.{h6}.{regionCode}.cache.amazonaws.com",
            configurationEndpointAddress: "clustercfg.{name}.{h6}.{regionCode}.cache.amazonaws.com",
            memberClusters: Array.from({ length: Number(numCacheClusters) || 1 }, (_, index) => `{name}-00${index + 1}`),
        }),
    },
    "elasticache/serverlessCache:ServerlessCache": {
        arn: "elasticache:serverlesscache:{name}",
        outputs: {
            endpoints: [{ address: "{name}-{h6}.serverless.{regionCode}.cache.amazonaws.com", port: 6379 }],
            readerEndpoints: [{ address: "{name}-{h6}.serverless.{regionCode}.cache.amazonaws.com", port: 6380 }],
            status: "available",
        },
    },
    "elasticache/subnetGroup:SubnetGroup": { arn: "elasticache:subnetgroup:{name}" },
    "elasticache/user:User": { id: "{name}", arn: "elasticache:user:{name}", named: "userId" },
    "elasticache/userGroup:UserGroup": { id: "{name}", arn: "elasticache:usergroup:{name}", named: "userGroupId" },
    "iam/instanceProfile:InstanceProfile": { arn: "iam::{account}:instance-profile/{name}" },
    "iam/policy:Policy": { id: "{arn}", arn: "iam::{account}:policy/{name}", outputs: { policyId: "ANPA{h16}" } },
    "iam/role:Role": { arn: "iam::{account}:role/{name}", outputs: { uniqueId: "AROA{h16}" } },
    "iam/rolePolicy:RolePolicy": { id: "{input:role}:{name}" },
    "iam/rolePolicyAttachment:RolePolicyAttachment": { id: "{input:role}/{input:policyArn}" },
    "iam/user:User": { arn: "iam::{account}:user/{name}" },
    "kms/alias:Alias": { arn: "kms:{name}", outputs: { targetKeyArn: "arn:aws:kms:{region}:{account}:key/{input:targetKeyId}" } },
    "kms/key:Key": { id: "{uuid}", arn: "kms:key/{id}", outputs: { keyId: "{id}" } },
    "lambda/function:Function": {
        arn: "lambda:function:{name}",
        outputs: {
            invokeArn:
                "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/arn:aws:lambda:{region}:{account}:function:{name}/invocations",
        },
    },
    "lb/loadBalancer:LoadBalancer": {
        id: "{arn}",
        arn: "elasticloadbalancing:loadbalancer/app/{name}/{h16}",
        outputs: { dnsName: "{name}-{h8}.{region}.elb.amazonaws.com", zoneId: "Z35SXDOTRQ7X7K", arnSuffix: "app/{name}/{h16}" },
    },
    "lb/targetGroup:TargetGroup": {
        id: "{arn}",
        arn: "elasticloadbalancing:targetgroup/{name}/{h16}",
        outputs: { arnSuffix: "targetgroup/{name}/{h16}" },
    },
    "lb/trustStore:TrustStore": { id: "{arn}", arn: "elasticloadbalancing:truststore/{name}/{h17}" },
    "opensearch/serverlessCollection:ServerlessCollection": {
        id: "{h20}",
        arn: "aoss:collection/{id}",
        outputs: {
            collectionEndpoint: "https://{id}.{region}.aoss.amazonaws.com",
            dashboardEndpoint: "https://{id}.{region}.aoss.amazonaws.com/_dashboards",
        },
    },
    "opensearch/serverlessVpcEndpoint:ServerlessVpcEndpoint": { id: "vpce-{h17}" },
    "rds/instance:Instance": {
        named: "identifier",
        id: "db-{H24}",
        arn: "rds:db:{name}",
        outputs: {
            identifier: "{name}",
            address: "{name}.{h12}.{region}.rds.amazonaws.com",
            endpoint: "{name}.{h12}.{region}.rds.amazonaws.com:{port}",
            hostedZoneId: "Z2R2ITUGPM61AM",
            resourceId: "db-{H24}",
            masterUserSecrets: [{ secretArn: "arn:aws:secretsmanager:{region}:{account}:secret:rds!db-{h8}", kmsKeyId: "{h8}" }],
        },
    },
    "rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": { id: "{arn}", arn: "rds:auto-backup:ab-{h17}" },
    "rds/parameterGroup:ParameterGroup": { arn: "rds:pg:{name}" },
    "rds/proxy:Proxy": {
        arn: "rds:db-proxy:prx-{h17}",
        outputs: { endpoint: "{name}.proxy-{h12}.{region}.rds.amazonaws.com" },
    },
    "rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
        id: "{input:dbProxyName}",
        arn: "rds:target-group:prx-tg-{h17}",
        outputs: { name: "default" },
    },
    "rds/subnetGroup:SubnetGroup": { arn: "rds:subgrp:{name}" },
    "route53/zone:Zone": { id: "Z{h13}", arn: "route53:::hostedzone/{id}", outputs: { zoneId: "{id}" } },
    "s3/bucket:Bucket": {
        named: "bucket",
        arn: "s3:::{name}",
        outputs: {
            bucket: "{name}",
            bucketDomainName: "{name}.s3.amazonaws.com",
            bucketRegionalDomainName: "{name}.s3.{region}.amazonaws.com",
            hostedZoneId: "Z3AQBSTGFYJSTF",
        },
    },
    "s3/bucketObjectv2:BucketObjectv2": {
        outputs: { versionId: "{h17}", arn: "arn:aws:s3:::{input:bucket}/{input:key}" },
        id: "{input:bucket}/{input:key}",
    },
    "secretsmanager/secret:Secret": { id: "{arn}", arn: "secretsmanager:secret:{name}-{h6}" },
    "secretsmanager/secretVersion:SecretVersion": {
        id: "{input:secretId}|{uuid}",
        outputs: { arn: "{input:secretId}", versionId: "{uuid}" },
    },
    "sns/topic:Topic": { id: "{arn}", arn: "sns:{name}" },
    "sns/topicSubscription:TopicSubscription": { id: "{arn}", arn: "sns:{name}:{uuid}" },
    "sqs/queue:Queue": {
        id: "https://sqs.{region}.amazonaws.com/{account}/{name}",
        arn: "sqs:{name}",
        outputs: { url: "https://sqs.{region}.amazonaws.com/{account}/{name}" },
    },
};
// The old names of the buckets' resources, still in wide use.
rows["s3/bucketV2:BucketV2"] = rows["s3/bucket:Bucket"]!;

export function awsStandIn(subject: Subject): StandIn {
    const type = subject.type.slice("aws:".length);
    const row = rows[type] ?? {};
    const { inputs, region, account, urn } = subject;
    const h = (digits: number): string => hash(urn, digits);
    const given = text(inputs[row.named ?? "name"]) ?? (row.id === undefined ? subject.id : undefined);
    // Autonaming puts seven characters behind the logical name, or behind the prefix where one is given.
    const name = given ?? `${text(inputs[`${row.named ?? "name"}Prefix`]) ?? `${subject.name}-`}${h(7)}`;
    const words: Record<string, string> = {
        name,
        region,
        account,
        availabilityZone: text(inputs.availabilityZone) ?? `${region}a`,
        regionCode: regionCode(region),
        octet: String(parseInt(h(2), 16)),
        port: at(inputs, "port") ?? "5432",
        h6: h(6),
        h8: h(8),
        h12: h(12),
        h13: h(13).toUpperCase(),
        h16: h(16).toUpperCase(),
        h17: h(17),
        h32: h(32).toUpperCase(),
        H24: h(24).toUpperCase(),
        uuid: uuidOf(urn),
    };
    const make = (template: unknown): unknown => fill(template, words, inputs);
    const makeId = (): string => (make(row.id ?? "{name}") as string | undefined) ?? `${subject.name}-${h(7)}`;
    const arnNeedsId = row.arn?.includes("{id}") === true;
    if (subject.id) words.id = subject.id;
    else if (arnNeedsId) words.id = makeId();
    const idIsArn = row.id === "{arn}" && subject.id !== undefined;
    words.arn = idIsArn ? subject.id : ((make(arnTemplate(row.arn ?? fallbackArn(type), region, account)) as string | undefined) ?? "");
    words.id ??= makeId();
    const outputs: PropertyMap = {
        ...(make(typeof row.outputs === "function" ? row.outputs(inputs) : (row.outputs ?? {})) as PropertyMap),
    };
    // Types beyond the table: an ARN of the usual form, and no more.
    if (words.arn && (row.arn || !rows[type])) outputs.arn ??= words.arn;
    const hasName = row.named !== undefined || row.id === undefined || row.arn?.includes("{name}");
    if (!given && hasName) outputs[row.named ?? "name"] ??= name;
    if ("tags" in inputs) outputs.tagsAll = inputs.tags;
    outputs.region = region;
    return { id: words.id, outputs };
}

/** A certificate is proven by one DNS record for each of its names, as far as they are known. */
const certificateDomains = ({ domainName, subjectAlternativeNames }: PropertyMap): string[] => {
    const others = Array.isArray(subjectAlternativeNames) ? subjectAlternativeNames : [];
    return [...new Set([domainName, ...(others as unknown[])])].map(text).filter(name => name !== undefined);
};

const validationOption = (domainName: string): PropertyMap => ({
    domainName,
    resourceRecordName: `_${hash(domainName, 32)}.${domainName.replace(/^\*\./, "")}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${hash(`${domainName}/proof`, 32)}.acm-validations.aws.`,
});

function arnTemplate(arn: string, region: string, account: string): string {
    const [service, ...rest] = arn.split(":");
    return rest[0] === "" ? `arn:aws:${arn}` : `arn:aws:${service}:${region}:${account}:${rest.join(":")}`;
}

/** `module/resource:Type` becomes `arn:aws:module:region:account:resource/name`. */
function fallbackArn(type: string): string {
    const [module, resource] = type.split(/[/:]/);
    return `${module}:${resource}/{name}`;
}

/** `apne1` for ap-northeast-1, as in the names of cache endpoints. */
function regionCode(region: string): string {
    const [area = "", direction = "", number = ""] = region.split("-");
    return area + direction.replace(/north|south|east|west|central/g, word => word.charAt(0)) + number;
}
