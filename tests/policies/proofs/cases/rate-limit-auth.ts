import { unknown, type Proof, type Sketch } from "../proof";

const record = (zoneId: unknown = "zone-1", proxied = true): Sketch => ({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    props: { zoneId, name: "example.com", type: "A", content: "203.0.113.7", ttl: 1, proxied },
});
const setting = (zoneId = "zone-1"): Sketch => ({
    type: "cloudflare:index/zoneSetting:ZoneSetting",
    props: { zoneId, settingId: "ssl", value: "strict" },
});
const limits = (expression: unknown, more: object = {}): Sketch => ({
    type: "cloudflare:index/ruleset:Ruleset",
    props: {
        zoneId: "zone-1",
        kind: "zone",
        name: "limits",
        phase: "http_ratelimit",
        rules: [{ action: "block", expression, enabled: true }],
        ...more,
    },
});
const nginx = (text: string): Sketch => ({
    type: "kubernetes:core/v1:ConfigMap",
    props: { kind: "ConfigMap", data: { "nginx.conf": text } },
});
const none = "The record's zone has no ruleset of the phase http_ratelimit, and no Worker: passwords may be tried";
const others = "The record's zone limits other paths than that of signing in";

export const proof: Proof = {
    stackName: "production",
    fails: {
        "a zone that counts nothing": { stack: { record: record(), setting: setting() }, says: { record: none } },
        "one that counts something else": {
            stack: { record: record(), limits: limits('starts_with(http.request.uri.path, "/search/")') },
            says: { record: others },
        },
        "a rule that is switched off": {
            stack: {
                record: record(),
                limits: limits("", { rules: [{ action: "block", expression: 'http.request.uri.path eq "/login"', enabled: false }] }),
            },
            says: { record: others },
        },
        "a rule that only writes down": {
            stack: {
                record: record(),
                limits: limits("", { rules: [{ action: "log", expression: 'http.request.uri.path eq "/login"' }] }),
            },
            says: { record: others },
        },
        "an nginx that once counted": {
            stack: { record: record(), setting: setting(), nginx: nginx("location /login {\n  # limit_req zone=login;\n}") },
            says: { record: none },
        },
        "one of two zones": {
            stack: {
                ...{ record: record(), limits: limits('http.request.uri.path eq "/login"') },
                ...{ other: record("zone-2"), otherSetting: setting("zone-2") },
            },
            says: { other: none },
        },
    },
    passes: {
        "a limit on signing in": { record: record(), limits: limits('http.request.uri.path eq "/api/auth/login"') },
        "a limit on everything": {
            record: record(),
            limits: limits('lower(http.host) in {"example.com"}'),
        },
        "a limit on every path": { record: record(), limits: limits('starts_with(http.request.uri.path, "/")') },
        "a Worker": {
            record: record(),
            setting: setting(),
            route: {
                type: "cloudflare:index/workersRoute:WorkersRoute",
                props: { zoneId: "zone-1", pattern: "example.com/*", script: "edge" },
            },
        },
        "nginx in the cluster": {
            ...{ record: record(), setting: setting() },
            nginx: {
                type: "kubernetes:core/v1:ConfigMap",
                props: { data: { "nginx.conf": "location /login { limit_req zone=login burst=5; }" } },
            },
        },
        "rules of the account": { record: record(), setting: setting(), limits: limits("true", { zoneId: undefined, accountId: "a" }) },
        "a zone whose rules are another stack's": { record: record() },
        "a zone for which Cloudflare does not answer": { record: record("zone-1", false), setting: setting() },
    },
    unknowns: {
        "what a rule counts, and where": {
            stack: {
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                record: record(),
                limits: { ...limits(unknown), from: { rules: "elsewhere" } },
            },
            of: ["record"],
        },
        "in which zone a ruleset is": {
            stack: {
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                record: record(),
                setting: setting(),
                limits: { ...limits("true", { zoneId: unknown }), from: { zoneId: "elsewhere" } },
            },
            of: ["record"],
        },
    },
    secrets: { none: "expressions and zones are no secrets, no message has any of them, and no other value is read" },
    ignores: { setting: setting(), tunnel: { type: "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared", props: {} } },
    breaks: one => (one.urn.endsWith("::edge-rate-limits") || one.type.endsWith(":WorkersRoute") ? undefined : one),
};
