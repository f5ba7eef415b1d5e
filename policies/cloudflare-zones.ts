import { isRecord, proxied } from "./origins";
import { targets, type Target } from "./references";
import type { Placed } from "./rule";
import { at, field, Unknown, type Field, type Value } from "./values";

export const zoneType = "cloudflare:index/zone:Zone";
const rulesetType = "cloudflare:index/ruleset:Ruleset";
export const settingType = "cloudflare:index/zoneSetting:ZoneSetting";
export const overrideType = "cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride";

/** Cloudflare's zones, as far as the stack shows them. */
export interface Zone {
    /** URN of the resource; the id of a zone that is made elsewhere. */
    readonly key: string;
    /** The resource, where the stack makes the zone. */
    readonly made: Placed | undefined;
    readonly records: readonly Placed[];
    /** What else says that it is the zone's: rulesets, settings, routes. */
    readonly parts: readonly Placed[];
}

/** The zone that a resource is in; none for what is an account's. */
export const zoneOf = (one: Placed, all: readonly Placed[]): Target | undefined => targets(one, "zoneId", all, zoneType)[0];

/** Every zone that a resource of the stack is or names. What is in a zone that is not known yet is in none of them. */
export function zonesOf(all: readonly Placed[]): readonly Zone[] {
    const made = all.filter(({ type }) => type === zoneType);
    const placed = all.filter(({ type }) => type.startsWith("cloudflare:")).map(one => ({ one, zone: zoneOf(one, all) }));
    const keys = [...made.map(({ urn }) => urn), ...placed.map(({ zone }) => zone).filter(zone => typeof zone === "string")];
    return [...new Set(keys)].map(key => {
        const inside = placed.filter(({ zone }) => zone === key).map(({ one }) => one);
        return {
            key,
            made: made.find(({ urn }) => urn === key),
            records: inside.filter(isRecord),
            parts: inside.filter(one => !isRecord(one)),
        };
    });
}

/** What of a zone there may be besides, in a zone that is not known yet. */
export const strayZone = (all: readonly Placed[], wanted: (one: Placed) => boolean): Unknown | undefined =>
    all
        .filter(one => one.type.startsWith("cloudflare:") && wanted(one))
        .map(one => zoneOf(one, all))
        .find(zone => zone instanceof Unknown);

/** Whether Cloudflare answers for names of the zone: the record that shows it. */
export const proxiedRecord = ({ records }: Zone): Placed | undefined => records.find(record => proxied(record) === true);

/** Whether the stack has the zone's rules and settings in its hands. A stack that adds records to another's zone does not. */
export const isRuled = ({ made, parts }: Zone): boolean => made !== undefined || parts.some(one => isRuleset(one) || isSetting(one));

export const isRuleset = ({ type }: Placed): boolean => type === rulesetType;
export const isSetting = ({ type }: Placed): boolean => type === settingType || type === overrideType;

/** Who is told of what the zone lacks. */
export const toldOf = ({ made, records, parts, key }: Zone): string => (made ?? records.find(() => true) ?? parts[0])?.urn ?? key;

/** The rules of a ruleset's phase that are switched on, and where they stand. */
export const rulesOf = (ruleset: Placed): readonly Field[] =>
    fieldsOf(ruleset).filter(({ value }) => at(value, "enabled") !== false && value !== undefined);

const fieldsOf = ({ props }: Placed): readonly Field[] => {
    const { value } = field(props, "rules");
    if (value instanceof Unknown) return [{ path: "rules", value }];
    return Array.isArray(value) ? value.map((rule: Value, index) => ({ path: `rules[${index}]`, value: rule })) : [];
};

export const phaseOf = ({ props }: Placed): Value => at(props, "phase");
