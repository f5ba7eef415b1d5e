import { objectsOf } from "./kubernetes";
import { listenerTypes } from "./listeners";
import { balancerTypes, pointsAt, publicBalancersOf } from "./origins";
import { targets } from "./references";
import type { Placed } from "./rule";
import { groupsAt, inboundRules } from "./security-groups";
import { at, fields, type Value } from "./values";

const instanceType = "aws:ec2/instance:Instance";
const addressType = "aws:ec2/eip:Eip";
const associationType = "aws:ec2/eipAssociation:EipAssociation";

/** Ports that Cloudflare's proxy answers on (cloudflare-docs: fundamentals/reference/network-ports). */
const proxiedPorts = [80, 443, 2052, 2053, 2082, 2083, 2086, 2087, 2095, 2096, 8080, 8443, 8880];

/**
 * What a record leads to that is on the internet and speaks HTTP, of the stack's load balancers and machines. What
 * speaks something else, such as a bastion, cannot stand behind the proxy.
 */
export const webOriginsOf = (record: Placed, all: readonly Placed[]): readonly Placed[] => [
    ...publicBalancersOf(record, all).filter(one => balancesWeb(one, all)),
    ...all.filter(one => [instanceType, addressType].includes(one.type) && pointsAt(record, one) && servesWeb(one, all)),
];

const isProxied = (port: Value): boolean => typeof port !== "number" || proxiedPorts.includes(port);

/** Unless every port that it is known to listen on is another. */
function balancesWeb(one: Placed, all: readonly Placed[]): boolean {
    const listeners = all.filter(({ type }) => listenerTypes.includes(type));
    const own = listeners.filter(listener => targets(listener, "loadBalancerArn", all, ...balancerTypes).includes(one.urn));
    const ports = [
        ...own.map(({ props }) => at(props, "port")),
        ...fields(one.props, "listeners[*].lbPort").map(({ value }) => value),
        ...objectsOf(one.type, one.props).flatMap(({ value }) => fields(value, "spec.ports[*].port").map(port => port.value)),
    ];
    return ports.length === 0 || ports.some(isProxied);
}

/** Whether the firewall of a machine, or of the one that has an address, lets in a port of the web. */
function servesWeb(one: Placed, all: readonly Placed[]): boolean {
    const machines = all.filter(({ type, urn }) => type === instanceType && (urn === one.urn || machinesOf(one, all).includes(urn)));
    const guards = machines.flatMap(machine => groupsAt(machine, fields(machine.props, "vpcSecurityGroupIds[*]"), all));
    return inboundRules(all)
        .filter(({ groups }) => groups.some(group => typeof group === "string" && guards.includes(group)))
        .some(({ rule }) => {
            const [from, to] = [at(rule.value, "fromPort"), at(rule.value, "toPort")];
            return typeof from === "number" && typeof to === "number" && [80, 443].some(port => from <= port && port <= to);
        });
}

function machinesOf(address: Placed, all: readonly Placed[]): readonly unknown[] {
    const associations = all.filter(one => one.type === associationType);
    const own = associations.filter(one => targets(one, "allocationId", all, addressType).includes(address.urn));
    return [...targets(address, "instance", all, instanceType), ...own.flatMap(one => targets(one, "instanceId", all, instanceType))];
}
