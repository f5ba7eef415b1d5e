import { secret, unknown, type Proof } from "../proof";

const ruleset = (phase: unknown, rules: unknown, props: object = { zoneId: "zone-1" }) => ({
    type: "cloudflare:index/ruleset:Ruleset",
    props: { kind: "zone", name: "rules", phase, rules, ...props },
});
const execute = (rule: object = {}, overrides?: object) => ({
    ...{ action: "execute", expression: "true", actionParameters: { id: "efb7b8c949ac4650a09736fc376e9aee", overrides } },
    ...rule,
});
const managed = (rule: unknown = execute(), props?: object) => ruleset("http_request_firewall_managed", [rule], props);
const limit = (period: number) => ({ action: "block", expression: "true", ratelimit: { period, requestsPerPeriod: 100 } });
const limits = (...periods: number[]) => ruleset("http_ratelimit", periods.map(limit));
const custom = (zoneId = "zone-1") => ruleset("http_request_firewall_custom", [{ action: "block", expression: "ssl" }], { zoneId });
const setting = (value: string) => ({
    type: "cloudflare:index/zoneSetting:ZoneSetting",
    props: { zoneId: "zone-1", settingId: "polish", value },
});
const bots = (props: object) => ({ type: "cloudflare:index/botManagement:BotManagement", props: { zoneId: "zone-1", ...props } });
const zone = (name: string, props: object = {}) => ({
    type: "cloudflare:index/zone:Zone",
    props: { name, ...props },
    answers: { id: "zone-1" },
});
const subscription = (id: string) => ({
    type: "cloudflare:index/zoneSubscription:ZoneSubscription",
    props: { zoneId: "zone-1", ratePlan: { id } },
});
const elsewhere = { type: "pulumi:pulumi:StackReference" };
const none = "The zone has no ruleset of the phase http_request_firewall_managed";

export const proof: Proof = {
    fails: {
        "two rate limits, and no managed rules": { stack: { limits: limits(10, 10) }, says: { limits: none } },
        "a long rate limit": { stack: { limits: limits(60) }, says: { limits: none } },
        "a zone of a paid plan": {
            stack: { zone: zone("example.com"), subscription: subscription("pro") },
            says: { zone: none },
        },
        "a zone with Polish": { stack: { custom: custom(), polish: setting("lossy") }, says: { custom: none } },
        "a zone with Super Bot Fight Mode": {
            stack: { custom: custom(), bots: bots({ sbfmDefinitelyAutomated: "block" }) },
            says: { bots: none },
        },
        "rules for no request": {
            stack: { managed: managed(execute({ expression: "(false)" })) },
            says: { managed: "rules has none that executes managed rules" },
        },
        "rules that are switched off": {
            stack: { managed: managed(execute({ enabled: false })) },
            says: { managed: "rules has none that executes managed rules" },
        },
        "overrides that switch all off": {
            stack: { managed: managed(execute({}, { enabled: false })) },
            says: { managed: "rules has none that executes" },
        },
        "exceptions alone": {
            stack: { managed: managed({ action: "skip", expression: "ssl" }) },
            says: { managed: "rules has none that executes" },
        },
        "rules of another zone": {
            stack: { limits: limits(60), managed: managed(execute(), { zoneId: "zone-2" }) },
            says: { limits: none },
        },
    },
    passes: {
        "managed rules": { limits: limits(60, 60), managed: managed() },
        "some rules that are switched off": { managed: managed(execute({}, { rules: [{ id: "1", enabled: false }] })) },
        "an account's ruleset": { limits: limits(60), managed: managed(execute(), { kind: "root", accountId: "account-1" }) },
    },
    unknowns: {
        "which zone the rules are in": {
            stack: {
                elsewhere,
                limits: limits(60),
                managed: { ...managed(execute(), { zoneId: unknown }), from: { zoneId: "elsewhere" } },
                other: managed(execute({ enabled: false }), { zoneId: "zone-2" }),
            },
            of: ["limits"],
            says: { other: "rules has none that executes" },
        },
        "whether they are switched on": {
            stack: { one: managed(execute({ enabled: unknown })), other: managed(execute({ action: "log" }), { zoneId: "zone-2" }) },
            of: ["one"],
            says: { other: "rules has none that executes" },
        },
    },
    secrets: {
        managed: managed(execute({ enabled: false, expression: secret('http.host eq "hunter2"'), description: secret("hunter2") })),
    },
    ignores: {
        custom: custom(),
        limits: limits(10),
        polish: setting("off"),
        bots: bots({ fightMode: true }),
        subscription: subscription("free"),
    },
    breaks: one =>
        one.type === "cloudflare:index/ruleset:Ruleset" && one.inputs.phase === "http_request_firewall_managed" ? undefined : one,
};
