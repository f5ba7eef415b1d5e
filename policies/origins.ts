import { isPrivate, isWithin } from "./cidr";
import { cloudflareRanges } from "./cloudflare-ranges";
import { objectsOf, type KubernetesObject } from "./kubernetes";
import { facesInternet, listSourcesOf, sourcesOf, type Admission } from "./load-balancers";
import { allNamed, targets, type Target } from "./references";
import { demand, type Placed, type Verdict } from "./rule";
import { groupsAt, type Inbound } from "./security-groups";
import { at, field, fields, isSet, Unknown, type Field, type Value } from "./values";

const recordTypes = ["cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/record:Record"];
const distributionTypes = ["aws:cloudfront/distribution:Distribution", "aws:cloudfront/multitenantDistribution:MultitenantDistribution"];
export const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"];
const listType = "aws:ec2/managedPrefixList:ManagedPrefixList";
const entryType = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

const past = "who comes past the CDN meets neither its firewall nor its limits. Take in nothing but the CDN.";

export const isRecord = ({ type }: Placed): boolean => recordTypes.includes(type);

/** Whether Cloudflare answers for a record's name, and asks the origin itself. */
export const proxied = ({ props }: Placed): Value => at(props, "proxied");

export const isDistribution = ({ type }: Placed): boolean => distributionTypes.includes(type);

/** A load balancer of AWS that faces the internet. */
const isPublicBalancer = ({ type, props }: Placed): boolean =>
    balancerTypes.includes(type) && [undefined, false].some(no => no === at(props, "internal"));

/**
 * Whom origins may take in: the edge of the CDN, and the network's own addresses, with which nobody comes from the
 * internet. CloudFront's ranges stand in a prefix list that AWS keeps; there is no table of them.
 */
export function admissionOf(all: readonly Placed[]): Admission {
    const edge = all.some(one => isRecord(one) && proxied(one) === true) ? cloudflareRanges : [];
    const classes = all.flatMap(({ type, props }) => objectsOf(type, props)).filter(isAlbClass);
    return {
        admits: range => isPrivate(range) || isWithin(range, edge),
        why: past,
        albClasses: classes.map(({ value }) => at(value, "metadata", "name")).filter(name => typeof name === "string"),
    };
}

function isAlbClass({ kind, value }: KubernetesObject): boolean {
    const controller = at(value, "spec", "controller");
    return kind === "IngressClass" && typeof controller === "string" && controller.endsWith("/alb");
}

/** The security groups and prefix lists that decide whom a load balancer takes in. */
export function gatesOf(one: Placed, all: readonly Placed[]): readonly Target[] {
    const groups = isPublicBalancer(one) ? fields(one.props, "securityGroups[*]") : [];
    const sources = objectsOf(one.type, one.props).flatMap(sourcesOf);
    return [...groupsAt(one, [...groups, ...sources], all), ...allNamed(one, sources, all, listType)];
}

/** What is wrong with a load balancer by itself. A network load balancer may do without groups, and is open then. */
export function judgeBalancer(one: Placed, all: readonly Placed[]): readonly Verdict[] {
    const internal = at(one.props, "internal");
    if (balancerTypes.includes(one.type) && internal instanceof Unknown) return [internal];
    if (!isPublicBalancer(one)) return [];
    const unknown = gatesOf(one, all).filter(gate => gate instanceof Unknown);
    return at(one.props, "loadBalancerType") === "network"
        ? [...demand(field(one.props, "securityGroups"), isSet, past), ...unknown]
        : unknown;
}

const webPorts = [80, 443];

/** The prefix lists of a stack that a rule names. */
export const listsOf = ({ one, rule }: Inbound, all: readonly Placed[]): readonly Target[] =>
    allNamed(one, [...within(rule, "prefixListIds[*]"), ...within(rule, "prefixListId")], all, listType);

/** What is wrong with a rule of a load balancer's security group. Other groups are no way in from the internet. */
export function judgeInbound({ rule, groups }: Inbound, { admits, why }: Admission): readonly Verdict[] {
    const [from, to] = [at(rule.value, "fromPort"), at(rule.value, "toPort")];
    const everyPort = [at(rule.value, "protocol"), at(rule.value, "ipProtocol")].some(protocol => protocol === "-1" || protocol === "all");
    const elsewhere = typeof from === "number" && typeof to === "number" && !webPorts.some(port => from <= port && port <= to);
    if (elsewhere && !everyPort) return [];
    const ranges = ["cidrBlocks[*]", "ipv6CidrBlocks[*]", "cidrIpv4", "cidrIpv6"].flatMap(path => within(rule, path));
    const verdicts = judgeRanges(ranges, { admits, why });
    const doubt = [...groups, at(rule.value, "type"), ...(everyPort ? [] : [from, to])].find(value => value instanceof Unknown);
    return verdicts.length > 0 && doubt ? [doubt] : verdicts;
}

/** What is wrong with a prefix list, or an entry of one, that a load balancer takes its sources from. */
export const judgeList = (one: Placed, lists: ReadonlySet<Target>, all: readonly Placed[], admission: Admission): readonly Verdict[] => {
    if (lists.has(one.urn)) return judgeRanges(fields(one.props, "entries[*].cidr"), admission);
    const ofThese = one.type === entryType && targets(one, "prefixListId", all, listType).some(list => lists.has(list));
    return ofThese ? judgeRanges([field(one.props, "cidr")], admission) : [];
};

/** The ranges of a prefix list that the stack makes: its own entries, and those that stand alone. */
export const rangesOfList = (list: Target, all: readonly Placed[]): readonly Field[] =>
    all.flatMap(one => {
        if (one.urn === list) return fields(one.props, "entries[*].cidr");
        return one.type === entryType && targets(one, "prefixListId", all, listType).includes(list) ? [field(one.props, "cidr")] : [];
    });

/** Whether a stack makes prefix lists: where it makes none, all are somebody else's. */
export const makesLists = (all: readonly Placed[]): boolean => all.some(({ type }) => type === listType);

/** The prefix lists that a Kubernetes load balancer which faces the internet takes in. */
export const listsOfBalancer = (one: Placed, all: readonly Placed[]): readonly Target[] =>
    allNamed(one, objectsOf(one.type, one.props).filter(facesInternet).flatMap(listSourcesOf), all, listType);

const judgeRanges = (ranges: readonly Field[], { admits, why }: Admission): readonly Verdict[] =>
    ranges
        .filter(({ value }) => value !== undefined)
        .flatMap(source => demand(source, range => typeof range !== "string" || admits(range), why));

/** What is wrong with a record that shows where a load balancer is. Records of other types hold no addresses. */
export function judgeRecord(record: Placed, all: readonly Placed[]): readonly Verdict[] {
    const type = at(record.props, "type");
    if (typeof type === "string" && !["A", "AAAA", "CNAME", "HTTPS", "SVCB"].includes(type)) return [];
    if (publicBalancersOf(record, all).length === 0) return [];
    return demand(
        field(record.props, "proxied"),
        value => value === true,
        "the name leads straight to the load balancer, and everyone past the CDN. Let Cloudflare answer for it.",
    );
}

/** The load balancers facing the internet that a record leads to. */
export const publicBalancersOf = (record: Placed, all: readonly Placed[]): readonly Placed[] =>
    all.filter(one => isPublic(one) && pointsAt(record, one));

const isPublic = (one: Placed): boolean => isPublicBalancer(one) || objectsOf(one.type, one.props).some(facesInternet);

const addressPaths = [
    ...["dnsName", "status.loadBalancer.ingress[*].hostname", "status.loadBalancer.ingress[*].ip"],
    ...["publicIp", "publicDns"],
];

/** Whether a record's content is an address of a resource, or made from it. */
export function pointsAt(record: Placed, to: Placed): boolean {
    const addresses = addressPaths
        .flatMap(path => fields(to.props, path))
        .map(({ value }) => value)
        .filter(isSet);
    return ["content", "value"].some(
        property => record.madeFrom[property]?.includes(to.urn) || addresses.includes(at(record.props, property)),
    );
}

const within = (rule: Field, inner: string): readonly Field[] =>
    fields(rule.value, inner).map(({ path, value }) => ({ path: rule.path ? `${rule.path}.${path}` : path, value }));
