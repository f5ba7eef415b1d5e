import fc from "fast-check";
import { contains, overlap, parseCidr } from "../../components/core/cidr";
import { tiers } from "../../components/core/network";
import { networkDefaults, validateNetwork, type CreateNetworkArgs, type ExistingNetworkArgs } from "../../components/network/args";
import { zoneNames, zonesOf } from "../../components/network/regions";
import { planSubnets } from "../../components/network/subnets";
import { account, dig, existingNetwork, json, lines, region, stackOf, type Stack } from "./support";

describe("planSubnets", () => {
    const letters = ["a", "b", "c", "d"].map(letter => region + letter);
    const vpc = fc.tuple(fc.integer({ min: 16, max: 20 }), fc.nat(0xffff)).map(([prefix, at]) => {
        const step = 2 ** (32 - prefix);
        const start = 10 * 2 ** 24 + (at % (2 ** 24 / step)) * step;
        return `${[24, 16, 8, 0].map(shift => (start >>> shift) & 255).join(".")}/${prefix}`;
    });
    const zones = fc.integer({ min: 1, max: 4 }).map(count => letters.slice(0, count));

    it("puts every subnet inside the VPC, and none upon another", () => {
        fc.assert(
            fc.property(vpc, zones, (cidr, all) => {
                const subnets = planSubnets(cidr, all).map(subnet => parseCidr(subnet.cidr)!);
                expect(subnets).toHaveLength(all.length * tiers.length);
                for (const [index, subnet] of subnets.entries()) {
                    expect(contains(parseCidr(cidr)!, subnet)).toBe(true);
                    for (const other of subnets.slice(index + 1)) expect(overlap(subnet, other)).toBe(false);
                }
            }),
        );
    });

    it("gives each tier its size, which AWS takes", () => {
        fc.assert(
            fc.property(vpc, zones, (cidr, all) => {
                const own = parseCidr(cidr)!.prefix;
                for (const { tier, cidr: subnet } of planSubnets(cidr, all)) {
                    const { prefix } = parseCidr(subnet)!;
                    expect(prefix - own).toBe({ app: 3, public: 6, db: 8, cache: 8 }[tier]);
                    expect(prefix).toBeGreaterThanOrEqual(16);
                    expect(prefix).toBeLessThanOrEqual(28);
                }
            }),
        );
    });

    it("moves no subnet when a zone is added", () => {
        fc.assert(
            fc.property(vpc, fc.integer({ min: 1, max: 3 }), (cidr, count) => {
                const before = planSubnets(cidr, letters.slice(0, count));
                expect(planSubnets(cidr, letters.slice(0, count + 1))).toEqual(expect.arrayContaining(before));
            }),
        );
    });

    it("gives each zone one subnet of each tier", () => {
        fc.assert(
            fc.property(vpc, zones, (cidr, all) => {
                const plan = planSubnets(cidr, all);
                expect(plan.map(({ tier, zone, index }) => `${tier} ${zone} ${index}`)).toEqual(
                    tiers.flatMap(tier => all.map((zone, index) => `${tier} ${zone} ${index}`)),
                );
            }),
        );
    });

    it("fails for what is no range", () =>
        expect(() => planSubnets("10.0.0.1/16", letters)).toThrow("10.0.0.1/16 is not a range of addresses"));
});

describe("regions", () => {
    it("name their zones in full", () => {
        expect(zoneNames("ap-northeast-1", 3)).toEqual(["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"]);
        expect(zoneNames("nowhere-1", 3)).toEqual([]);
    });

    it("have two zones or more, each once", () => {
        for (const zones of Object.values(zonesOf)) {
            expect(zones.length).toBeGreaterThanOrEqual(2);
            expect(zones).toEqual([...new Set(zones)].sort());
        }
    });
});

/** The children of a network by zones, NAT and interface endpoints. */
function childrenOf(name: string, zones: number, nats: number, interfaces: readonly string[]): string[] {
    const each = (make: (zone: number) => string[]): string[] => Array.from({ length: zones }, (_, zone) => make(zone)).flat();
    return [
        "Vpc vpc",
        "DefaultSecurityGroup default-group",
        "InternetGateway internet",
        "RouteTable public-routes",
        "Route public-internet",
        ...each(zone => tiers.flatMap(tier => [`Subnet ${tier}-${zone}`, `RouteTableAssociation ${tier}-${zone}-routes`])),
        ...each(zone => [`RouteTable app-${zone}-routes`, ...(nats > 0 ? [`Route app-${zone}-internet`] : [])]),
        "RouteTable db-routes",
        "RouteTable cache-routes",
        ...Array.from({ length: nats }, (_, zone) => [`Eip nat-${zone}-address`, `NatGateway nat-${zone}`]).flat(),
        "VpcEndpoint s3-endpoint",
        "VpcEndpoint dynamodb-endpoint",
        ...(interfaces.length > 0 ? ["SecurityGroup endpoints", "SecurityGroupIngressRule endpoints-https"] : []),
        ...interfaces.map(service => `VpcEndpoint ${service}-endpoint`),
        "Key flow-logs-key",
        "LogGroup flow-logs",
        "Role flow-logs-role",
        "RolePolicy flow-logs-policy",
        "FlowLog flow-log",
    ]
        .map(child => child.replace(" ", ` ${name}-`))
        .sort();
}

describe("Network", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "network",
            `
${existingNetwork}
const place = { kind: "create", accountId: "${account}", region: "${region}" };
const full = new webstack.Network("full", { ...place, tags: { Project: "shop" } }, { providers });
const small = new webstack.Network("small", { ...place, cidr: "10.1.0.0/20", zoneCount: 2, nat: "single", interfaceEndpoints: [], flowLogDays: 90 }, { providers });
const shut = new webstack.Network("shut", {
    ...place,
    cidr: "10.2.0.0/16",
    zones: ["${region}c", "${region}a"],
    nat: "none",
    interfaceEndpoints: ["ec2"],
    transform: {
        "ec2.Vpc": { instanceTenancy: "dedicated" },
        "ec2.Subnet": (args, name) => ({ ...args, tags: { ...args.tags, Called: name } }),
        "ec2.FlowLog": { trafficType: "REJECT" },
        "ec2.VpcEndpoint": { tags: { Extra: "1" } },
    },
}, { providers });
exports.alarms = { full: full.alarms, small: small.alarms, shut: shut.alarms, there: network.alarms };
exports.there = { cidr: network.cidr, subnetIds: network.subnetIds, subnetCidrs: network.subnetCidrs, vpcId: network.vpcId };
tryTo(() => new webstack.Network("wrong", { ...place, accountId: 123, cidr: "192.0.2.0/24", zoneCount: 7 }, { providers }));
tryTo(() => new webstack.Network("wrong", { kind: "existing", vpcId: "x", cidr: "y", subnetIds: { public: [], app: [], db: [], cache: [] }, subnetCidrs: { public: [], app: [], db: [], cache: [] } }));
`,
        );
    });

    it("makes exactly this, with a NAT gateway in each of three zones", () => {
        expect(stack.children("full")).toEqual(childrenOf("full", 3, 3, ["ecr-api", "ecr-dkr", "logs", "secretsmanager", "sts"]));
    });

    it("makes exactly this, with one NAT gateway for two zones and no interface endpoint", () => {
        expect(stack.children("small")).toEqual(childrenOf("small", 2, 1, []));
    });

    it("makes exactly this, without a way to the internet for workloads", () => {
        expect(stack.children("shut")).toEqual(childrenOf("shut", 2, 0, ["ec2"]));
    });

    it("describes alarms of each NAT gateway", () => {
        const common = {
            namespace: "AWS/NATGateway",
            statistic: "Sum",
            comparison: "GreaterThanThreshold",
            period: 60,
            missingData: "notBreaching",
        };
        const ofGateway = (name: string, index: number): unknown[] => {
            const dimensions = { NatGatewayId: stack.id(`NatGateway ${name}-nat-${index}`) };
            return [
                {
                    ...common,
                    name: `nat-${index}-ports`,
                    description: `NAT gateway ${index} ran out of ports towards a destination: connections to the internet fail. Fewer connections help, or another address`,
                    severity: "critical",
                    metricName: "ErrorPortAllocation",
                    dimensions,
                    threshold: 0,
                    periods: 1,
                },
                {
                    ...common,
                    name: `nat-${index}-drops`,
                    description: `NAT gateway ${index} lost more than 100 packets a minute, for 5 minutes: AWS's health dashboard may know why`,
                    severity: "warning",
                    metricName: "PacketsDropCount",
                    dimensions,
                    threshold: 100,
                    periods: 5,
                },
            ];
        };
        expect(stack.outputs.alarms).toEqual({
            full: [0, 1, 2].flatMap(index => ofGateway("full", index)),
            small: ofGateway("small", 0),
            shut: [],
            there: [],
        });
    });

    it("has DNS in its VPC", () => {
        expect(stack.inputs("Vpc full-vpc")).toEqual({
            cidrBlock: "10.0.0.0/16",
            enableDnsHostnames: true,
            enableDnsSupport: true,
            tags: { Project: "shop", Component: "full", Name: "full" },
        });
    });

    it("places subnets by zone, tags them for load balancers, and gives nobody a public address", () => {
        const subnet = (name: string): unknown => {
            const { tags, ...inputs } = stack.inputs(`Subnet full-${name}`);
            expect(tags).toMatchObject({ Project: "shop", Component: "full", Name: `full-${name}` });
            const { Project, Component, Name, ...rest } = tags as Record<string, string>;
            expect([Project, Component, Name]).not.toContain(undefined);
            return { ...inputs, tags: rest };
        };
        const common = { vpcId: stack.id("Vpc full-vpc"), mapPublicIpOnLaunch: false };
        expect(["public-0", "public-2", "app-0", "app-1", "app-2", "db-1", "cache-2"].map(subnet)).toEqual([
            {
                ...common,
                cidrBlock: "10.0.128.0/22",
                availabilityZone: "eu-west-1a",
                tags: { Tier: "public", "kubernetes.io/role/elb": "1" },
            },
            {
                ...common,
                cidrBlock: "10.0.136.0/22",
                availabilityZone: "eu-west-1c",
                tags: { Tier: "public", "kubernetes.io/role/elb": "1" },
            },
            {
                ...common,
                cidrBlock: "10.0.0.0/19",
                availabilityZone: "eu-west-1a",
                tags: { Tier: "app", "kubernetes.io/role/internal-elb": "1" },
            },
            {
                ...common,
                cidrBlock: "10.0.32.0/19",
                availabilityZone: "eu-west-1b",
                tags: { Tier: "app", "kubernetes.io/role/internal-elb": "1" },
            },
            {
                ...common,
                cidrBlock: "10.0.64.0/19",
                availabilityZone: "eu-west-1c",
                tags: { Tier: "app", "kubernetes.io/role/internal-elb": "1" },
            },
            { ...common, cidrBlock: "10.0.145.0/24", availabilityZone: "eu-west-1b", tags: { Tier: "db" } },
            { ...common, cidrBlock: "10.0.150.0/24", availabilityZone: "eu-west-1c", tags: { Tier: "cache" } },
        ]);
        for (const { inputs } of stack.ofType("Subnet")) expect(inputs!.mapPublicIpOnLaunch).toBe(false);
        expect(stack.inputs("Subnet shut-db-0").availabilityZone).toBe("eu-west-1c");
        expect(stack.inputs("Subnet shut-db-1").availabilityZone).toBe("eu-west-1a");
    });

    it("closes the default security group", () => {
        expect(stack.inputs("DefaultSecurityGroup full-default-group")).toEqual({
            vpcId: stack.id("Vpc full-vpc"),
            ingress: [],
            egress: [],
            tags: { Project: "shop", Component: "full", Name: "full-closed" },
        });
    });

    it("leads each zone's workloads through the NAT gateway of that zone", () => {
        for (const zone of [0, 1, 2]) {
            expect(stack.inputs(`Route full-app-${zone}-internet`)).toEqual({
                routeTableId: stack.id(`RouteTable full-app-${zone}-routes`),
                destinationCidrBlock: "0.0.0.0/0",
                natGatewayId: stack.id(`NatGateway full-nat-${zone}`),
            });
            expect(stack.inputs(`RouteTableAssociation full-app-${zone}-routes`)).toEqual({
                routeTableId: stack.id(`RouteTable full-app-${zone}-routes`),
                subnetId: stack.id(`Subnet full-app-${zone}`),
            });
            expect(stack.inputs(`NatGateway full-nat-${zone}`)).toMatchObject({
                subnetId: stack.id(`Subnet full-public-${zone}`),
                allocationId: stack.id(`Eip full-nat-${zone}-address`),
            });
            expect(stack.inputs(`Eip full-nat-${zone}-address`).domain).toBe("vpc");
            expect(stack.waitsFor(`NatGateway full-nat-${zone}`)).toContain("full-internet");
            expect(stack.waitsFor(`Eip full-nat-${zone}-address`)).toEqual(["full-internet"]);
        }
    });

    it("leads all zones' workloads through the single NAT gateway", () => {
        for (const zone of [0, 1])
            expect(stack.inputs(`Route small-app-${zone}-internet`).natGatewayId).toBe(stack.id("NatGateway small-nat-0"));
    });

    it("leads public subnets through the internet gateway", () => {
        expect(stack.inputs("Route full-public-internet")).toEqual({
            routeTableId: stack.id("RouteTable full-public-routes"),
            destinationCidrBlock: "0.0.0.0/0",
            gatewayId: stack.id("InternetGateway full-internet"),
        });
        for (const zone of [0, 1, 2])
            expect(stack.inputs(`RouteTableAssociation full-public-${zone}-routes`).routeTableId).toBe(
                stack.id("RouteTable full-public-routes"),
            );
    });

    it("leaves the tables of databases and caches without a route", () => {
        const routed = new Set(stack.ofType("Route").map(({ inputs }) => inputs!.routeTableId));
        for (const tier of ["db", "cache"]) {
            const table = stack.get(`RouteTable full-${tier}-routes`);
            expect(routed).not.toContain(table.id);
            expect(Object.keys(table.inputs!).sort()).toEqual(["tags", "vpcId"]);
            for (const zone of [0, 1, 2]) {
                expect(stack.inputs(`RouteTableAssociation full-${tier}-${zone}-routes`)).toEqual({
                    routeTableId: table.id,
                    subnetId: stack.id(`Subnet full-${tier}-${zone}`),
                });
            }
        }
    });

    it("reaches S3 and DynamoDB by the tables of all tiers", () => {
        const tables = ["public", "app-0", "app-1", "app-2", "db", "cache"].map(name => stack.id(`RouteTable full-${name}-routes`));
        for (const service of ["s3", "dynamodb"]) {
            expect(stack.inputs(`VpcEndpoint full-${service}-endpoint`)).toMatchObject({
                vpcId: stack.id("Vpc full-vpc"),
                serviceName: `com.amazonaws.eu-west-1.${service}`,
                vpcEndpointType: "Gateway",
                routeTableIds: tables,
            });
        }
    });

    it("reaches other services by interfaces in the workloads' subnets, over HTTPS from the VPC", () => {
        expect(stack.inputs("VpcEndpoint full-ecr-api-endpoint")).toMatchObject({
            vpcId: stack.id("Vpc full-vpc"),
            serviceName: "com.amazonaws.eu-west-1.ecr.api",
            vpcEndpointType: "Interface",
            privateDnsEnabled: true,
            subnetIds: [0, 1, 2].map(zone => stack.id(`Subnet full-app-${zone}`)),
            securityGroupIds: [stack.id("SecurityGroup full-endpoints")],
        });
        expect(stack.inputs("SecurityGroup full-endpoints")).toEqual({
            vpcId: stack.id("Vpc full-vpc"),
            description: "Interface endpoints of AWS services: HTTPS from the VPC",
            tags: { Project: "shop", Component: "full", Name: "full-endpoints" },
        });
        expect(stack.inputs("SecurityGroupIngressRule full-endpoints-https")).toMatchObject({
            securityGroupId: stack.id("SecurityGroup full-endpoints"),
            cidrIpv4: "10.0.0.0/16",
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
        });
    });

    it("logs every connection, encrypted with a key that CloudWatch Logs may use for this account", () => {
        const group = "LogGroup full-flow-logs";
        expect(stack.inputs("FlowLog full-flow-log")).toEqual({
            vpcId: stack.id("Vpc full-vpc"),
            trafficType: "ALL",
            logDestination: stack.arn(group),
            iamRoleArn: stack.arn("Role full-flow-logs-role"),
            maxAggregationInterval: 60,
            tags: { Project: "shop", Component: "full", Name: "full-flow-log" },
        });
        expect(stack.inputs(group)).toMatchObject({ kmsKeyId: stack.arn("Key full-flow-logs-key"), retentionInDays: 365 });
        expect(stack.inputs("LogGroup small-flow-logs").retentionInDays).toBe(90);
        expect(stack.inputs("Key full-flow-logs-key")).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
        expect(json(stack.inputs("Key full-flow-logs-key").policy)).toMatchObject({
            Statement: [
                { Principal: { AWS: `arn:aws:iam::${account}:root` } },
                {
                    Principal: { Service: "logs.eu-west-1.amazonaws.com" },
                    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${account}:log-group:*` } },
                },
            ],
        });
        expect(json(stack.inputs("Role full-flow-logs-role").assumeRolePolicy)).toMatchObject({
            Statement: [
                { Principal: { Service: "vpc-flow-logs.amazonaws.com" }, Condition: { StringEquals: { "aws:SourceAccount": account } } },
            ],
        });
        expect(json(stack.inputs("RolePolicy full-flow-logs-policy").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogGroups", "logs:DescribeLogStreams"],
                    Resource: [stack.arn(group), `${stack.arn(group)}:*`],
                },
            ],
        });
        expect(stack.waitsFor("FlowLog full-flow-log")).toContain("full-flow-logs-policy");
    });

    it("applies transforms to each child of a kind", () => {
        expect(stack.inputs("Vpc shut-vpc")).toMatchObject({ instanceTenancy: "dedicated", cidrBlock: "10.2.0.0/16" });
        expect(dig(stack.inputs("Subnet shut-cache-1"), "tags")).toMatchObject({ Tier: "cache", Called: "shut-cache-1" });
        expect(stack.inputs("FlowLog shut-flow-log").trafficType).toBe("REJECT");
        for (const service of ["s3", "dynamodb", "ec2"])
            expect(dig(stack.inputs(`VpcEndpoint shut-${service}-endpoint`), "tags.Extra")).toBe("1");
    });

    it("takes an existing VPC as it is, and makes nothing", () => {
        expect(stack.children("there")).toEqual([]);
        expect(stack.outputs.there).toEqual({
            vpcId: "vpc-0a1b2c3d",
            cidr: "10.9.0.0/16",
            subnetIds: {
                public: ["subnet-a0000001", "subnet-a0000002"],
                app: ["subnet-b0000001", "subnet-b0000002"],
                db: ["subnet-c0000001", "subnet-c0000002"],
                cache: ["subnet-d0000001", "subnet-d0000002"],
            },
            subnetCidrs: {
                public: ["10.9.0.0/24", "10.9.1.0/24"],
                app: ["10.9.2.0/24", "10.9.3.0/24"],
                db: ["10.9.4.0/24", "10.9.5.0/24"],
                cache: ["10.9.6.0/24", "10.9.7.0/24"],
            },
        });
    });

    it("fails with all problems at once, and makes nothing", () => {
        expect(stack.outputs.refused).toEqual([
            [
                "Network 'wrong': 5 problems",
                "  accountId: got 123; allowed: an AWS account id: 12 digits, in quotes.",
                "  zoneCount: got 7; allowed: at most 3 in eu-west-1. Take fewer zones, or another region.",
                "  zoneCount: got 7; allowed: a whole number from 2 to 3.",
                '  cidr: got "192.0.2.0/24"; allowed: a mask from /16 to /20. A smaller VPC leaves no room for four tiers in three zones.',
                '  cidr: got "192.0.2.0/24"; allowed: private addresses: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.',
            ].join("\n"),
            [
                "Network 'wrong': 3 problems",
                '  vpcId: got "x"; allowed: the id of a VPC, vpc-….',
                '  cidr: got "y"; allowed: an IPv4 range such as 10.0.0.0/16.',
                '  subnetIds: got {"public":[],"app":[],"db":[],"cache":[]}; allowed: two subnets or more in every tier, one a zone, ' +
                    "and a range for each in subnetCidrs.",
            ].join("\n"),
        ]);
        expect(stack.resources.filter(({ urn }) => urn.includes("wrong"))).toEqual([]);
    });
});

describe("validateNetwork", () => {
    const good: CreateNetworkArgs = { kind: "create", accountId: account, region };
    const check = (args: Partial<CreateNetworkArgs>): string[] => lines(validateNetwork({ ...good, ...args }));

    it("takes the defaults, in every region with three zones", () => {
        expect(networkDefaults).toEqual({
            cidr: "10.0.0.0/16",
            zoneCount: 3,
            nat: "per-zone",
            interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"],
            flowLogDays: 365,
        });
        for (const [name, zones] of Object.entries(zonesOf))
            expect(check({ region: name, zoneCount: Math.min(3, zones.length) })).toEqual([]);
        expect(
            check({ cidr: undefined, zoneCount: undefined, nat: undefined, interfaceEndpoints: undefined, flowLogDays: undefined }),
        ).toEqual([]);
    });

    it("takes every private VPC that is neither too large nor too small", () => {
        for (const cidr of ["10.0.0.0/16", "10.255.240.0/20", "172.16.0.0/16", "192.168.0.0/16", "192.168.16.0/20"])
            expect(check({ cidr })).toEqual([]);
    });

    it("fails for a zone count the region lacks", () => {
        expect(check({ region: "us-west-1" })).toEqual([
            "zoneCount: got 3; allowed: at most 2 in us-west-1. Take fewer zones, or another region.",
        ]);
        expect(check({ region: "us-west-1", zoneCount: 2 })).toEqual([]);
        expect(check({ region: "us-east-1", zoneCount: 4 })).toEqual(["zoneCount: got 4; allowed: a whole number from 2 to 3."]);
        expect(check({ zoneCount: 1 })).toEqual(["zoneCount: got 1; allowed: a whole number from 2 to 3."]);
        expect(check({ zoneCount: 2.5 })).toEqual(["zoneCount: got 2.5; allowed: a whole number from 2 to 3."]);
    });

    it.each(["us-south-9", "", "toString", "constructor"])("fails for the region %j, which the table does not know", name => {
        const problem = `region: got ${JSON.stringify(name)}; allowed: ${Object.keys(zonesOf).join(", ")}. For another region, name its zones in \`zones\`.`;
        expect(check({ region: name })).toEqual([problem]);
    });

    it("takes named zones, also of a region that the table does not know", () => {
        expect(check({ region: "me-central-1", zones: ["me-central-1a", "me-central-1b"] })).toEqual([]);
        expect(check({ region: "us-east-1", zones: ["us-east-1f", "us-east-1a", "us-east-1c"], zoneCount: 9 })).toEqual([]);
    });

    it("fails for zones of another region, repeated ones, too few and too many", () => {
        expect(check({ zones: ["eu-west-2a", "eu-west-1", "eu-west-1-lon-1a"] })).toEqual([
            'zones: got "eu-west-2a"; allowed: zones of eu-west-1, such as eu-west-1a.',
            'zones: got "eu-west-1"; allowed: zones of eu-west-1, such as eu-west-1a.',
            'zones: got "eu-west-1-lon-1a"; allowed: zones of eu-west-1, such as eu-west-1a.',
        ]);
        expect(check({ zones: ["eu-west-1a", "eu-west-1a"] })).toEqual(['zones: got "eu-west-1a"; allowed: each value once.']);
        expect(check({ zones: ["eu-west-1a"] })).toEqual(['zones: got ["eu-west-1a"]; allowed: two or three zones.']);
        expect(check({ zones: [] })).toEqual(["zones: got []; allowed: two or three zones."]);
        expect(check({ zones: ["a", "b", "c", "d"].map(letter => region + letter) })).toEqual([
            'zones: got ["eu-west-1a","eu-west-1b","eu-west-1c","eu-west-1d"]; allowed: two or three zones.',
        ]);
    });

    const size = "allowed: a mask from /16 to /20. A smaller VPC leaves no room for four tiers in three zones.";
    const own = "allowed: private addresses: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.";
    const first = "allowed: the first address of an IPv4 range and its mask, such as 10.0.0.0/16.";
    it.each([
        ["too large", "10.0.0.0/15", [size]],
        ["too small", "10.0.0.0/21", [size]],
        ["public", "11.0.0.0/16", [own]],
        ["half public", "172.0.0.0/8", [size, own]],
        ["not at its first address", "10.0.0.1/16", [first]],
        ["no range", "10.0.0.0", [first]],
    ])("fails for a VPC that is %s", (_, cidr, said) => expect(check({ cidr })).toEqual(said.map(text => `cidr: got "${cidr}"; ${text}`)));

    it("fails where it overlaps what it will be connected to", () => {
        expect(check({ peers: ["10.1.0.0/16", "10.0.4.0/22", "10.0.0.0/8", "office"] })).toEqual([
            'cidr: got "10.0.0.0/16"; allowed: addresses outside of 10.0.4.0/22, which it will be connected to.',
            'cidr: got "10.0.0.0/16"; allowed: addresses outside of 10.0.0.0/8, which it will be connected to.',
            'peers: got "office"; allowed: IPv4 ranges such as 10.1.0.0/16.',
        ]);
    });

    it("fails for a bad account, NAT, retention", () => {
        expect(check({ accountId: "1234", nat: "double" as never, flowLogDays: 100 })).toEqual([
            'accountId: got "1234"; allowed: an AWS account id: 12 digits, in quotes.',
            'nat: got "double"; allowed: per-zone, single, none.',
            "flowLogDays: got 100; allowed: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653.",
        ]);
    });

    it("fails for endpoints that are repeated, always there, or no service", () => {
        const allowed = "allowed: names of AWS services such as ecr.api, without s3 and dynamodb, which are always there.";
        expect(check({ interfaceEndpoints: ["logs", "s3", "dynamodb", "logs", "ECR", "com.amazonaws.eu-west-1.sts "] })).toEqual([
            `interfaceEndpoints: got "s3"; ${allowed}`,
            `interfaceEndpoints: got "dynamodb"; ${allowed}`,
            `interfaceEndpoints: got "ECR"; ${allowed}`,
            `interfaceEndpoints: got "com.amazonaws.eu-west-1.sts "; ${allowed}`,
            'interfaceEndpoints: got "logs"; allowed: each value once.',
        ]);
    });

    const two = (...values: string[]): Record<(typeof tiers)[number], string[]> => ({
        public: values,
        app: values,
        db: values,
        cache: values,
    });
    const there: ExistingNetworkArgs = {
        kind: "existing",
        vpcId: "vpc-0123456789abcdef0",
        cidr: "10.0.0.0/16",
        subnetIds: two("subnet-01234567", "subnet-89abcdef"),
        subnetCidrs: two("10.0.0.0/24", "10.0.1.0/24"),
    };

    it("takes an existing VPC", () => expect(validateNetwork(there)).toEqual([]));

    it("fails for an existing VPC with tiers of unequal size, or without a range for each subnet", () => {
        const problem = (ids: unknown): string =>
            `subnetIds: got ${JSON.stringify(ids)}; allowed: two subnets or more in every tier, one a zone, and a range for each in subnetCidrs.`;
        const uneven = { ...there.subnetIds, db: ["subnet-01234567"] };
        expect(lines(validateNetwork({ ...there, subnetIds: uneven }))).toEqual([problem(uneven)]);
        expect(lines(validateNetwork({ ...there, subnetCidrs: two("10.0.0.0/24") }))).toEqual([problem(there.subnetIds)]);
        const single = two("subnet-01234567");
        expect(lines(validateNetwork({ ...there, subnetIds: single, subnetCidrs: two("10.0.0.0/24") }))).toEqual([problem(single)]);
    });

    it("fails for subnets of an existing VPC that are none, or lie elsewhere", () => {
        const { subnetIds, subnetCidrs } = there;
        expect(
            lines(
                validateNetwork({
                    ...there,
                    subnetIds: { ...subnetIds, app: ["app-a", "subnet-89abcdef"] },
                    subnetCidrs: { ...subnetCidrs, cache: ["10.1.0.0/24", "x"] },
                }),
            ),
        ).toEqual([
            'subnetIds.app: got "app-a"; allowed: ids of subnets, subnet-….',
            'subnetCidrs.cache: got "10.1.0.0/24"; allowed: IPv4 ranges inside 10.0.0.0/16.',
            'subnetCidrs.cache: got "x"; allowed: IPv4 ranges inside 10.0.0.0/16.',
        ]);
    });
});
