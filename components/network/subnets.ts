import { tiers, type Tier } from "../core/network";
import { formatCidr, parseCidr, sizeOf } from "../core/cidr";

export interface SubnetPlan {
    readonly tier: Tier;
    /** `eu-west-1a` */
    readonly zone: string;
    /** Position of the zone, from 0: part of the logical name. */
    readonly index: number;
    readonly cidr: string;
}

/**
 * How a VPC is cut, in bits below its own mask: half of it for pods, which take an address each, then small
 * pieces. Each tier keeps room for a fourth zone, so that adding a zone moves nothing.
 *
 * | tier | of a /16 | of a /20 | starts at |
 * |---|---|---|---|
 * | app | /19 | /23 | 0 |
 * | public | /22 | /26 | 32/64 |
 * | db | /24 | /28 | 36/64 |
 * | cache | /24 | /28 | 37/64 |
 */
const layout: Record<Tier, { readonly bits: number; readonly offset: bigint }> = {
    app: { bits: 3, offset: 0n },
    public: { bits: 6, offset: 32n },
    db: { bits: 8, offset: 36n },
    cache: { bits: 8, offset: 37n },
};

/** Widest and narrowest VPC the layout works for: AWS takes no VPC above /16 and no subnet below /28. */
export const vpcPrefixes = { min: 16, max: 20 } as const;

export function planSubnets(vpcCidr: string, zones: readonly string[]): SubnetPlan[] {
    const vpc = parseCidr(vpcCidr);
    if (!vpc) throw new RangeError(`${vpcCidr} is not a range of addresses`);
    return tiers.flatMap(tier => {
        const { bits, offset } = layout[tier];
        const prefix = vpc.prefix + bits;
        const first = vpc.start + (sizeOf(vpc) / 64n) * offset;
        const size = sizeOf({ start: 0n, prefix });
        return zones.map((zone, index) => ({ tier, zone, index, cidr: formatCidr({ start: first + size * BigInt(index), prefix }) }));
    });
}
