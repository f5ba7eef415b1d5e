import * as fs from "node:fs";
import * as path from "node:path";
import { root, synthesize } from "../support/synth";
import { pack } from "./proofs/host";

/** `topic` takes a topic, of which the SDK sends a reference. */
const program = `const aws = require("@pulumi/aws");
const topic = new aws.sns.Topic("topic");
new aws.sns.TopicSubscription("subscription", { topic, protocol: "email", endpoint: "oncall@example.com" });
new aws.cloudwatch.MetricAlarm("alarm", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, alarmActions: [topic.arn] });
`;

test("a resource that is an input itself is judged by its id, as the engine has it judged", async () => {
    const directory = path.join(root, "out", "tests", "resource-references");
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, "Pulumi.yaml"), "name: references\nruntime: nodejs\nmain: index.js\n");
    fs.writeFileSync(path.join(directory, "Pulumi.test.yaml"), "config:\n  aws:region: eu-west-1\n");
    fs.writeFileSync(path.join(directory, "index.js"), program);
    const { deployment, policy } = await synthesize({ directory, stack: "test", policyPacks: [pack], timeoutSeconds: 50 });
    // A topic without a policy, without a key, tags and a budget: nothing of references.
    expect(policy!.findings.map(({ rule }) => rule)).toEqual([
        "budget-with-notification",
        "logs-sns-vault-secret-cmk",
        "required-tags",
        "sns-deny-http",
    ]);
    const subscription = deployment.deployment.resources.find(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription")!;
    expect(subscription.inputs!.topic).toMatchObject({ urn: expect.stringMatching(/::aws:sns\/topic:Topic::topic$/) });
});
