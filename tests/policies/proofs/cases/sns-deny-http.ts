import { secret, unknown, type Proof } from "../proof";

const arn = "arn:aws:sns:eu-west-1:111122223333:alerts";
const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs";
const topic = { type: "aws:sns/topic:Topic", props: { name: "alerts" }, answers: { arn } };
const queue = { type: "aws:sqs/queue:Queue", props: { name: "jobs" }, answers: { id: url } };
const deny = (Action: unknown, more: object = {}) => ({
    ...{ Effect: "Deny", Principal: "*", Action, Resource: arn },
    ...{ Condition: { Bool: { "aws:SecureTransport": "false" } }, ...more },
});
const document = (...Statement: readonly object[]) => ({ Version: "2012-10-17", Statement });
const ofTopic = (policy: unknown) => ({ type: "aws:sns/topicPolicy:TopicPolicy", props: { arn, policy } });
const ofQueue = (policy: unknown) => ({ type: "aws:sqs/queuePolicy:QueuePolicy", props: { queueUrl: url, policy } });
const text = (...statements: readonly object[]) => JSON.stringify(document(...statements));
const publish = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: arn };

export const proof: Proof = {
    fails: {
        "a topic and a queue without a policy": {
            stack: { topic, queue },
            says: { topic: "policy is not set", queue: "policy is not set" },
        },
        "a policy that refuses nobody": {
            stack: { topic, policy: ofTopic(text(publish)) },
            says: { topic: "policy has no Deny of sns:Publish" },
        },
        "a queue that is filled over TLS and emptied without": {
            stack: { queue, policy: ofQueue(text(deny("sqs:SendMessage"))) },
            says: { queue: "policy has no Deny of sqs:ReceiveMessage" },
        },
        "one whose condition lets most through": {
            stack: {
                topic,
                policy: ofTopic(
                    text(
                        deny("sns:Publish", {
                            Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:username": "x" } },
                        }),
                    ),
                ),
            },
            says: { topic: "policy has no Deny of" },
        },
    },
    passes: {
        "policies of their own": { topic, of: ofTopic(text(publish, deny("sns:Publish"))), queue, ofQueue: ofQueue(text(deny("sqs:*"))) },
        "inline ones, as an object and with a lone statement": {
            topic: { ...topic, props: { policy: document(deny(["SNS:Publish"])) } },
            queue: { ...queue, props: { policy: { Version: "2012-10-17", Statement: deny(["sqs:SendMessage", "sqs:ReceiveMessage"]) } } },
        },
        "one that is made from a topic without an ARN": {
            topic: { ...topic, answers: {} },
            policy: { type: "aws:sns/topicPolicy:TopicPolicy", props: { arn: unknown, policy: text(deny("*")) }, from: { arn: "topic" } },
        },
    },
    unknowns: {
        "the document": {
            stack: {
                topic,
                policy: { ...ofTopic(unknown), from: { policy: "topic" } },
                other: { ...topic, answers: { arn: "arn:aws:sns:eu-west-1:111122223333:other" } },
            },
            of: ["topic"],
            says: { other: "policy is not set" },
        },
    },
    secrets: { topic: { ...topic, props: { policy: document({ ...publish, Sid: secret("hunter2-sid") }) } } },
    ignores: {
        subscription: { type: "aws:sns/topicSubscription:TopicSubscription", props: { topic: arn, protocol: "email" } },
        elsewhere: ofTopic(text(publish)),
    },
    breaks: one => (one.type === "aws:sns/topicPolicy:TopicPolicy" && one.urn.endsWith("::monitoring-budget") ? undefined : one),
};
