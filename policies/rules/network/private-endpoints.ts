import { wellArchitected } from "../../controls";
import { given, targets, type Target } from "../../references";
import { stackRule, type Judged, type Placed, type Verdict } from "../../rule";
import { at, isSet, Unknown } from "../../values";
import { routesOf, routeTablesOf, subnetTypes, vpcTypes } from "../../vpc";
import { endpointsOf, type Endpoint } from "../../vpc-endpoints";

const propagationType = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation";
const dynamodbTypes = ["aws:dynamodb/table:Table", "aws:dynamodb/globalTable:GlobalTable"];

/** What runs nowhere without images of ECR: the agents of EKS itself are there. ECS may have its images from elsewhere. */
const clusterTypes = ["aws:eks/nodeGroup:NodeGroup", "aws:eks/fargateProfile:FargateProfile"];
const imageServices = ["ecr.api", "ecr.dkr", "s3"];

/** A rule on the whole stack: whom an endpoint serves, routes and their tables say. */
export const privateEndpoints = stackRule(
    {
        name: "private-endpoints",
        group: "cost",
        description:
            "Private subnets that go out by a NAT gateway have a gateway endpoint for S3, and for DynamoDB where the stack has tables. " +
            "Interface endpoints, which cost money, are asked for only where nodes of EKS have no other way to AWS, those of ECR. " +
            "Networks that another stack makes are judged there.",
        why: "Without an endpoint every gigabyte to S3 is paid for at the NAT gateway; without any way out a node pulls no image.",
        severity: "low",
        tags: ["network", "aws", "vpc"],
        ...wellArchitected("COST08-BP02", "Select components to optimize data transfer cost", "cost_data_transfer_optimized_components"),
        examples: {
            fails: `new aws.ec2.Route("out", { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id });`,
            passes: `new aws.ec2.Route("out", { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id });
new aws.ec2.VpcEndpoint("s3", { vpcId: vpc.id, serviceName: "com.amazonaws.eu-west-1.s3", routeTableIds: [table.id] });`,
        },
        remediationSteps:
            'Add an aws.ec2.VpcEndpoint of vpcEndpointType "Gateway" for com.amazonaws.<region>.s3 with the route tables of all private ' +
            "subnets in routeTableIds: it is free. Where there is no NAT gateway, add interface endpoints for ecr.api and ecr.dkr.",
        level: "advisory",
    },
    stack => {
        const all = stack.map(given);
        const vpcs = all.filter(({ type }) => vpcTypes.includes(type));
        const workers = all.filter(({ type }) => clusterTypes.includes(type));
        if (vpcs.length === 0) return [];
        const network: Network = {
            all,
            endpoints: endpointsOf(all),
            routes: routesOf(all).map(({ tables, inner }) => ({ tables, byNat: isSet(inner("natGatewayId").value) })),
            subnets: all
                .filter(({ type }) => subnetTypes.includes(type))
                .map(({ urn }) => urn)
                .map(urn => ({ urn, tables: routeTablesOf(urn, all) })),
        };
        return [...vpcs.flatMap(vpc => judgeVpc(vpc, network)), ...workers.flatMap(worker => judgeWorker(worker, network))];
    },
);

interface Network {
    readonly all: readonly Placed[];
    readonly endpoints: readonly Endpoint[];
    readonly routes: readonly { readonly tables: readonly Target[]; readonly byNat: boolean }[];
    readonly subnets: readonly { readonly urn: string; readonly tables: readonly Target[] }[];
}

const titles: Readonly<Record<string, string>> = { s3: "S3", dynamodb: "DynamoDB" };

function judgeVpc(vpc: Placed, { all, endpoints, routes, subnets }: Network): readonly Judged[] {
    const own = subnets.filter(({ urn }) => vpcsOf(urn, all).includes(vpc.urn)).flatMap(({ tables }) => tables);
    const paid = [...new Set(own)].filter(table => routes.some(({ byNat, tables }) => byNat && tables.includes(table)));
    if (paid.length === 0) return [];
    const services = ["s3", ...(all.some(({ type }) => dynamodbTypes.includes(type)) ? ["dynamodb"] : [])];
    const judged = services.flatMap((service): readonly Judged[] => {
        const there = of(endpoints, service, [vpc.urn]);
        if (there.length === 0) {
            const gap = `vpc has no gateway endpoint for ${titles[service]!}: what goes there is paid for at the NAT gateway.`;
            return [{ urn: vpc.urn, verdicts: [unsureOf(endpoints, service, vpc.urn) ?? gap] }];
        }
        const gateways = there.filter(({ tables }) => tables !== undefined);
        if (gateways.length < there.length) return [];
        const served = gateways.flatMap(({ tables }) => tables!);
        const left = paid.filter(table => !served.includes(table)).map(table => nameOf(table as string));
        const unknown = served.find(table => table instanceof Unknown);
        const gap = `routeTableIds leaves out ${left.join(", ")}: its way to ${titles[service]!} is paid for at the NAT gateway.`;
        return gateways.slice(0, 1).map(({ one }) => ({ urn: one.urn, verdicts: left.length > 0 ? [unknown ?? gap] : [] }));
    });
    return [{ urn: vpc.urn, verdicts: [] }, ...judged];
}

/** Only of subnets that the stack shows to have no route at all: a peering or a VPN may lead to somebody else's endpoints. */
function judgeWorker(worker: Placed, { all, endpoints, routes, subnets }: Network): readonly Judged[] {
    const places = targets(worker, "subnetIds[*]", all, ...subnetTypes);
    const cut = subnets.filter(
        ({ urn, tables }) =>
            places.includes(urn) &&
            tables.every(table => isClosed(table, all)) &&
            !routes.some(route => route.tables.some(table => table instanceof Unknown || tables.includes(table))),
    );
    const verdicts = cut.slice(0, 1).flatMap(({ urn }): readonly Verdict[] => {
        const vpcs = vpcsOf(urn, all);
        const missing = imageServices.filter(service => of(endpoints, service, vpcs).length === 0);
        const unsure = missing.map(service => unsureOf(endpoints, service, ...vpcs)).find(one => one !== undefined);
        const gap = `from where no route leads out, and there is no endpoint for ${missing.join(", ")}: no image can be pulled.`;
        return missing.length === 0 ? [] : [unsure ?? `subnetIds has ${nameOf(urn)}, ${gap}`];
    });
    return cut.length > 0 ? [{ urn: worker.urn, verdicts }] : [];
}

/** Whether the stack makes the table, and no gateway of a VPN adds routes to it. */
const isClosed = (table: Target, all: readonly Placed[]): boolean =>
    all.some(({ urn, props }) => urn === table && !isSet(at(props, "propagatingVgws"))) &&
    !all.some(({ type }) => type === propagationType);

const vpcsOf = (subnet: string, all: readonly Placed[]): readonly Target[] =>
    all.filter(({ urn }) => urn === subnet).flatMap(one => targets(one, "vpcId", all, ...vpcTypes));

const of = (endpoints: readonly Endpoint[], service: string, vpcs: readonly Target[]): readonly Endpoint[] =>
    endpoints.filter(one => one.service === service && one.vpcs.some(vpc => vpcs.includes(vpc)));

/** What would have to be known to tell that no endpoint is the one. */
const unsureOf = (endpoints: readonly Endpoint[], service: string, ...vpcs: readonly Target[]): Unknown | undefined =>
    endpoints
        .filter(one => one.service === service || one.service instanceof Unknown)
        .flatMap(one => one.vpcs.filter(vpc => vpc instanceof Unknown || vpcs.includes(vpc)).flatMap(vpc => [one.service, vpc]))
        .find(one => one instanceof Unknown);

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
