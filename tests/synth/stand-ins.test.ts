import * as fc from "fast-check";
import { at, fill, hash, standIn } from "../../synth/child/stand-ins";
import { rows } from "../../synth/child/stand-ins/aws";
import { answerInvoke } from "../../synth/child/stand-ins/invokes";
import { markSecret, unknownValue } from "../../synth/wire";
import type { PropertyMap } from "../../synth/types";

const urnOf = (type: string): string => `urn:pulumi:dev::test::${type}::thing`;
const make = (type: string, inputs: PropertyMap = {}, id?: string) =>
    standIn({ type, name: "thing", urn: urnOf(type), inputs, id }, { region: "eu-west-1" });

/** Every string in a value. */
function textsIn(value: unknown): string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("what stands for AWS", () => {
    // API Gateway names a function's address with `lambda` in place of the account.
    const arn = /^arn:aws:(?:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?|apigateway:[a-z0-9-]+:lambda):.+/;
    /** What the table's templates read of the inputs. */
    const inputs = {
        domainName: "example.com",
        certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/c",
        clusterName: "cluster",
        principalArn: "arn:aws:iam::123456789012:role/r",
        addonName: "addon",
        role: "role",
        policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        targetKeyId: "key",
        secretId: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-1",
    };

    it.each(Object.keys(rows))("has an id, whole texts and well-formed ARNs for %s", type => {
        const { id, outputs } = make(`aws:${type}`, inputs);
        expect(id).not.toBe("");
        const texts = [id, ...textsIn(outputs)];
        expect(texts.filter(text => /[{}]|undefined|\[object/.test(text))).toEqual([]);
        expect(texts.filter(text => text.startsWith("arn:") && !arn.test(text))).toEqual([]);
        if (rows[type]!.arn) expect(outputs.arn).toMatch(arn);
    });

    it.each(Object.keys(rows))("leaves out what needs inputs that are not there, or not known, for %s", type => {
        const unknown = Object.fromEntries(Object.keys(inputs).map(key => [key, unknownValue]));
        for (const given of [{}, unknown]) {
            const { id, outputs } = make(`aws:${type}`, given);
            expect(id).not.toBe("");
            expect([id, ...textsIn(outputs)].filter(text => /[{}]|undefined/.test(text) || text.includes(unknownValue))).toEqual([]);
        }
    });

    it.each(Object.keys(rows))("is the same on every run and another for another URN: %s", type => {
        expect(make(`aws:${type}`, inputs)).toEqual(make(`aws:${type}`, inputs));
        const other = standIn({ type: `aws:${type}`, name: "other", urn: `${urnOf(type)}2`, inputs }, undefined);
        if (!/Attachment|AccessEntry|Addon|CertificateValidation/.test(type)) expect(other.id).not.toBe(make(`aws:${type}`, inputs).id);
    });

    it("uses the physical name that is given, or a prefix, or makes one", () => {
        expect(make("aws:sns/topic:Topic", { name: "given" }).id).toBe("arn:aws:sns:eu-west-1:123456789012:given");
        expect(make("aws:s3/bucket:Bucket", { bucket: "mine" })).toEqual({
            id: "mine",
            outputs: {
                arn: "arn:aws:s3:::mine",
                bucket: "mine",
                bucketDomainName: "mine.s3.amazonaws.com",
                bucketRegionalDomainName: "mine.s3.eu-west-1.amazonaws.com",
                hostedZoneId: "Z3AQBSTGFYJSTF",
                region: "eu-west-1",
            },
        });
        expect(make("aws:s3/bucket:Bucket", { bucketPrefix: "logs-" }).id).toMatch(/^logs-[0-9a-f]{7}$/);
        expect(make("aws:s3/bucket:Bucket").id).toMatch(/^thing-[0-9a-f]{7}$/);
        expect(make("aws:rds/instance:Instance", { identifier: "db", port: 6432 }).outputs.endpoint).toMatch(
            /^db\.[0-9a-f]{12}\.eu-west-1\.rds\.amazonaws\.com:6432$/,
        );
    });

    it("takes the id of what exists, and what follows from it", () => {
        expect(make("aws:ec2/vpc:Vpc", {}, "vpc-1")).toMatchObject({
            id: "vpc-1",
            outputs: { arn: "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1" },
        });
        expect(make("aws:iam/policy:Policy", {}, "arn:aws:iam::aws:policy/Mine").outputs.arn).toBe("arn:aws:iam::aws:policy/Mine");
    });

    it("knows types beyond its table by an ARN of the usual form", () => {
        expect(make("aws:glue/job:Job", { name: "etl", tags: { a: "b" } })).toEqual({
            id: "etl",
            outputs: { arn: "arn:aws:glue:eu-west-1:123456789012:job/etl", tagsAll: { a: "b" }, region: "eu-west-1" },
        });
    });

    it("takes the region of the resource before the provider's, and shortens it in cache endpoints", () => {
        const { outputs } = make("aws:elasticache/replicationGroup:ReplicationGroup", {
            region: "ap-northeast-1",
            replicationGroupId: "r",
        });
        expect(outputs.arn).toBe("arn:aws:elasticache:ap-northeast-1:123456789012:replicationgroup:r");
        expect(outputs.primaryEndpointAddress).toMatch(/^master\.r\.[0-9a-f]{6}\.apne1\.cache\.amazonaws\.com$/);
        const code = (region: string): unknown =>
            make("aws:elasticache/replicationGroup:ReplicationGroup", { region }).outputs.readerEndpointAddress;
        expect(code("us-gov-west-1")).toMatch(/\.cache\.amazonaws\.com$/);
        expect(code("ap-southeast-2")).toContain(".apse2.");
        expect(code("eu-central-1")).toContain(".euc1.");
    });

    it("never shows a secret, only its mask", () => {
        fc.assert(
            fc.property(fc.constantFrom(...Object.keys(rows)), fc.stringMatching(/^[A-Z]{8}$/), (type, value) => {
                const names = [...Object.keys(inputs), "name", "bucket", "identifier", "replicationGroupId", "namePrefix", "port", "tags"];
                const made = make(`aws:${type}`, Object.fromEntries(names.map(name => [name, markSecret({ a: value, b: [value] })])));
                const flat = make(`aws:${type}`, Object.fromEntries(names.map(name => [name, markSecret(value)])));
                expect(JSON.stringify([made, flat])).not.toContain(value);
            }),
        );
    });
});

describe("what stands for other providers", () => {
    it("has Cloudflare's ids, and what its zones and certificates answer", () => {
        expect(make("cloudflare:index/zone:Zone")).toEqual({
            id: expect.stringMatching(/^[0-9a-f]{32}$/),
            outputs: { nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"], status: "pending" },
        });
        expect(make("cloudflare:index/dnsRecord:DnsRecord").outputs).toEqual({});
    });

    it("names Kubernetes objects, gives load balancers an address, and leaves Helm releases alone", () => {
        expect(make("kubernetes:core/v1:ConfigMap", { metadata: { name: "n", namespace: "s", labels: {} } })).toEqual({
            id: "s/n",
            outputs: { metadata: { name: "n", namespace: "s", labels: {} } },
        });
        expect(make("kubernetes:core/v1:ConfigMap", { metadata: "no object" }).id).toMatch(/^thing-[0-9a-f]{8}$/);
        expect(make("kubernetes:networking.k8s.io/v1:Ingress").outputs.status).toEqual({
            loadBalancer: {
                ingress: [
                    { hostname: expect.stringMatching(/^k8s-default-thing[0-9a-f]{3}-[0-9a-f]{10}-\d+\.us-east-1\.elb\.amazonaws\.com$/) },
                ],
            },
        });
        expect(make("kubernetes:core/v1:Service", { metadata: { name: "a-b", namespace: "s" }, spec: { type: "LoadBalancer" } })).toEqual({
            id: "s/a-b",
            outputs: {
                metadata: { name: "a-b", namespace: "s" },
                status: {
                    loadBalancer: {
                        ingress: [
                            { hostname: expect.stringMatching(/^k8s-s-ab-[0-9a-f]{10}-[0-9a-f]{16}\.elb\.us-east-1\.amazonaws\.com$/) },
                        ],
                    },
                },
            },
        });
        expect(make("kubernetes:core/v1:Service", { spec: { type: "ClusterIP" } }).outputs.status).toBeUndefined();
        expect(make("kubernetes:helm.sh/v3:Release")).toEqual({ id: "thing", outputs: {} });
    });

    it("gives random resources values of the length and form asked for", () => {
        expect(make("random:index/randomPassword:RandomPassword", { length: 40 })).toEqual({
            id: "none",
            outputs: { result: expect.stringMatching(/^[0-9a-f]{40}$/), bcryptHash: expect.stringMatching(/^\$2a\$10\$.{53}$/) },
        });
        const { outputs } = make("random:index/randomId:RandomId", { byteLength: 6 });
        const hex = outputs.hex as string;
        expect(hex).toMatch(/^[0-9a-f]{12}$/);
        expect(outputs).toEqual({
            hex,
            dec: String(parseInt(hex, 16)),
            b64Std: Buffer.from(hex, "hex").toString("base64"),
            b64Url: Buffer.from(hex, "hex").toString("base64url"),
        });
        expect(make("random:index/randomUuid:RandomUuid").id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(make("random:index/randomInteger:RandomInteger", { min: 3, max: 9 })).toEqual({ id: "3", outputs: { result: 3 } });
        expect(make("random:index/randomBytes:RandomBytes", { length: 3 }).outputs.hex).toMatch(/^[0-9a-f]{6}$/);
        expect(make("random:index/randomNew:RandomNew")).toEqual({ id: "thing", outputs: {} });
    });

    it("gives any other resource an id", () => {
        expect(make("datadog:index/monitor:Monitor")).toEqual({ id: expect.stringMatching(/^thing-[0-9a-f]{7}$/), outputs: {} });
    });
});

describe("templates", () => {
    it("fill words and inputs at any depth, and leave the rest alone", () => {
        const words = { name: "n", brace: "{name}" };
        const inputs = { a: { b: [{ c: "deep" }] }, port: 5432, empty: "" };
        expect(
            fill({ x: "{name}-{input:a.b.0.c}:{input:port}", list: ["{brace}", 3, true, null], gone: "{input:empty}" }, words, inputs),
        ).toEqual({
            x: "n-deep:5432",
            list: ["{name}", 3, true, null],
        });
        expect(at(inputs, "a.b.1.c")).toBeUndefined();
        expect(at(inputs, "port.x")).toBeUndefined();
    });

    it("hash to as many digits as are asked for, the same each time, beginning alike", () => {
        fc.assert(
            fc.property(fc.string(), fc.integer({ min: 0, max: 300 }), (text, digits) => {
                const made = hash(text, digits);
                expect(made).toMatch(/^[0-9a-f]*$/);
                expect(made).toHaveLength(digits);
                expect(hash(text, digits + 1).startsWith(made)).toBe(true);
            }),
        );
    });
});

describe("what stands for lookups", () => {
    const ask = (token: string, args: PropertyMap = {}) => answerInvoke(token, args, { region: "eu-west-1" });

    it("answers in the region that is asked", () => {
        expect(ask("aws:index/getRegion:getRegion").result).toMatchObject({ id: "eu-west-1", name: "eu-west-1", region: "eu-west-1" });
        expect(ask("aws:index/getAvailabilityZones:getAvailabilityZones").result).toMatchObject({
            names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        });
        expect(ask("aws:index/getPartition:getPartition").result).toMatchObject({ partition: "aws", dnsSuffix: "amazonaws.com" });
    });

    it("finds a load balancer by its name or its ARN", () => {
        const find = (args: PropertyMap) => ask("aws:lb/getLoadBalancer:getLoadBalancer", args).result;
        const arn = (suffix: string): string => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/${suffix}`;
        const { arnSuffix } = find({ name: "mine" });
        expect(arnSuffix).toMatch(/^app\/mine\/[0-9a-f]{16}$/);
        expect(find({ name: "mine" }).arn).toBe(arn(arnSuffix as string));
        expect(find({ name: "other" }).arnSuffix).not.toBe(arnSuffix);
        expect(find({ arn: arn("net/mine/50dc6c495c0c9188") })).toMatchObject({ arnSuffix: "net/mine/50dc6c495c0c9188" });
    });

    it("repeats the arguments, and makes up an id and an ARN for what it does not know", () => {
        const { result, notice } = ask("mine:index:find", { name: "x" });
        expect(result).toEqual({
            name: "x",
            id: expect.stringMatching(/^find-[0-9a-f]{8}$/),
            arn: expect.stringMatching(/^arn:aws:stand-in:eu-west-1:123456789012:find-[0-9a-f]{8}$/),
        });
        expect(notice).toBe("mine:index:find was answered by a stand-in that knows its arguments, an id and an ARN only");
        expect(ask("mine:index:find", { name: "y" }).result.id).not.toBe(result.id);
        expect(ask("aws:ssm/getParameter:getParameter", { name: "/a" })).toEqual({
            result: { name: "/a", id: "/a", value: "stand-in", type: "String" },
            notice: "aws:ssm/getParameter:getParameter was answered by a stand-in",
        });
    });

    const document = (args: PropertyMap): unknown =>
        JSON.parse(ask("aws:iam/getPolicyDocument:getPolicyDocument", args).result.json as string);

    it("computes policy documents: one entry alone, several sorted, what is empty left out", () => {
        expect(document({})).toEqual({ Version: "2012-10-17", Statement: [] });
        expect(document({ statements: [{ actions: [], resources: ["*"], notPrincipals: [{ type: "AWS", identifiers: ["1"] }] }] })).toEqual(
            {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", NotPrincipal: { AWS: "1" }, Resource: "*" }],
            },
        );
        expect(ask("aws:iam/getPolicyDocument:getPolicyDocument").notice).toBeUndefined();
    });

    it("computes policy documents as JSON that says the same minified, whatever the texts", () => {
        const list = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
        const statement = fc.record(
            {
                sid: fc.string(),
                effect: fc.constantFrom("Allow", "Deny"),
                actions: list,
                resources: list,
                conditions: fc.array(fc.record({ test: fc.string(), variable: fc.string(), values: list }), { maxLength: 2 }),
            },
            { requiredKeys: ["actions"] },
        );
        fc.assert(
            fc.property(fc.array(statement, { maxLength: 3 }), statements => {
                const { json, minifiedJson } = ask("aws:iam/getPolicyDocument:getPolicyDocument", { statements }).result;
                const parsed = JSON.parse(json as string) as { Statement: { Action: string | string[] }[] };
                expect(JSON.parse(minifiedJson as string)).toEqual(parsed);
                expect(parsed.Statement.map(({ Action }) => [Action].flat())).toEqual(statements.map(({ actions }) => [...actions].sort()));
            }),
        );
    });

    it("decodes Kubernetes YAML, every document that is an object", () => {
        const text = "a: 1\n---\n---\n- list\n---\nb: { c: [2] }\n";
        expect(ask("kubernetes:yaml:decode", { text }).result.result).toEqual([{ a: 1 }, { b: { c: [2] } }]);
        expect(ask("kubernetes:yaml:decode").result.result).toEqual([]);
    });
});
