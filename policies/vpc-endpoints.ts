import { targets, type Target } from "./references";
import type { Placed } from "./rule";
import { at, Unknown, type Value } from "./values";
import { tablesNamed, vpcTypes } from "./vpc";

const type = "aws:ec2/vpcEndpoint:VpcEndpoint";
const associationType = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation";

/** A way to one service of AWS that does not lead through the internet. */
export interface Endpoint {
    readonly one: Placed;
    /** `s3`, `ecr.dkr`: the end of the service's name. */
    readonly service: string | Unknown;
    readonly vpcs: readonly Target[];
    /** The route tables that lead to a gateway endpoint; none of an endpoint with addresses in subnets, which all reach. */
    readonly tables: readonly Target[] | undefined;
}

export function endpointsOf(all: readonly Placed[]): readonly Endpoint[] {
    const associations = all
        .filter(one => one.type === associationType)
        .map(one => ({ one, endpoints: targets(one, "vpcEndpointId", all, type) }));
    return all
        .filter(one => one.type === type)
        .flatMap(one => {
            const service = serviceOf(at(one.props, "serviceName"));
            const kind = at(one.props, "vpcEndpointType") ?? "Gateway";
            if (service === undefined || !["Gateway", "Interface"].includes(kind as string)) return [];
            const own = associations.filter(({ endpoints }) => endpoints.some(found => found === one.urn || found instanceof Unknown));
            const tables = [
                ...tablesNamed(one, "routeTableIds[*]", all),
                ...own.flatMap(each => tablesNamed(each.one, "routeTableId", all)),
            ];
            return [{ one, service, vpcs: targets(one, "vpcId", all, ...vpcTypes), tables: kind === "Gateway" ? tables : undefined }];
        });
}

/** `com.amazonaws.eu-west-1.ecr.dkr` */
function serviceOf(name: Value): string | Unknown | undefined {
    if (name instanceof Unknown) return name;
    return typeof name === "string" ? /^(?:cn\.)?com\.amazonaws\.[\w-]+\.(.+)$/.exec(name)?.[1] : undefined;
}
