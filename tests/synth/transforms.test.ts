import { resource, secret, synth, type Run } from "./project";

/** What transforms do here was compared with Pulumi's own engine, which came to the same state. */
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

class Group extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("my:index:Group", name, {}, opts);
        new aws.sns.Topic(name + "-topic", { displayName: "d" }, { parent: this });
        this.registerOutputs();
    }
}
const later = new random.RandomId("later", { byteLength: 2 });
const west = new aws.Provider("west", { region: "us-west-2" });
const append = (text: string): pulumi.ResourceTransform => ({ props, opts }) => ({
    props: { ...props, displayName: pulumi.output(props.displayName).apply(before => before + text) },
    opts,
});

new Group("guarded", {
    transforms: [
        ({ type, props, opts }) => ({
            props: type === "aws:sns/topic:Topic" ? { ...props, displayName: "changed" } : props,
            opts: { ...opts, protect: true, retainOnDelete: true },
        }),
    ],
});
new Group("inherited", {
    transforms: [({ type, props, opts }) => (type === "my:index:Group" ? { props, opts: { ...opts, protect: true } } : undefined)],
});

class Ordered extends pulumi.ComponentResource {
    constructor(name: string) {
        super("my:index:Ordered", name, {}, { transforms: [append("-parent")] });
        new aws.sns.Topic(name + "-topic", { displayName: "d" }, { parent: this, transforms: [append("-own"), append("-second")] });
        this.registerOutputs();
    }
}
pulumi.runtime.registerResourceTransform(args => (args.name === "ordered-topic" ? append("-stack")(args) : undefined));
new Ordered("ordered");

new aws.sns.Topic("options", { displayName: later.hex, tags: { gone: "1" } }, {
    transforms: [
        ({ props: { tags: _, ...props }, opts }) => ({
            props: { ...props, signatureVersion: 2 },
            opts: {
                ...opts,
                aliases: [{ name: "former" }, "urn:pulumi:dev::test::aws:sns/topic:Topic::literal"],
                ignoreChanges: ["displayName"],
                replaceOnChanges: ["name"],
                additionalSecretOutputs: ["arn"],
                customTimeouts: { create: "90s" },
                dependsOn: [west],
                provider: west,
            } as pulumi.CustomResourceOptions,
        }),
    ],
});
new aws.sns.Topic("asynchronous", { displayName: pulumi.secret(later.hex), kmsMasterKeyId: later.hex }, {
    transforms: [
        async ({ props, opts }) => {
            await new Promise(resolve => setTimeout(resolve, 5));
            return { props: { ...props, policy: later.id }, opts };
        },
    ],
});
new aws.sns.Topic("former", { displayName: "d" }, {
    transformations: [({ props, opts }) => ({ props: { ...props, displayName: "former" }, opts: { ...opts, protect: true } })],
});
pulumi.runtime.registerStackTransformation(({ name, props, opts }) => (name === "all" ? { props: { ...props, displayName: "stack" }, opts } : undefined));
new aws.sns.Topic("all", { displayName: "d" });

// What is unknown goes through as unknown.
const other = new pulumi.StackReference("organization/other/dev");
let isOutput = false;
new aws.sns.Topic("unknown", { displayName: other.getOutput("name").apply(String) }, {
    transforms: [
        ({ props, opts }) => {
            isOutput = pulumi.Output.isInstance(props.displayName);
            return { props, opts };
        },
    ],
});
process.once("beforeExit", () => console.log("isOutput", isOutput));

// Only a resource's own transforms change what it depends on.
pulumi.runtime.registerResourceTransform(({ name, props, opts }) =>
    name === "lonely"
        ? { props: { ...props, kmsMasterKeyId: later.hex }, opts: { ...opts, dependsOn: [west], ignoreChanges: ["displayName"] } }
        : undefined,
);
new aws.sns.Topic("lonely", { displayName: later.hex });

pulumi.runtime.registerInvokeTransform(({ token, args, opts }) =>
    token === "aws:iam/getPolicyDocument:getPolicyDocument" ? { args: { ...args, version: "2008-10-17" }, opts } : undefined,
);
export const document = aws.iam.getPolicyDocumentOutput({ statements: [{ actions: ["a:B"] }] }).minifiedJson;
`;

describe("transforms", () => {
    let made: Run;
    beforeAll(async () => (made = await synth("transforms", { "index.ts": program })));
    const topic = (name: string) => resource(made, "Topic", name);
    const later = "urn:pulumi:dev::test::random:index/randomId:RandomId::later";

    it("of a component change it and its children", () => {
        expect(resource(made, "Group", "guarded")).toMatchObject({ protect: true, retainOnDelete: true });
        expect(topic("guarded-topic")).toMatchObject({ inputs: { displayName: "changed" }, protect: true, retainOnDelete: true });
    });

    it("of a component give it options that its children inherit", () => {
        expect(resource(made, "Group", "inherited").protect).toBe(true);
        expect(topic("inherited-topic").protect).toBe(true);
        expect(topic("inherited-topic").inputs).toEqual({ displayName: "d" });
    });

    it("run from the inside out: the resource's own in their order, its parent's, the stack's", () => {
        expect(topic("ordered-topic").inputs).toEqual({ displayName: "d-own-second-parent-stack" });
    });

    it("may take inputs away, add others, and set every option", () => {
        const state = topic("options");
        expect(state.inputs).toEqual({ displayName: expect.stringMatching(/^[0-9a-f]{4}$/), signatureVersion: 2 });
        expect(state).toMatchObject({
            aliases: ["urn:pulumi:dev::test::aws:sns/topic:Topic::former", "urn:pulumi:dev::test::aws:sns/topic:Topic::literal"],
            ignoreChanges: ["displayName"],
            replaceOnChanges: ["name"],
            additionalSecretOutputs: ["arn"],
            customTimeouts: { create: 90 },
            // The transform's own list stands; the input came to it as a plain value.
            dependencies: ["urn:pulumi:dev::test::pulumi:providers:aws::west"],
            propertyDependencies: { displayName: [], signatureVersion: [] },
            outputs: { arn: secret() },
        });
        expect(state.provider).toMatch(/^urn:pulumi:dev::test::pulumi:providers:aws::west::[0-9a-f-]{36}$/);
    });

    it("may be asynchronous, and keep secrets and dependencies", () => {
        const state = topic("asynchronous");
        expect(state.inputs).toMatchObject({ displayName: secret(), policy: expect.any(String) });
        expect(state.dependencies).toEqual([later]);
        // The SDK hands a transform its inputs without what they came from, with the engine too.
        expect(state.propertyDependencies).toEqual({ displayName: [], kmsMasterKeyId: [], policy: [] });
    });

    it("of the old kind change inputs and options too", () => {
        expect(topic("former")).toMatchObject({ inputs: { displayName: "former" }, protect: true });
        expect(topic("all").inputs).toEqual({ displayName: "stack" });
    });

    it("of the stack change options and inputs, and not what a resource depends on", () => {
        expect(topic("lonely")).toMatchObject({
            inputs: { displayName: expect.any(String), kmsMasterKeyId: expect.any(String) },
            ignoreChanges: ["displayName"],
            dependencies: [later],
            propertyDependencies: { displayName: [later], kmsMasterKeyId: [] },
        });
    });

    it("keep unknown what is unknown", () => {
        expect(made.printed).toEqual(["isOutput true"]);
        expect(topic("unknown").inputs).toEqual({ displayName: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
        expect(made.notices).toContainEqual({
            kind: "unknown",
            message: "urn:pulumi:dev::test::aws:sns/topic:Topic::unknown: displayName is not known before an update",
        });
    });

    it("of invokes change their arguments", () => {
        expect(made.outputs.document).toBe(`{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"a:B"}]}`);
    });
});
