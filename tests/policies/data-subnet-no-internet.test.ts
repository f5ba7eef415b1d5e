import { dataSubnetNoInternet } from "../../policies/rules/network/data-subnet-no-internet";
import { provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel, type Sketch } from "./preview";

const judging = provesRule("data-subnet-no-internet", {
    "fail-route-internet": ["destinationCidrBlock"],
    "fail-route-internet-by-id": ["destinationCidrBlock"],
    "fail-route-internet-later": ["destinationCidrBlock"],
    "fail-route-nat": ["destinationCidrBlock"],
    "fail-route-nat-as-gateway": ["destinationCidrBlock"],
    "fail-route-egress": ["destinationIpv6CidrBlock"],
    "fail-route-carrier": ["destinationCidrBlock"],
    "fail-route-nat-instance": ["destinationCidrBlock"],
    "fail-route-public-range": ["destinationCidrBlock"],
    "fail-route-prefix-list": ["destinationPrefixListId"],
    "fail-table": ["routes[1].cidrBlock", "routes[2].ipv6CidrBlock"],
    "fail-route-later": ["destinationCidrBlock"],
    "fail-route-by-subnet-id": ["destinationCidrBlock"],
    "fail-route-of-everyone": ["destinationCidrBlock"],
    "fail-main-table": ["routes[0].cidrBlock"],
    "fail-default-table": ["routes[0].cidrBlock"],
    "fail-default-table-associated": ["routes[0].cidrBlock"],
    "fail-default-table-later": ["routes[0].cidrBlock"],
    "fail-route-in-main-table": ["destinationCidrBlock"],
    "fail-subnet-addresses": ["mapPublicIpOnLaunch"],
    "fail-default-subnet": ["mapPublicIpOnLaunch"],
    "fail-store": ["dbSubnetGroupName"],
    "fail-store-empty": ["dbSubnetGroupName"],
    "fail-store-default": ["dbSubnetGroupName"],
    "fail-cache": ["subnetGroupName"],
    "fail-serverless": ["subnetIds"],
    "fail-neptune": ["neptuneSubnetGroupName"],
});

test("says which stores the internet gets at, and by what", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-route-nat"]).toEqual([
        'destinationCidrBlock is "0.0.0.0/0": by its natGatewayId the stores in leaky-subnet and the internet reach each other.',
    ]);
    expect(violations["fail-route-by-subnet-id"]).toEqual([
        'destinationCidrBlock is "0.0.0.0/0": by its natGatewayId the stores in subnet-3 and the internet reach each other.',
    ]);
    expect(violations["fail-route-of-everyone"]).toEqual([
        'destinationCidrBlock is "0.0.0.0/0": by its natGatewayId the stores in cache, dax, docdb, memorydb, neptune, redshift, ' +
            "serverless, workgroup and the internet reach each other.",
    ]);
    expect(violations["fail-subnet-addresses"]).toEqual([
        "mapPublicIpOnLaunch is true: what is made in this subnet, where stores live, gets an address on the internet.",
    ]);
    expect(violations["fail-store"]).toEqual([
        "dbSubnetGroupName is not set: the account's default VPC takes the store in, and its subnets lead to the internet.",
    ]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining("string value at .destinationCidrBlock"));
});

provesInPreviews(dataSubnetNoInternet, judging);

describe("where it is not known", () => {
    const group = { type: "aws:rds/subnetGroup:SubnetGroup", props: { subnetIds: ["subnet-1"] } };
    const table = { type: "aws:ec2/routeTable:RouteTable", props: { vpcId: "vpc-1" }, answers: { id: "rtb-1" } };
    const association = (props: object) => ({
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        props: { subnetId: "subnet-1", routeTableId: "rtb-1", ...props },
    });
    const route = (props: object) => ({
        type: "aws:ec2/route:Route",
        props: { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-1", ...props },
    });
    const subnet = (props: object) => ({ type: "aws:ec2/subnet:Subnet", props, answers: { id: "subnet-1" } });
    const stack = { group, table, association: association({}), route: route({}) };
    const judge = (resources: Record<string, Sketch>) => judgeSketch(dataSubnetNoInternet, resources);

    test("nothing, the way out is found", async () => {
        expect(Object.keys((await judge(stack)).violations)).toEqual(["route"]);
    });

    test.each([
        ["which subnets stores live in", { group: { ...group, props: { subnetIds: sentinel } } }, "subnetIds"],
        ["which table a subnet goes by", { association: association({ routeTableId: sentinel }) }, "routeTableId"],
        ["which subnet goes by a table", { association: association({ subnetId: sentinel }) }, "subnetId"],
        ["which table a route is in", { route: route({ routeTableId: sentinel }) }, "routeTableId"],
        ["where a route leads", { route: route({ destinationCidrBlock: sentinel }) }, "destinationCidrBlock"],
        ["by what a route leads there", { route: route({ natGatewayId: sentinel }) }, "natGatewayId"],
        [
            "whether a subnet gives out addresses",
            { route: route({ natGatewayId: "" }), s: subnet({ mapPublicIpOnLaunch: sentinel }) },
            "map\\w+",
        ],
        ["what VPC a subnet is of", { association: association({ subnetId: "subnet-2" }), s: subnet({ vpcId: sentinel }) }, "vpcId"],
        [
            "what a table's routes are",
            { route: route({ natGatewayId: "" }), table: { ...table, props: { routes: [sentinel] } } },
            "routes.0",
        ],
    ])("%s, it cannot be judged", async (_, resources, place) => {
        expect(await judge({ ...stack, ...resources })).toEqual({
            violations: {},
            unknown: expect.stringMatching(`value at \\.${place} can't be known`),
        });
    });

    test.each([
        ["of subnets that no store lives in", { group: { ...group, props: { subnetIds: [] } }, route: route({ routeTableId: sentinel }) }],
        ["of a way to a private network", { route: route({ destinationCidrBlock: "10.0.0.0/8", natGatewayId: sentinel }) }],
        ["of what AWS fills in", { route: { ...route({ natGatewayId: "" }), answers: { networkInterfaceId: sentinel } } }],
    ])("something %s, it does not matter", async (_, resources) => {
        expect(await judge({ ...stack, ...resources })).toEqual({ violations: {}, unknown: undefined });
    });
});

test.each([
    ["subnets that are none", { group: { type: "aws:rds/subnetGroup:SubnetGroup", props: { subnetIds: [null, 5, {}, ""] } } }],
    ["routes that are none", { table: { type: "aws:ec2/routeTable:RouteTable", props: { routes: [null, "x", 5, {}] } } }],
    ["a lone route", { table: { type: "aws:ec2/routeTable:RouteTable", props: { routes: { cidrBlock: "0.0.0.0/0" } } } }],
    [
        "a table that takes itself over",
        {
            table: {
                type: "aws:ec2/defaultRouteTable:DefaultRouteTable",
                props: { defaultRouteTableId: "rtb-1" },
                answers: { id: "rtb-1" },
            },
        },
    ],
])("reads %s", async (_, resources) => {
    const group = { type: "aws:elasticache/subnetGroup:SubnetGroup", props: { subnetIds: "subnet-1" } };
    const association = {
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        props: { subnetId: "subnet-1", routeTableId: "rtb-1" },
    };
    expect(await judgeSketch(dataSubnetNoInternet, { group, association, ...resources })).toEqual({ violations: {}, unknown: undefined });
});
