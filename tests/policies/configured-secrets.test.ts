import { synth, type Run } from "../synth/project";
import { pack } from "./proofs/host";

/** Secrets of a stack's file, as a program reads them: `require` gives a plain text, which nobody marks again. */
const program = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const password = config.requireSecret("password");
const leaked = config.require("password");
const database = config.requireObject<Record<string, string>>("database");
const topic = (name: string, displayName: pulumi.Input<string>) => new aws.sns.Topic(name, { displayName });

topic("plain", leaked);
topic("by-apply", pulumi.output(leaked).apply(text => \`\${text}!\`));
topic("member", database.password!);
topic("marked", password);
topic("interpolated", pulumi.interpolate\`postgresql://owner:\${password}@db/shop\`);
topic("marked-by-hand", pulumi.secret(leaked));
topic("other-member", database.host!);
topic("not-known", new pulumi.StackReference("org/elsewhere/test").getOutput("value"));
topic("secret-not-known", pulumi.secret(new pulumi.StackReference("org/other/test").getOutput("value")));
`;

const secure = "{ secure: v1:bm90IHJlYWQ=:bm90IHJlYWQgZWl0aGVy }";

describe("the secrets of a stack's file", () => {
    let made: Run;
    beforeAll(async () => {
        made = await synth(
            "configured-secrets",
            {
                "index.ts": program,
                "Pulumi.dev.yaml": `config:
  aws:region: eu-west-1
  password: ${secure}
  database: { host: database.internal.example.com, password: ${secure} }
`,
            },
            { policyPacks: [pack] },
        );
    });

    it("are found where a program does not mark them, and nowhere else", () => {
        const found = made.result.policy!.findings.filter(({ rule, message }) => `${rule} ${message}`.includes("secret-inputs-are-secret"));
        const because = "holds the value of a secret and is not marked: the state and every preview show it in plain text.";
        expect(found.map(({ urn, level, message }) => [urn.split("::").at(-1), level, message])).toEqual(
            ["by-apply", "member", "plain"].map(name => [name, "mandatory", `displayName ${because}`]),
        );
    });

    it("are changed by no rule", () => expect(made.result.policy!.remediations).toEqual([]));
});
