import { resource, secret, synth, type Run } from "./project";
import { manifestsOf } from "../../synth/manifests";

/**
 * Every way a secret may go: no text of a result may hold its value. The values that the program makes up all
 * contain `hunter2`; those of the configuration are ciphertexts here, and stand-ins in the program.
 */
const program = `
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const hidden = pulumi.secret("hunter2");
const config = new pulumi.Config();

class Holder extends pulumi.ComponentResource {
    constructor(name: string, args: pulumi.Inputs) {
        super("my:index:Holder", name, args);
        this.registerOutputs({ kept: args.value, list: [args.value, "plain"] });
    }
}
new Holder("holder", { value: hidden, deep: [{ deeper: pulumi.secret({ a: "hunter2", b: ["hunter2"] }) }] });

// Inputs that ids, ARNs and other outputs are made of.
new aws.sns.Topic("topic", { name: hidden, tags: { own: hidden, plain: "yes" } });
new aws.s3.Bucket("bucket", { bucket: pulumi.interpolate\`b-\${hidden}\` });
new aws.iam.RolePolicyAttachment("attachment", { role: hidden, policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
new random.RandomShuffle("shuffle", { inputs: [hidden, "plain"] });
const map = new k8s.core.v1.ConfigMap("map", {
    metadata: { name: hidden, annotations: { note: hidden } },
    data: { value: hidden },
});
new k8s.core.v1.Secret("secret", {
    metadata: { name: "credentials" },
    data: { encoded: pulumi.secret("aHVudGVyMg==") },
    stringData: { value: "hunter2", both: hidden.apply(text => text + "!") },
});

// Values that the provider makes.
const password = new random.RandomPassword("password", { length: 20 });
const id = new random.RandomId("id", { byteLength: 4, keepers: { a: hidden } }, { additionalSecretOutputs: ["hex"] });
new aws.ssm.Parameter("parameter", { type: "SecureString", value: password.result, description: id.hex });

// Through a transform, an invoke, a dynamic provider, and the configuration.
new aws.sqs.Queue("queue", { tags: { own: hidden } }, {
    transforms: [({ props, opts }) => ({ props: { ...props, policy: hidden.apply(text => JSON.stringify({ text })) }, opts })],
});
const document = aws.iam.getPolicyDocumentOutput({ statements: [{ actions: ["s3:*"], resources: [hidden] }] });
class Dynamic extends pulumi.dynamic.Resource {
    constructor(name: string, value: pulumi.Input<string>) {
        super({ create: () => Promise.reject(new Error("never")) }, name, { value });
    }
}
new Dynamic("dynamic", hidden);

export const one = hidden;
export const nested = { list: [hidden, { deep: hidden }], plain: "plain" };
export const whole = pulumi.secret({ user: "hunter2", list: ["hunter2"] });
export const joined = pulumi.interpolate\`\${map.metadata.name} and \${password.result}\`;
export const json = document.json;
export const configured = config.requireSecret("token");
export const structured = config.requireSecretObject("database");
export const length = config.requireSecret("token").apply(token => token.length);
`;

describe("a secret", () => {
    let made: Run;
    beforeAll(async () => {
        made = await synth("secrets", {
            "index.ts": program,
            "Pulumi.dev.yaml": `config:
  token: { secure: AAABAhunter2== }
  aws:region: eu-west-1
  aws:secretKey: { secure: AAABAhunter2== }
  database: { user: admin, password: { secure: AAABAhunter2== }, hosts: [{ key: { secure: AAABAhunter2== } }] }
`,
        });
    });

    it("shows in no part of the result", () => {
        const { deployment, notices } = made.result;
        const texts = JSON.stringify([deployment, notices, manifestsOf(deployment)]);
        expect(texts).not.toContain("hunter2");
        expect(texts).not.toContain("aHVudGVyMg");
        expect(texts).not.toContain("stand-in-0123456789abcdef");
    });

    it("is marked in the outputs of the stack, at any depth, with the names around it", () => {
        expect(made.outputs).toEqual({
            one: secret(),
            nested: { list: [secret(), { deep: secret() }], plain: "plain" },
            whole: secret({ list: ["[secret]"], user: "[secret]" }),
            joined: secret(),
            json: secret(),
            configured: secret(),
            structured: secret({ hosts: [{ key: "[secret]" }], password: "[secret]", user: "[secret]" }),
            length: secret(),
        });
    });

    it("is marked in the inputs and outputs of a component", () => {
        const { inputs, outputs } = resource(made, "Holder", "holder");
        expect(inputs).toEqual({ value: secret(), deep: [{ deeper: secret({ a: "[secret]", b: ["[secret]"] }) }] });
        expect(outputs).toEqual({ kept: secret(), list: [secret(), "plain"] });
    });

    it("gives way to a mask in ids, ARNs and whatever else is made of it", () => {
        const topic = resource(made, "Topic", "topic");
        expect(topic.inputs).toEqual({ name: secret(), tags: { own: secret(), plain: "yes" } });
        expect(topic.id).toBe("arn:aws:sns:eu-west-1:123456789012:[secret]");
        expect(topic.outputs).toMatchObject({ name: secret(), tagsAll: { own: "[secret]", plain: "yes" } });
        expect(resource(made, "RolePolicyAttachment", "attachment").id).toBe("[secret]/arn:aws:iam::aws:policy/ReadOnlyAccess");
        expect(resource(made, "ConfigMap", "map").id).toBe("[secret]");
        expect(resource(made, "Bucket", "bucket").outputs).toMatchObject({ arn: "arn:aws:s3:::[secret]", bucket: secret() });
    });

    it("is what the provider makes and the SDK knows to be one, and what additionalSecretOutputs names", () => {
        const password = resource(made, "RandomPassword", "password");
        expect(password.outputs).toMatchObject({ length: 20, result: secret(), bcryptHash: secret() });
        expect(password.additionalSecretOutputs).toEqual(["bcryptHash", "result"]);
        const id = resource(made, "RandomId", "id");
        expect(id.outputs).toMatchObject({ hex: secret(), dec: expect.stringMatching(/^\d+$/) });
        expect(resource(made, "Parameter", "parameter").inputs).toEqual({ type: "SecureString", value: secret(), description: secret() });
    });

    it("stays one through transforms, dynamic providers and default providers", () => {
        expect(resource(made, "Queue", "queue").inputs).toEqual({ tags: { own: secret() }, policy: secret() });
        expect(resource(made, "pulumi-nodejs:dynamic:Resource", "dynamic").inputs).toEqual({
            __provider: "[dynamic provider]",
            value: secret(),
        });
        expect(resource(made, "pulumi:providers:aws", "default_7_48_0").inputs).toEqual({
            region: "eu-west-1",
            secretKey: secret(),
            version: "7.48.0",
        });
    });

    it("reads [secret] in a manifest, encoded where Kubernetes wants it so", () => {
        const objects = manifestsOf(made.result.deployment).map(({ object }) => object);
        expect(objects).toEqual([
            {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name: "[secret]", annotations: { note: "[secret]" } },
                data: { value: "[secret]" },
            },
            {
                apiVersion: "v1",
                kind: "Secret",
                metadata: { name: "credentials" },
                data: { encoded: "W3NlY3JldF0=" },
                stringData: { value: "[secret]", both: "[secret]" },
            },
        ]);
    });
});
