import { contains, isPrivate, overlap, parseCidr, type Cidr } from "../core/cidr";
import { accountId, distinct, logRetentionDays, oneOf, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import type { Problem } from "../core/errors";
import { tiers, type Tier } from "../core/network";
import { vpcPrefixes } from "./subnets";
import { zonesOf } from "./regions";
import { withDefaults } from "../core/defaults";

export type NetworkArgs = CreateNetworkArgs | ExistingNetworkArgs;

/** A VPC of its own: three private tiers and a public one, each over all zones. */
export interface CreateNetworkArgs extends ComponentArgs {
    readonly kind: "create";
    /** The account the network is made in: 12 digits. Key policies name it. */
    readonly accountId: string;
    /** The region, which must be the provider's. */
    readonly region: string;
    /**
     * Addresses of the VPC: private (RFC 1918), from /16 to /20.
     * @default "10.0.0.0/16"
     */
    readonly cidr?: string;
    /**
     * How many Availability Zones: 2 or 3.
     * @default 3
     */
    readonly zoneCount?: number;
    /**
     * The zones by name, where the account sees others than the table of regions says.
     * @default the first `zoneCount` of the region
     */
    readonly zones?: readonly string[];
    /**
     * How private workloads reach the internet: a NAT gateway in each zone, so that one zone's failure takes none
     * of the others along; a single one; or none at all.
     * @default "per-zone"
     */
    readonly nat?: "per-zone" | "single" | "none";
    /**
     * AWS services that are reached inside the VPC, each an interface in every zone (about 7 USD a month each).
     * S3 and DynamoDB always are, at no cost.
     * @default ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"]
     */
    readonly interfaceEndpoints?: readonly string[];
    /**
     * Days that the VPC's flow logs are kept.
     * @default 365
     */
    readonly flowLogDays?: number;
    /** Ranges that this VPC will be connected to and so must not overlap: other VPCs, an office. @default none */
    readonly peers?: readonly string[];
}

/** A VPC that is there already. Nothing of it is changed. */
export interface ExistingNetworkArgs extends ComponentArgs {
    readonly kind: "existing";
    /** `vpc-…` */
    readonly vpcId: string;
    /** Its addresses. */
    readonly cidr: string;
    /** Subnet ids by tier; in each tier the same number, one a zone. */
    readonly subnetIds: Readonly<Record<Tier, readonly string[]>>;
    /** Address ranges of the subnets, by tier and in the same order. */
    readonly subnetCidrs: Readonly<Record<Tier, readonly string[]>>;
}

export const networkDefaults = {
    cidr: "10.0.0.0/16",
    zoneCount: 3,
    nat: "per-zone",
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts"],
    flowLogDays: 365,
} as const;

export function validateNetwork(args: NetworkArgs): Problem[] {
    return args.kind === "existing" ? validateExisting(args) : validateCreate(args);
}

function validateExisting({ vpcId, cidr, subnetIds, subnetCidrs }: ExistingNetworkArgs): Problem[] {
    const counts = new Set([...Object.values(subnetIds), ...Object.values(subnetCidrs)].map(({ length }) => length));
    const vpc = parseCidr(cidr);
    return [
        ...(/^vpc-[0-9a-f]{8,17}$/.test(vpcId) ? [] : [{ path: "vpcId", got: vpcId, allowed: "the id of a VPC, vpc-…" }]),
        ...(vpc ? [] : [{ path: "cidr", got: cidr, allowed: "an IPv4 range such as 10.0.0.0/16" }]),
        ...(counts.size === 1 && !counts.has(0) && !counts.has(1)
            ? []
            : [
                  {
                      path: "subnetIds",
                      got: subnetIds,
                      allowed: "two subnets or more in every tier, one a zone, and a range for each in subnetCidrs",
                  },
              ]),
        ...tiers.flatMap(tier => [
            ...subnetIds[tier]
                .filter(id => !/^subnet-[0-9a-f]{8,17}$/.test(id))
                .map(got => ({ path: `subnetIds.${tier}`, got, allowed: "ids of subnets, subnet-…" })),
            ...subnetCidrs[tier]
                .filter(range => !isInside(vpc, parseCidr(range)))
                .map(got => ({ path: `subnetCidrs.${tier}`, got, allowed: `IPv4 ranges inside ${cidr}` })),
        ]),
    ];
}

/** What is wrong with the VPC's own range is said once, there. */
const isInside = (vpc: Cidr | undefined, subnet: Cidr | undefined): boolean =>
    subnet !== undefined && (vpc === undefined || contains(vpc, subnet));

function validateCreate(args: CreateNetworkArgs): Problem[] {
    const { cidr, zoneCount, nat, flowLogDays } = withDefaults(networkDefaults, args);
    return [
        ...accountId("accountId", args.accountId),
        ...zoneProblems(args),
        ...(args.zones ? [] : wholeNumber("zoneCount", zoneCount, 2, 3)),
        ...cidrProblems(cidr, args.peers ?? []),
        ...oneOf("nat", nat, ["per-zone", "single", "none"]),
        ...oneOf("flowLogDays", flowLogDays, logRetentionDays),
        ...endpointProblems(args.interfaceEndpoints ?? []),
    ];
}

function endpointProblems(services: readonly string[]): Problem[] {
    return [
        ...services
            .filter(service => !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(service) || service === "s3" || service === "dynamodb")
            .map(got => ({
                path: "interfaceEndpoints",
                got,
                allowed: "names of AWS services such as ecr.api, without s3 and dynamodb, which are always there",
            })),
        ...distinct("interfaceEndpoints", services),
    ];
}

function zoneProblems({ region, zones, zoneCount = networkDefaults.zoneCount }: CreateNetworkArgs): Problem[] {
    if (zones) {
        const foreign = zones.filter(zone => !/^[a-z]$/.test(zone.slice(region.length)) || !zone.startsWith(region));
        return [
            ...foreign.map(zone => ({ path: "zones", got: zone, allowed: `zones of ${region}, such as ${region}a` })),
            ...distinct("zones", zones),
            ...(zones.length === 2 || zones.length === 3 ? [] : [{ path: "zones", got: zones, allowed: "two or three zones" }]),
        ];
    }
    const known = Object.hasOwn(zonesOf, region) ? zonesOf[region] : undefined;
    if (!known) {
        return [
            {
                path: "region",
                got: region,
                allowed: Object.keys(zonesOf).join(", "),
                fix: "For another region, name its zones in `zones`.",
            },
        ];
    }
    if (zoneCount <= known.length) return [];
    return [
        { path: "zoneCount", got: zoneCount, allowed: `at most ${known.length} in ${region}`, fix: "Take fewer zones, or another region." },
    ];
}

function cidrProblems(text: string, peers: readonly string[]): Problem[] {
    const cidr = parseCidr(text);
    if (!cidr) return [{ path: "cidr", got: text, allowed: "the first address of an IPv4 range and its mask, such as 10.0.0.0/16" }];
    const problems: Problem[] = [];
    if (cidr.prefix < vpcPrefixes.min || cidr.prefix > vpcPrefixes.max) {
        problems.push({
            path: "cidr",
            got: text,
            allowed: `a mask from /${vpcPrefixes.min} to /${vpcPrefixes.max}`,
            fix: "A smaller VPC leaves no room for four tiers in three zones.",
        });
    }
    if (!isPrivate(cidr))
        problems.push({ path: "cidr", got: text, allowed: "private addresses: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16" });
    for (const peer of peers) {
        const other = parseCidr(peer);
        if (!other) problems.push({ path: "peers", got: peer, allowed: "IPv4 ranges such as 10.1.0.0/16" });
        else if (overlap(cidr, other))
            problems.push({ path: "cidr", got: text, allowed: `addresses outside of ${peer}, which it will be connected to` });
    }
    return problems;
}
