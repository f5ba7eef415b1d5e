import { isPrivate } from "../../cidr";
import { proxiedRecord, strayZone, zoneOf, zonesOf } from "../../cloudflare-zones";
import { isDistribution, isRecord, proxied } from "../../origins";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { some, type Truth } from "../../truth";
import { at, field, fields, Unknown, type Value } from "../../values";
import { webOriginsOf } from "../../web-origins";

const past = "everyone who asks for the name learns the origin's address, and goes past Cloudflare's firewall and limits.";

/** Names by which mail is delivered and read, which the proxy does not carry. */
const mailName = /^(mail|smtp|imap|pop3?|mx)\d*\./i;

/** Load balancers of AWS by their names, wherever they are made; those inside a network begin with internal. */
const balancerName = /^(?!internal-)[\w.-]+\.elb\.([\w-]+\.)?amazonaws\.com(\.cn)?\.?$/i;

/** A rule on the whole stack: whether a zone is proxied, its other records tell. */
export const dnsProxied = stackRule(
    {
        name: "dns-proxied",
        group: "security",
        description: "Where Cloudflare answers for names of a zone, it answers for every name that leads to a web origin.",
        why: "One name that is not proxied shows the origin's address, and with it the way around the firewall, the limits and the log.",
        severity: "high",
        tags: ["network", "edge", "dns", "cloudflare"],
        controls: [],
        url: "https://developers.cloudflare.com/dns/proxy-status/",
        examples: {
            fails: `new cloudflare.DnsRecord("www", { zoneId, name: "www", type: "CNAME", content: lb.dnsName, proxied: true, ttl: 1 });
new cloudflare.DnsRecord("api", { zoneId, name: "api", type: "CNAME", content: lb.dnsName, ttl: 300 });`,
            passes: `new cloudflare.DnsRecord("www", { zoneId, name: "www", type: "CNAME", content: lb.dnsName, proxied: true, ttl: 1 });
new cloudflare.DnsRecord("api", { zoneId, name: "api", type: "CNAME", content: lb.dnsName, proxied: true, ttl: 1 });`,
        },
        remediationSteps:
            "Set proxied: true and ttl: 1 on the record. If what it leads to has been found by its address already, give it a new one " +
            "and let it take in Cloudflare's ranges alone.",
    },
    stack => {
        const all = stack.map(given);
        const proxying = zonesOf(all).filter(zone => proxiedRecord(zone) !== undefined);
        const mayProxy = strayZone(all, one => isRecord(one) && proxied(one) !== false && proxied(one) !== undefined);
        const judged = all.filter(one => isRecord(one) && leadsToWeb(one, all));
        return judged.flatMap(record => {
            const zone = zoneOf(record, all);
            const asked = isAskedByCloudFront(record, all);
            if (asked === true) return [];
            if (proxying.some(({ key }) => key === zone))
                return [{ urn: record.urn, verdicts: judge(record).map(found => asked || found) }];
            const doubt = zone instanceof Unknown && proxied(record) !== true && proxying.length > 0 ? zone : undefined;
            const unknown = doubt ?? mayProxy ?? unknownOf(record, judged, all);
            return unknown && proxied(record) !== true ? [{ urn: record.urn, verdicts: [unknown] }] : [];
        });
    },
);

/** Behind CloudFront an origin has a name of its own, which is not proxied. */
const isAskedByCloudFront = (record: Placed, all: readonly Placed[]): Truth => {
    const name = at(record.props, "name");
    const distributions = all.filter(isDistribution);
    return some([
        ...distributions.map(({ madeFrom }) => madeFrom.origins?.includes(record.urn) ?? false),
        ...distributions
            .flatMap(({ props }) => fields(props, "origins[*].domainName"))
            .map(({ value: asked }) => (asked instanceof Unknown ? asked : name instanceof Unknown ? name : isWithin(name, asked))),
    ]);
};

/** A record's name may be without that of its zone. */
const isWithin = (name: Value, asked: Value): boolean =>
    typeof name === "string" && typeof asked === "string" && (asked === name || asked.startsWith(`${name}.`));

/** What would have to be known of the other records of a zone to tell whether it is proxied. */
const unknownOf = (record: Placed, judged: readonly Placed[], all: readonly Placed[]): Unknown | undefined =>
    judged
        .filter(other => zoneOf(other, all) === zoneOf(record, all))
        .map(proxied)
        .find(value => value instanceof Unknown);

/** Records of verification, DKIM and the like have a label that begins with an underscore. */
function leadsToWeb(record: Placed, all: readonly Placed[]): boolean {
    const [type, name, content] = ["type", "name", "content"].map(key => at(record.props, key));
    if (typeof type === "string" && !["A", "AAAA", "CNAME"].includes(type)) return false;
    if (typeof name === "string" && (/(^|\.)_/.test(name) || mailName.test(name))) return false;
    const address = content ?? at(record.props, "value");
    if (typeof address === "string" && isPrivate(address)) return false;
    return (typeof address === "string" && balancerName.test(address)) || webOriginsOf(record, all).length > 0;
}

const judge = (record: Placed): readonly Verdict[] => demand(field(record.props, "proxied"), value => value === true, past);
