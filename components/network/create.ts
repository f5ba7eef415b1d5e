import type * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { keyArgs, logsUser, serviceTrust } from "../core/encryption";
import type { NetworkParts, Tier } from "../core/network";
import { natAlarms } from "./alarms";
import { networkDefaults, type CreateNetworkArgs } from "./args";
import { zoneNames } from "./regions";
import { planSubnets, type SubnetPlan } from "./subnets";
import { withDefaults } from "../core/defaults";

/** Makes the VPC with its subnets, routes, endpoints and flow logs. */
export function createVpc(
    self: Component,
    args: CreateNetworkArgs,
): { readonly parts: NetworkParts; readonly alarms: readonly AlarmDescription[] } {
    const settings = withDefaults(networkDefaults, args);
    const zones = args.zones ?? zoneNames(args.region, settings.zoneCount);
    const vpc = self.child(aws.ec2.Vpc, "vpc", {
        cidrBlock: settings.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: self.tags(),
    });
    closeDefaultGroup(self, vpc);
    const subnets = createSubnets(self, vpc, planSubnets(settings.cidr, zones));
    const { tables, gateways } = createRoutes(self, vpc, subnets, settings.nat);
    createEndpoints(self, args, vpc, subnets, tables, settings.interfaceEndpoints);
    createFlowLogs(self, args, vpc, settings.flowLogDays);

    const idsOf = (tier: Tier): pulumi.Output<string>[] => ofTier(subnets, tier).map(({ subnet }) => subnet.id);
    const cidrsOf = (tier: Tier): string[] => ofTier(subnets, tier).map(({ plan }) => plan.cidr);
    const parts = {
        vpcId: vpc.id,
        cidr: settings.cidr,
        subnetIds: { public: idsOf("public"), app: idsOf("app"), db: idsOf("db"), cache: idsOf("cache") },
        subnetCidrs: { public: cidrsOf("public"), app: cidrsOf("app"), db: cidrsOf("db"), cache: cidrsOf("cache") },
    };
    return { parts, alarms: natAlarms(gateways.map(({ id }) => id)) };
}

interface MadeSubnet {
    readonly plan: SubnetPlan;
    readonly subnet: aws.ec2.Subnet;
}

const ofTier = (subnets: readonly MadeSubnet[], tier: Tier): MadeSubnet[] => subnets.filter(({ plan }) => plan.tier === tier);

/** Every VPC has a group that lets its members talk to each other; here nothing may. */
function closeDefaultGroup(self: Component, vpc: aws.ec2.Vpc): void {
    self.child(aws.ec2.DefaultSecurityGroup, "default-group", { vpcId: vpc.id, ingress: [], egress: [], tags: self.tags("closed") });
}

/** The tags by which load-balancer controllers find the subnets of public and internal load balancers. */
const controllerTags: Partial<Record<Tier, Record<string, string>>> = {
    public: { "kubernetes.io/role/elb": "1" },
    app: { "kubernetes.io/role/internal-elb": "1" },
};

function createSubnets(self: Component, vpc: aws.ec2.Vpc, plans: readonly SubnetPlan[]): MadeSubnet[] {
    return plans.map(plan => {
        const suffix = `${plan.tier}-${plan.index}`;
        const subnet = self.child(aws.ec2.Subnet, suffix, {
            vpcId: vpc.id,
            cidrBlock: plan.cidr,
            availabilityZone: plan.zone,
            mapPublicIpOnLaunch: false,
            tags: { ...self.tags(suffix), Tier: plan.tier, ...controllerTags[plan.tier] },
        });
        return { plan, subnet };
    });
}

/** A route table for the public tier and one for each zone's workloads; the tables of db and cache stay empty. */
function createRoutes(
    self: Component,
    vpc: aws.ec2.Vpc,
    subnets: readonly MadeSubnet[],
    nat: "per-zone" | "single" | "none",
): { readonly tables: readonly aws.ec2.RouteTable[]; readonly gateways: readonly aws.ec2.NatGateway[] } {
    const table = (suffix: string): aws.ec2.RouteTable =>
        self.child(aws.ec2.RouteTable, `${suffix}-routes`, { vpcId: vpc.id, tags: self.tags(suffix) });
    const associate = (routes: aws.ec2.RouteTable, { plan, subnet }: MadeSubnet): void => {
        self.child(aws.ec2.RouteTableAssociation, `${plan.tier}-${plan.index}-routes`, { routeTableId: routes.id, subnetId: subnet.id });
    };

    const gateway = self.child(aws.ec2.InternetGateway, "internet", { vpcId: vpc.id, tags: self.tags() });
    const publicRoutes = table("public");
    self.child(aws.ec2.Route, "public-internet", {
        routeTableId: publicRoutes.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: gateway.id,
    });
    const publicSubnets = ofTier(subnets, "public");
    for (const subnet of publicSubnets) associate(publicRoutes, subnet);

    const natCount = { "per-zone": publicSubnets.length, single: 1, none: 0 }[nat];
    const gateways = publicSubnets.slice(0, natCount).map(({ plan, subnet }) => {
        const address = self.child(
            aws.ec2.Eip,
            `nat-${plan.index}-address`,
            { domain: "vpc", tags: self.tags(`nat-${plan.index}`) },
            { dependsOn: [gateway] },
        );
        return self.child(
            aws.ec2.NatGateway,
            `nat-${plan.index}`,
            { allocationId: address.id, subnetId: subnet.id, tags: self.tags(`nat-${plan.index}`) },
            { dependsOn: [gateway] },
        );
    });

    const appTables = ofTier(subnets, "app").map(subnet => {
        const { index } = subnet.plan;
        const routes = table(`app-${index}`);
        associate(routes, subnet);
        const way = gateways[index] ?? gateways[0];
        if (way)
            self.child(aws.ec2.Route, `app-${index}-internet`, {
                routeTableId: routes.id,
                destinationCidrBlock: "0.0.0.0/0",
                natGatewayId: way.id,
            });
        return routes;
    });

    const dataTables = (["db", "cache"] as const).map(tier => {
        const routes = table(tier);
        for (const subnet of ofTier(subnets, tier)) associate(routes, subnet);
        return routes;
    });
    return { tables: [publicRoutes, ...appTables, ...dataTables], gateways };
}

/** Ways to AWS services that do not lead through the internet. */
function createEndpoints(
    self: Component,
    args: CreateNetworkArgs,
    vpc: aws.ec2.Vpc,
    subnets: readonly MadeSubnet[],
    tables: readonly aws.ec2.RouteTable[],
    interfaces: readonly string[],
): void {
    for (const service of ["s3", "dynamodb"]) {
        self.child(aws.ec2.VpcEndpoint, `${service}-endpoint`, {
            vpcId: vpc.id,
            serviceName: `com.amazonaws.${args.region}.${service}`,
            vpcEndpointType: "Gateway",
            routeTableIds: tables.map(({ id }) => id),
            tags: self.tags(service),
        });
    }
    if (interfaces.length === 0) return;
    const group = self.child(aws.ec2.SecurityGroup, "endpoints", {
        vpcId: vpc.id,
        description: "Interface endpoints of AWS services: HTTPS from the VPC",
        tags: self.tags("endpoints"),
    });
    self.child(aws.vpc.SecurityGroupIngressRule, "endpoints-https", {
        securityGroupId: group.id,
        description: "HTTPS from the VPC",
        cidrIpv4: vpc.cidrBlock,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: self.tags("endpoints-https"),
    });
    for (const service of interfaces) {
        self.child(aws.ec2.VpcEndpoint, `${service.replace(/\./g, "-")}-endpoint`, {
            vpcId: vpc.id,
            serviceName: `com.amazonaws.${args.region}.${service}`,
            vpcEndpointType: "Interface",
            privateDnsEnabled: true,
            subnetIds: ofTier(subnets, "app").map(({ subnet }) => subnet.id),
            securityGroupIds: [group.id],
            tags: self.tags(service),
        });
    }
}

/** Who talked to whom: every connection, accepted or rejected, encrypted with a key of its own. */
function createFlowLogs(self: Component, args: CreateNetworkArgs, vpc: aws.ec2.Vpc, days: number): void {
    const key = self.child(
        aws.kms.Key,
        "flow-logs-key",
        keyArgs(`Flow logs of ${self.name}`, args.accountId, [logsUser(args.region, args.accountId)], self.tags("flow-logs")),
    );
    const group = self.child(aws.cloudwatch.LogGroup, "flow-logs", {
        kmsKeyId: key.arn,
        retentionInDays: days,
        tags: self.tags("flow-logs"),
    });
    const role = self.child(aws.iam.Role, "flow-logs-role", {
        assumeRolePolicy: serviceTrust("vpc-flow-logs.amazonaws.com", undefined, { StringEquals: { "aws:SourceAccount": args.accountId } }),
        tags: self.tags("flow-logs"),
    });
    const policy = self.child(aws.iam.RolePolicy, "flow-logs-policy", {
        role: role.id,
        policy: group.arn.apply(arn =>
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"],
                        Resource: [arn, `${arn}:*`],
                    },
                ],
            }),
        ),
    });
    self.child(
        aws.ec2.FlowLog,
        "flow-log",
        {
            vpcId: vpc.id,
            trafficType: "ALL",
            logDestination: group.arn,
            iamRoleArn: role.arn,
            maxAggregationInterval: 60,
            tags: self.tags("flow-log"),
        },
        { dependsOn: [policy] },
    );
}
