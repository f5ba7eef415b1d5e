import { failure, resource, synth, type Run } from "./project";

const head = `
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
`;
const urn = (typeAndName: string): string => `urn:pulumi:dev::test::${typeAndName}`;

describe("aliases", () => {
    const program = `${head}
class Group extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("my:index:Group", name, {}, opts);
    }
}
const group = new Group("group", {
    aliases: [{ name: "older" }, { type: "my:index:Set" }, { parent: pulumi.rootStackResource }, { stack: "old", project: "was" }],
});
const inner = new Group("group-inner", { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });
new random.RandomPet("group-inner-pet", {}, { parent: inner, aliases: [{ name: "puppy" }] });
new random.RandomPet("unrelated", {}, { parent: group });
new random.RandomPet("named", {}, { aliases: ["urn:pulumi:dev::test::random:index/randomPet:RandomPet::literal", { name: "named" }] });
new random.RandomPet("moved", {}, { aliases: [{ parent: inner }, { parent: inner.urn }, { parent: group, type: "a:b:C", name: "x" }] });
`;
    let made: Run;
    beforeAll(async () => (made = await synth("resources/aliases", { "index.ts": program })));
    const aliasesOf = (type: string, name: string) => resource(made, type, name).aliases;

    it("are URNs, made of name, type, parent, stack and project", () => {
        expect(aliasesOf("Group", "group")).toEqual([
            urn("my:index:Group::older"),
            urn("my:index:Set::group"),
            "urn:pulumi:old::was::my:index:Group::group",
        ]);
    });

    it("go down to the children, whose names follow their parent's", () => {
        expect(aliasesOf("Group", "group-inner")).toEqual([
            urn("my:index:Group::group-inner"),
            urn("my:index:Group$my:index:Group::older-inner"),
            urn("my:index:Set$my:index:Group::group-inner"),
        ]);
        expect(aliasesOf("RandomPet", "unrelated")).toEqual([urn("my:index:Set$random:index/randomPet:RandomPet::unrelated")]);
    });

    it("multiply down to the grandchildren", () => {
        const pet = "random:index/randomPet:RandomPet";
        expect(aliasesOf("RandomPet", "group-inner-pet")).toEqual([
            urn(`my:index:Group$my:index:Group$${pet}::puppy`),
            urn(`my:index:Group$${pet}::group-inner-pet`),
            urn(`my:index:Group$${pet}::puppy`),
            urn(`my:index:Group$my:index:Group$${pet}::older-inner-pet`),
            urn(`my:index:Set$my:index:Group$${pet}::group-inner-pet`),
            urn(`my:index:Set$my:index:Group$${pet}::puppy`),
        ]);
    });

    it("may be written out, name another parent, and leave out the URN it has", () => {
        expect(aliasesOf("RandomPet", "named")).toEqual([urn("random:index/randomPet:RandomPet::literal")]);
        expect(aliasesOf("RandomPet", "moved")).toEqual([
            urn("my:index:Group$my:index:Group$random:index/randomPet:RandomPet::moved"),
            urn("my:index:Group$a:b:C::x"),
        ]);
    });
});

describe("providers", () => {
    const program = `${head}
class Group extends pulumi.ComponentResource {
    constructor(name: string, opts: pulumi.ComponentResourceOptions, inner?: pulumi.ComponentResourceOptions) {
        super("my:index:Group", name, {}, opts);
        new aws.sns.Topic(name + "-topic", {}, { parent: this });
        new random.RandomPet(name + "-pet", {}, { parent: this });
        if (inner) new Group(name + "-inner", { ...inner, parent: this });
    }
}
const west = new aws.Provider("west", { region: "us-west-2" });
const east = new aws.Provider("east", { region: "us-east-1" });
new Group("list", { providers: [west] });
new Group("map", { providers: { aws: east } }, {});
new Group("one", { provider: west }, { provider: east });
new Group("none", {});
const bucket = new aws.s3.Bucket("parent", {}, { provider: west });
new aws.s3.BucketPolicy("child", { bucket: bucket.bucket, policy: "{}" }, { parent: bucket });
new aws.sns.Topic("old", {}, { version: "6.1.0" });
new aws.sns.Topic("download", {}, { pluginDownloadURL: "https://example.com/plugins" });
new aws.sns.Topic("regional", { region: "ap-northeast-1" });
const looked = aws.getRegionOutput({}, { provider: west });
const inside = aws.getRegionOutput({}, { parent: bucket });
export const regions = [looked.name, inside.name, aws.getRegionOutput().name];
`;
    let made: Run;
    beforeAll(async () => {
        const config = `config: { "aws:region": eu-west-1, "aws:defaultTags": { tags: { a: b } }, "aws:config:profile": mine }\n`;
        made = await synth("resources/providers", { "index.ts": program, "Pulumi.dev.yaml": config });
    });
    const providerOf = (name: string, type = "Topic"): string | undefined => resource(made, type, name).provider?.split("::").at(-2);

    it.each([
        ["list-topic", "west"],
        ["map-topic", "east"],
        ["map-inner-topic", "east"],
        ["one-topic", "west"],
        ["one-inner-topic", "east"],
        ["none-topic", "default_7_48_0"],
    ])("are inherited from the component: %s uses %s", (name, provider) => {
        expect(providerOf(name)).toBe(provider);
    });

    it("of one package do not serve another", () => {
        for (const name of ["list-pet", "map-inner-pet", "one-pet"]) expect(providerOf(name, "RandomPet")).toBe("default_4_21_2");
    });

    it("of a resource serve its children", () => {
        expect(providerOf("child", "BucketPolicy")).toBe("west");
    });

    it("by default carry version, address and the package's configuration", () => {
        const inputs = { region: "eu-west-1", defaultTags: `{"tags":{"a":"b"}}`, profile: "mine" };
        expect(resource(made, "pulumi:providers:aws", "default_7_48_0").inputs).toEqual({ ...inputs, version: "7.48.0" });
        expect(providerOf("old")).toBe("default_6_1_0");
        expect(resource(made, "pulumi:providers:aws", "default_6_1_0").inputs).toEqual({ ...inputs, version: "6.1.0" });
        const named = "default_7_48_0_https___example.com_plugins";
        expect(providerOf("download")).toBe(named);
        expect(resource(made, "pulumi:providers:aws", named).inputs).toEqual({
            ...inputs,
            version: "7.48.0",
            pluginDownloadURL: "https://example.com/plugins",
        });
    });

    it("are referred to by URN and id, and stand alone", () => {
        const provider = resource(made, "pulumi:providers:aws", "default_7_48_0");
        expect(resource(made, "Topic", "none-topic").provider).toBe(`${provider.urn}::${provider.id}`);
        expect(provider.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(provider.parent).toBeUndefined();
        expect(resource(made, "pulumi:providers:aws", "west").parent).toBe(urn("pulumi:pulumi:Stack::test-dev"));
    });

    it("set the region of ARNs, of lookups, and give way to a resource's own", () => {
        const arn = (name: string): unknown => resource(made, "Topic", name).outputs!.arn;
        expect(arn("list-topic")).toMatch(/^arn:aws:sns:us-west-2:123456789012:list-topic-[0-9a-f]{7}$/);
        expect(arn("none-topic")).toMatch(/^arn:aws:sns:eu-west-1:/);
        expect(arn("regional")).toMatch(/^arn:aws:sns:ap-northeast-1:/);
        expect(made.outputs.regions).toEqual(["us-west-2", "us-west-2", "eu-west-1"]);
    });

    it("fail by default where they are disabled: for all packages, for the one named, and for lookups", async () => {
        const run = (name: string, disabled: string, program: string): Promise<string> =>
            failure(`resources/${name}`, {
                "index.ts": head + program,
                "Pulumi.dev.yaml": `config: { "pulumi:disable-default-providers": ${disabled} }\n`,
            });
        expect(await run("disabled-all", `["*"]`, `new random.RandomPet("pet");`)).toMatch(
            /^failed to register new resource pet \[random:index\/randomPet:RandomPet\]: Default provider for 'random' disabled\. 'random:index\/randomPet:RandomPet' must use an explicit provider\.\n/,
        );
        expect(await run("disabled-one", `'["random","aws"]'`, `aws.s3.Bucket.get("b", "b");`)).toContain(
            "Default provider for 'aws' disabled. 'aws:s3/bucket:Bucket' must use an explicit provider.",
        );
        const other = `export const cluster = new k8s.core.v1.Namespace("n").id;`;
        const { resources } = await synth("resources/disabled-other", {
            "index.ts": head + other,
            "Pulumi.dev.yaml": `config: { "pulumi:disable-default-providers": [aws] }\n`,
        });
        expect(resources).toHaveLength(3);
    });
});

describe("what a provider would answer", () => {
    const program = `${head}
const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" });
const role = new aws.iam.Role("role", { namePrefix: "pre-", assumeRolePolicy: "{}" });
const imported = new aws.s3.Bucket("imported", { bucket: "mine" }, { import: "mine" });
const service = new k8s.core.v1.Service("web", { metadata: { namespace: "apps", labels: { a: "b" } }, spec: { type: "LoadBalancer" } });
const uuid = new random.RandomUuid("uuid");
export const known = {
    vpcId: vpc.id, arn: vpc.arn, cidr: vpc.cidrBlock, role: role.name, roleArn: role.arn,
    imported: imported.id, service: service.metadata.name, labels: service.metadata.labels, id: service.id,
    host: service.status.loadBalancer.ingress[0]!.hostname, uuid: uuid.result,
};
export const left = vpc.ipv6CidrBlock;
`;

    it("is made up of the right shape, from the inputs where they say it", async () => {
        const { outputs, resources, notices } = await synth("resources/answers", { "index.ts": program });
        expect(outputs.known).toEqual({
            vpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
            arn: expect.stringMatching(/^arn:aws:ec2:us-east-1:123456789012:vpc\/vpc-[0-9a-f]{17}$/),
            cidr: "10.0.0.0/16",
            role: expect.stringMatching(/^pre-[0-9a-f]{7}$/),
            roleArn: expect.stringMatching(/^arn:aws:iam::123456789012:role\/pre-[0-9a-f]{7}$/),
            imported: "mine",
            service: expect.stringMatching(/^web-[0-9a-f]{8}$/),
            labels: { a: "b" },
            id: expect.stringMatching(/^apps\/web-[0-9a-f]{8}$/),
            host: expect.stringMatching(/^k8s-apps-web[0-9a-f]{5}-[0-9a-f]{10}-[0-9a-f]{16}\.elb\.us-east-1\.amazonaws\.com$/),
            uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
        });
        // What nobody knows is unknown, as in a preview of the real engine.
        expect(outputs.left).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
        expect(resource({ resources }, "Bucket", "imported").importID).toBe("mine");
        expect(notices).toEqual([]);
    });
});
