import { overrideType, settingType } from "../../cloudflare-zones";
import { demand, resourceRule, type Asked, type Judge, type Remedy, type Verdict } from "../../rule";
import { at, field, fields, Unknown, type Field } from "../../values";

/** A setting of a zone: what it may be, the first of which it is mended to, and what others mean. */
interface Setting {
    readonly id: string;
    /** Its name in a resource that has them all. */
    readonly key: string;
    readonly fine: readonly string[];
    readonly why: string;
}

const settings: readonly Setting[] = [
    {
        id: "ssl",
        key: "ssl",
        fine: ["strict", "origin_pull"],
        why: "Cloudflare asks the origin in plain text, or takes any certificate for the origin's. Set it to strict.",
    },
    {
        id: "min_tls_version",
        key: "minTlsVersion",
        fine: ["1.2", "1.3"],
        why: "browsers may speak versions of TLS that are broken and that RFC 8996 forbids. Set it to 1.2 or 1.3.",
    },
    {
        id: "always_use_https",
        key: "alwaysUseHttps",
        fine: ["on"],
        why: "who asks by http is answered in plain text, for everyone on the way to read and to change. Set it to on.",
    },
];

/** A setting that the resource gives, where it stands and whether that is known to be one of these. */
interface Given extends Setting {
    readonly found: Field;
}

const givenIn: Readonly<Record<string, (asked: Asked) => readonly Given[]>> = {
    [settingType]: ({ props }) =>
        settings
            .filter(({ id }) => at(props, "settingId") === id)
            .map(setting => ({ ...setting, found: { path: `${setting.id}: value`, value: at(props, "value") } })),
    [overrideType]: ({ props }) =>
        settings
            .map(setting => ({ ...setting, found: field(props, `settings.${setting.key}`) }))
            .filter(({ found }) => found.value !== undefined),
};

const verdictsOf = ({ found, fine, why }: Given): readonly Verdict[] =>
    demand(found, value => typeof value === "string" && fine.includes(value), why);

const judge =
    (type: string): Judge =>
    asked => {
        const id = at(asked.props, "settingId");
        return id instanceof Unknown ? [id] : givenIn[type]!(asked).flatMap(verdictsOf);
    };

/** Modes that a rule gives to some requests, past the setting of the zone. */
const judgeModes = (modes: readonly Field[]): readonly Verdict[] =>
    modes.flatMap(found => (found.value === undefined ? [] : verdictsOf({ ...settings[0]!, found })));

const judgeRuleset: Judge = ({ props }) => {
    const phase = at(props, "phase");
    if (phase instanceof Unknown) return [phase];
    if (phase !== "http_config_settings") return [];
    const working = fields(props, "rules[*]").filter(({ value }) => at(value, "enabled") !== false);
    return judgeModes(
        working.map(({ path, value }) => ({ path: `${path}.actionParameters.ssl`, value: at(value, "actionParameters", "ssl") })),
    );
};

const judges: Readonly<Record<string, Judge>> = {
    [settingType]: judge(settingType),
    [overrideType]: judge(overrideType),
    "cloudflare:index/ruleset:Ruleset": judgeRuleset,
    "cloudflare:index/pageRule:PageRule": ({ props }) => judgeModes([field(props, "actions.ssl")]),
};

const strengthen =
    (type: string): Remedy =>
    asked => {
        const weak = givenIn[type]!(asked).filter(one => verdictsOf(one).some(verdict => !(verdict instanceof Unknown)));
        if (weak.length === 0) return undefined;
        return type === settingType
            ? { value: weak[0]!.fine[0] }
            : { settings: Object.fromEntries(weak.map(({ key, fine }) => [key, fine[0]])) };
    };

/**
 * Judges the settings that a program gives; what it leaves out is as the zone has it. Its remediation is for zones whose origin shows
 * a certificate that Cloudflare accepts: any other site answers 526 from the moment that `ssl` is strict. So nothing is mended until
 * somebody asks for it.
 */
export const zoneStrictTls = resourceRule(
    {
        name: "zone-strict-tls",
        group: "security",
        description:
            "A Cloudflare zone checks its origin's certificate, for every request, speaks TLS 1.2 at least and sends visitors from http to https.",
        why: "With a weaker mode the browser shows a lock, and whoever sits between Cloudflare and the origin reads and changes all.",
        severity: "high",
        tags: ["edge", "tls", "cloudflare"],
        controls: [],
        url: "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/",
        examples: {
            fails: `new cloudflare.ZoneSetting("ssl", { zoneId, settingId: "ssl", value: "full" });`,
            passes: `new cloudflare.ZoneSetting("ssl", { zoneId, settingId: "ssl", value: "strict" });`,
        },
        remediationSteps:
            "Give the origin a certificate of a public authority or of Cloudflare's Origin CA, for the names that it is asked by, " +
            "and try it; then set ssl to strict. A site whose origin has none is down as soon as ssl is strict, also by the remediation. " +
            "Set min_tls_version to 1.2 and always_use_https to on.",
    },
    type => judges[type],
    type => (givenIn[type] ? strengthen(type) : undefined),
);
