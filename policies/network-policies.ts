import { isOpen, isOpenTogether } from "./cidr";
import type { KubernetesObject } from "./kubernetes";
import { everyPort, opensMost, type Opening } from "./ports";
import type { Verdict } from "./rule";
import { every, some, type Truth } from "./truth";
import { at, fields, isSet, items, Unknown, type Field, type Value } from "./values";

/** A direction that NetworkPolicies bind, and where its rules name those at the other end. */
export interface Direction {
    readonly type: "Ingress" | "Egress";
    readonly rules: "ingress" | "egress";
    readonly peers: "from" | "to";
}

export const ingress: Direction = { type: "Ingress", rules: "ingress", peers: "from" };
export const egress: Direction = { type: "Egress", rules: "egress", peers: "to" };

/**
 * What is to be said of a NetworkPolicy that lets everything through: of each rule that does, or else of those that do so
 * together. Rules for a direction mean nothing in a policy that names its types, and not that one.
 */
export function judgeOpen({ path, value }: KubernetesObject, direction: Direction, why: string): readonly Verdict[] {
    const types = items(at(value, "spec", "policyTypes"));
    if (types.length > 0 && !types.some(type => type === direction.type || type instanceof Unknown)) return [];
    const rules = fields(value, `spec.${direction.rules}[*]`).map(rule => ({ rule, openings: openingsOf(rule, direction) }));
    const judged = rules.map(({ rule, openings }) => ({ path: path + rule.path, open: opensMost(openings) }));
    const verdicts = judged.flatMap(({ path: at, open }): readonly Verdict[] =>
        open === true ? [`${at} allows every address on every port: ${why}`] : open === false ? [] : [open],
    );
    if (judged.some(({ open }) => open === true)) return verdicts;
    const together = opensMost(rules.flatMap(({ openings }) => openings));
    if (together === true) {
        return [`${path}spec.${direction.rules} allows every address on most ports, its rules taken together: ${why}`, ...verdicts];
    }
    return together === false || verdicts.length > 0 ? verdicts : [together];
}

/** The ports that a rule opens to every address. One that names no ports opens all. */
function openingsOf({ value: rule }: Field, { peers }: Direction): readonly Opening[] {
    if (rule instanceof Unknown) return [everyPort(rule)];
    const reached = reachesAll(at(rule, peers));
    const ports = at(rule, "ports");
    if (ports instanceof Unknown) return [everyPort(every([reached, ports]))];
    return isSet(ports) ? items(ports).map(port => openingOf(port, reached)) : [everyPort(reached)];
}

/** A rule that names no one is for all. The cluster's own pods, by whatever selector, are not everywhere. */
function reachesAll(peers: Value): Truth {
    if (peers instanceof Unknown) return peers;
    if (!isSet(peers)) return true;
    const ranges = fields({ peers }, "peers[*].ipBlock.cidr").map(({ value }) => value);
    const known = ranges.filter(value => typeof value === "string");
    return some([...ranges.map(value => (value instanceof Unknown ? value : isOpenRange(value))), isOpenTogether(known)]);
}

const isOpenRange = (value: Value): boolean => typeof value === "string" && isOpen(value);

/** One that names a protocol alone is for all of the protocol's ports. A port's name stands for one. */
function openingOf(one: Value, reached: Truth): Opening {
    const [port, last, protocol = "TCP"] = [at(one, "port"), at(one, "endPort"), at(one, "protocol")];
    const unknown = [one, port, last].find(value => value instanceof Unknown);
    if (unknown) return everyPort(every([reached, unknown]));
    if (port === undefined) return everyPort(reached);
    const from = typeof port === "number" ? port : 0;
    return {
        protocol: protocol instanceof Unknown ? protocol : typeof protocol === "string" ? protocol.toUpperCase() : "",
        from,
        to: typeof last === "number" ? last : from,
        holds: reached,
    };
}
