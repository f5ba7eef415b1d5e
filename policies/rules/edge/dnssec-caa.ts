import { strayZone, zonesOf, type Zone } from "../../cloudflare-zones";
import { isRecord } from "../../origins";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, Unknown } from "../../values";

const dnssecType = "cloudflare:index/zoneDnssec:ZoneDnssec";

const forged = "whoever forges an answer on its way to a resolver leads visitors and mail elsewhere.";
const issued = "every authority of the world may issue a certificate for its names. Add a CAA record with those that may.";

const isDnssec = ({ type }: Placed): boolean => type === dnssecType;
const isCaa = (one: Placed): boolean => isRecord(one) && at(one.props, "type") === "CAA";
const mayBeCaa = (one: Placed): boolean => isRecord(one) && (isCaa(one) || at(one.props, "type") instanceof Unknown);

/** In older versions of the provider there is no status: the resource switches it on. */
const judgeDnssec = ({ props }: Placed): readonly Verdict[] =>
    demand(field(props, "status"), status => status === undefined || status === "active" || status === "pending", forged);

/** What is wrong with a zone that the stack makes. */
function judgeZone(zone: Zone, made: Placed, all: readonly Placed[]): readonly Verdict[] {
    const type = at(made.props, "type");
    if (type instanceof Unknown) return [type];
    // For the names of others somebody else answers, or nobody on the internet.
    if (type !== undefined && type !== "full") return [];
    const unsigned = strayZone(all, isDnssec) ?? `The zone has no ZoneDnssec: ${forged}`;
    const unknownType = zone.records.map(({ props }) => at(props, "type")).find(value => value instanceof Unknown);
    const open = strayZone(all, mayBeCaa) ?? unknownType ?? `The zone has no CAA record: ${issued}`;
    return [...(zone.parts.some(isDnssec) ? [] : [unsigned]), ...(zone.records.some(isCaa) ? [] : [open])];
}

/** Judges zones that the stack makes; of others it sees no more than a DNSSEC that is switched off. */
export const dnssecCaa = stackRule(
    {
        name: "dnssec-caa",
        group: "security",
        description: "A Cloudflare zone is signed (DNSSEC) and says which authorities issue certificates for it (CAA).",
        why: "Without them, whoever forges an answer of DNS, or deceives one authority of a hundred, becomes the site.",
        severity: "medium",
        level: "advisory",
        tags: ["edge", "dns", "tls", "cloudflare"],
        controls: [],
        url: "https://developers.cloudflare.com/dns/dnssec/",
        examples: {
            fails: `const zone = new cloudflare.Zone("zone", { name: "example.com", account: { id: accountId } });`,
            passes: `const zone = new cloudflare.Zone("zone", { name: "example.com", account: { id: accountId } });
new cloudflare.ZoneDnssec("dnssec", { zoneId: zone.id, status: "active" });
const data = { flags: 0, tag: "issue", value: "letsencrypt.org" };
new cloudflare.DnsRecord("caa", { zoneId: zone.id, name: "example.com", type: "CAA", ttl: 3600, data });`,
        },
        remediationSteps:
            "Add a ZoneDnssec with status active, and its DS record at the registrar if that is not Cloudflare. Add CAA records for the " +
            "authorities that you use; Cloudflare adds those of its own certificates.",
    },
    stack => {
        const all = stack.map(given);
        const zones = zonesOf(all).filter(({ made }) => made !== undefined);
        return [
            ...all.filter(isDnssec).map(one => ({ urn: one.urn, verdicts: judgeDnssec(one) })),
            ...zones.map(zone => ({ urn: zone.key, verdicts: judgeZone(zone, zone.made!, all) })),
        ];
    },
);
