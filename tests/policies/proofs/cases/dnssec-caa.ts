import { secret, unknown, type Proof } from "../proof";

const zone = (props: object = {}, id = "zone-1") => ({
    type: "cloudflare:index/zone:Zone",
    props: { name: "example.com", ...props },
    answers: { id },
});
const dnssec = (props: object = { status: "active" }) => ({
    type: "cloudflare:index/zoneDnssec:ZoneDnssec",
    props: { zoneId: "zone-1", ...props },
});
const record = (props: object = {}) => ({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    props: { zoneId: "zone-1", name: "example.com", type: "CAA", ttl: 3600, ...props },
});
const caa = record({ data: { flags: 0, tag: "issue", value: "letsencrypt.org" } });
const elsewhere = { type: "pulumi:pulumi:StackReference" };

export const proof: Proof = {
    fails: {
        "a zone that is not signed": { stack: { zone: zone(), caa }, says: { zone: "The zone has no ZoneDnssec: whoever forges" } },
        "a zone without CAA": {
            stack: { zone: zone(), dnssec: dnssec(), www: record({ type: "A" }) },
            says: { zone: "The zone has no CAA record: every authority" },
        },
        "DNSSEC that is switched off": { stack: { dnssec: dnssec({ status: "disabled" }) }, says: { dnssec: 'status is "disabled"' } },
        "records of another zone": {
            stack: { zone: zone({}, "zone-2"), dnssec: dnssec(), caa },
            says: { zone: ["The zone has no ZoneDnssec", "The zone has no CAA record"] },
        },
    },
    passes: {
        "a zone with both": { zone: zone(), dnssec: dnssec(), caa },
        "the old types": { zone: zone(), dnssec: dnssec({}), caa: { ...caa, type: "cloudflare:index/record:Record" } },
        "what is made with the zone": {
            zone: { ...zone(), answers: {} },
            dnssec: { ...dnssec({ zoneId: unknown, status: "active" }), from: { zoneId: "zone" } },
            caa: { ...record({ zoneId: unknown }), from: { zoneId: "zone" } },
        },
    },
    unknowns: {
        "whether it is switched on": {
            stack: {
                elsewhere,
                dnssec: { ...dnssec({ status: unknown }), from: { status: "elsewhere" } },
                other: dnssec({ zoneId: "zone-2", status: "disabled" }),
            },
            of: ["dnssec"],
            says: { other: 'status is "disabled"' },
        },
        "what kind of record it is": {
            stack: {
                elsewhere,
                zone: zone(),
                dnssec: dnssec(),
                some: { ...record({ type: unknown }), from: { type: "elsewhere" } },
                other: zone({}, "zone-2"),
                caa: record({ zoneId: "zone-2" }),
            },
            of: ["zone"],
            says: { other: "The zone has no ZoneDnssec" },
        },
        "which zone is signed": {
            stack: {
                elsewhere,
                zone: zone(),
                dnssec: { ...dnssec({ zoneId: unknown }), from: { zoneId: "elsewhere" } },
            },
            of: ["zone"],
            says: { zone: "The zone has no CAA record" },
        },
    },
    secrets: { zone: zone(), www: record({ type: "TXT", content: secret("hunter2-text"), comment: secret("hunter2-comment") }) },
    ignores: {
        record: record({ type: "A" }),
        partial: zone({ type: "partial" }),
        internal: zone({ type: "internal" }, "zone-3"),
        secondary: zone({ type: "secondary" }, "zone-2"),
    },
    breaks: one =>
        one.type === "cloudflare:index/zoneDnssec:ZoneDnssec" ? { ...one, inputs: { ...one.inputs, status: "disabled" } } : one,
};
