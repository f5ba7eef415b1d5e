import { failure, resource, synth, type Run } from "./project";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const program = `
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export = async () => {
    const identity = await aws.getCallerIdentity();
    const again = aws.getCallerIdentityOutput();
    const zones = await aws.getAvailabilityZones({ state: "available" }, { provider: new aws.Provider("tokyo", { region: "ap-northeast-1" }) });
    const vpc = await aws.ec2.getVpc({ default: true });
    const other = new pulumi.StackReference("organization/network/dev");
    const named = new pulumi.StackReference("by-input", { name: "organization/other/dev" });
    const bucket = aws.s3.Bucket.get("existing", "the-bucket", { tags: { a: "b" } });
    const map = k8s.core.v1.ConfigMap.get("map", "apps/settings");
    const key = aws.sns.Topic.get("key", "arn:aws:sns:eu-west-1:999999999999:theirs");
    const group = aws.ec2.SecurityGroup.get("group", "sg-123");
    const policy = aws.iam.getPolicyDocumentOutput({
        policyId: "p",
        statements: [
            {
                sid: "One",
                actions: ["s3:PutObject", "s3:GetObject"],
                resources: [pulumi.interpolate\`\${bucket.arn}/*\`],
                principals: [{ type: "Service", identifiers: ["b.amazonaws.com", "a.amazonaws.com"] }],
                conditions: [
                    { test: "StringEquals", variable: "aws:SourceAccount", values: [identity.accountId] },
                    { test: "StringEquals", variable: "aws:x", values: ["1", "2"] },
                ],
            },
            { effect: "Deny", notActions: ["iam:*"], notResources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
        ],
    });
    const unknowable = aws.iam.getPolicyDocumentOutput({ statements: [{ actions: [other.getOutput("action").apply(String)] }] });
    const yaml = new k8s.yaml.ConfigGroup("group", { yaml: "apiVersion: v1\\nkind: Namespace\\nmetadata: { name: from-yaml }\\n---\\n" });
    const remote = await pulumi.runtime.invoke("mine:index:find", { a: 1 });
    new aws.sns.Topic("topic", { displayName: other.requireOutput("name").apply(String) });
    const details = await other.getOutputDetails("name");
    return {
        account: identity.accountId, same: again.arn, zones: zones.names, vpc: vpc.id, policy: policy.json, groups: group.arn, mapName: map.metadata.name, mapNamespace: map.metadata.namespace, topicArn: key.arn,
        bucketArn: bucket.arn, tags: bucket.tags, unknownOutput: other.getOutput("x"), unknownPolicy: unknowable.json, remote,
        details, plain: named.name, yaml: yaml.urn,
    };
};
`;

describe("lookups", () => {
    let made: Run;
    beforeAll(async () => (made = await synth("lookups", { "index.ts": program })));

    it("are answered by stand-ins, of the region they ask in", () => {
        expect(made.outputs).toMatchObject({
            account: "123456789012",
            same: "arn:aws:iam::123456789012:user/stand-in",
            zones: ["ap-northeast-1a", "ap-northeast-1b", "ap-northeast-1c"],
            vpc: expect.stringMatching(/^getVpc-[0-9a-f]{8}$/),
            remote: { a: 1, id: expect.stringMatching(/^find-[0-9a-f]{8}$/) },
        });
    });

    it("compute a policy document as the provider does", () => {
        expect(JSON.parse(made.outputs.policy as string)).toEqual({
            Version: "2012-10-17",
            Id: "p",
            Statement: [
                {
                    Sid: "One",
                    Effect: "Allow",
                    Principal: { Service: ["a.amazonaws.com", "b.amazonaws.com"] },
                    Action: ["s3:GetObject", "s3:PutObject"],
                    Resource: "arn:aws:s3:::the-bucket/*",
                    Condition: { StringEquals: { "aws:SourceAccount": "123456789012", "aws:x": ["1", "2"] } },
                },
                { Effect: "Deny", Principal: "*", NotAction: "iam:*", NotResource: "*" },
            ],
        });
    });

    it("are listed, each once, unless the answer is the real one", () => {
        const tail = "was answered by a stand-in";
        const more = "that knows its arguments, an id and an ARN only";
        expect(made.notices).toEqual([
            {
                kind: "stack-reference",
                message: "The outputs of stack organization/network/dev are unknown in a preview without its state",
            },
            {
                kind: "stack-reference",
                message: "The outputs of stack organization/other/dev are unknown in a preview without its state",
            },
            { kind: "invoke", message: `aws:ec2/getVpc:getVpc ${tail} ${more}` },
            { kind: "invoke", message: `aws:index/getAvailabilityZones:getAvailabilityZones ${tail}` },
            { kind: "invoke", message: `aws:index/getCallerIdentity:getCallerIdentity ${tail}` },
            { kind: "invoke", message: `mine:index:find ${tail} ${more}` },
            { kind: "unknown", message: "urn:pulumi:dev::test::aws:sns/topic:Topic::topic: displayName is not known before an update" },
        ]);
    });

    it("of another stack's outputs stay unknown, and nothing waits for them", () => {
        expect(resource(made, "Topic", "topic").inputs).toEqual({ displayName: unknown });
        expect(made.outputs).toMatchObject({
            unknownOutput: unknown,
            unknownPolicy: unknown,
            plain: "organization/other/dev",
            details: {},
        });
        expect(resource(made, "pulumi:pulumi:StackReference", "organization/network/dev")).toEqual({
            urn: "urn:pulumi:dev::test::pulumi:pulumi:StackReference::organization/network/dev",
            custom: true,
            id: "organization/network/dev",
            type: "pulumi:pulumi:StackReference",
            inputs: { name: "organization/network/dev" },
            outputs: { name: "organization/network/dev" },
            parent: "urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev",
            external: true,
            provider: expect.stringMatching(/^urn:pulumi:dev::test::pulumi:providers:pulumi::default::/),
            sourcePosition: "project:///index.ts#11,19",
        });
    });

    it("of existing resources are external, with the id that was asked for", () => {
        const bucket = resource(made, "Bucket", "existing");
        expect(bucket).toMatchObject({
            external: true,
            id: "the-bucket",
            inputs: { tags: { a: "b" } },
            sourcePosition: "project:///index.ts#13,34",
        });
        expect(made.outputs).toMatchObject({
            bucketArn: "arn:aws:s3:::the-bucket",
            tags: { a: "b" },
            groups: "arn:aws:ec2:us-east-1:123456789012:security-group/sg-123",
            mapName: "settings",
            mapNamespace: "apps",
            topicArn: "arn:aws:sns:eu-west-1:999999999999:theirs",
        });
    });

    it("decode YAML into the resources it describes", () => {
        expect(resource(made, "Namespace", "from-yaml").inputs).toMatchObject({ kind: "Namespace", metadata: { name: "from-yaml" } });
    });
});

describe("a lookup of what the program makes", () => {
    it("is no news: its answer is as made up as that thing's own outputs", async () => {
        const lookup = (name: string): string => `
            import * as aws from "@pulumi/aws";
            const made = new aws.lb.LoadBalancer("made", { name: "mine" });
            export const found = aws.lb.getLoadBalancerOutput({ name: ${name} }).arnSuffix;`;
        const own = await synth("lookups/own", { "index.ts": lookup("made.name") });
        const others = await synth("lookups/others", { "index.ts": lookup('"mine"') });
        expect(own.notices).toEqual([]);
        expect(others.notices).toEqual([{ kind: "invoke", message: "aws:lb/getLoadBalancer:getLoadBalancer was answered by a stand-in" }]);
        expect(own.outputs.found).toBe(others.outputs.found);
    });
});

describe("what is not run here", () => {
    it("is listed: dynamic providers, remote components and their methods", async () => {
        const made = await synth("lookups/not-run", {
            "index.ts": `
                import * as pulumi from "@pulumi/pulumi";
                class Table extends pulumi.dynamic.Resource {
                    constructor(name: string) {
                        const create = (): never => { throw new Error("must not run"); };
                        super({ create, check: create, diff: create }, name, { rows: 3, made: undefined }, undefined, "custom", "Table");
                    }
                    readonly made!: pulumi.Output<string>;
                }
                class Remote extends pulumi.ComponentResource {
                    constructor(name: string) { super("mine:index:Remote", name, { size: 2, out: undefined }, {}, true); }
                    readonly out!: pulumi.Output<string>;
                }
                const remote = new Remote("remote");
                export const made = new Table("table").made;
                export const called = pulumi.runtime.call("mine:index:Remote/get", {}, remote);`,
        });
        expect(resource(made, "pulumi-nodejs:dynamic/custom:Table", "table").inputs).toEqual({ __provider: "[dynamic provider]", rows: 3 });
        expect(resource(made, "mine:index:Remote", "remote")).toMatchObject({ custom: false, inputs: { size: 2 } });
        expect(made.notices).toEqual([
            { kind: "call", message: "The method mine:index:Remote/get of a remote component is not run: its result is empty" },
            { kind: "remote-component", message: "mine:index:Remote 'remote' is built by its provider: its resources are not shown" },
            {
                kind: "dynamic-provider",
                message: "pulumi-nodejs:dynamic/custom:Table 'table' has a dynamic provider, which is not executed",
            },
        ]);
        expect(made.printed).toEqual(["warning: [runtime] Undefined value (made) will not show as a stack output."]);
    });

    it("fails where a program looks up a resource of its own that does not exist", async () => {
        const missing = "urn:pulumi:dev::test::a:b:C::missing";
        const message = await failure("lookups/missing", {
            "index.ts": `
                import * as pulumi from "@pulumi/pulumi";
                export const state = pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn: "${missing}" });`,
        });
        expect(message.split("\\n")[0]).toContain(`unknown resource ${missing}`);
    });
});
