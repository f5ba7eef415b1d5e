import { secret, unknown, type Proof } from "../proof";

const type = "aws:s3/bucket:Bucket";
const all = { Project: "shop", Environment: "production", Owner: "billing", CostCenter: "4711" };
const { CostCenter, ...three } = all;
const bucket = (tags?: unknown) => ({ type, props: { bucket: "invoices", tags } });

export const proof: Proof = {
    fails: {
        "a bucket without tags": {
            stack: { bucket: bucket() },
            says: { bucket: "tags has no Project, Environment, Owner, CostCenter: the bill cannot say whose it is" },
        },
        "one that lacks a tag, or leaves it empty": {
            stack: { one: bucket(three), other: bucket({ ...all, Owner: "" }) },
            says: { one: "tags has no CostCenter:", other: "tags has no Owner:" },
        },
    },
    passes: {
        "all tags, and more": { bucket: bucket({ ...all, Name: "invoices" }) },
        "a tag whose value is not known yet": { bucket: bucket({ ...three, CostCenter: unknown }) },
    },
    unknowns: {
        "the tags as a whole": {
            stack: { bucket: bucket(unknown), other: bucket(three) },
            of: ["bucket"],
            says: { other: "tags has no CostCenter" },
        },
    },
    configured: {
        "other tags": {
            settings: { tags: ["Team"] },
            stack: { bucket: bucket(all), other: bucket({ Team: "a" }) },
            says: { bucket: "tags has no Team:" },
        },
    },
    mends: {
        "tags that it has values for, beside what is there": {
            of: bucket({ Name: "invoices", Note: secret("n"), CostCenter, Later: unknown }),
            to: {
                bucket: "invoices",
                tags: {
                    Name: "invoices",
                    Note: secret("n"),
                    CostCenter,
                    Later: unknown,
                    Project: "proof",
                    Environment: "test",
                    Owner: "people",
                },
            },
            settings: { values: { Owner: "people" } },
        },
        "nothing that it has no value for": { of: bucket({ ...all, Owner: undefined }), to: "unchanged" },
        "nothing where all is said": { of: bucket(all), to: "unchanged" },
        "nothing of which nobody knows the tags": { of: bucket(unknown), to: "unchanged" },
    },
    secrets: { bucket: bucket({ ...three, Note: secret("hunter2-note") }) },
    ignores: {
        policy: { type: "aws:s3/bucketPolicy:BucketPolicy", props: {} },
        role: { type: "aws:iam/role:Role", props: {} },
        record: { type: "cloudflare:index/dnsRecord:DnsRecord", props: {} },
    },
    breaks: one => {
        if (one.type !== "aws:rds/instance:Instance") return one;
        const { Owner: _, ...tags } = one.inputs.tags as Record<string, string>;
        return { ...one, inputs: { ...one.inputs, tags } };
    },
};
