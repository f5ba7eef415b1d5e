import { unknown, type Proof } from "../proof";

const setting = (settingId: unknown, value: unknown) => ({
    type: "cloudflare:index/zoneSetting:ZoneSetting",
    props: { zoneId: "zone-1", settingId, value },
});
const settings = (given: object) => ({
    type: "cloudflare:index/zoneSettingsOverride:ZoneSettingsOverride",
    props: { zoneId: "zone-1", settings: given },
});

const modes = (...all: readonly object[]) => ({
    type: "cloudflare:index/ruleset:Ruleset",
    props: {
        ...{ zoneId: "zone-1", kind: "zone", name: "modes", phase: "http_config_settings" },
        rules: all.map(actionParameters => ({ action: "set_config", expression: "true", actionParameters })),
    },
});
const page = (actions: object) => ({
    type: "cloudflare:index/pageRule:PageRule",
    props: { zoneId: "zone-1", target: "example.com/*", actions },
});

export const proof: Proof = {
    fails: {
        "an origin whose certificate nobody checks": {
            stack: { full: setting("ssl", "full"), flexible: setting("ssl", "flexible"), off: setting("ssl", "off") },
            says: { full: 'ssl: value is "full": Cloudflare', flexible: 'ssl: value is "flexible"', off: 'ssl: value is "off"' },
        },
        "a weaker mode for some requests": {
            stack: { rules: modes({ ssl: "strict" }, { ssl: "flexible" }), page: page({ ssl: "full" }) },
            says: { rules: 'rules[1].actionParameters.ssl is "flexible": Cloudflare asks', page: 'actions.ssl is "full"' },
        },
        "an old version": {
            stack: { tls: setting("min_tls_version", "1.1") },
            says: { tls: 'min_tls_version: value is "1.1": browsers' },
        },
        "plain text": {
            stack: { https: setting("always_use_https", "off") },
            says: { https: 'always_use_https: value is "off": who asks' },
        },
        "all in one resource": {
            stack: { all: settings({ ssl: "flexible", minTlsVersion: "1.0", alwaysUseHttps: "off", brotli: "off" }) },
            says: {
                all: ['settings.ssl is "flexible"', 'settings.minTlsVersion is "1.0"', 'settings.alwaysUseHttps is "off"'],
            },
        },
    },
    passes: {
        "a strict mode for some requests, and rules about something else": {
            strict: modes({ ssl: "strict" }),
            off: {
                ...modes(),
                props: { ...modes().props, rules: [{ action: "set_config", enabled: false, actionParameters: { ssl: "off" } }] },
            },
            others: modes({ polish: "off" }),
            page: page({ alwaysUseHttps: true }),
        },
        "settings of their own": {
            ssl: setting("ssl", "strict"),
            tls: setting("min_tls_version", "1.2"),
            https: setting("always_use_https", "on"),
        },
        "origin pull": { ssl: setting("ssl", "origin_pull") },
        "all in one resource": { all: settings({ ssl: "strict", minTlsVersion: "1.3", alwaysUseHttps: "on" }) },
        "what is left as the zone has it": { all: settings({ brotli: "on" }) },
    },
    unknowns: {
        "the mode for some requests": {
            stack: { rules: modes({ ssl: unknown }) },
            of: { rules: "rules.0.actionParameters.ssl" },
        },
        "a value": {
            stack: { ssl: setting("ssl", unknown), other: setting("ssl", "full") },
            of: { ssl: "value" },
            says: { other: 'ssl: value is "full"' },
        },
        "which setting it is": {
            stack: { some: setting(unknown, "off"), other: setting("ssl", "full") },
            of: { some: "settingId" },
            says: { other: 'ssl: value is "full"' },
        },
        "one of several": {
            stack: { all: settings({ ssl: unknown, alwaysUseHttps: "off" }) },
            of: ["all"],
            says: { all: 'settings.alwaysUseHttps is "off"' },
        },
    },
    mends: {
        "the mode": { of: setting("ssl", "full"), to: { zoneId: "zone-1", settingId: "ssl", value: "strict" } },
        "the version": { of: setting("min_tls_version", "1.0"), to: { zoneId: "zone-1", settingId: "min_tls_version", value: "1.2" } },
        "what is weak among several": {
            of: settings({ ssl: "full", minTlsVersion: "1.3", brotli: "on", alwaysUseHttps: "on" }),
            to: { zoneId: "zone-1", settings: { ssl: "strict", minTlsVersion: "1.3", brotli: "on", alwaysUseHttps: "on" } },
        },
        "nothing that is strict": { of: setting("min_tls_version", "1.3"), to: "unchanged" },
        "nothing that nobody knows": { of: setting("ssl", unknown), to: "unchanged" },
        "no other setting": { of: setting("brotli", "off"), to: "unchanged" },
    },
    secrets: { none: "it looks at three settings whose values are words that Cloudflare gives" },
    ignores: { brotli: setting("brotli", "off"), level: setting("security_level", "off") },
    breaks: one =>
        one.type === "cloudflare:index/zoneSetting:ZoneSetting" && one.inputs.settingId === "ssl"
            ? { ...one, inputs: { ...one.inputs, value: "full" } }
            : one,
};
