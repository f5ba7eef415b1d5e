import { wellArchitected } from "../../controls";
import { statementsOf } from "../../iam-statements";
import { given, targets } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { deniesHttp } from "../../transport";
import { field, isSet, jsonOf, Unknown, type Field } from "../../values";

interface Channel {
    readonly policyType: string;
    /** The policy's property that names the topic or queue. */
    readonly of: string;
    /** Actions that carry messages; each has to be denied, by whatever wildcard. */
    readonly carriers: readonly (readonly [action: string, denial: RegExp])[];
}

const channels: ReadonlyMap<string, Channel> = new Map([
    [
        "aws:sns/topic:Topic",
        { policyType: "aws:sns/topicPolicy:TopicPolicy", of: "arn", carriers: [["sns:Publish", /^(\*|sns:(\*|publish))$/i]] },
    ],
    [
        "aws:sqs/queue:Queue",
        {
            policyType: "aws:sqs/queuePolicy:QueuePolicy",
            of: "queueUrl",
            carriers: [
                ["sqs:SendMessage", /^(\*|sqs:(\*|send\*|sendmessage))$/i],
                ["sqs:ReceiveMessage", /^(\*|sqs:(\*|receive\*|receivemessage))$/i],
            ],
        },
    ],
]);

const plain = "who asks over plain HTTP is answered, and messages cross the network for everyone to read.";

/** A rule on the whole stack, since a topic's policy may be a resource of its own. */
export const snsDenyHttp = stackRule(
    {
        name: "sns-deny-http",
        group: "security",
        description: "Every topic of SNS and queue of SQS has a policy that refuses messages which come without TLS.",
        why: "SNS and SQS answer HTTP as well, unless a policy refuses it: messages and signatures then go in plain text.",
        severity: "medium",
        tags: ["encryption", "aws", "sns", "sqs"],
        ...wellArchitected("SEC09-BP02", "Enforce encryption in transit", "sec_protect_data_transit_encrypt"),
        examples: {
            fails: `new aws.sns.Topic("alerts");`,
            passes: `new aws.sns.TopicPolicy("tls", { arn: topic.arn, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{
  Effect: "Deny", Principal: "*", Action: "sns:Publish", Resource: topic.arn,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
}] }) });`,
        },
        remediationSteps:
            "Add to the policy a statement: Effect Deny, Principal *, Action sns:Publish (of a queue sqs:*), Resource the ARN, Condition " +
            '{ Bool: { "aws:SecureTransport": "false" } } and no other condition.',
        level: "advisory",
    },
    stack => {
        const all = stack.map(given);
        return all.flatMap(one => {
            const channel = channels.get(one.type);
            return channel ? [{ urn: one.urn, verdicts: judge(one, channel, all) }] : [];
        });
    },
);

/** A policy of its own takes the place of an inline one. */
function judge(one: Placed, { policyType, of, carriers }: Channel, all: readonly Placed[]): readonly Verdict[] {
    const policies = all.filter(({ type }) => type === policyType).map(policy => ({ policy, named: targets(policy, of, all, one.type) }));
    const own = policies.find(({ named }) => named.includes(one.urn))?.policy;
    const document = field((own ?? one).props, "policy");
    const unknown = policies.flatMap(({ named }) => named).find(target => target instanceof Unknown);
    if (!isSet(document.value)) return [unknown ?? `policy is not set: ${plain}`];
    return carriers.flatMap(([action, denial]) => judgeDocument(document, action, denial));
}

function judgeDocument({ path, value }: Field, action: string, denial: RegExp): readonly Verdict[] {
    const document = jsonOf(value);
    if (document instanceof Unknown) return [document];
    const answers = statementsOf(document).map(({ value: statement }) => deniesHttp(statement, denial));
    if (answers.includes(true)) return [];
    const unknown = answers.find(answer => answer instanceof Unknown);
    return [unknown ?? `${path} has no Deny of ${action} to Principal * where aws:SecureTransport is false: ${plain}`];
}
